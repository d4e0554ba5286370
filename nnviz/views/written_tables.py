"""What views show as tables, to be written for LaTeX or a spreadsheet."""

from collections.abc import Sequence

import numpy as np

from nnviz.core.class_scores import LabelScores
from nnviz.core.network import Network
from nnviz.core.writing.layer_names import layer_label
from nnviz.explain.number_table import NumberTable
from nnviz.files.written_table import Cell, WrittenTable
from nnviz.views.comparison.verdict_words import VerdictTable
from nnviz.views.inspector.quantity_names import pretty
from nnviz.views.numbers import count, percent, signed
from nnviz.views.output.image_values import Confusion

_SCORES = ("precision", "recall", "F1")


def confusion_table(found: Confusion, names: Sequence[str]) -> WrittenTable:
    """Return the counts of each class predicted as each; of labels, the scores."""
    if isinstance(found.scores, LabelScores):
        return score_table(found, names)
    counts = found.counts.tolist()
    exact: list[tuple[Cell, ...]] = [
        (name, *row) for name, row in zip(names, counts, strict=True)
    ]
    rows = [(name, *map(count, row)) for name, row in zip(names, counts, strict=True)]
    headings = ("target", *(f"as {name}" for name in names))
    return WrittenTable(headings, tuple(rows), exact=tuple(exact), title=found.summary)


def score_table(found: Confusion, names: Sequence[str]) -> WrittenTable:
    """Return precision, recall and F1 of each class or label, and their averages."""
    scores = found.scores
    labels = isinstance(scores, LabelScores)
    counted = scores.labels[0] if isinstance(scores, LabelScores) else scores
    samples = [*scores.samples.tolist(), int(counted.samples.sum())]
    columns = (scores.precision, scores.recall, scores.f1)
    shares = [tuple(float(c[k]) for c in columns) for k in range(len(names))]
    lines = list(
        zip((*names, "macro average"), samples, (*shares, scores.macro), strict=True)
    )
    rows = tuple((name, count(n), *map(_share, each)) for name, n, each in lines)
    exact = tuple((name, n, *each) for name, n, each in lines)
    headings = ("label" if labels else "class", "samples", *_SCORES)
    return WrittenTable(headings, rows, exact=exact, title=found.summary)


def parameter_table(
    network: Network, layer: int, inputs: Sequence[str] = ()
) -> WrittenTable:
    """Return the weights and biases of a layer from 1: a row for each neuron.

    ``inputs`` name what the first layer is fed with.
    """
    weights, biases = network.weights[layer - 1], network.biases[layer - 1]
    before = weights.shape[1]
    named = inputs if layer == 1 and len(inputs) == before else ()
    columns = named or [f"from {k + 1}" for k in range(before)]
    numbers = np.column_stack((weights, biases)).tolist()
    exact: list[tuple[Cell, ...]] = [(k, *row) for k, row in enumerate(numbers, 1)]
    rows = [
        (str(k), *(signed(value).strip() for value in row))
        for k, row in enumerate(numbers, 1)
    ]
    where = layer_label(layer, len(network.weights))
    return WrittenTable(
        ("neuron", *columns, "bias"),
        tuple(rows),
        words=frozenset(),
        exact=tuple(exact),
        title=f"weights and biases of {where}",
    )


def number_table(table: NumberTable, title: str, first: str = "from") -> WrittenTable:
    """Return a table of an explanation, all of its rows."""
    numbers = np.column_stack([c.values for c in table.columns]).tolist()
    names = [table.names[k] for k in range(len(numbers))]
    rows = [
        (pretty(name), *(signed(value, 4).strip() for value in row))
        for name, row in zip(names, numbers, strict=True)
    ]
    exact: list[tuple[Cell, ...]] = [
        (name, *row) for name, row in zip(names, numbers, strict=True)
    ]
    headings = (first, *(column.heading for column in table.columns))
    return WrittenTable(headings, tuple(rows), exact=tuple(exact), title=title)


def outcome_table(table: VerdictTable, title: str = "") -> WrittenTable:
    """Return the results of every contender."""
    rows = tuple((name, *cells) for name, cells in table.rows)
    headings, exact = ("contender", *table.headings), table.exact
    if exact is None:
        return WrittenTable(headings, rows, title=title)
    return WrittenTable(
        headings, rows, exact=exact.rows, title=title, columns=exact.headings
    )


def _share(score: float) -> str:
    """Write a score; one that divides by nothing is a dash."""
    return percent(score) if score == score else "–"
