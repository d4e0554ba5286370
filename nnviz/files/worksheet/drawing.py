"""A drawing of the network with its weights and biases, as SVG."""

from collections.abc import Iterator
from dataclasses import dataclass

from nnviz.explain.notation import of_layer
from nnviz.files.worksheet.formula_pictures import FormulaPicture, typeset
from nnviz.files.worksheet.sheet import Sheet
from nnviz.files.worksheet.worksheet_numbers import plain

ROW, GAP, RADIUS = 84.0, 150.0, 19.0
"""Distance of two neurons of a layer, of two layers, and a neuron's radius, pixels."""

_MARGIN = 62.0
_ABOVE, _BELOW = 26.0, 44.0
_POSITIVE, _NEGATIVE = "#1668c9", "#b8500f"
_FONT = 'font-family="Inter" font-size="12"'


@dataclass(frozen=True, slots=True)
class _Places:
    """The positions of the neurons, pixels."""

    sizes: tuple[int, ...]

    @property
    def width(self) -> float:
        return 2 * _MARGIN + GAP * (len(self.sizes) - 1)

    @property
    def height(self) -> float:
        return _ABOVE + _BELOW + ROW * (max(self.sizes) - 1)

    def of(self, layer: int, row: int) -> tuple[float, float]:
        """Return the centre of a neuron; layer 0 is the inputs."""
        above = (max(self.sizes) - self.sizes[layer]) / 2
        return _MARGIN + GAP * layer, _ABOVE + ROW * (above + row)


def draw_network(sheet: Sheet, shared: bool = False) -> FormulaPicture:
    """Draw inputs, neurons, weights, biases and targets of an exercise.

    Positive weights are solid lines, negative ones dashed.
    """
    places = _Places(sheet.structure.sizes)
    names = list(_names(sheet, shared))
    parts = [*_edges(sheet, places), *_neurons(sheet, places)]
    parts += [name.centred_at(*places.of(layer, row)) for layer, row, name in names]
    glyphs = dict(glyph for _, _, name in names for glyph in name.glyphs)
    words = f"A network of {'-'.join(map(str, places.sizes))} neurons and its weights"
    size = places.width, places.height
    return FormulaPicture(words, "".join(parts), 0.0, 0.0, *size, tuple(glyphs.items()))


def _edges(sheet: Sheet, places: _Places) -> Iterator[str]:
    """Yield the lines, then the weights on them."""
    labels = []
    for layer in range(1, len(places.sizes)):
        # At this fraction of its line, each label of a layer has a height of its own,
        # so that no two overlap.
        along = 1.0 / (places.sizes[layer] + 1)
        weights = sheet.trace[f"W{layer}"]
        for (row, column), weight in _entries(weights.tolist()):
            x1, y1 = places.of(layer - 1, column)
            x2, y2 = places.of(layer, row)
            colour = _NEGATIVE if weight < 0 else _POSITIVE
            dash = ' stroke-dasharray="6 4"' if weight < 0 else ""
            yield (
                f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" '
                f'stroke="{colour}" stroke-width="1.4"{dash}/>'
            )
            x, y = x1 + along * (x2 - x1) + 12, y1 + along * (y2 - y1)
            if not sheet.listed:
                labels.append(_label(x, y, plain(weight)))
    yield from labels


def _neurons(sheet: Sheet, places: _Places) -> Iterator[str]:
    last = len(places.sizes) - 1
    for layer, size in enumerate(places.sizes):
        for row in range(size):
            x, y = places.of(layer, row)
            yield (
                f'<circle cx="{x:g}" cy="{y:g}" r="{RADIUS:g}" class="paper" '
                'fill="#ffffff" stroke="currentColor" stroke-width="1.4"/>'
            )
            if layer == 0:
                value = plain(sheet.inputs[row].value)
                yield _text(x - RADIUS - 6, y + 4, value, "end")
                continue
            if not sheet.listed:
                bias = plain(float(sheet.trace[f"b{layer}"][row]))
                yield _label(x, y + RADIUS + 11, f"b = {bias}")
            if layer == last:
                wanted = plain(sheet.targets[row].value)
                yield _text(x + RADIUS + 6, y + 4, f"y = {wanted}", "start")


def _names(sheet: Sheet, shared: bool) -> Iterator[tuple[int, int, FormulaPicture]]:
    for layer, size in enumerate(sheet.structure.sizes):
        for row in range(size):
            latex = of_layer("a", layer, row) if layer else f"x_{{{row + 1}}}"
            yield layer, row, typeset(latex, 15, shared)


def _entries(
    rows: list[list[float]],
) -> Iterator[tuple[tuple[int, int], float]]:
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            yield (row, column), value


def _label(x: float, y: float, text: str) -> str:
    """Write on a patch of background, so that no line runs through the text."""
    # Half the width of a digit of 12 px, and a margin.
    half = 3.6 * len(text) + 2
    return (
        f'<rect x="{x - half:g}" y="{y - 8:g}" width="{2 * half:g}" height="16" '
        f'class="paper" fill="#ffffff"/>{_text(x, y + 4, text, "middle")}'
    )


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" fill="currentColor" '
        f"{_FONT}>{text}</text>"
    )
