"""LaTeX typeset as SVG pictures in the colour of the text around them."""

import re
from dataclasses import dataclass
from functools import lru_cache

from nnviz.explain.formula_svg import svg_of

_SYMBOL = re.compile(r'<symbol id="([^"]+)"[^>]*(?:/>|(?<!/)>.*?</symbol>)', re.DOTALL)
_OUTER = re.compile(
    r'<svg [^>]*viewBox="(\S+) (\S+) (\S+) (\S+)"[^>]*>(.*)</svg>', re.S
)


@dataclass(frozen=True, slots=True)
class FormulaPicture:
    """A drawing or a typeset formula, ``width`` x ``height`` pixels.

    ``inside`` is SVG whose top left corner is at ``left``, ``top``; a formula's
    baseline is at 0. It refers to the shapes in ``glyphs`` by their ids and does not
    contain them. ``words`` describe the picture to those who cannot see it.
    """

    words: str
    inside: str
    left: float
    top: float
    width: float
    height: float
    glyphs: tuple[tuple[str, str], ...] = ()

    @property
    def descent(self) -> float:
        """How far the picture reaches below the baseline, pixels."""
        return self.height + self.top

    def svg(self, attributes: str = "") -> str:
        """Return the whole picture except for its glyphs."""
        return (
            '<svg xmlns="http://www.w3.org/2000/svg" '
            f'width="{self.width:g}" height="{self.height:g}" viewBox="'
            f'{self.left:g} {self.top:g} {self.width:g} {self.height:g}"{attributes}>'
            f"{self.inside}</svg>"
        )

    def centred_at(self, x: float, y: float) -> str:
        """Return the picture as a group of another one, centred at a point."""
        across = x - self.left - self.width / 2
        down = y - self.top - self.height / 2
        return f'<g transform="translate({across:g} {down:g})">{self.inside}</g>'


@lru_cache(maxsize=4096)
def typeset(latex: str, size: int, shared: bool = False) -> FormulaPicture:
    """Typeset LaTeX ``size`` pixels high.

    With ``shared`` the shapes of letters are returned separately, so that a page has
    them only once; without it the picture is complete in itself, as SVG 1.

    Raises
    ------
    ValueError
        If the result is not an SVG picture.
    """
    svg = svg_of(latex, size, "currentColor", shared=shared)
    glyphs = tuple((found[1], found[0]) for found in _SYMBOL.finditer(svg))
    found = _OUTER.match(_SYMBOL.sub("", svg))
    if found is None:
        raise ValueError(f"{latex}: the typeset formula is not an SVG picture")
    left, top, width, height = map(float, found.groups()[:4])
    return FormulaPicture(latex, found[5], left, top, width, height, glyphs)
