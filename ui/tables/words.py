"""What the preview says about a file."""

from __future__ import annotations

from backprop.data.choices import Choices, Cost
from backprop.data.roles import ROLES, Role
from ui.i18n import _, ngettext

from .decoding import ENCODINGS
from .manner import Read


def roles() -> dict[Role, str]:
    """What each role is called."""
    names = (
        _("number"),
        _("category"),
        _("label: the class"),
        _("one of several label columns"),
        _("quantity to be predicted"),
        _("left out"),
    )
    return dict(zip(ROLES, names, strict=True))


def separators() -> dict[str, str]:
    """What each separator is called."""
    return {",": _("commas"), ";": _("semicolons"), "\t": _("tabs"), "|": _("vertical bars"), " ": _("blanks")}


def fills() -> dict[str, str]:
    """What can be done with missing values."""
    return {"drop": _("leave these rows out"), "mean": _("fill with the mean of the column")}


def size(read: Read) -> str:
    """How many rows and columns there are."""
    rows = ngettext("{n} row", "{n} rows", read.rows).format(n=read.rows)
    columns = ngettext("{n} column", "{n} columns", len(read.table.columns)).format(n=len(read.table.columns))
    return _("{rows}, {columns}").format(rows=rows, columns=columns)


def manner(read: Read) -> str:
    """How a file was read."""
    chosen = read.manner
    if read.kind == "text":
        return _("Text in {encoding}, columns separated by {separator}, decimals by {decimal}; {header}.").format(
            encoding=ENCODINGS[chosen.encoding or "utf-8-sig"],
            separator=separators()[chosen.separator or ","],
            decimal=_("a comma") if chosen.decimal == "," else _("a point"),
            header=_("the first row holds the names") if chosen.header else _("there is no row of names"),
        )
    if read.kind == "arrays":
        return _("Arrays.")
    return _("JSON records.") if read.kind == "records" else _("Parquet.")


def cost(found: Cost, choices: Choices) -> str:
    """What a table becomes."""
    said = [
        ngettext("{n} example", "{n} examples", found.rows).format(n=found.rows),
        ngettext("{n} feature", "{n} features", found.features).format(n=found.features),
        ngettext("{n} quantity", "{n} quantities", found.outputs).format(n=found.outputs)
        if "target" in choices.roles
        else ngettext("{n} class", "{n} classes", found.outputs).format(n=found.outputs),
    ]
    if found.dropped:
        said.append(ngettext("{n} row left out", "{n} rows left out", found.dropped).format(n=found.dropped))
    if found.filled:
        said.append(
            ngettext("{n} cell filled with the mean", "{n} cells filled with the mean", found.filled).format(
                n=found.filled
            )
        )
    return " · ".join(said)
