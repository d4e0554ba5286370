"""The colours of the window: the only place where a colour is written down.

Colour never carries a meaning alone: negative is also dashed, classes also have
names. The pairs and the class colours keep apart under protanopia, deuteranopia
and tritanopia. A class has one hue in both themes, and so has all else; marks have
three times the luminance of what they are drawn on, or a third of it, and type has
four and a half times.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

LEGIBLE, VISIBLE = 4.5, 3.0
"""The least contrast of type, and of marks, with what they are drawn on."""

CLASSES_ON_DARK = (
    "#1df9f4",
    "#f83e5a",
    "#b0cd26",
    "#f46deb",
    "#428824",
    "#f4d88c",
    "#3670fd",
    "#f3a3bb",
    "#83d2ff",
    "#a853c1",
)
CLASSES_ON_LIGHT = (
    "#159599",
    "#c53764",
    "#5e6f03",
    "#d852d0",
    "#124a16",
    "#a7853c",
    "#262bbe",
    "#832f4e",
    "#236d99",
    "#5b007f",
)

CLASSES_ON_PAPER = (
    "#094042",
    "#d87594",
    "#627403",
    "#d440cb",
    "#19681f",
    "#aa873d",
    "#171b75",
    "#bd4772",
    "#20658e",
    "#8300b7",
)
"""The same hues, the first of them as far apart in lightness as copies need."""


@dataclass(frozen=True, slots=True)
class Theme:
    """Every colour of the window, as ``#rrggbb``.

    Attributes
    ----------
    name, dark
        What the theme is called, and whether light text stands on dark panels.
    background, panel, field, raised
        Surfaces: behind the diagram, of panels, of input fields, under the pointer.
    line, grid
        One-pixel lines between panels, and the fainter ones inside a plot.
    text, muted, disabled
        Type: ordinary, secondary, and of what cannot be used, which is exempt from
        the contrast of type but has that of marks.
    accent, on_accent
        Controls, the focus and the one primary action, and the type on it; no data
        have this colour.
    selection
        The halo around what is selected, which keeps its own colour.
    subject, companion
        Lines without a sign: what a plot is about, as f(z) or the training set, and
        what belongs to it, as f'(z) or the test set; the latter is also dashed.
    positive, negative
        The diverging pair; zero has the colour of the panel.
    good, warning, bad
        Agreement, caution, failure.
    classes
        Ten class colours. Two classes have those of the sign instead, as their
        probability does on a surface.
    scale
        How much larger than designed everything is, 1 to 2: type, and the sizes that
        hang on it. See `nnviz.ui.theme.enlarging`.
    strokes
        How thick edges are, 1 being the thickness on the screen.
    """

    name: str
    dark: bool
    background: str
    panel: str
    field: str
    raised: str
    line: str
    grid: str
    text: str
    muted: str
    disabled: str
    accent: str
    on_accent: str
    selection: str
    subject: str
    companion: str
    positive: str
    negative: str
    good: str
    warning: str
    bad: str
    classes: tuple[str, ...]
    scale: float = 1.0
    strokes: float = 1.0

    @property
    def validation(self) -> str:
        """The validation set: a class colour that is far from those of other lines."""
        return self.classes[8]


DARK = Theme(
    name="dark",
    dark=True,
    background="#14171c",
    panel="#1b1f26",
    field="#222832",
    raised="#2b323e",
    line="#2e3541",
    grid="#272d37",
    text="#e7eaf0",
    muted="#93a0b4",
    disabled="#677384",
    accent="#a78bfa",
    on_accent="#14101f",
    selection="#e7eaf0",
    subject="#e7eaf0",
    companion="#f27bb5",
    positive="#4da3ff",
    negative="#ff9a4d",
    good="#4ecb8f",
    warning="#f2c14e",
    bad="#ff6b6b",
    classes=CLASSES_ON_DARK,
)

LIGHT = Theme(
    name="light",
    dark=False,
    background="#f3f5f8",
    panel="#ffffff",
    field="#f0f3f7",
    raised="#e4e9f0",
    line="#d9dfe8",
    grid="#e8ecf2",
    text="#1b2430",
    muted="#5a687d",
    disabled="#828c99",
    accent="#6941c6",
    on_accent="#ffffff",
    selection="#1b2430",
    subject="#1b2430",
    companion="#bc2a7a",
    positive="#1668c9",
    negative="#d2661a",
    good="#037846",
    warning="#8b6002",
    bad="#c52d2e",
    classes=CLASSES_ON_LIGHT,
)

PRINT = replace(
    LIGHT,
    name="print",
    background="#ffffff",
    panel="#ffffff",
    field="#f4f5f7",
    raised="#ffffff",
    line="#aab2bd",
    grid="#e4e7eb",
    text="#000000",
    muted="#3c4450",
    selection="#000000",
    subject="#000000",
    companion="#8f1f5c",
    positive="#0e4a96",
    negative="#cd6a1f",
    classes=CLASSES_ON_PAPER,
    strokes=0.6,
)
"""For paper: white and thin; without colour, negative is lighter than positive, and
classes are told apart by how light they are."""


@dataclass(frozen=True, slots=True)
class Palette:
    """A diverging pair, each colour once for dark and once for light panels."""

    positive_on_dark: str
    negative_on_dark: str
    positive_on_light: str
    negative_on_light: str


DEFAULT_PALETTE = "blue and orange"
PALETTES = {
    DEFAULT_PALETTE: Palette("#4da3ff", "#ff9a4d", "#1668c9", "#d2661a"),
    "teal and brown": Palette("#40e8e4", "#b96c14", "#0f919c", "#7d450f"),
    "yellow and blue": Palette("#f2cf3d", "#4f97ff", "#a07800", "#1f5fd0"),
}
"""Diverging pairs by the name shown to the user; all are colour-blind safe."""


def theme_with(dark: bool, palette: str = DEFAULT_PALETTE) -> Theme:
    """Return the dark or light theme with the named palette.

    Raises
    ------
    KeyError
        If there is no palette of that name.
    """
    pair = PALETTES[palette]
    base = DARK if dark else LIGHT
    positive = pair.positive_on_dark if dark else pair.positive_on_light
    negative = pair.negative_on_dark if dark else pair.negative_on_light
    if (positive, negative) == (base.positive, base.negative):
        return base
    return replace(base, positive=positive, negative=negative)


def palette_of(theme: Theme) -> str:
    """Return the name of a theme's palette."""
    for name in PALETTES:
        if theme_with(theme.dark, name).positive == theme.positive:
            return name
    return DEFAULT_PALETTE


def contrast(colour: str, other: str) -> float:
    """Return the ratio of two colours' luminances, from 1 to 21, as WCAG defines it."""
    low, high = sorted(_luminance(one) + 0.05 for one in (colour, other))
    return high / low


@lru_cache(maxsize=1024)
def legible(colour: str, theme: Theme) -> str:
    """Return a colour for type: as much nearer to the text's as being legible takes."""
    surfaces = theme.background, theme.panel, theme.field, theme.raised
    mixed = (blend(colour, theme.text, step / 20) for step in range(21))
    return next(
        one for one in mixed if min(contrast(one, s) for s in surfaces) >= LEGIBLE
    )


@lru_cache(maxsize=1024)
def blend(colour: str, other: str, share: float) -> str:
    """Mix two ``#rrggbb`` colours: ``share`` 0 gives the first, 1 the other.

    Blending beforehand gives an opaque colour, which paints many times faster
    than a translucent one.
    """
    pairs = zip(channels(colour), channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour, from 0 to 1 (WCAG 2)."""
    shares = (value / 255.0 for value in channels(colour))
    light = [
        s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares
    ]
    return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]


def channels(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue of a ``#rrggbb`` colour, 0 to 255 each."""
    value = int(colour[1:], 16)
    return value >> 16, value >> 8 & 255, value & 255
