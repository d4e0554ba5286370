"""Finds the sample of a batch that contributes most to a mean."""

import numpy as np

from nnviz.core.types import Floats
from nnviz.explain.explanation import SampleStack
from nnviz.explain.traced_sample import TracedSample


def stack_of(moment: TracedSample, values: Floats) -> SampleStack:
    """Stack the samples' contributions to a mean, (N,), and find the largest."""
    sizes = np.abs(values.astype(np.float64))
    total = float(sizes.sum())
    driver = int(sizes.argmax())
    share = float(sizes[driver]) / total if total > 0.0 else 0.0
    return SampleStack(values, moment.trace.rows, driver, share)
