"""The desk: a file lies on it, is looked at and its columns sorted, until it is used or put away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from backprop.data import Dataset
from backprop.data.choices import Choices, Cost, cost, dataset, proposed
from backprop.data.preparing import Preparation
from backprop.data.roles import Proposal, Role, recognise
from backprop.errors import BackpropError, DataError
from ui.limits import LIMITS

from .arrays import File
from .manner import Manner, Read
from .reading import holds_arrays, read, taken

KEY = "desk"
MOST_REMEMBERED = 20


@dataclass(frozen=True, eq=False)
class Preview:
    """A file that was read, and what is to be made of it.

    Attributes
    ----------
    name : str
    read : Read
    proposals : tuple of Proposal
        What each column seems to be for.
    choices : Choices
    """

    name: str
    read: Read
    proposals: tuple[Proposal, ...]
    choices: Choices

    @classmethod
    def of(cls, name: str, found: Read) -> Preview:
        """What one sees first."""
        proposals = recognise(found.table)
        choices = proposed(found.table)
        if _are_bytes(found, choices):
            choices = replace(choices, preparation=replace(choices.preparation, scaling="byte"))
        return cls(name, found, proposals, choices)

    def cost(self) -> Cost:
        """What it becomes.

        Raises
        ------
        DataError
            The choices do not fit each other, or ask for too much.
        """
        found = cost(self.read.table, self.choices)
        if "label" in self.choices.roles and found.outputs > LIMITS.max_classes:
            raise DataError(
                "there are {found} different labels; allowed are up to {allowed}: if it is a quantity to be predicted, "
                "give its column that role",
                found=found.outputs,
                allowed=LIMITS.max_classes,
            )
        if found.features > LIMITS.max_columns:
            raise DataError(
                "there would be {found} features; allowed are {allowed}",
                found=found.features,
                allowed=LIMITS.max_columns,
            )
        return found

    def dataset(self) -> Dataset:
        """The data set.

        Raises
        ------
        DataError
            What can't be made.
        """
        self.cost()
        return dataset(self.read.table, self.choices, self.name)


def _are_bytes(found: Read, choices: Choices) -> bool:
    """Whether the features are pixels: many whole numbers from 0 to about 255."""
    features = [
        column
        for column, role in zip(found.table.columns, choices.roles, strict=True)
        if role == "number" and len(column.values)
    ]
    return (
        len(features) >= 64
        and all(column.is_whole and column.values[0] >= 0 and column.values[-1] <= 255 for column in features)
        and max(column.values[-1] for column in features) > 100
    )


@dataclass
class Desk:
    """What lies on it.

    Attributes
    ----------
    files : tuple of File
    preview : Preview or None
    error : BackpropError or None
        Why the file was refused.
    refused : int
        How many times one was: the field for files is made anew then.
    is_open : bool
        Whether the preview is to be shown.
    remembered : dict
        What was chosen for tables with these columns.
    """

    files: tuple[File, ...] = ()
    preview: Preview | None = None
    error: BackpropError | None = None
    refused: int = 0
    is_open: bool = False
    remembered: dict[tuple[str, ...], Choices] = field(default_factory=dict)

    def take(self, uploads: Sequence[Any]) -> None:
        """Take files, or none, onto the desk, and read them."""
        self.files, self.preview, self.error, self.is_open = (), None, None, False
        if not uploads:
            return
        try:
            self.files = taken(uploads)
            self._read(Manner())
        except BackpropError as error:
            self._refuse(uploads, error)
        else:
            self.is_open = True

    def _refuse(self, uploads: Sequence[Any], error: BackpropError) -> None:
        """Say why, and have no file listed as chosen that was not taken; arrays may yet get others beside them."""
        self.error = error
        if not (self.files and all(holds_arrays(file.content) for file in self.files)):
            self.error = DataError("{file}: {why}", file=uploads[-1].name[:60], why=error)
            self.refused += 1

    def read_as(self, manner: Manner) -> None:
        """Read the files in another way; where that can't be, it is said and what was read stays."""
        try:
            self._read(manner)
        except BackpropError as error:
            self.error = error
        else:
            self.error = None

    def _read(self, manner: Manner) -> None:
        name = ", ".join(file.name for file in self.files)
        preview = Preview.of(name, read(self.files, manner))
        kept = self.remembered.get(preview.read.table.names)
        self.preview = replace(preview, choices=kept) if kept else preview

    def choose(self, **changes: Any) -> None:
        """Choose what is done with missing values, or how the rows are prepared."""
        if self.preview:
            self._choices(replace(self.preview.choices, **changes))

    def prepare(self, **changes: Any) -> None:
        """Choose the scale, or which rows are for testing."""
        if self.preview:
            preparation: Preparation = replace(self.preview.choices.preparation, **changes)
            self._choices(replace(self.preview.choices, preparation=preparation))

    def give(self, column: int, role: Role) -> None:
        """Give a column a role; where there can be one label only, the one before becomes a feature."""
        if not self.preview:
            return
        roles = list(self.preview.choices.roles)
        if role == "label":
            roles = [
                self._as_feature(n) if old in ("label", "labels", "target") else old for n, old in enumerate(roles)
            ]
        elif role in ("labels", "target"):
            roles = [
                self._as_feature(n) if old in ("label", "labels", "target") and old != role else old
                for n, old in enumerate(roles)
            ]
        roles[column] = role
        self._choices(replace(self.preview.choices, roles=tuple(roles)))

    def _as_feature(self, n: int) -> Role:
        """What a column is that is not to be predicted any more."""
        column = self.preview.read.table.columns[n] if self.preview else None
        return "number" if column is None or not column.texts else "category"

    def _choices(self, choices: Choices) -> None:
        if self.preview:
            self.preview = replace(self.preview, choices=choices)

    def remember(self) -> None:
        """Keep what was chosen for the next file with the same columns."""
        if self.preview:
            names = self.preview.read.table.names
            self.remembered.pop(names, None)
            self.remembered[names] = self.preview.choices
            for old in list(self.remembered)[:-MOST_REMEMBERED]:
                del self.remembered[old]


def desk() -> Desk:
    """The desk of whoever is looking."""
    found: Desk = st.session_state.setdefault(KEY, Desk())
    return found
