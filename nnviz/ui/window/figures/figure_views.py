"""The views that can be figures: what of the window each consists of."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QTableView, QWidget

from nnviz.core.errors import InputError, unknown_name
from nnviz.files.written_table import WrittenTable
from nnviz.ui.controls.model_table import model_table
from nnviz.ui.figures.diagram_figure import DiagramWish, diagram_parts
from nnviz.ui.figures.figure import FigurePart
from nnviz.ui.figures.figure_blocks import (
    FigureBlock,
    Ground,
    block_parts,
    canvas_block,
    in_theme,
    table_block,
    text_block,
    whole_height,
)
from nnviz.ui.painting.canvas import Canvas, Paper
from nnviz.ui.theme.tokens import Theme
from nnviz.ui.window.figures.figure_source import FigureSource
from nnviz.ui.window.figures.page_blocks import blocks_of
from nnviz.views.written_tables import confusion_table, parameter_table, score_table


@dataclass(frozen=True, slots=True)
class View:
    """A view by its name.

    Attributes
    ----------
    title
        What it shows, in words.
    page
        The page of the window that has it.
    aspect
        Its usual height over its width, where it has none by itself.
    blocks
        Returns what it consists of, from the top to the bottom; None for the diagram,
        which is made of layers instead, and for what is a table and nothing else.
    table
        Returns what it shows as a table; None where it shows none.
    least
        The fewest pixels of the design that its width can do with: in a narrower
        figure all of it is smaller.
    low
        Those of its height, where it has none by itself.
    widget
        Returns the widget that shows it in the window, None where none does now.
    """

    title: str
    page: str
    aspect: float
    blocks: Callable[[FigureSource], Sequence[FigureBlock]] | None = None
    table: Callable[[FigureSource, int], WrittenTable] | None = None
    least: Callable[[FigureSource], int] = lambda _: 160
    low: int = 120
    widget: Callable[[FigureSource], QWidget | None] = lambda _: None


def _output(source: FigureSource) -> Sequence[FigureBlock]:
    view = source.panels.output.view
    view = getattr(view, "sample", view)
    for names in (("canvas", "legend"), ("picture", "bars")):
        found = [(name, getattr(view, name, None)) for name in names]
        canvases = [canvas_block(n, c) for n, c in found if isinstance(c, Canvas)]
        if canvases:
            return canvases
    return ()


def _output_table(source: FigureSource, _layer: int) -> WrittenTable:
    table = getattr(source.panels.output.view, "table", None)
    if not isinstance(table, QTableView):
        raise InputError("--view output: the output of these data is no table")
    return model_table(table.model())


def _confusion(source: FigureSource) -> Sequence[FigureBlock]:
    view = source.panels.output.confusion_matrix
    if view is None:
        raise InputError("--view confusion: there is none for a regression")
    return [canvas_block("confusion", view)]


def _classes(
    written: Callable[..., WrittenTable],
) -> Callable[[FigureSource, int], WrittenTable]:
    def table(source: FigureSource, _layer: int) -> WrittenTable:
        view = source.panels.output.confusion_matrix
        if view is None or view.confusion is None:
            raise InputError("--view confusion: there is none for a regression")
        return written(view.confusion, view.names)

    return table


def _activation(source: FigureSource) -> Sequence[FigureBlock]:
    panel = source.panels.activation
    canvases = (("function", panel.canvas), ("legend", panel.legend))
    return [canvas_block(name, canvas) for name, canvas in canvases]


def _parameters(source: FigureSource, layer: int) -> WrittenTable:
    network, state = source.shown_network(), source.panels.diagram.state
    names = () if state is None else state.input_names
    return parameter_table(network, layer, names)


def _inspector(source: FigureSource) -> Sequence[FigureBlock]:
    inspector = source.panels.inspector
    if inspector.explanation is None:
        # Where nobody looks, nothing is explained.
        source.network.stepping.show_seen(True)
    if inspector.explanation is None:
        raise InputError("--view inspector: nothing is explained there")
    page = inspector.page
    page.fill()
    named = [] if page.title.isVisibleTo(page) else [page.title.text()]
    title = [text_block("title", words, "title") for words in named]
    return [*title, *blocks_of(page)]


def _inspector_table(source: FigureSource, _layer: int) -> WrittenTable:
    found = source.panels.inspector.page.written_table()
    if found is None:
        raise InputError("--view inspector: there is no table in it")
    return found


def _samples(source: FigureSource, _layer: int) -> WrittenTable:
    if not source.panels.samples_place.is_made:
        raise InputError("--view samples: open the panel of samples first")
    return source.panels.samples.written_table()


def _of_diagram(source: FigureSource) -> int:
    """Return the width in which every layer has room, and the names beside them."""
    state = source.panels.diagram.state
    return 120 if state is None else 60 * len(state.sizes) + 100


def _plot(place: int) -> View:
    names = ("the cost", "the accuracy", "the gradient norm")

    def canvas(source: FigureSource) -> Canvas:
        return source.panels.plots[place].canvas

    return _simple(names[place], "network", 0.5, canvas, "plot")


def _simple(
    title: str,
    page: str,
    aspect: float,
    canvas: Callable[[FigureSource], Canvas],
    part: str,
    low: int = 120,
) -> View:
    """Return a view that is one canvas."""

    def least(source: FigureSource) -> int:
        shown = canvas(source)
        wide = 1.3 * shown.minimumSizeHint().width() / shown.theme.scale
        return max(round(wide), 200)

    return View(
        title,
        page,
        aspect,
        lambda source: [canvas_block(part, canvas(source))],
        least=least,
        low=low,
        widget=canvas,
    )


def _compared(title: str, name: str, aspect: float = 0.5) -> View:
    """Return a plot of the comparison, by its place among the views."""

    def canvas(source: FigureSource) -> Canvas:
        found: object = source.compared
        for each in name.split("."):
            found = getattr(found, each)
        assert isinstance(found, Canvas)
        return found

    return _simple(title, "comparison", aspect, canvas, "plot")


def _contenders(source: FigureSource) -> Sequence[FigureBlock]:
    pictures = source.compared.pictures

    def paint(ground: Ground) -> None:
        paper = Paper(ground.painter, ground.size, ground.ratio)
        in_theme(pictures, ground.theme, lambda: pictures.paint_on(paper))

    return [FigureBlock("contenders", paint, lambda _: None)]


def _verdict_table(source: FigureSource, _layer: int) -> WrittenTable:
    found = source.compared.verdict.written_table()
    if found is None:
        raise InputError("--view verdict: nothing has been measured yet")
    return found


def _verdict(source: FigureSource) -> Sequence[FigureBlock]:
    table = _verdict_table(source, 0)
    said = source.compared.verdict.sentences
    words = [text_block(f"words-{n}", text) for n, text in enumerate(said, 1)]
    return [*words, table_block("table", table, len(table.rows))]


def _health(source: FigureSource) -> Sequence[FigureBlock]:
    history = source.compared.health.history
    words = text_block("words", history.words, "caption")
    return [words, canvas_block("plot", history.canvas)]


def _functions(source: FigureSource) -> Sequence[FigureBlock]:
    explorer = source.explorer
    plots = explorer.functions.values, explorer.functions.slopes
    return [
        canvas_block(name, plot, explorer)
        for name, plot in zip(("values", "slopes"), plots, strict=True)
    ]


def _chain(source: FigureSource) -> Sequence[FigureBlock]:
    explorer, page = source.explorer, source.explorer.chain
    page.complete()
    words = text_block("words", page.words.text(), "caption")
    return [canvas_block("chain", page.plot, explorer), words]


def _spread(source: FigureSource) -> Sequence[FigureBlock]:
    page = source.explorer.spread
    page.complete()
    rows = [canvas_block(f"row-{n}", row) for n, row in enumerate(page.rows, 1)]
    legend = text_block("legend", page.legend.text(), "caption")
    return [canvas_block("layers", page.heading), *rows, legend]


VIEWS = {
    "diagram": View(
        "the network",
        "network",
        0.62,
        table=_parameters,
        least=_of_diagram,
        low=160,
        widget=lambda source: source.panels.diagram,
    ),
    "output": View(
        "the output",
        "network",
        1.0,
        _output,
        _output_table,
        widget=lambda source: source.panels.output,
    ),
    "confusion": View(
        "the confusion matrix",
        "network",
        0.8,
        _confusion,
        _classes(confusion_table),
        widget=lambda source: source.panels.output.shown_confusion,
    ),
    "scores": View(
        "the scores of the classes", "network", 0.5, table=_classes(score_table)
    ),
    "cost": _plot(0),
    "accuracy": _plot(1),
    "gradients": _plot(2),
    "activation": View(
        "the activation function",
        "network",
        0.75,
        _activation,
        widget=lambda source: source.panels.activation,
    ),
    "timeline": _simple(
        "the timeline", "network", 0.19, lambda s: s.panels.timeline.track, "track", 50
    ),
    "inspector": View(
        "the arithmetic",
        "network",
        1.0,
        _inspector,
        _inspector_table,
        widget=lambda source: source.panels.inspector_place,
    ),
    "samples": View(
        "the samples",
        "network",
        1.0,
        table=_samples,
        widget=lambda source: source.panels.samples_place,
    ),
    "parameters": View("the parameters", "network", 0.5, table=_parameters),
    "functions": View(
        "activation functions",
        "activations",
        1.2,
        _functions,
        widget=lambda source: source.explorer.functions,
    ),
    "chain": View(
        "a chain of layers",
        "activations",
        0.5,
        _chain,
        least=lambda _: 620,
        widget=lambda source: source.explorer.chain,
    ),
    "spread": View(
        "distributions in untrained networks",
        "activations",
        1.0,
        _spread,
        least=lambda source: 260 + 66 * (source.explorer.spread.settings.layers + 1),
        widget=lambda source: source.explorer.spread,
    ),
    "comparison-cost": _compared("costs compared", "costs.cost.canvas"),
    "comparison-score": _compared("scores compared", "costs.score.canvas"),
    "contenders": View(
        "outputs and networks compared",
        "comparison",
        0.6,
        _contenders,
        least=lambda source: 320 * min(len(source.compared.outputs.names), 3),
        widget=lambda source: source.compared.pictures,
    ),
    "distributions": _compared("distributions compared", "health.histograms"),
    "units": _compared("dead and saturated neurons", "health.shares", 0.35),
    "layer-gradients": _compared("gradients by layer", "health.gradients"),
    "health": replace(
        _compared("layers over time", "health.history.canvas"), blocks=_health
    ),
    "verdict": View(
        "the verdict",
        "comparison",
        0.5,
        _verdict,
        _verdict_table,
        widget=lambda source: source.compared.verdict,
    ),
}
"""What can be drawn, by the name that the command line knows it by."""


def view_named(name: str) -> View:
    """Return a view by its name.

    Raises
    ------
    InputError
        If there is none.
    """
    if name not in VIEWS:
        raise unknown_name("view", name, VIEWS)
    return VIEWS[name]


def view_at(source: FigureSource, widget: QWidget | None) -> str:
    """Return the view that a widget belongs to, "" if it belongs to none."""
    shown = {id(found): name for name, found in _widgets(source) if found is not None}
    while widget is not None:
        if id(widget) in shown:
            return shown[id(widget)]
        widget = widget.parentWidget()
    return ""


def _widgets(source: FigureSource) -> Iterator[tuple[str, QWidget | None]]:
    for name, view in VIEWS.items():
        if view.page == source.tabs.front:
            yield name, view.widget(source)


def table_of(source: FigureSource, name: str, layer: int = 1) -> WrittenTable | None:
    """Return what a view shows as a table; None if it shows none."""
    view = view_named(name)
    if view.table is None:
        return None
    try:
        return view.table(source, layer)
    except InputError:
        if view.blocks is None and name != "diagram":
            raise
        return None


@dataclass(frozen=True, slots=True)
class Excerpt:
    """How much of a view is shown: of the diagram, and of a table.

    ``rows`` are the most of a table; ``layer`` is the one whose parameters it has.
    """

    diagram: DiagramWish
    rows: int = 20
    layer: int = 1


def heights(
    source: FigureSource, name: str, width: int, excerpt: Excerpt
) -> tuple[int, int]:
    """Return the height that suits a view at a width, and the least it can do with.

    Both are in pixels of the design.
    """
    view = view_named(name)
    blocks = None if name == "diagram" else _blocks(source, name, excerpt)
    height = None if blocks is None else whole_height(blocks, width)
    if height is None:
        return max(round(width * view.aspect), view.low), view.low
    return height, height


def parts_of(
    source: FigureSource,
    name: str,
    size: QSize,
    theme: Theme,
    excerpt: Excerpt,
    *,
    ratio: float = 0.0,
) -> tuple[FigurePart, ...]:
    """Return the parts of a view, each of which can be painted once or again.

    Parameters
    ----------
    ratio
        As in `Paper`.

    Raises
    ------
    InputError
        If there is nothing of it to be seen.
    """
    if name == "diagram":
        state = source.panels.diagram.state
        if state is None:
            raise InputError("--view diagram: there is no network yet")
        return diagram_parts(state, size, theme, excerpt.diagram)
    return block_parts(_blocks(source, name, excerpt), size, theme, ratio)


def _blocks(source: FigureSource, name: str, excerpt: Excerpt) -> Sequence[FigureBlock]:
    view = view_named(name)
    blocks = view.blocks(source) if view.blocks is not None else ()
    if blocks or view.table is None:
        return blocks
    return [table_block("table", view.table(source, excerpt.layer), excerpt.rows)]
