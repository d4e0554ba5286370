"""The network diagram as TikZ: a node for each neuron, to be edited by hand."""

from collections.abc import Iterator
from dataclasses import dataclass

from nnviz.files.latex_text import escaped
from nnviz.views.diagram.diagram_state import DiagramState
from nnviz.views.diagram.edge_codes import THINNEST, encode, thickest
from nnviz.views.diagram.geometry import Gap, Geometry, LayerColumn
from nnviz.views.diagram.parts import NumberFormat

POINT = 72.27 / 25.4
"""TeX's points in a millimetre."""


@dataclass(frozen=True, slots=True)
class TikzLook:
    """How a TikZ picture looks.

    Attributes
    ----------
    unit
        Millimetres of a pixel of the layout.
    font
        The size of its text in points.
    positive, negative
        Colours, ``#rrggbb``.
    strokes
        How thick edges are, 1 being the thickness on the screen.
    write
        How the values of neurons are written; None leaves them out.
    """

    unit: float
    font: float
    positive: str
    negative: str
    strokes: float = 1.0
    write: NumberFormat | None = None


def tikz_of(
    state: DiagramState, geometry: Geometry, look: TikzLook, said: str = ""
) -> str:
    """Return a document that LaTeX sets by itself.

    Neurons are nodes named ``l1-2``, layer and number as in the window, so that edges
    can be drawn from one to another; ``said`` stands in a comment on one line.
    """
    lines = [
        *([f"% nnviz-figure:{said}"] if said else []),
        r"\documentclass[tikz,border=2mm]{standalone}",
        r"\usepackage[utf8]{inputenc}",
        f"\\definecolor{{positive}}{{HTML}}{{{look.positive[1:].upper()}}}",
        f"\\definecolor{{negative}}{{HTML}}{{{look.negative[1:].upper()}}}",
        r"\begin{document}",
        f"\\sffamily\\fontsize{{{look.font:g}}}{{{1.2 * look.font:g}}}\\selectfont",
        r"\begin{tikzpicture}[x=1mm, y=-1mm,",
        r"  neuron/.style={draw=black!60, rounded corners=0.4mm, inner sep=0pt},",
        r"  plus/.style={draw=positive}, minus/.style={draw=negative, dashed},",
        r"  neuron value/.style={font=\ttfamily, inner sep=0.4mm},",
        r"  neuron name/.style={inner sep=1mm},",
        r"  title/.style={align=center, anchor=north}]",
        *_nodes(state, geometry, look),
        *_edges(state, geometry, look),
        r"\end{tikzpicture}",
        r"\end{document}",
    ]
    return "\n".join(lines) + "\n"


def _nodes(state: DiagramState, geometry: Geometry, look: TikzLook) -> Iterator[str]:
    """Yield the title and the neurons of each layer."""
    for column in geometry.columns:
        x = _mm(column.x, look)
        name, _, function = state.layer_names[column.layer].partition(" · ")
        title = escaped(name) + (rf"\\ {escaped(function)}" if function else "")
        yield f"% {escaped(name)}"
        yield rf"\node[title] at ({x},{_mm(6.0, look)}) {{{title}}};"
        if column.shown.is_bundle:
            yield _picture(column, look)
        ends = zip(column.shown.neurons.tolist(), column.ys.tolist(), strict=True)
        for neuron, y in ends:
            yield _neuron(state, column, neuron, y, look)
        hidden = column.shown.size - len(column.shown.neurons)
        if hidden and not column.shown.is_bundle:
            words = f"… {len(column.shown.neurons)} of {column.shown.size}"
            below = _mm(column.bottom + 7.0, look)
            yield rf"\node at ({x},{below}) {{{escaped(words)}}};"


def _picture(column: LayerColumn, look: TikzLook) -> str:
    """Return the node of all inputs that are one picture."""
    wide = _mm(2 * column.half_width, look)
    high = _mm(column.bottom - column.top, look)
    middle = _mm((column.top + column.bottom) / 2, look)
    place = f"({_mm(column.x, look)},{middle})"
    size = f"minimum width={wide}mm, minimum height={high}mm"
    return rf"\node[neuron, {size}] (l0) at {place} {{{column.shown.size} inputs}};"


def _neuron(
    state: DiagramState, column: LayerColumn, neuron: int, y: float, look: TikzLook
) -> str:
    """Return the node of a neuron, with its value and its name as labels."""
    layer, side = column.layer, _mm(column.side, look)
    options = ["neuron", f"minimum size={side}mm"]
    value = state.activation(layer, neuron)
    if value is not None:
        tone = "negative" if value < 0 else "positive"
        full = max(1.0, _largest(state, layer))
        options.append(f"fill={tone}!{round(60 * min(abs(value) / full, 1.0))}")
    if value is not None and look.write is not None:
        text = escaped(look.write(value).strip())
        options.append(f"label={{[neuron value]below:{text}}}")
    name = state.name_of(layer, neuron)
    if name:
        side_of = "right" if layer else "left"
        options.append(f"label={{[neuron name]{side_of}:{escaped(name)}}}")
    place = f"({_mm(column.x, look)},{_mm(y, look)})"
    return rf"\node[{', '.join(options)}] (l{layer}-{neuron + 1}) at {place} {{}};"


def _largest(state: DiagramState, layer: int) -> float:
    values = state.activations_of(layer)
    return 1.0 if values is None else float(abs(values).max(initial=0.0))


def _edges(state: DiagramState, geometry: Geometry, look: TikzLook) -> Iterator[str]:
    """Yield the edges, the weakest first; how thick they are says how large."""
    for gap in geometry.gaps:
        coded = encode(state, gap, None)
        widest = thickest(gap) * look.strokes
        for edge in coded.strength.argsort(kind="stable").tolist():
            strength = float(coded.strength[edge])
            width = (THINNEST + (widest - THINNEST) * strength) * look.unit * POINT
            row, column = divmod(edge, max(len(gap.before.anchors), 1))
            yield _edge(state, gap, row, column, f"{max(width, 0.1):.2f}", strength)


def _edge(
    state: DiagramState, gap: Gap, row: int, column: int, width: str, strength: float
) -> str:
    after = int(gap.after.shown.neurons[row])
    end = f"(l{gap.layer}-{after + 1}.west)"
    faint = f"opacity={0.25 + 0.75 * strength:.2f}, line width={width}pt"
    if gap.before.shown.is_bundle:
        return rf"\draw[black!50, {faint}] (l0.east) to[out=0, in=180] {end};"
    before = int(gap.before.shown.neurons[column])
    value = float(state.edges[gap.layer - 1][after, before])
    sign = "minus" if value < 0 else "plus"
    start = f"(l{gap.layer - 1}-{before + 1}.east)"
    said = f" % {state.kind} {value:.6g}"
    return rf"\draw[{sign}, {faint}] {start} to[out=0, in=180] {end};{said}"


def _mm(pixels: float, look: TikzLook) -> str:
    return f"{pixels * look.unit:.2f}"
