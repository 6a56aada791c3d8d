"""Marks an English message for translation; whoever shows it looks the translation up."""

from __future__ import annotations


def N_(message: str) -> str:
    """Return `message` unchanged: the name is what the extraction of messages looks for."""
    return message
