"""What the clinic says: verdicts with a sign and a word, never by colour alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from backprop.clinic import MISTAKES, Diagnosis, Judged, Report, Verdict
from backprop.clinic.mending import Line
from backprop.clinic.report import Finding, title
from backprop.expression import Key
from backprop.network import Network
from figures.notation import printed
from ui.escape import plain
from ui.i18n import _, ngettext

SIGNS = {
    Verdict.AGREES: (":material/check_circle:", "green"),
    Verdict.NOISE: (":material/grain:", "green"),
    Verdict.KINK: (":material/change_history:", "orange"),
    Verdict.WRONG: (":material/cancel:", "red"),
    Verdict.UNCHECKED: (":material/pending:", "gray"),
}
"""The sign and the colour of each verdict."""


def verdicts() -> dict[Verdict, str]:
    """What each verdict is called."""
    return {
        Verdict.AGREES: _("agrees"),
        Verdict.NOISE: _("rounding"),
        Verdict.KINK: _("at a kink"),
        Verdict.WRONG: _("wrong"),
        Verdict.UNCHECKED: _("not checked"),
    }


def marked(verdict: Verdict, words: str) -> str:
    """Words with the sign and the colour of a verdict."""
    sign, colour = SIGNS[verdict]
    return f":{colour}[{sign}] {words}"


def counted(report: Report, key: Key) -> str:
    """How many entries of a matrix have each verdict."""
    names = verdicts()
    return " · ".join(marked(v, f"{names[v]} {n}") for v, n in report.counts(key).items())


def worst(report: Report, key: Key) -> str:
    """The entry with the largest relative error, by name."""
    errors = report.relative_error(key)
    known = [(float(error), index) for index, error in _entries(errors)]
    if not known:
        return ""
    error, index = max(known)
    return _("largest relative error {error} at {entry}").format(
        error=printed(error, ".1e"), entry=plain(f"{title(key)}[{index[0]}, {index[1]}]")
    )


def _entries(errors: Any) -> list[tuple[tuple[int, int], float]]:
    import numpy as np

    at = np.argwhere(~np.isnan(errors)).tolist()
    return [((row, column), errors[row, column]) for row, column in at]


def finding(found: Finding) -> str:
    """An entry of a gradient, and what was found without a backward pass."""
    return _("{entry} is {given}; numerically it is {numeric}, a relative error of {error}").format(
        entry=plain(f"{title(found.key)}[{found.index[0]}, {found.index[1]}]"),
        given=printed(found.given, ".6g"),
        numeric=printed(found.numeric, ".6g"),
        error=printed(found.error, ".1e"),
    )


def at_kink(report: Report, found: Finding) -> str:
    """An entry at a kink, and which units lie there."""
    units = (
        _("unit {unit} of layer {layer} in rows {rows}").format(
            unit=kink.unit, layer=kink.layer, rows=", ".join(map(str, kink.rows))
        )
        for kink in report.kinks[found.key][found.index]
    )
    return _("{entry} is {given}, the slope of one side: {units}").format(
        entry=plain(f"{title(found.key)}[{found.index[0]}, {found.index[1]}]"),
        given=printed(found.given, ".6g"),
        units="; ".join(units),
    )


def network(net: Network, rows: int) -> str:
    """A network in one line."""
    sigma = ", ".join(dict.fromkeys(net.activations))
    return _("{widths} · {activations} · {loss} · {rows}").format(
        widths="-".join(map(str, net.widths)) + (_(" with bias") if net.bias else ""),
        activations=sigma,
        loss=net.loss.replace("_", " ") + (f" + {net.l2:g}/2 ‖W‖²" if net.l2 else ""),
        rows=ngettext("{n} row", "{n} rows", rows).format(n=rows),
    )


def judged(step: Judged, is_first: bool) -> str:
    """What is said of one array."""
    if step.verdict != Verdict.WRONG:
        return marked(step.verdict, verdicts()[step.verdict])
    if step.follows:
        said = _("may follow from it")
        return f":orange[:material/subdirectory_arrow_right:] {said}"
    if not step.fits:
        words = _("wrong: its shape is {given}, it should be {allowed}").format(
            given=_size(step.yours.shape), allowed=_size(step.expected.shape)
        )
    elif is_first:
        words = _("wrong: the first to differ")
    else:
        words = _("wrong too, given yours so far")
    return marked(Verdict.WRONG, words)


def entry(step: Judged) -> str:
    """The first entry that differs, if there is one."""
    if step.own_place is None:
        return ""
    row, column = step.own_place
    return _("first at [{row}, {column}]: {yours}, expected {ours}").format(
        row=row,
        column=column,
        yours=printed(float(step.as_it_came(step.yours)[row, column]), ".6g"),
        ours=printed(float(step.as_it_came(step.expected)[row, column]), ".6g"),
    )


def _size(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape)) or "1"


def remedies(found: Diagnosis) -> list[str]:
    """What to do about it, a sentence for each mistake."""
    return [plain(_(MISTAKES[key].remedy)) for key in found.mistakes]


def listing(lines: Sequence[Line]) -> str:
    """Lines of code, those that were wrong marked where there are others around them."""
    marked = len(lines) > sum(line.mends for line in lines)
    return "\n".join(line.code + ("  # ←" if line.mends and marked else "") for line in lines)


def meant(convention: str) -> str:
    """Under which convention something is said."""
    return {
        "sum": _("If sums over the batch are meant."),
        "mean": _("If means over the batch are meant."),
        "homework": _("If ∇W is meant as a mean and G as a sum, as in the homework."),
    }[convention]


def row(step: Judged, is_first: bool) -> str:
    """One array in the list: what it is, what it was called, and the verdict."""
    called = "" if isinstance(step.name, tuple) else f" &ensp;{plain(str(step.name))}"
    return f"**{title(step.part)}**{called} &ensp;{judged(step, is_first)}"
