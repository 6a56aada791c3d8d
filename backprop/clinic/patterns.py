"""What a wrong matrix looks like beside the right one, where no known mistake makes its numbers.

Each pattern looks at what is given and what was expected, and says what it sees, or nothing.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from backprop._text import N_

from .line_patterns import (
    added_to_lines,
    factor_by_line,
    few_entries,
    one_entry,
    permuted,
    some_examples,
    some_lines,
)
from .out_of_range import LARGEST_JUDGED, is_beyond
from .report import title
from .sight import CLOSE, Said, Sight


def described(sight: Sight) -> Said:
    """The first pattern that fits."""
    with np.errstate(all="ignore"):
        return next(said for said in (look(sight) for look in PATTERNS) if said)


def _shape(sight: Sight) -> Said | None:
    if sight.yours.shape == sight.expected.shape:
        return None
    values = {"given": _times(sight.yours.shape), "allowed": _times(sight.expected.shape)}
    if _is_not_summed(sight):
        return "shape", N_("the shape is {given}, it should be {allowed}: it is not summed over the batch"), values
    return "shape", N_("the shape is {given}, it should be {allowed}"), values


def _is_not_summed(sight: Sight) -> bool:
    """Whether the rows of yours add up to what was expected, or to its mean."""
    if sight.yours.shape != (sight.m, *sight.expected.shape[1:]) or len(sight.expected) != 1:
        return False
    total, near = sight.yours.sum(axis=0), 1e-4 * np.abs(sight.expected).max()
    return any(np.abs(total * factor - sight.expected).max() <= near for factor in (1.0, 1 / sight.m, float(sight.m)))


def _times(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape)) or "1"


def _not_finite(sight: Sight) -> Said | None:
    bad = ~np.isfinite(sight.yours)
    if not is_beyond(sight.yours).any() or not np.isfinite(sight.expected).all():
        return None
    said = N_("{count} entries are not finite, the first at [{row}, {column}]")
    if not bad.any():
        bad = is_beyond(sight.yours)
        said = N_(
            "{count} entries are out of range, the first at [{row}, {column}]: judged are numbers up to {largest}"
        )
    row, column = np.argwhere(bad)[0].tolist()
    values = {"count": int(bad.sum()), "row": row, "column": column, "largest": f"{LARGEST_JUDGED:g}"}
    return "not finite", said, values


def _zero(sight: Sight) -> Said | None:
    return None if sight.yours.any() else ("zero", N_("all entries are 0"), {})


def _factor(sight: Sight) -> Said | None:
    c = float(np.vdot(sight.expected, sight.yours)) / float(np.vdot(sight.expected, sight.expected))
    if not np.isfinite(c) or not sight.same(c * sight.expected):
        return None
    if sight.yours.size == 1:
        return "constant factor", N_("it is {factor} times what it should be"), {"factor": f"{c:.6g}"}
    return "constant factor", N_("all entries are {factor} times what they should be"), {"factor": _number(c, sight.m)}


def _number(c: float, m: int) -> str:
    """A factor, and what it is of the rows of the batch where it is something simple of them."""
    for text, value in (
        (f"m = {m}", float(m)),
        (f"1/m = 1/{m}", 1 / m),
        (f"1/m² = 1/{m}²", 1 / m**2),
        (f"2/m = 2/{m}", 2 / m),
    ):
        if m > 2 and abs(c - value) <= 1e-7 * abs(value):
            return text
    count = counted(c, m)
    return f"{c:.6g} = {m}/{count}" if count else f"{c:.6g}"


def counted(c: float, m: int) -> int:
    """The number that was taken for m, if a factor is m divided by it and that is no longer to write; else 0.

    Examples
    --------
    >>> counted(12 / 100, 12), counted(9 / 100, 9), counted(0.1, 10), counted(0.5, 12), counted(0.123, 12)
    (100, 100, 0, 0, 0)
    """
    count = round(m / c) if 0 < m / 1e6 < c else 0
    if count < 3 or m % count == 0 or count == 2 * m or abs(m / count - c) > 1e-5 * c:
        return 0
    digits = f"{c:.5e}".split("e")[0].replace(".", "").rstrip("0")
    return count if len(str(count).rstrip("0")) <= len(digits) and digits != "1" else 0


def _transposed(sight: Sight) -> Said | None:
    return ("transposed", N_("it is transposed"), {}) if sight.same(sight.expected.T) else None


def _additive_weights(sight: Sight) -> Said | None:
    """Yours − expected = λW, or λ times its sign."""
    if not isinstance(sight.key, tuple) or sight.key[0] != "dW":
        return None
    W = sight.values["W", sight.key[1]][sight.region]
    for term, said in (
        (W, N_("the difference is {rate} times W: a term of regularisation")),
        (np.sign(W), N_("the difference is {rate} times the sign of W: a term of regularisation")),
    ):
        rate = float(np.vdot(term, sight.yours - sight.expected)) / float(np.vdot(term, term))
        if sight.same(sight.expected + rate * term):
            return "additive weights", said, {"rate": f"{rate:.6g}"}
    return None


def _another(sight: Sight) -> Said | None:
    """Yours is another quantity, of those before it in the program."""
    for key, value in sight.values.items():
        if key == sight.key:
            break
        if value.size > 1 and sight.same(np.atleast_2d(value)[sight.region]):
            return "another quantity", N_("these are the numbers of {name}"), {"name": title(key)}
    return None


def _signs(sight: Sight) -> Said | None:
    """The same sizes, and some of them with the other sign."""
    turned = np.sign(sight.yours) * np.sign(sight.expected) < 0
    if sight.yours.size < 3 or not turned.any() or not sight.same(np.where(turned, -1, 1) * sight.expected):
        return None
    if not (sight.yours < 0).any():
        return "signs", N_("the sign is lost: no entry is negative"), {}
    values = {"count": int(turned.sum()), "all": turned.size}
    return "signs", N_("{count} of {all} entries have the other sign"), values


def _alike(sight: Sight) -> Said | None:
    """One number everywhere."""
    number = float(sight.yours.flat[0])
    if sight.yours.size < 2 or not (sight.yours == number).all():
        return None
    return "all alike", N_("all entries are {number}"), {"number": f"{number:.6g}"}


def _constant(sight: Sight) -> Said | None:
    c = float(np.mean(sight.yours - sight.expected))
    if sight.yours.size < 2 or not sight.same(sight.expected + c):
        return None
    return "additive constant", N_("{constant} is added to every entry"), {"constant": f"{c:.6g}"}


def _clipped(sight: Sight) -> Said | None:
    low, high = float(sight.yours.min()), float(sight.yours.max())
    if not sight.same(np.clip(sight.expected, low, high)) or sight.yours.size < 2:
        return None
    values = {"low": f"{low:.6g}", "high": f"{high:.6g}"}
    return "clipped", N_("the entries are cut to the range from {low} to {high}"), values


def _flat(sight: Sight) -> Said | None:
    """Different only where the slope is 0, or there alone right."""
    if not isinstance(sight.key, tuple) or sight.key[0] not in ("M", "D"):
        return None
    D, wrong = sight.values["D", sight.key[1]], sight.wrong
    if wrong.shape != D.shape or not (D == 0).any() or (wrong & (D != 0)).any():
        return None
    return "flat", N_("it differs only where the slope σ' is 0"), {}


def _digits(sight: Sight) -> Said | None:
    """Small differences everywhere, of either sign: so many digits are right."""
    size = np.abs(sight.expected)
    error = np.abs(sight.yours - sight.expected) / np.where(size == 0, 1, size)
    typical = float(np.median(error))
    if not typical < 5e-3 or np.quantile(error, 0.9) > 30 * max(typical, 1e-15):
        return None
    digits = int(-np.log10(max(typical, 1e-16)))
    if np.array_equal(sight.yours, sight.yours.astype(np.float16)):
        return "precision", N_("the numbers are rounded as in {dtype}"), {"dtype": "float16"}
    return "precision", N_("the numbers agree to about {digits} digits only"), {"digits": digits}


def _low_rank(sight: Sight) -> Said | None:
    difference = sight.yours - sight.expected
    if min(difference.shape) < 3 or min(difference.shape) > 512:
        return None
    singular = np.linalg.svd(difference, compute_uv=False)
    rank = int((singular > CLOSE * singular[0]).sum())
    if not 0 < rank <= max(1, min(difference.shape) // 3):
        return None
    said = N_("the difference has rank {rank}: so many examples, or outer products, too many or missing")
    return "low rank", said, {"rank": rank}


def _anything(sight: Sight) -> Said:
    wrong = sight.wrong
    size = np.abs(sight.expected[wrong])
    error = np.abs(sight.yours - sight.expected)[wrong] / np.where(size == 0, 1, size)
    finite = error[np.isfinite(error)]
    typical = f"{float(np.median(finite)):.2g}" if finite.size else "∞"
    values = {"count": int(wrong.sum()), "all": wrong.size, "error": typical}
    said = N_("{count} of {all} entries differ, typically by {error} of their size; it is no simple pattern")
    return "other", said, values


PATTERNS: tuple[Callable[[Sight], Said | None], ...] = (
    _shape,
    _not_finite,
    _zero,
    _factor,
    _transposed,
    _another,
    _signs,
    _alike,
    _additive_weights,
    _constant,
    _flat,
    one_entry,
    some_lines,
    few_entries,
    permuted,
    factor_by_line,
    added_to_lines,
    _clipped,
    some_examples,
    _digits,
    _low_rank,
    _anything,
)
"""From what says most to what says least."""
