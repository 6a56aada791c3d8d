"""The real data sets: iris as a file beside this one, the others from scikit-learn's package; nothing is downloaded."""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from backprop.data.dataset import Examples
from backprop.errors import DataError


@lru_cache
def iris() -> Examples:
    """Return Fisher's 150 flowers, 50 of each species; the arrays are read-only.

    References
    ----------
    R. A. Fisher, "The use of multiple measurements in taxonomic problems", Annals of Eugenics 7 (1936);
    https://doi.org/10.24432/C56C76, CC BY 4.0.
    """
    lines = resources.files("backprop.data").joinpath("iris.csv").read_text(encoding="utf-8").splitlines()
    (*features, _species), *rows = csv.reader(line for line in lines if not line.startswith("#"))
    species = tuple(dict.fromkeys(row[-1] for row in rows))
    X = np.array([row[:-1] for row in rows], dtype=np.float64)
    y = np.array([species.index(row[-1]) for row in rows], dtype=np.intp)
    return _read_only(X, y, tuple(features), species)


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
    return _read_only(X, y, tuple(map(str, bunch.feature_names)), tuple(map(str, bunch.target_names)))


def _read_only(
    X: NDArray[np.float64], y: NDArray[np.intp], feature_names: tuple[str, ...], class_names: tuple[str, ...]
) -> Examples:
    X.setflags(write=False)
    y.setflags(write=False)
    return Examples(X, y, feature_names, class_names)
