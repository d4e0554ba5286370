"""LaTeX as SVG, typeset by ziamath.

It is imported with the first formula, since the window's first picture has none.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from xml.etree.ElementTree import fromstring


def svg_of(latex: str, size: int, colour: str, *, shared: bool = False) -> str:
    """Typeset LaTeX ``size`` pixels high; a formula takes about 4 ms.

    Parameters
    ----------
    shared
        Give the shapes of letters as symbols that are referred to: SVG 2, which Qt
        cannot draw. Otherwise the picture is SVG 1 and complete in itself.

    Raises
    ------
    Exception
        Whatever ziamath's parser runs into if it does not know this LaTeX.
    """
    return typeset(latex, size, colour, shared)


def typeset(latex: str, size: int, colour: str, shared: bool) -> str:
    """Do what `svg_of` says; the tests put something before it that remembers."""
    from ziamath.tex import tex2mml
    from ziamath.zmath import Math

    # Braces keep an operator at an end from being taken for a sign.
    root = fromstring(tex2mml(f"{{}}{latex}{{}}"))
    root.set("mathcolor", colour)
    # Each row lays out all that is in it twice: one that is all there is is left out.
    if len(root) == 1 and root[0].tag.endswith("mrow"):
        root[:] = list(root[0])
    with _sharing(shared):
        return str(Math(root, size=size).svg())


def plain_svg_of(text: str, size: int, colour: str) -> str:
    """Return a text as SVG 1, as it is written."""
    from ziamath.zmath import Text

    with _sharing(False):
        return str(Text(text, size=size, color=colour).svg())


_ALONE = Lock()
"""Held while something is typeset: the setting below is one for all threads."""


@contextmanager
def _sharing(shared: bool) -> Iterator[None]:
    """Set ziamath's kind of SVG, a global setting, for a while."""
    from ziamath.config import config

    with _ALONE:
        before = config.svg2
        config.svg2 = shared
        try:
            yield
        finally:
            config.svg2 = before
