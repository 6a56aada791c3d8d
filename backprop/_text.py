"""Marks an English message for translation; whoever shows it looks the translation up."""

from __future__ import annotations


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
