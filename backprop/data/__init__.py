"""Data sets: generated, real, and the user's own table, each split into a training and a test part."""

from __future__ import annotations

from backprop.data.by_hand import ByHand
from backprop.data.catalogue import DATASETS, DatasetSpec, Option, checked_options, load_dataset
from backprop.data.choices import Choices
from backprop.data.columns import Column, Table
from backprop.data.dataset import Dataset
from backprop.data.preparing import Preparation, split, standardise
from backprop.data.table import from_table

__all__ = [
    "DATASETS",
    "ByHand",
    "Choices",
    "Column",
    "Dataset",
    "DatasetSpec",
    "Option",
    "Preparation",
    "Table",
    "checked_options",
    "from_table",
    "load_dataset",
    "split",
    "standardise",
]
