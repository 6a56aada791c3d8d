"""Every text a reader sees is marked in the source, so that it is collected and translated."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests import interface_texts
from tests.conftest import ROOT
from ui.locale import update

SOURCES = list(update.sources())
SHOWN = [path for path in SOURCES if path.relative_to(ROOT).parts[0] in {"app.py", "pages", "ui"}]


def for_each(paths: list[Path]) -> pytest.MarkDecorator:
    """Run a test once for each file."""
    return pytest.mark.parametrize("path", paths, ids=lambda path: path.relative_to(ROOT).as_posix())


@for_each(SHOWN)
def test_every_text_shown_is_marked_for_translation(path: Path) -> None:
    assert interface_texts.unwrapped(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        'st.button("Step")',
        'st.sidebar.button("Step")',
        'left.metric(label="Loss", value=3)',
        'st.markdown(f"**{n} rows** of $X$")',
        'st.text_input(_("Seed"), help="A whole number")',
        'st.text_input(_("Seed"), placeholder="0 or more")',
        'st.write("one " + _("two"))',
        'st.caption("rows" if n else _("none"))',
        'st.caption("{n} rows".format(n=3))',
        'st.radio(_("Theme"), ["light", name])',
        'st.tabs([_("Wall"), "Table"])',
        'st.dataframe(t, column_config={"x": st.column_config.NumberColumn("Value")})',
        'st.Page("pages/explore.py", title="Explore")',
        '@st.dialog("Large view")\ndef large(): pass',
        'st.caption("行")\nst.caption("行数")',
    ],
)
def test_text_that_is_not_marked_is_found(source: str) -> None:
    assert len(interface_texts.unwrapped(source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        'st.button(_("Step"), key="step", type="primary", icon=":material/play_arrow:", shortcut="Right")',
        'st.markdown(_("{n} rows").format(n=n))',
        'st.markdown(ngettext("{n} row", "{n} rows", n).format(n=n))',
        'st.markdown("$G_i = M_i W_i^\\\\top$")',
        'st.latex(r"\\\\text{softmax}")',
        'st.page_link("pages/explore.py", label=_("Explore"))',
        'st.selectbox(_("Loss"), ["cross_entropy", "squared_error"], format_func=title)',
        'st.metric(_("Loss"), f"{loss:.3f}", delta_color="off")',
        'st.write(names["loss"], "m × n", "α")',
        'st.caption(a if kind == "real" else b)',
        'st.download_button("CSV", data, file_name="Z_1.csv", mime="text/csv")',
        'columns = st.columns(3, gap="small", vertical_alignment="center")',
        'logger.warning("the cache is full")',
    ],
)
def test_marked_text_and_what_is_not_text_pass(source: str) -> None:
    assert interface_texts.unwrapped(source) == []


@for_each(SOURCES)
def test_every_message_can_be_collected(path: Path) -> None:
    assert interface_texts.not_collected(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        '_(f"{n} rows")',
        """f"**{_('Rows')}**\"""",
        '_("one" + x)',
        '_("one" if x else "two")',
        'N_("one".upper())',
        'ngettext("row", f"{n} rows", n)',
        'raise DataError(f"row {row}")',
        "raise DataError(message)",
    ],
)
def test_a_message_put_together_at_run_time_is_found(source: str) -> None:
    assert len(interface_texts.not_collected(source)) == 1


@pytest.mark.parametrize("source", ['_("one" " two")', "_(rule.title)", '_(TITLES["loss"])', 'DataError("a", x=y)'])
def test_a_literal_or_a_marked_value_can_be_collected(source: str) -> None:
    assert interface_texts.not_collected(source) == []


@for_each([path for path in SHOWN if path.is_relative_to(ROOT / "ui")])
def test_no_module_translates_when_it_is_imported(path: Path) -> None:
    assert interface_texts.frozen(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        'TITLE = _("Loss")',
        'def f(x=_("Loss")): ...',
        '@st.dialog(_("Large"))\ndef f(): ...',
        "class A:\n  t = _('x')",
    ],
)
def test_a_translation_at_import_is_found(source: str) -> None:
    assert len(interface_texts.frozen(source)) == 1


def test_a_translation_at_run_time_is_not_frozen() -> None:
    assert interface_texts.frozen('def f():\n    return _("Loss")\ntitle = lambda: _("Loss")\n') == []


@for_each(SHOWN)
def test_nothing_hides_the_translating_function(path: Path) -> None:
    assert interface_texts.shadowed(path.read_text(encoding="utf-8")) == []


def test_a_hidden_translating_function_is_found() -> None:
    start = "from ui.i18n import _\n"
    assert interface_texts.shadowed(start + "for _ in range(3): pass") == ["2: _"]
    assert interface_texts.shadowed(start + "f = lambda _: 1") == ["2: _"]
    assert interface_texts.shadowed("for _ in range(3): pass") == []


def test_the_engines_errors_are_all_collected() -> None:
    tree = ast.parse((ROOT / "backprop" / "errors.py").read_text(encoding="utf-8"))
    classes = {node.name for node in tree.body if isinstance(node, ast.ClassDef)} - {"BackpropError"}
    assert classes == set(update.ERRORS)
