"""Data sets: generated, real, and the user's own table, each split into a training and a test part."""

from __future__ import annotations

from backprop.data.catalogue import DATASETS, DatasetSpec, Option, checked_options, load_dataset
from backprop.data.dataset import Dataset, split, standardise
from backprop.data.table import from_table

__all__ = [
    "DATASETS",
    "Dataset",
    "DatasetSpec",
    "Option",
    "checked_options",
    "from_table",
    "load_dataset",
    "split",
    "standardise",
]
