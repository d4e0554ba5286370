"""The figure of what a window shows, and what is wished of it."""

import math
from typing import Annotated, Literal

import msgspec
from PySide6.QtCore import QSize

from nnviz import __version__
from nnviz.core.errors import InputError
from nnviz.session.comparison.contender import Variation
from nnviz.session.config import RunConfig
from nnviz.ui.figures.diagram_figure import DiagramWish, diagram_tikz
from nnviz.ui.figures.figure import POINT, Figure
from nnviz.ui.painting.canvas import SMALL
from nnviz.ui.theme.tokens import PRINT, Theme, theme_with
from nnviz.ui.window.figures.figure_source import FigureSource
from nnviz.ui.window.figures.figure_views import (
    Excerpt,
    heights,
    parts_of,
    table_of,
    view_named,
)
from nnviz.views.diagram.parts import NeuronPart
from nnviz.views.numbers import compact

THEMES: tuple[Literal["print", "light", "dark"], ...] = ("print", "light", "dark")
SHOWN: tuple[Literal["values", "names", "biases"], ...] = ("values", "names", "biases")
SHORTEST, LONGEST = 10.0, 2000.0
"""The ends of a width or a height, in millimetres."""
SMALLEST, LARGEST = 2.0, 72.0
"""Those of the size of text, in points."""
MOST_NEURONS = MOST_ROWS = 1000

Length = Annotated[float, msgspec.Meta(ge=SHORTEST, le=LONGEST)]


class FigureWish(msgspec.Struct, frozen=True, kw_only=True):
    """How a figure looks.

    Attributes
    ----------
    neuron
        Layer from 1 and neuron from 1 whose edges are emphasised.
    width, height
        Millimetres on paper; the height that suits the view is taken if it is None.
    font
        The height of small text as printed, in points; less where the view would find
        no room in the width.
    shown
        Which of `SHOWN` a diagram has.
    neurons
        How many neurons of a layer it shows at most.
    rows
        How many rows of a table are drawn at most.
    """

    view: str = "diagram"
    neuron: tuple[int, int] | None = None
    width: Length = 85.0
    height: Length | None = None
    font: Annotated[float, msgspec.Meta(ge=SMALLEST, le=LARGEST)] = 7.0
    theme: Literal["print", "light", "dark"] = "print"
    shown: tuple[Literal["values", "names", "biases"], ...] = SHOWN
    neurons: Annotated[int, msgspec.Meta(ge=1, le=MOST_NEURONS)] = 16
    rows: Annotated[int, msgspec.Meta(ge=1, le=MOST_ROWS)] = 20


class FigureRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What a figure shows, and how it looks: all it takes to draw it again.

    Attributes
    ----------
    config
        The run, by its settings; of a session, those it was saved with.
    session
        The path of a saved run, "" for one that is trained for the figure.
    iteration
        The moment.
    sample
        A row of the data set, from 1; None for the one that is looked at by itself.
    edges
        What the edges of the diagram show.
    vary, own_initializers
        What the contenders of a comparison differ in, and whether each begins with the
        initialiser recommended for it.
    phase
        The phase whose arithmetic the inspector shows.
    """

    config: RunConfig
    wish: FigureWish
    session: str = ""
    iteration: Annotated[int, msgspec.Meta(ge=0)] = 0
    sample: Annotated[int, msgspec.Meta(ge=1)] | None = None
    edges: str = "weight"
    vary: tuple[Variation, ...] = ()
    own_initializers: bool = False
    phase: Literal["forward", "loss", "backward", "update"] = "forward"


class _Provenance(msgspec.Struct, frozen=True):
    """What a file says of itself."""

    nnviz: str
    request: FigureRequest


def shown_figure(
    source: FigureSource, wish: FigureWish, request: FigureRequest | None = None
) -> Figure:
    """Return the figure of what a window shows.

    Parameters
    ----------
    request
        How the window was brought there, if that can be repeated.

    Raises
    ------
    InputError
        If there is no such view of it.
    """
    theme = theme_named(wish.theme)
    neuron = wish.neuron
    _check_neuron(source, neuron)
    diagram = DiagramWish(
        values="values" in wish.shown,
        names="names" in wish.shown,
        biases="biases" in wish.shown,
        neurons=wish.neurons,
        focus=None if neuron is None else NeuronPart(neuron[0], neuron[1] - 1),
    )
    excerpt = Excerpt(diagram, wish.rows, 1 if neuron is None else neuron[0])
    unit, size = _sized(source, wish, excerpt)
    said = "" if request is None else provenance(request)
    state, tikz = source.panels.diagram.state, ""
    if wish.view == "diagram" and state is not None:
        tikz = diagram_tikz(state, size, theme, diagram, unit, said)
    return Figure(
        size,
        parts_of(source, wish.view, size, theme, excerpt),
        unit,
        theme.background if wish.view == "diagram" else theme.panel,
        _title(source, wish.view),
        said,
        tikz,
        table_of(source, wish.view, excerpt.layer),
    )


def _sized(
    source: FigureSource, wish: FigureWish, excerpt: Excerpt
) -> tuple[float, QSize]:
    """Return the millimetres of a pixel of the design, and how many of these there are.

    Raises
    ------
    InputError
        If the text would be too small to be read in the room that is given.
    """
    usual, smallest = (font * POINT / SMALL for font in (wish.font, SMALLEST))
    needed = view_named(wish.view).least(source)
    unit = min(usual, wish.width / needed)
    if unit < min(smallest, usual):
        raise _too_small("width", wish, needed * smallest)
    width = round(wish.width / unit)
    natural, low = heights(source, wish.view, width, excerpt)
    if wish.height is None:
        return unit, QSize(width, natural)
    if wish.height < low * unit:
        # Words have fewer lines where all is smaller, so that this is enough.
        unit = wish.height / low
        if unit < min(smallest, usual):
            raise _too_small("height", wish, low * smallest)
    return unit, QSize(round(wish.width / unit), round(wish.height / unit))


def _too_small(side: str, wish: FigureWish, needed: float) -> InputError:
    return InputError(
        f"--{side}: {wish.view} needs {math.ceil(needed)} mm at least, in which its "
        f"text has {compact(SMALLEST)} pt"
    )


def provenance(request: FigureRequest) -> str:
    """Return what a file says of how it was drawn."""
    return msgspec.json.encode(_Provenance(__version__, request)).decode()


def compared_in(source: FigureSource) -> str:
    """Return what a window compares, as a figure says it.

    Raises
    ------
    InputError
        If nothing is compared yet.
    """
    controller = source.comparison.controller
    start, snapshot = controller.started, controller.snapshot
    if start is None or snapshot is None:
        raise InputError("nothing is compared yet")
    wish = start.wish
    request = FigureRequest(
        config=wish.base,
        wish=FigureWish(view="contenders"),
        iteration=snapshot.done,
        vary=wish.variations,
        own_initializers=wish.own_initializers,
    )
    return provenance(request)


def request_in(said: str) -> FigureRequest:
    """Return what a figure was drawn by.

    Raises
    ------
    InputError
        If it does not say so in a way that can be read.
    """
    try:
        return msgspec.json.decode(said, type=_Provenance).request
    except (msgspec.DecodeError, InputError) as error:
        raise InputError("it does not say how it was drawn") from error


def _check_neuron(source: FigureSource, neuron: tuple[int, int] | None) -> None:
    """Raise InputError if the network shown has no such neuron."""
    state = source.panels.diagram.state
    if neuron is None or state is None:
        return
    layer, number = neuron
    if not 0 < layer <= state.last or not 0 < number <= state.sizes[layer]:
        sizes = "-".join(map(str, state.sizes))
        raise InputError(f"--neuron {layer}.{number}: the network is {sizes}")


def _title(source: FigureSource, view: str) -> str:
    """Return what a figure shows, and when."""
    named = view_named(view)
    title = named.title.capitalize()
    snapshot = source.snapshot_of(named.page)
    return title if snapshot is None else f"{title} at iteration {snapshot.iteration:,}"


def theme_named(name: str) -> Theme:
    """Return a theme for paper, by its name among `THEMES`."""
    return PRINT if name == "print" else theme_with(name == "dark")
