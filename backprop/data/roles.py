"""What each column of a table is for, as far as one can see: a proposal, with the reason in a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from backprop._text import N_, Sentence
from backprop.data.columns import MISSING, NUMBER, Column, Table, written
from backprop.data.preparing import BYTE

Role = Literal["number", "category", "label", "labels", "target", "out"]
"""A feature as it is; one column for each of its values; the class; one of several columns, of which one holds 1; a
quantity to be predicted; or left out."""

ROLES: tuple[Role, ...] = ("number", "category", "label", "labels", "target", "out")
WANTED: tuple[Role, ...] = ("label", "labels", "target")
"""Those of what is to be predicted."""

LABEL_NAMES = frozenset(
    (
        *("label", "labels", "class", "classes", "target", "targets", "species", "y", "kind", "category", "outcome"),
        *("survived", "diagnosis", "variety", "cultivar", "digit", "sort", "sorte", "klasse", "art", "clase", "classe"),
        *("标签", "类别", "种类", "类", "分类", "目标"),
    )
)
"""What a column with the classes is often called, in lower case."""

_ID_NAME = re.compile(r"(?:.*[ _.-])?(?:id|index|idx|nr|no|row|rownames|序号|编号)\.?|unnamed: ?\d+|", re.IGNORECASE)
_CAMEL_ID = re.compile(r"\w*[a-z]I[dD]")
_DATE = re.compile(
    r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?([T ].*)?|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}([T ].*)?|\d{1,2}:\d{2}(:\d{2}.*)?"
)
MOST_CATEGORIES = 20
"""Values of a category: each becomes a column."""

FEW = 20
"""Different whole numbers that still look like classes."""

MOST_LABELS = 100
MANY_ROWS = 10
"""From so many rows on, whole numbers that only rise or only fall look like an identifier."""

STRAY = 0.05
"""Share of the cells of a column of numbers that may be something else."""

PICTURE = 64
"""From so many columns of bytes on, a table looks like pictures, of which every pixel has its place."""


@dataclass(frozen=True)
class Proposal:
    """A role and why."""

    role: Role
    reason: Sentence


def recognise(table: Table) -> tuple[Proposal, ...]:
    """Propose a role for each column.

    Examples
    --------
    >>> columns = [("", "012345"), ("size", "314159"), ("kind", "abbaab")]
    >>> for each in recognise(Table(tuple(Column.of(name, cells) for name, cells in columns))):
    ...     print(each.role, "-", each.reason)
    out - it counts the rows
    number - numbers
    label - its name is that of a label
    """
    pictures = _are_pictures(table)
    found = [_alone(column, n, pictures) for n, column in enumerate(table.columns)]
    free = [n for n, proposal in enumerate(found) if proposal.role != "out"]
    if len(free) < 2:  # there would be nothing to learn from
        found = [_kept(column, proposal) for column, proposal in zip(table.columns, found, strict=True)]
        free = [n for n, proposal in enumerate(found) if proposal.role != "out"]
    for n, proposal in _wanted(table, free, found).items():
        found[n] = proposal
    return _without_copies(table, found)


# --- one column by itself ---


def _alone(column: Column, position: int, pictures: bool) -> Proposal:
    """What a column is, whatever the others are: a feature, or nothing."""
    useless = _useless(column, position, pictures)
    if useless:
        return Proposal("out", useless)
    if _is_numeric(column):
        return _numbers(column)
    return Proposal("category", Sentence(N_("{count} different texts: a column each"), count=column.different))


def _useless(column: Column, position: int, pictures: bool) -> Sentence | None:
    """Why a column is left out, the first reason that holds."""
    rows, missing = len(column), column.missing
    is_text = not _is_numeric(column)
    identifies = _identifies(column, position)
    reasons = (
        (missing == rows, Sentence(N_("it is empty"))),
        (
            is_text and _are_dates(column),
            Sentence(N_("dates are no numbers; write a number instead, such as the days since the first of them")),
        ),
        (bool(identifies), Sentence(identifies)),
        (missing * 2 > rows, Sentence(N_("{missing} of {rows} cells are missing"), missing=missing, rows=rows)),
        (_is_constant(column) and rows > 1 and not pictures, Sentence(N_("it is the same in every row"))),
        (
            is_text and (column.is_cut or column.different > MOST_CATEGORIES),
            Sentence(N_("more than {most} different texts: too many for a column each"), most=MOST_CATEGORIES),
        ),
    )
    return next((reason for holds, reason in reasons if holds), None)


def _is_numeric(column: Column) -> bool:
    """Whether it holds numbers, but for a few cells at the most: slips of the pen, and no tickets of both kinds."""
    present = len(column) - column.missing
    return column.texts * 2 <= present and column.texts <= max(1, STRAY * present)


def _is_constant(column: Column) -> bool:
    return column.different < 2 and not column.is_cut


def _numbers(column: Column) -> Proposal:
    if column.texts:
        return Proposal(
            "number",
            Sentence(
                N_("numbers, but for {count} cells such as {example}"),
                count=column.texts,
                example=repr(column.words[0][:40] if column.words else "…"),
            ),
        )
    return Proposal("number", Sentence(N_("numbers")))


def _kept(column: Column, proposal: Proposal) -> Proposal:
    """The role of a column that would be left out, were it not needed."""
    if proposal.role != "out" or not column.different:
        return proposal
    return _numbers(column) if _is_numeric(column) else _as_category(column, proposal)


def _as_category(column: Column, proposal: Proposal) -> Proposal:
    return proposal if column.is_cut or _are_dates(column) else Proposal("category", proposal.reason)


def _identifies(column: Column, position: int) -> str:
    """Why a column tells the rows apart and says nothing about them; empty if it does not."""
    rows = len(column)
    if rows < 2 or column.missing or column.different < rows:
        return ""
    if not _is_numeric(column):
        return N_("it has another text in every row") if rows >= MANY_ROWS else ""
    return _numbers_rows(column, position) if column.is_whole and not column.texts else ""


def _numbers_rows(column: Column, position: int) -> str:
    """The same for whole numbers that all differ."""
    named = _ID_NAME.fullmatch(column.name) or _CAMEL_ID.fullmatch(column.name)
    steps = np.diff(column.numbers)
    if (steps == 1).all() and (named or (position == 0 and len(column) > 2)):
        return N_("it counts the rows")
    if named:
        return N_("it is an identifier, by its name: all values differ")
    in_order = (steps > 0).all() or (steps < 0).all()
    return (
        N_("it looks like an identifier: all values differ, in order") if in_order and len(steps) >= MANY_ROWS else ""
    )


def _are_dates(column: Column) -> bool:
    """Whether most of its texts are dates or times."""
    words = column.words[:200]
    return bool(words) and sum(bool(_DATE.fullmatch(word)) for word in words) * 2 > len(words)


def _are_pictures(table: Table) -> bool:
    """Whether most columns are bytes, many of them."""
    if len(table.columns) < PICTURE:
        return False
    return sum(_is_byte(column) for column in table.columns) > 0.9 * len(table.columns)


def _is_byte(column: Column) -> bool:
    values = column.values
    return not column.texts and column.is_whole and len(values) > 0 and bool(values[0] >= 0 and values[-1] <= BYTE)


# --- what is to be predicted ---


def _wanted(table: Table, free: Sequence[int], found: Sequence[Proposal]) -> dict[int, Proposal]:
    """The columns that hold what is to be predicted."""
    columns = {n: table.columns[n] for n in free}
    if len(free) < 2:
        named = [n for n, column in enumerate(table.columns) if _has_label_name(column)]
        return {n: _as_label(table.columns[n], N_("its name is that of a label")) for n in named[:1]}
    for n, column in enumerate(table.columns):
        if _has_label_name(column) and (n in columns or found[n].role == "out") and column.different:
            return {n: _as_label(column, N_("its name is that of a label"))}
    if group := _one_hot(columns, from_end=True):
        return group
    texts = [n for n, column in enumerate(table.columns) if _names_classes(column)]
    if len(texts) == 1:
        return {texts[0]: _as_label(table.columns[texts[0]], N_("the only column of texts"))}
    if group := _one_hot(columns, from_end=False):
        return group
    return _at_an_end(columns)


def _has_label_name(column: Column) -> bool:
    return column.name.strip().lower() in LABEL_NAMES


def _names_classes(column: Column) -> bool:
    """Whether its texts could be classes: there are some, each in more than one row, or there are few rows."""
    is_text = not _is_numeric(column) and column.missing * 2 <= len(column)
    repeated = column.different * 2 <= len(column) or len(column) < MANY_ROWS
    return is_text and _few(column) and repeated and not _are_dates(column)


def _as_label(column: Column, reason: str) -> Proposal:
    """A label, or a quantity if it has too many values for one."""
    if column.texts or _few(column):
        return Proposal("label", Sentence(reason))
    if not column.is_whole or len(column.values) > MOST_LABELS or len(column.values) * 2 > len(column):
        return Proposal("target", Sentence(N_("numbers with {count} values: a quantity"), count=column.different))
    return Proposal("label", Sentence(reason))


def _few(column: Column) -> bool:
    """Whether it has the few values that classes have."""
    if column.texts:
        return not column.is_cut and 2 <= column.different <= MOST_LABELS
    return column.is_whole and 2 <= column.different <= FEW and (column.different * 2 <= len(column) or len(column) < 6)


def _one_hot(columns: dict[int, Column], from_end: bool) -> dict[int, Proposal]:
    """The columns at one end of which exactly one holds 1 in every row, the others 0."""
    order = sorted(columns, reverse=from_end)
    total, group = np.zeros(len(columns[order[0]])), list[int]()
    for n in order[:-1]:  # a feature is left
        column = columns[n]
        if column.missing or column.texts or not np.isin(column.values, (0, 1)).all():
            return {}
        total, group = total + column.numbers, [*group, n]
        if len(group) > 1 and (total == 1).all():
            reason = Sentence(N_("of {count} columns one holds 1 in every row: the classes"), count=len(group))
            return {n: Proposal("labels", reason) for n in group}
        if (total > 1).any():
            return {}
    return {}


def _at_an_end(columns: dict[int, Column]) -> dict[int, Proposal]:
    """The last column, or the first where only that has few values; else a quantity."""
    first, last = min(columns), max(columns)
    few = [n for n in (last, first) if _few(columns[n])]
    counting = [n for n in few if _counts_from_zero_or_one(columns[n])]
    if len(few) == 2 and len(counting) == 1 and len(columns) >= PICTURE:  # a pixel at the rim may have few values too
        few = counting
    if few:
        words = N_("the last column, with few values") if few[0] == last else N_("the first column, with few values")
        return {few[0]: Proposal("label", Sentence(words))}
    return {last: _last(columns[last])}


def _without_copies(table: Table, found: list[Proposal]) -> tuple[Proposal, ...]:
    """The same roles, but for columns that say the label in other words, such as its number."""
    labels = [n for n, proposal in enumerate(found) if proposal.role == "label"]
    features = [n for n, proposal in enumerate(found) if proposal.role in ("number", "category")]
    copies = {n for n in features for label in labels if _is_copy(table.columns[n], table.columns[label])}
    if len(copies) == len(features):
        return tuple(found)
    out = Proposal("out", Sentence(N_("it says the same as the label, in every row")))
    return tuple(out if n in copies else proposal for n, proposal in enumerate(found))


def _is_copy(column: Column, label: Column) -> bool:
    """Whether each of its values goes with one label, and each label with one of its values."""
    if len(label) < MANY_ROWS or column.different != label.different or column.is_cut or label.is_cut:
        return False
    pairs = set(zip(classes(column)[1].tolist(), classes(label)[1].tolist(), strict=True))
    return len(pairs) == len(dict(pairs)) == label.different


def _last(column: Column) -> Proposal:
    if column.texts:
        return Proposal("label", Sentence(N_("the last column")))
    words = N_("the last column, numbers with {count} values: a quantity")
    return Proposal("target", Sentence(words, count=len(column.values)))


def _counts_from_zero_or_one(column: Column) -> bool:
    values = column.values
    return not column.texts and values[0] in (0, 1) and bool((np.diff(values) == 1).all())


def classes(column: Column) -> tuple[tuple[str, ...], np.ndarray[Any, np.dtype[np.intp]]]:
    """The different values of a column, numbers by their size and then texts in alphabetical order.

    Returns
    -------
    names : tuple of str
    y : intp, shape (m,)
        Which of them each row has; -1 where it is missing.
    """
    ranked = sorted(range(len(column.words)), key=column.words.__getitem__)
    place = np.empty(len(ranked) + 1, np.intp)
    place[ranked] = np.arange(len(ranked)) + len(column.values)
    y = np.full(len(column), -1, np.intp)
    is_number, is_word = column.codes == NUMBER, column.codes >= 0
    y[is_number] = np.searchsorted(column.values, column.numbers[is_number])
    y[is_word] = place[column.codes[is_word]]
    y[column.codes == MISSING] = -1
    return (*map(written, column.values.tolist()), *(column.words[n] for n in ranked)), y
