"""One array, opened: yours, what it should be, their difference and ratio."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from backprop.activations import Array
from backprop.clinic import Judged
from backprop.clinic.report import title
from figures.wall.parts import Operand, Scale, Tile
from ui.i18n import _
from ui.strip import strip, tile

from . import words


def opened(step: Judged) -> None:
    """The matrices, as yours came; of another shape only the two."""
    st.markdown(" · ".join(filter(None, [f"**{title(step.part)}**", words.entry(step)])))
    tiles = [_tile("yours", _("yours"), step, step.yours), _tile("ours", _("ours"), step, step.expected)]
    if not step.fits:
        strip(tiles, [Operand("yours"), "≠", Operand("ours")], "clinic.opened")
        return
    signs: list[Operand | str] = [Operand("yours"), "−", Operand("ours"), "=", Operand("difference")]
    tiles += [_tile("difference", _("difference"), step, step.difference), _ratio(step)]
    strip(tiles, [*signs, Operand("ratio")], "clinic.opened")
    st.caption(
        _(
            "Ours is what it should be given yours before it. The ratio is yours divided by ours: blank where it is 1, "
            "orange where yours is larger, blue where it is smaller or has the other sign."
        )
    )


def _ratio(step: Judged) -> Tile:
    """Coloured by its logarithm; 1 where both are the same, also where both are 0."""
    ratio = np.where(step.yours == step.expected, 1.0, step.ratio) * step.match.factor
    with np.errstate(all="ignore"):
        sizes = np.abs(np.log(np.abs(ratio / step.match.factor)))
    most = float(np.max(sizes, where=np.isfinite(sizes), initial=np.log(1.25)))
    return _tile("ratio", _("ratio"), step, ratio, "ratio", limit=min(most, float(np.log(100))))


def _tile(name: str, called: str, step: Judged, array: Array, scale: Scale = "signed", **more: Any) -> Tile:
    """A matrix in the orientation and the convention that yours came in."""
    flat = np.atleast_2d(step.as_it_came(array))
    return tile(name, called, step.key, flat.reshape(len(flat), -1), scale, is_turned=step.match.transposed, **more)
