"""The real data sets that scikit-learn carries in its package: nothing is downloaded."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from backprop.data.dataset import Examples
from backprop.errors import DataError


@lru_cache
def carried(name: str) -> Examples:
    """Return all rows of scikit-learn's data set `name`, as they were published; the arrays are read-only.

    Raises
    ------
    DataError
        When scikit-learn is not installed.
    """
    try:
        from sklearn import datasets
    except ImportError as error:
        raise DataError("data set {name} needs scikit-learn: pip install scikit-learn", name=name) from error
    bunch = getattr(datasets, f"load_{name}")()
    X, y = bunch.data.astype(np.float64), bunch.target.astype(np.intp)
    X.setflags(write=False)
    y.setflags(write=False)
    return Examples(X, y, tuple(map(str, bunch.feature_names)), tuple(map(str, bunch.target_names)))
