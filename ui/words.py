"""Short phrases about the data that are shown."""

from __future__ import annotations

from backprop.data import Dataset

from .i18n import _


def scalings() -> dict[str, str]:
    """What each of `SCALINGS` is called."""
    return {
        "standard": _("standardised: mean 0, deviation 1"),
        "none": _("as it is"),
        "unit": _("from 0 to 1"),
        "byte": _("divided by 255"),
    }


def partings() -> dict[str, str]:
    """What each of `PARTINGS` is called."""
    return {
        "drawn": _("rows drawn with a seed"),
        "last": _("the last rows"),
        "all": _("none: all rows are for training, in this order"),
    }


def scale(dataset: Dataset) -> str:
    """On what scale X is, and which rows are for testing, in a few words: wherever X is shown."""
    preparation = dataset.preparation
    if preparation.parting == "all":
        kept = _("all rows in their order")
    elif preparation.parting == "last":
        kept = _("the last {share} of the rows for testing").format(share=f"{preparation.test_fraction:.0%}")
    else:
        kept = _("{share} of the rows drawn for testing").format(share=f"{preparation.test_fraction:.0%}")
    return _("X is {scale}; {kept}").format(scale=scalings()[preparation.scaling], kept=kept)
