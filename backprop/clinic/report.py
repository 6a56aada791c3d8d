"""``Report``: what is said of every entry of a gradient."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from html import escape

import numpy as np
from numpy.typing import NDArray

from backprop.activations import Array
from backprop.errors import GradientError
from backprop.expression import Key, Symbol

from .verdict import Verdict


@dataclass(frozen=True)
class Kink:
    """A unit that lies where its slope jumps, or comes to lie on the other side of it.

    Attributes
    ----------
    layer, unit : int
        Of P_i, the layer from one, the unit from zero.
    rows : tuple of int
        The examples in which it is so.
    """

    layer: int
    unit: int
    rows: tuple[int, ...]

    def __str__(self) -> str:
        rows = ", ".join(map(str, self.rows))
        return f"layer {self.layer}, unit {self.unit}, rows {rows}"


@dataclass(frozen=True)
class Finding:
    """One entry of a gradient.

    Attributes
    ----------
    key : Key
    index : (int, int)
        Row and column, from zero.
    given, numeric : float
        The entry, and what was found without a backward pass.
    verdict : Verdict
    """

    key: Key
    index: tuple[int, int]
    given: float
    numeric: float
    verdict: Verdict

    @property
    def error(self) -> float:
        """|a − b| / max(|a|, |b|), 0 to 2."""
        scale = max(abs(self.given), abs(self.numeric))
        return abs(self.given - self.numeric) / scale if scale else 0.0

    def __str__(self) -> str:
        row, column = self.index
        return (
            f"{title(self.key)}[{row}, {column}]: {self.given:.10g}, by differences {self.numeric:.10g}, "
            f"relative error {self.error:.1e}"
        )


@dataclass(frozen=True)
class Direction:
    """All weights moved at once along one random direction v.

    Attributes
    ----------
    given, numeric : float
        Σ ∇W ∘ v, and the slope of ℓ along v.
    tolerance : float
        What rounding, and the length of the step, may make of it.
    """

    given: float
    numeric: float
    tolerance: float

    @property
    def agrees(self) -> bool:
        """Whether the two are the same but for the tolerance."""
        return bool(abs(self.given - self.numeric) <= self.tolerance)


@dataclass(frozen=True, eq=False)
class Report:
    """What is said of every entry of every gradient that was checked.

    Attributes
    ----------
    verdicts : dict of ndarray
        By key, such as ``("dW", 1)``: a `Verdict` for each entry, in the shape of the matrix.
    given, numeric : dict of ndarray
        The gradients, and the same found without a backward pass; NaN where an entry was left out.
    tolerance : dict of ndarray
        The largest difference that counts as noise.
    method : {"complex step", "central differences"}
    direction : Direction
        The cheap test that was done first.
    repeatable : bool
        Whether the backward pass gave the same bits twice; True if the gradients were given.
    kinks : dict
        ``kinks[key][row, column]`` are the units that lie at a kink for this entry.
    """

    verdicts: Mapping[Key, NDArray[np.str_]]
    given: Mapping[Key, Array]
    numeric: Mapping[Key, Array]
    tolerance: Mapping[Key, Array]
    method: str
    direction: Direction
    repeatable: bool = True
    kinks: Mapping[Key, Mapping[tuple[int, int], tuple[Kink, ...]]] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return self.repeatable and not any((verdict == Verdict.WRONG).any() for verdict in self.verdicts.values())

    def counts(self, key: Key) -> dict[Verdict, int]:
        """How many entries of a matrix have each verdict; those that none has are left out."""
        numbers = {verdict: int((self.verdicts[key] == verdict).sum()) for verdict in Verdict}
        return {verdict: number for verdict, number in numbers.items() if number}

    def relative_error(self, key: Key) -> Array:
        """|a − b| / max(|a|, |b|) of each entry; NaN where it was left out."""
        a, b = self.given[key], self.numeric[key]
        scale = np.maximum(np.abs(a), np.abs(b))
        error: Array = np.abs(a - b) / np.where(scale == 0, 1, scale)
        return error

    def findings(self, verdict: Verdict = Verdict.WRONG) -> list[Finding]:
        """The entries with a verdict, those with the largest difference first."""
        found = []
        for key, verdicts in self.verdicts.items():
            for row, column in np.argwhere(verdicts == verdict).tolist():
                index = row, column
                a, b = float(self.given[key][index]), float(self.numeric[key][index])
                found.append(Finding(key, index, a, b, verdict))
        return sorted(found, key=lambda finding: -abs(np.nan_to_num(finding.given - finding.numeric, nan=np.inf)))

    def raise_for_wrong(self, most: int = 5) -> None:
        """Raise `GradientError` with the worst entries by name, if there are wrong ones.

        Raises
        ------
        GradientError
            An ``AssertionError`` too: in a test it is what a failed ``assert`` is.
        """
        if not self.repeatable:
            raise GradientError("the backward pass gives other numbers when it is run again")
        wrong = self.findings()
        if wrong:
            raise GradientError(
                "{wrong} of {entries} entries are wrong; the worst are\n{worst}",
                wrong=len(wrong),
                entries=sum(verdict.size for verdict in self.verdicts.values()),
                worst="\n".join(str(finding) for finding in wrong[:most]),
            )

    def _lines(self) -> Iterable[tuple[str, str, str]]:
        for key, verdicts in self.verdicts.items():
            counts = ", ".join(f"{number} {verdict}" for verdict, number in self.counts(key).items())
            yield title(key), " × ".join(map(str, verdicts.shape)), counts

    def __str__(self) -> str:
        head = f"{'ok' if self.ok else 'wrong'}, by {self.method}"
        lines = [f"{name:<6} {shape:>10}  {counts}" for name, shape, counts in self._lines()]
        worst = [str(finding) for finding in self.findings()[:5]]
        return "\n".join([head, *lines, *worst])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        """A table, for a notebook."""
        rows = "".join(
            f"<tr><td>{escape(name)}</td><td>{escape(shape)}</td><td>{escape(counts)}</td></tr>"
            for name, shape, counts in self._lines()
        )
        worst = "".join(f"<li>{escape(str(finding))}</li>" for finding in self.findings()[:5])
        return f"<p>{'ok' if self.ok else 'wrong'}, by {escape(self.method)}</p><table>{rows}</table><ul>{worst}</ul>"


def title(key: Key) -> str:
    """The lecture's name of a quantity in Unicode.

    Examples
    --------
    >>> title(("dW", 1)), title(("db", 1)), title("loss")
    ('∇W₁', '∇b₁', 'ℓ')
    """
    symbol = Symbol.of(key)
    return replace(symbol, name=_CALLED.get(symbol.name, symbol.name)).title


_CALLED = {"loss": "ℓ", "Y": "I_y", "dW": "∇W", "db": "∇b"}
