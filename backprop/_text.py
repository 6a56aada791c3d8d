"""Marks an English message for translation; whoever shows it looks the translation up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self


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


class Sentence(str):
    """A message with its values, kept so that whoever shows it can translate it; itself the message in English.

    Parameters
    ----------
    template : str
        The message, with ``{name}`` fields.
    **values
        What the fields stand for.

    Examples
    --------
    >>> said = Sentence(N_("{count} rows"), count=3)
    >>> said, said.template, said.values
    ('3 rows', '{count} rows', {'count': 3})
    """

    __slots__ = ("template", "values")

    template: str
    values: Mapping[str, Any]

    def __new__(cls, template: str, /, **values: Any) -> Self:
        """The template, with its fields filled."""
        said = super().__new__(cls, template.format(**values))
        said.template, said.values = template, values
        return said

    def __reduce__(self) -> Any:
        return _made_again, (self.template, self.values)


def _made_again(template: str, values: Mapping[str, Any]) -> Sentence:
    return Sentence(template, **values)
