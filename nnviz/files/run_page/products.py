"""Products that a page forms of two of its numbers, where they would show other digits.

A page has weights, activations and deltas to seven digits or so. Of a few products the
last digit that is shown would be another one than the run's: these are listed.
"""

from itertools import pairwise

import numpy as np

from nnviz.core.layout import Layout
from nnviz.core.types import Floats, Indices
from nnviz.files.run_page.digits import told_apart
from nnviz.files.run_page.recording import RecordedRun


def corrections(run: RecordedRun, shown: RecordedRun, layout: Layout) -> list[int]:
    """Return where products show other digits, and which way: ``2 * place + up``.

    The place is ``((kind * S + sample) * M + moment) * P + parameter``: of a weight and
    the activation it belongs to (kind 0), the delta it leads to (1), and of these two
    (2). They are differences, each from the one before.

    Parameters
    ----------
    run, shown
        The numbers of the run, and as the page has them.
    """
    sources, targets, weights = _ends(layout)
    count, samples = run.a.shape[:2]
    found: list[int] = []
    for kind in range(3):
        for sample in range(samples):
            one, other = (
                _products(kind, each, sample, (sources, targets, weights))
                for each in (shown, run)
            )
            places, up = told_apart(one, other)
            moments, columns = np.divmod(places, len(weights))
            flat = ((kind * samples + sample) * count + moments) * layout.count
            found += (2 * (flat + weights[columns]) + up).tolist()
    return [one - before for before, one in pairwise([0, *found])]


def _products(
    kind: int, run: RecordedRun, sample: int, ends: tuple[Indices, Indices, Indices]
) -> Floats:
    """Return the products (M, W) of all weights."""
    sources, targets, weights = ends
    count = len(run.moments)
    inputs = np.tile(run.samples[sample].inputs, (count, 1))
    before = np.concatenate([inputs, run.a[:, sample]], axis=1)[:, sources]
    deltas = run.delta[:, sample][:, targets]
    own = run.parameters[:, weights]
    with np.errstate(all="ignore"):
        return np.asarray((own * before, own * deltas, deltas * before)[kind])


def _ends(layout: Layout) -> tuple[Indices, Indices, Indices]:
    """Return of each weight its source, its target, and its place among parameters.

    Sources are counted from the first input on, targets from the first neuron after
    the inputs.
    """
    sources, targets, places = [], [], []
    before = start = 0
    for layer, (inputs, outputs) in enumerate(
        zip(layout.sizes[:-1], layout.sizes[1:], strict=True), 1
    ):
        for neuron in range(outputs):
            for column in range(inputs):
                sources.append(before + column)
                targets.append(start + neuron)
                places.append(layout.place_of(layer, neuron, column))
        before += inputs
        start += outputs
    return tuple(np.array(each, np.intp) for each in (sources, targets, places))  # type: ignore[return-value]
