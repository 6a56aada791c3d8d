"""Marks an English message for translation; whoever shows it looks the translation up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


class Word(str):
    """A text of the program's own, which has translations; any other text is a name of the user's, or code.

    Examples
    --------
    >>> Word("row") == "row", isinstance("row", Word)
    (True, False)
    """

    __slots__ = ()


def N_(message: str) -> Word:
    """Return `message`, marked: the name is also what the extraction of messages looks for."""
    return Word(message)


@dataclass(frozen=True)
class Sentence:
    """A message with its values, kept apart so that whoever shows it can translate it.

    Attributes
    ----------
    template : str
        The message, with ``{name}`` fields.
    values : mapping
        What the fields stand for.

    Examples
    --------
    >>> str(Sentence(N_("{count} rows"), {"count": 3}))
    '3 rows'
    """

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template.format(**self.values)
