"""A matrix as somebody has it: copied from a program, a spreadsheet or a paper. Nothing of it is executed."""

from __future__ import annotations

from .reading import LONGEST, MOST_ENTRIES, read_cell, read_matrix

__all__ = ["LONGEST", "MOST_ENTRIES", "read_cell", "read_matrix"]
