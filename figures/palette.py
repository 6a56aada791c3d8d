"""Every colour with a meaning, once: for Plotly, and sent to the wall in the header of its scene.

The diverging scale is near white at zero on a light page and near black on a dark one; blue is negative,
orange positive, the pair that deuteranopes and protanopes keep apart. Lightness is monotone along each arm
(OKLab), so the magnitude survives in grey. The accents avoid both ends of the scale.
"""

from __future__ import annotations

from typing import Final, Literal

Theme = Literal["light", "dark"]

THEMES: Final[tuple[Theme, Theme]] = ("light", "dark")

#: Stops of the diverging scale at equal distances from −limit to +limit; the middle one is zero.
SCALE: Final[dict[Theme, tuple[str, ...]]] = {
    "light": (
        "#23588a", "#3178ae", "#4a9ace", "#7abbe0", "#b6d9eb",
        "#f7f7f5",
        "#edceae", "#e4a56b", "#d47c30", "#b8590a", "#933d08",
    ),
    "dark": (
        "#94e6fb", "#5abfe0", "#3797be", "#2f6e91", "#2a4961",
        "#212326",
        "#613b23", "#915724", "#bf7921", "#e4a241", "#fecf7f",
    ),
}  # fmt: skip

#: Stops from what says nothing to what says all, for quantities that are never negative.
SHARES: Final[dict[Theme, tuple[str, ...]]] = {
    "light": ("#f7f8f7", "#d3e1e1", "#a6c3c4", "#79a5a7", "#52878a", "#2f6a6e"),
    "dark": ("#1b1e23", "#2b3d42", "#3d5d62", "#538084", "#6fa7a9", "#8fd0d0"),
}

#: An exact zero is a plain grey that the scale never takes.
ZERO: Final[dict[Theme, str]] = {"light": "#d2d2d2", "dark": "#484848"}

#: Verdicts on the entries of a gradient, in the order of `figures.verdicts.SIGNS`: blue is right and orange wrong.
VERDICTS: Final[dict[Theme, tuple[str, ...]]] = {
    "light": ("#d5e8f3", "#aed3e8", "#ececec", "#f0d58a", "#d1490f"),
    "dark": ("#1d3a4d", "#2a5874", "#2b2b2b", "#7d6413", "#e2622a"),
}

#: NaN and ±infinity.
BROKEN: Final = "#ff00c8"

#: One accent a quantity (light page, dark page); ``train`` and ``test`` are the loss curves.
ACCENTS: Final[dict[str, tuple[str, str]]] = {
    "Z": ("#2e7c35", "#83c485"),
    "W": ("#794db6", "#bf9cfa"),
    "P": ("#677014", "#afb872"),
    "D": ("#457274", "#92babc"),
    "G": ("#b92846", "#fe8894"),
    "M": ("#a43687", "#ed8ace"),
    "dW": ("#575ac2", "#9fa9ff"),
    "S": ("#925a25", "#daa57a"),
    "Y": ("#6b6963", "#b3b1ab"),
    "train": ("#3d4250", "#d5d8e0"),
    "test": ("#9832ae", "#e08af3"),
}

#: Classes where they are drawn in a plane (light page, dark page): Okabe and Ito's, told apart without red or green,
#: some shifted so that they stand out from the page.
CLASSES: Final[tuple[tuple[str, str], ...]] = (
    ("#0072b2", "#56b4e9"),
    ("#d55e00", "#e69f00"),
    ("#00805e", "#2fc79a"),
    ("#b0578d", "#e39cc6"),
    ("#6b6100", "#f0e442"),
)

#: A second mark of the class, for whom colours are not enough.
SYMBOLS: Final = ("circle", "diamond", "square", "triangle-up", "cross")

#: How much of its class's colour a region has where the answer is a toss-up, and where it is sure.
PALE: Final = 0.16
FULL: Final = 0.5


def accent(quantity: str, theme: Theme) -> str:
    """Accent of a quantity, ``#rrggbb``; that of Y for one that has none of its own.

    Examples
    --------
    >>> accent("dW", "dark")
    '#9fa9ff'
    """
    return ACCENTS.get(quantity, ACCENTS["Y"])[THEMES.index(theme)]


def channels(colour: str) -> tuple[int, int, int]:
    """Red, green and blue of ``#rrggbb``, 0 to 255.

    Examples
    --------
    >>> channels("#9fa9ff")
    (159, 169, 255)
    """
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue


def colorscale(theme: Theme) -> list[tuple[float, str]]:
    """Give the diverging scale as Plotly wants it: positions in [0, 1], zero at 0.5 (set ``zmid=0``).

    Examples
    --------
    >>> colorscale("light")[5]
    (0.5, '#f7f7f5')
    """
    stops = SCALE[theme]
    return [(i / (len(stops) - 1), stop) for i, stop in enumerate(stops)]
