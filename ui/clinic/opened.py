"""One array, opened: yours, what it should be, their difference and ratio."""

from __future__ import annotations

import numpy as np
import streamlit as st

from backprop.activations import Array
from backprop.clinic import Judged
from backprop.clinic.report import title
from figures.parts import Operand
from ui.i18n import _
from ui.strip import strip, tile

from . import words


def opened(step: Judged) -> None:
    """The matrices; of another shape only the two."""
    st.markdown(" · ".join(filter(None, [f"**{title(step.key)}**", words.entry(step)])))
    yours, ours = _matrix(step.yours), _matrix(step.expected)
    tiles = [tile("yours", _("yours"), step.key, yours), tile("ours", _("ours"), step.key, ours)]
    if not step.fits:
        strip(tiles, [Operand("yours"), "≠", Operand("ours")], "clinic.opened")
        return
    tiles += [
        tile("difference", _("difference"), step.key, _matrix(step.difference)),
        tile("ratio", _("ratio"), step.key, _matrix(step.ratio)),
    ]
    signs: list[Operand | str] = [Operand("yours"), "−", Operand("ours"), "=", Operand("difference")]
    strip(tiles, [*signs, Operand("ratio")], "clinic.opened")
    st.caption(_("Ours is what it should be given yours before it. The ratio is yours divided by ours."))


def _matrix(array: Array) -> Array:
    """Two-dimensional, whatever it was."""
    flat: Array = np.atleast_2d(array)
    return flat if flat.ndim == 2 else flat.reshape(len(flat), -1)
