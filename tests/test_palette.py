"""The colours can be told apart, by colour-blind readers too, in both themes."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from figures.palette import ACCENTS, SCALE, THEMES, ZERO, Theme, accent, colorscale

# Machado, Oliveira and Fernandes (2009), severity 1, for linear RGB.
SIGHT = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
}
TO_LMS = np.array(
    [
        [0.41222147, 0.53633254, 0.05144599],
        [0.21190350, 0.68069955, 0.10739696],
        [0.08830246, 0.28171884, 0.62997870],
    ]
)
TO_LAB = np.array(
    [
        [0.21045426, 0.79361779, -0.00407205],
        [1.97799850, -2.42859221, 0.45059371],
        [0.02590404, 0.78277177, -0.80867577],
    ]
)
PAGE: dict[Theme, str] = {"light": "#ffffff", "dark": "#0e1117"}

Floats = NDArray[np.float64]


def linear(colour: str) -> Floats:
    rgb = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def oklab(rgb: Floats) -> Floats:
    """OKLab (Ottosson 2020) of linear RGB."""
    lab: Floats = TO_LAB @ np.cbrt(TO_LMS @ np.clip(rgb, 0, 1))
    return lab


def seen(colour: str, sight: str) -> Floats:
    return oklab(SIGHT[sight] @ linear(colour))


def distance(a: str, b: str, sight: str) -> float:
    return float(np.linalg.norm(seen(a, sight) - seen(b, sight)))


def contrast(a: str, b: str) -> float:
    low, high = sorted(float(np.array([0.2126, 0.7152, 0.0722]) @ linear(c)) for c in (a, b))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("sight", SIGHT)
def test_lightness_is_monotone_along_each_arm(theme: Theme, sight: str) -> None:
    lightness = [seen(colour, sight)[0] for colour in SCALE[theme]]
    middle = len(lightness) // 2
    sign = -1 if theme == "light" else 1
    for arm in (lightness[middle:], lightness[middle::-1]):
        assert all(sign * (b - a) > 0.03 for a, b in pairwise(arm))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("sight", SIGHT)
def test_the_two_arms_differ_at_every_magnitude(theme: Theme, sight: str) -> None:
    stops = SCALE[theme]
    for negative, positive in zip(stops[:5], reversed(stops[6:]), strict=True):
        assert distance(negative, positive, sight) > 0.08


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("sight", SIGHT)
def test_an_exact_zero_is_no_colour_of_the_scale(theme: Theme, sight: str) -> None:
    stops = [linear(colour) for colour in SCALE[theme]]
    between = [a + (b - a) * t for a, b in pairwise(stops) for t in np.linspace(0, 1, 9)]
    zero = seen(ZERO[theme], sight)
    assert min(float(np.linalg.norm(oklab(SIGHT[sight] @ c) - zero)) for c in between) > 0.03


@pytest.mark.parametrize("theme", THEMES)
def test_accents_can_be_read_and_are_not_an_end_of_the_scale(theme: Theme) -> None:
    for quantity in ACCENTS:
        colour = accent(quantity, theme)
        assert contrast(colour, PAGE[theme]) >= 4.5, quantity
        for end in (SCALE[theme][0], SCALE[theme][-1]):
            assert distance(colour, end, "normal") > 0.05, quantity


@pytest.mark.parametrize("theme", THEMES)
def test_no_two_quantities_share_an_accent(theme: Theme) -> None:
    colours = [accent(quantity, theme) for quantity in ACCENTS]
    for i, a in enumerate(colours):
        assert all(distance(a, b, "normal") > 0.03 for b in colours[:i]), list(ACCENTS)[i]


def test_a_quantity_without_an_accent_gets_a_quiet_one() -> None:
    assert accent("loss", "light") == ACCENTS["Y"][0]


def test_plotly_gets_zero_in_the_middle() -> None:
    scale = colorscale("dark")
    assert [position for position, _ in scale] == pytest.approx(np.linspace(0, 1, 11))
    assert scale[5][1] == SCALE["dark"][5]
