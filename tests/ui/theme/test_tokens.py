"""Colours keep apart, also for the colour-blind, and type is legible."""

import numpy as np
import pytest
from numpy.typing import NDArray

from nnviz.session.comparison.series_colours import ON_DARK
from nnviz.ui.diagram.inks import inks_of
from nnviz.ui.painting.canvas import quiet
from nnviz.ui.theme.line_styles import series_style
from nnviz.ui.theme.style import theme_colours
from nnviz.ui.theme.tokens import (
    DARK,
    LIGHT,
    PALETTES,
    Theme,
    blend,
    legible,
    theme_with,
)

Floats = NDArray[np.float64]

# Machado, Oliveira and Fernandes (2009), full severity, linear RGB.
SIGHTS = {
    "ordinary": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}


def linear(colour: str) -> Floats:
    value = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def oklab(rgb: Floats) -> Floats:
    cones = [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
    axes = [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
    return np.array(axes) @ np.cbrt(np.array(cones) @ np.clip(rgb, 0, 1))


def distance(one: str, other: str, sight: str) -> float:
    matrix = np.array(SIGHTS[sight])
    seen = [oklab(matrix @ linear(colour)) for colour in (one, other)]
    return float(np.linalg.norm(seen[0] - seen[1]))


def hue(colour: str) -> float:
    _, a, b = oklab(linear(colour))
    return float(np.degrees(np.arctan2(b, a)))


def ratio(one: str, other: str) -> float:
    light = [float(np.dot([0.2126, 0.7152, 0.0722], linear(c))) for c in (one, other)]
    return (max(light) + 0.05) / (min(light) + 0.05)


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_ten_classes_keep_apart(theme: Theme, sight: str) -> None:
    assert len(theme.classes) == 10
    for place, colour in enumerate(theme.classes):
        for other in theme.classes[:place]:
            assert distance(colour, other, sight) > 0.075, (colour, other)


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_eight_series_keep_apart_and_stand_out(theme: Theme, sight: str) -> None:
    colours = [series_style(theme, index).colour for index in range(8)]
    for place, colour in enumerate(colours):
        assert ratio(colour, theme.panel) >= 3.0
        for other in colours[:place]:
            assert distance(colour, other, sight) > 0.08, (colour, other)


def test_series_differ_by_more_than_their_colour() -> None:
    styles = [series_style(DARK, index) for index in range(12)]
    assert len({style.dash for style in styles[:8]}) == 8
    assert len({style.marker for style in styles[:8]}) == 8
    assert len({(style.colour, style.dash) for style in styles}) == 12


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("dark", [True, False])
@pytest.mark.parametrize("palette", PALETTES)
def test_the_diverging_pair_keeps_apart(palette: str, dark: bool, sight: str) -> None:
    theme = theme_with(dark, palette)
    assert distance(theme.positive, theme.negative, sight) > 0.15


def every_theme() -> list[Theme]:
    return [theme_with(dark, name) for dark in (True, False) for name in PALETTES]


def data_colours(theme: Theme) -> dict[str, str]:
    """Return every colour that data have."""
    named = {"positive": theme.positive, "negative": theme.negative}
    named |= {"companion": theme.companion, "subject": theme.subject}
    named |= {f"class {k}": colour for k, colour in enumerate(theme.classes)}
    series = range(len(ON_DARK))
    return named | {f"series {k}": series_style(theme, k).colour for k in series}


THEMES = pytest.mark.parametrize(
    "theme", every_theme(), ids=lambda theme: f"{theme.name} {theme.positive}"
)


@THEMES
def test_type_is_legible(theme: Theme) -> None:
    """Type of what cannot be used is exempt; it is held to the measure of marks."""
    inks = {"muted": theme.muted, "accent": theme.accent, "text": theme.text}
    inks |= {"good": theme.good, "warning": theme.warning, "bad": theme.bad}
    inks |= {n: legible(c, theme) for n, c in data_colours(theme).items()}
    surfaces = theme.background, theme.panel, theme.field, theme.raised
    poor = {n for n, ink in inks.items() for s in surfaces if ratio(ink, s) < 4.5}
    assert poor == set()
    over = theme_colours(theme)["accent_over"]
    assert min(ratio(theme.on_accent, c) for c in (theme.accent, over)) >= 4.5


@THEMES
def test_marks_stand_out_from_what_they_are_drawn_on(theme: Theme) -> None:
    marks = data_colours(theme) | {
        "focus": theme.accent,
        "selection": theme.selection,
        "disabled": theme.disabled,
    }
    surfaces = theme.background, theme.panel, theme.field
    poor = {n for n, mark in marks.items() for s in surfaces if ratio(mark, s) < 3}
    assert poor == set()
    assert ratio(quiet(theme), theme.panel) >= 3
    edges = inks_of(theme).full_colours
    assert min(ratio(edge, theme.background) for edge in edges) >= 3


@THEMES
def test_data_never_have_the_colour_of_controls(theme: Theme) -> None:
    near = {
        name
        for name, colour in data_colours(theme).items()
        if distance(colour, theme.accent, "ordinary") < 0.1
    }
    assert near == set()


@pytest.mark.parametrize("dark", [True, False])
def test_contenders_have_no_colour_of_a_sign(dark: bool) -> None:
    theme = theme_with(dark)
    for index in range(len(ON_DARK)):
        for sign in (theme.positive, theme.negative):
            colour = series_style(theme, index).colour
            assert distance(colour, sign, "ordinary") > 0.1, colour


@pytest.mark.parametrize("palette", PALETTES)
def test_a_colour_has_one_hue_in_both_themes(palette: str) -> None:
    dark, light = theme_with(True, palette), theme_with(False, palette)
    signals = {"good", "bad", "warning", "accent"}
    pairs = {name: (getattr(dark, name), getattr(light, name)) for name in signals}
    on_light = data_colours(light)
    pairs |= {n: (c, on_light[n]) for n, c in data_colours(dark).items()}
    del pairs["subject"]  # the colour of type has hardly any hue
    for name, (one, other) in pairs.items():
        turned = (hue(one) - hue(other) + 180) % 360 - 180
        assert abs(turned) < 13, (name, one, other)


def test_blend_mixes_channels() -> None:
    assert blend("#000000", "#ff8000", 0.5) == "#804000"
