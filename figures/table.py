"""One matrix as a table with the same indices as everywhere."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from backprop.expression import Key
from backprop.passes import Trace

from .notation import axes


def table(trace: Trace, key: Key, translate: Callable[[str], str] = str) -> pd.DataFrame:
    """A matrix of a trace; rows and columns count from 0, as its indices do.

    Examples
    --------
    >>> import numpy as np
    >>> from backprop import Network, trace
    >>> t = trace(Network((2, 2)), {1: np.eye(2)}, np.eye(2), [0, 1])
    >>> float(table(t, ("P", 1)).loc[1, 1])
    1.0
    """
    row, column = axes(key, translate)
    frame = pd.DataFrame(trace[key])
    frame.index.name = f"{row} \\ {column}"
    return frame
