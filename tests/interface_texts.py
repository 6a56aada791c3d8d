"""Reads source code and finds interface text that a translation would miss.

Every function takes source text and returns what it found as ``"line: what"``.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ui.locale.update import ERRORS

SILENT = {"code", "dg", "form", "html", "iframe", "json", "latex"}
"""Calls whose strings are code, formulas or keys."""

SPEAKING = (
    {name for name in dir(DeltaGenerator) if not name.startswith("_")}
    | {name for name in dir(st.column_config) if name.endswith("Column")}
    | {"Page", "dialog", "logo", "set_page_config"}
) - SILENT

KEYWORDS_WITHOUT_TEXT = {
    "accept_new_options", "alignment", "anchor", "args", "autoscroll", "bind", "border", "color", "data",
    "default", "delta_color", "disabled", "element", "file_name", "gap", "height", "hide_index",
    "horizontal_alignment", "icon", "icon_position", "initial_sidebar_state", "key", "kwargs",
    "label_visibility", "language", "layout", "mime", "mode", "num_rows", "on_change", "on_click",
    "on_dismiss", "on_select", "page_icon", "persist_state", "position", "row_height", "selection_mode",
    "shortcut", "size", "step", "text_alignment", "theme", "type", "url_path", "vertical_alignment",
    "width",
}  # fmt: skip
TRANSLATE = {"_", "N_", "ngettext"}
LOGGERS = {"log", "logger", "logging"}

NOT_WORDS = re.compile(
    r"""\$[^$]*\$ | `[^`]*` | <[^>]*> | &\w+; | :material/\w+: | :[\w-]+(?=\[)  # formulas, code, icons
    | https?://\S+ | ^[\w./-]+\.\w+$                                         # addresses, paths""",
    re.VERBOSE,
)
WORD = re.compile(r"[^\W\d_]{2,}")
SAME_EVERYWHERE = {"CSV", "JSON", "NumPy", "PNG", "PyTorch"}


def has_words(text: str) -> bool:
    """Tell whether a string holds words: not only formulas, code, icons, markup, an address or a path."""
    return bool(set(WORD.findall(NOT_WORDS.sub(" ", text))) - SAME_EVERYWHERE)


def name_of(call: ast.Call) -> str:
    """Return the last part of what is called: ``button`` for ``st.sidebar.button(…)``."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    """Yield every call."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def literals(node: ast.AST) -> Iterator[str]:
    """Yield the strings in an expression that end up in its value; those given to a call do not."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.Call):
        yield from literals(node.func)
        if name_of(node) in {"format", "join"}:
            yield from (found for argument in node.args for found in literals(argument))
    elif isinstance(node, ast.Subscript):
        yield from literals(node.value)
    elif isinstance(node, ast.Dict):
        yield from (found for value in node.values for found in literals(value))
    elif isinstance(node, ast.IfExp):
        yield from (found for branch in (node.body, node.orelse) for found in literals(branch))
    elif not isinstance(node, ast.Compare):
        yield from (found for child in ast.iter_child_nodes(node) for found in literals(child))


def speaks(call: ast.Call) -> bool:
    """Tell whether a call is one of Streamlit's that show text: ``st.…(…)`` or a column's, a tab's method."""
    receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
    is_logger = isinstance(receiver, ast.Name) and receiver.id in LOGGERS
    return receiver is not None and not is_logger and name_of(call) in SPEAKING


def shown_arguments(call: ast.Call) -> Iterator[ast.expr]:
    """Yield the arguments of a speaking call that a reader sees."""
    translated_by_function = any(keyword.arg == "format_func" for keyword in call.keywords)
    for position, argument in enumerate(call.args):
        if not (translated_by_function and position == 1):
            yield argument
    for keyword in call.keywords:
        if keyword.arg not in KEYWORDS_WITHOUT_TEXT and not (translated_by_function and keyword.arg == "options"):
            yield keyword.value


def unwrapped(source: str) -> list[str]:
    """Find words that are shown without going through ``_``."""
    return [
        f"{argument.lineno}: {literal}"
        for call in calls(ast.parse(source))
        if speaks(call)
        for argument in shown_arguments(call)
        for literal in literals(argument)
        if has_words(literal)
    ]


def _is_message(call: ast.Call) -> bool:
    return name_of(call) in TRANSLATE and bool(call.args) and isinstance(call.args[0], ast.Constant)


def not_collected(source: str) -> list[str]:
    """Find messages that the collection of texts cannot see, because they are put together at run time."""
    tree = ast.parse(source)
    # The collector takes an f-string for one text.
    parts = (node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr))
    found = [f"{node.lineno}: {ast.unparse(node)}" for part in parts for node in calls(part) if _is_message(node)]
    for call in calls(tree):
        count = 2 if name_of(call) == "ngettext" else 1
        for argument in call.args[:count]:
            if isinstance(argument, ast.Constant):
                continue
            if name_of(call) in ERRORS or (name_of(call) in TRANSLATE and any(literals(argument))):
                found.append(f"{call.lineno}: {ast.unparse(argument)}")
    return found


def frozen(source: str) -> list[str]:
    """Find translations made when a module is imported: everybody would get the first reader's language."""

    def at_import(node: ast.AST) -> Iterator[ast.AST]:
        yield node
        for field, value in ast.iter_fields(node):
            is_later = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) and field == "body"
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST) and not is_later:
                    yield from at_import(child)

    return [
        f"{node.lineno}: {ast.unparse(node)}"
        for node in at_import(ast.parse(source))
        if isinstance(node, ast.Call) and name_of(node) in {"_", "ngettext"}
    ]


def shadowed(source: str) -> list[str]:
    """Find a variable or a parameter named ``_`` where that is the translating function."""
    tree = ast.parse(source)
    imports = (alias for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names)
    if not any((alias.asname or alias.name) == "_" for alias in imports):
        return []
    return [
        f"{node.lineno}: _"
        for node in ast.walk(tree)
        if (isinstance(node, ast.Name) and node.id == "_" and isinstance(node.ctx, ast.Store))
        or (isinstance(node, ast.arg) and node.arg == "_")
    ]
