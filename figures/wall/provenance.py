"""What the panel beside the wall shows of one cell: the path to it, its equation, its terms."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest
from math import isfinite
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from backprop._text import N_
from backprop.explain import Explanation, Index, LikeTerms, Operand, Shares, explain, used
from backprop.expression import Key, Place
from backprop.losses import classes_of
from backprop.network import Network
from backprop.notations import NOTATIONS
from backprop.optimizers import MEMORY
from backprop.passes import Trace
from figures.mathml import line, mathml
from figures.notation import axes, name, typeset

from .headline import said
from .panel import Bar, Column, Crumb, Panel, Terms
from .parts import Lit
from .trail import crumb, entry, places_of, short

MOST_TERMS: Final = 60
"""So many terms are listed one by one, the largest."""

MOST_BROKEN: Final = 3
"""So many factors are named that are not finite."""

SUBJECTS: Final[dict[str, dict[str, str]]] = {
    "paths": {"X": "X", "Z": "Z", "G": "Z", "W": "W", "dW": "W"},
    "nudge": {"X": "X", "Z": "X", "G": "X", "W": "W", "dW": "W"},
    "edit": {"X": "X", "Z": "X", "W": "W"},
}
"""For each tool the symbols of cells that it can be opened from, and of what it then speaks of."""


@dataclass(frozen=True)
class Names:
    """What is known of the data besides the numbers.

    Attributes
    ----------
    features, classes : sequence of str
    rows : sequence of int
        For each row of the batch its row in the training part.
    quantities : sequence of str
        What is predicted, where that is no class.
    """

    features: Sequence[str] = ()
    classes: Sequence[str] = ()
    rows: Sequence[int] = ()
    quantities: Sequence[str] = ()


def lit(explanation: Explanation) -> list[Lit]:
    """The rows and columns that a cell was made of, to be pointed out on a wall of its notation.

    Examples
    --------
    >>> from backprop import trace
    >>> net = Network((2, 3))
    >>> t = trace(net, net.init_weights(), np.eye(2), [0, 1])
    >>> for area in lit(explain(t, ("dW", 1), (0, 2))):
    ...     print(area)
    Lit(tile='Z1', rows=(0, 1), columns=(0,))
    Lit(tile='M1', rows=(0, 1), columns=(2,))
    """
    writing, areas = explanation.writing, used(explanation).items()
    return [Lit(name(key), *writing.turned(key, *area)) for key, area in areas]


def subject_of(tool: str, net: Network, key: Key, index: Index) -> Key | None:
    """What a tool speaks of when it is opened from a cell; ``None`` where it can't be.

    Examples
    --------
    >>> net = Network((4, 6, 3))
    >>> subject_of("nudge", net, ("dW", 2), (0, 0)), subject_of("edit", net, ("dW", 2), (0, 0))
    (('W', 2), None)
    >>> subject_of("paths", net, ("G", 2), (0, 0)), subject_of("nudge", net, ("Z", 1), (0, 0))
    (('Z', 2), 'X')
    """
    symbol, i = key if isinstance(key, tuple) else (key, 1)
    source = SUBJECTS[tool].get(symbol)
    if source == "W":
        return source, i
    if source is None or index[1] == _constant_of(net, key):
        return None
    if source == "X":
        return "X" if i == 1 else None
    return source, i


def _constant_of(net: Network, key: Key) -> int | None:
    """The column of a matrix that holds constants, in the lecture's orientation."""
    symbol, i = key if isinstance(key, tuple) else (key, 1)
    return net.widths[i - 1] if net.bias and symbol in ("Z", "G") and i <= net.layers else None


def panel(
    trace: Trace,
    trail: Sequence[Place],
    at: int = 0,
    names: Names | None = None,
    notation: str = "lecture",
    translate: Callable[[str], str] = str,
    passing: bool = False,
) -> Panel:
    """What made one cell of a trail, in the notation of the wall.

    Parameters
    ----------
    trace : Trace
    trail : sequence of (Key, row, column)
        Cells, each but the first a factor of the one before.
    at : int
        Which of them; the trace must have it.
    names : Names, optional
    notation : str
        That of the wall.
    translate : callable
        From English to the reader's language.
    passing : bool
        Whether it is one of many a second.

    Raises
    ------
    UnknownQuantityError

    Examples
    --------
    >>> from backprop import trace
    >>> net = Network((2, 3))
    >>> t = trace(net, net.init_weights(), np.eye(2), [0, 1])
    >>> p = panel(t, [(("dW", 1), 0, 2)])
    >>> p.title, p.terms[0].columns[1].title, p.tools
    ('∇W₁[0, 2]', 'M₁[r, 2]', ('paths', 'nudge'))
    """
    key, *index = trail[at]
    writing = NOTATIONS[notation].of(trace.net)
    maker = _Maker(trace, explain(trace, key, index, writing), names or Names(), translate, passing)
    with np.errstate(all="ignore"):  # sums of what is not finite
        crumbs = [crumb(trace, writing, place, after) for place, after in zip_longest(trail, trail[1:])]
        return maker.panel(crumbs, at)


@dataclass(frozen=True)
class _Maker:
    """The parts of a panel, one after the other."""

    trace: Trace
    e: Explanation
    names: Names
    translate: Callable[[str], str]
    passing: bool = False

    def panel(self, trail: Sequence[Crumb], at: int) -> Panel:
        e = self.e
        chosen = self.chosen()
        shares = e.shares(self.trace["Y"]) if e.rule and e.rule.name == "gradient" else None
        return Panel(
            title=entry(e.writing, e.key, *e.index),
            value=self.full(e.value),
            place=self.place(),
            name=entry(e.writing, e.key),
            cell=(name(e.key), *e.writing.turned(e.key, *e.index)) if e.index else None,
            sentence=said(e.sentences, e.writing.mentioned(e.i), self.translate),
            equation=self.equation(),
            terms=list(map(self.terms, e.like, self.picked(chosen), self.of_terms(shares))),
            rest=self.rest(chosen),
            own=e.index[1] if e.relation == "share" else None,
            total=self.total(),
            classes=self.bars(shares) if shares and not self.names.quantities else (),
            facts=[*self.facts(), *self.not_finite()],
            trail=trail,
            at=at,
            tools=tuple(tool for tool in SUBJECTS if subject_of(tool, e.net, e.key, e.index)),
            constant=e.writing.turned(e.key, None, _constant_of(e.net, e.key)),
            passing=self.passing,
        )

    def equation(self) -> Sequence[str]:
        if self.passing or not self.e.rule:
            return ()
        return [line(side, equals=n > 0) for n, side in enumerate(self.e.sides())]

    def chosen(self) -> NDArray[np.intp] | None:
        """Which terms are listed, in their order; ``None`` for all."""
        if len(self.e.values) <= MOST_TERMS:
            return None
        magnitude = np.nan_to_num(abs(self.e.values), nan=np.inf)
        return np.sort(np.argpartition(-magnitude, MOST_TERMS)[:MOST_TERMS])

    def picked(self, chosen: NDArray[np.intp] | None) -> list[NDArray[np.intp]]:
        """For the terms of each form, which of them are listed."""
        counts = [len(like.values) for like in self.e.like]
        every = np.arange(sum(counts)) if chosen is None else chosen
        ends = np.cumsum(counts)
        return [every[(every >= end - n) & (every < end)] - (end - n) for n, end in zip(counts, ends, strict=True)]

    def of_terms(self, shares: Shares | None) -> list[Sequence[float]]:
        """For the terms of each form, the share of each, if there are such."""
        if not shares:
            return [()] * len(self.e.like)
        of_penalty = [[shares.penalty[1]]] if shares.penalty else []
        return [[share.share for share in shares.examples], *of_penalty]

    def bars(self, shares: Shares) -> list[Bar]:
        """The part of each class, and that of the regularisation."""
        bars = [Bar(self.class_name(s.label), s.value, s.share) for s in shares.classes]
        return [*bars, Bar(self.translate(N_("regularisation")), *shares.penalty)] if shares.penalty else bars

    def terms(self, like: LikeTerms, picked: NDArray[np.intp], shares: Sequence[float]) -> Terms:
        places = places_of(like)
        return Terms(
            columns=[self.column(operand, picked) for operand in like.operands],
            values=like.values[picked].tolist(),
            places=(picked if places is None else places[picked]).tolist(),
            letter="" if places is None else self.e.letter,
            sign=self.sign(like),
            shares=[shares[n] for n in picked.tolist()] if shares else (),
        )

    def sign(self, like: LikeTerms) -> str:
        """What all terms are multiplied by; of a term without factors all of it."""
        whole = rf"\,{like.written()}" if like.written and not like.operands else ""
        return mathml("-" * like.minus + like.factor + whole) if like.minus or like.factor else ""

    def column(self, operand: Operand, picked: NDArray[np.intp]) -> Column:
        writing, key, n = self.e.writing, operand.key, len(operand.values)
        places = (operand.rows, operand.columns)
        cells = [np.broadcast_to(place, n)[picked].tolist() for place in places]
        remembered = key[0] in MEMORY
        rows, columns = cells if remembered else writing.turned(key, *cells)
        index = [place if isinstance(place, int) else self.e.letter for place in places]
        return Column(
            title=entry(writing, key, *index),
            name=entry(writing, key),
            tile=None if remembered else name(key),
            rows=rows,
            columns=columns,
            values=operand.values[picked].tolist(),
            factor=operand.role == "factor",
        )

    def rest(self, chosen: NDArray[np.intp] | None) -> tuple[int, float] | None:
        if chosen is None:
            return None
        with np.errstate(all="ignore"):
            return len(self.e.values) - len(chosen), float(np.delete(self.e.values, chosen).sum())

    def total(self) -> str:
        """What the terms give, and whether that is the cell."""
        e, count = self.e, len(self.e.values)
        if not count:
            return ""
        if e.relation == "share":
            template = self.translate(N_("Its own term, divided by the sum of all {count}: {total}."))
        elif count == 1:
            template = self.translate(N_("The one term: {total}."))
        else:
            template = self.translate(N_("The sum of the {count} terms: {total}."))
        text = template.format(count=count, total=self.full(e.total))
        if e.exact:
            exact = self.translate(N_("That is the cell, to the last bit."))
            return f"{text} {exact}"
        difference = abs(e.total - e.value)
        if not isfinite(difference):
            cell = self.translate(N_("The cell is {value}."))
            return f"{text} {cell.format(value=self.full(e.value))}"
        rounded = N_("The cell is {value}: the same terms, added in another order, and {difference} apart by rounding.")
        return f"{text} {self.translate(rounded).format(value=self.full(e.value), difference=short(difference))}"

    def full(self, value: float) -> str:
        """All digits that the dtype has."""
        number: Any = self.trace["X"].dtype.type(value)
        return typeset(str(number))

    def not_finite(self) -> list[tuple[str, str]]:
        """Where the way here stops being finite: factors, if any of them is not; else terms; else what they give."""
        if isfinite(self.e.value) and np.isfinite(self.e.values).all():
            return []
        found = [f"{cell} = {short(value)}" for cell, value in islice(self.broken_factors(), MOST_BROKEN + 1)]
        if found:
            text = ", ".join(found[:MOST_BROKEN]) + (", …" if len(found) > MOST_BROKEN else "")
        elif not np.isfinite(self.e.values).all():
            text = self.translate(N_("all factors are finite, but a term is beyond the largest number of {dtype}"))
        else:
            text = self.translate(
                N_("all terms are finite, but what they give is beyond the largest number of {dtype}")
            )
        return [(self.translate(N_("not finite")), text.format(dtype=self.trace["X"].dtype.name))]

    def broken_factors(self) -> Iterator[tuple[str, float]]:
        """The factors that are not finite, each with its value."""
        for operand in (operand for like in self.e.like for operand in like.operands):
            places = [np.broadcast_to(place, len(operand.values)) for place in (operand.rows, operand.columns)]
            for k in np.flatnonzero(~np.isfinite(operand.values)):
                cell = [int(place[k]) for place in places]
                yield entry(self.e.writing, operand.key, *cell), float(operand.values[k])

    def place(self) -> str:
        e = self.e
        if not e.index:
            return ""
        parts = (f"{word} {index}" for word, index in zip(axes(e.key, self.translate), e.index, strict=True))
        return " · ".join(e.writing.turned(e.key, *parts))

    def output_name(self, column: int) -> str:
        return self.names.quantities[column] if self.names.quantities else self.class_name(column)

    def class_name(self, label: int) -> str:
        if label < len(self.names.classes):
            return self.names.classes[label]
        return self.translate(N_("class {label}")).format(label=label)

    def facts(self) -> list[tuple[str, str]]:
        """What is known of a number that was given."""
        e = self.e
        if e.leaf not in ("data", "label", "weight"):
            return []
        row, column = e.index
        if e.leaf == "weight":
            return self.feature(row) if e.key == ("W", 1) else []
        facts = [(self.translate(N_("example")), self.example(row))]
        if e.leaf == "data":
            facts += self.feature(column)
        else:
            facts.append((self.translate(N_("output")), self.output_name(column)))
        if self.names.quantities:
            return facts
        return [*facts, (self.translate(N_("its class")), self.class_name(int(classes_of(self.trace["Y"])[row])))]

    def example(self, row: int) -> str:
        if row >= len(self.names.rows):
            return str(row)
        text = self.translate(N_("{row} of the batch, {n} of the training part"))
        return text.format(row=row, n=self.names.rows[row])

    def feature(self, column: int) -> list[tuple[str, str]]:
        if column >= len(self.names.features):
            return []
        return [(self.translate(N_("feature")), self.names.features[column])]
