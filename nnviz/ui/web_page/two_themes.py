"""What painters paint, once for light and dark pages: colours become variables."""

import xml.etree.ElementTree as ET

from PySide6.QtCore import QSize

from nnviz.ui.figures.figure import Figure, FigurePart
from nnviz.ui.figures.svg_writer import SVG, svg_of
from nnviz.ui.theme.tokens import DEFAULT_PALETTE, theme_with

AS_PAINTED = 'fill="none" stroke-linejoin="bevel"'
"""What groups take for granted of the element they are in, as figures have it."""
_GROUP = f"{{{SVG}}}g"


class TwoThemes:
    """Colours of a page, each as it is when the page is light, and when it is dark.

    Attributes
    ----------
    pair
        The light theme and the dark one, with the palette of that name.
    """

    def __init__(self, palette: str = DEFAULT_PALETTE) -> None:
        self.pair = theme_with(False, palette), theme_with(True, palette)
        self._names: dict[tuple[str, str], str] = {}

    def colour(self, light: str, dark: str) -> str:
        """Return what stands for a colour in an attribute."""
        if light == dark:
            return light
        name = self._names.setdefault((light, dark), f"--p{len(self._names)}")
        return f"var({name})"

    def rules(self, place: int) -> str:
        """Return the variables of the light page, 0, or of the dark one, 1, as CSS."""
        theme = self.pair[place]
        signs = f"--positive: {theme.positive}; --negative: {theme.negative};"
        found = self._names.items()
        return " ".join([signs, *(f"{name}: {pair[place]};" for pair, name in found)])

    def groups(
        self, size: QSize, light: list[FigurePart], dark: list[FigurePart]
    ) -> dict[str, str]:
        """Return parts painted in both themes as groups for a page, by their names."""
        one, other = (_groups(size, parts) for parts in (light, dark))
        for name, group in one.items():
            self._merge(group, other[name])
        return {name: _text(group) for name, group in one.items()}

    def _merge(self, light: ET.Element, dark: ET.Element) -> None:
        """Replace what differs, which can only be colours, and how opaque they are."""
        for name, value in light.items():
            light.set(name, self.colour(value, dark.get(name, value)))
        for one, other in zip(light, dark, strict=True):
            self._merge(one, other)


def _groups(size: QSize, parts: list[FigurePart]) -> dict[str, ET.Element]:
    root = ET.fromstring(svg_of(Figure(size, tuple(parts), background="")))
    return {group.attrib["id"]: group for group in root.iterfind(_GROUP)}


def _text(group: ET.Element) -> str:
    text = ET.tostring(group, "unicode", short_empty_elements=True)
    # In a page of HTML the space of names goes without saying.
    return text.replace(f' xmlns="{SVG}"', "").strip()
