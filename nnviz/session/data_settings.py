"""Which settings of a configuration choose the data, and what of them."""

LOADED = frozenset(
    ("dataset", "target", "inputs", "task", "samples", "noise", "data_seed")
)
"""Those by which samples are loaded."""

SAMPLES = LOADED | {"test_fraction"}
"""Those by which a run learns from certain samples and is tested on certain others."""

DATA = SAMPLES | {"derived", "scaling", "target_scaling"}
"""All on which the numbers depend that a network takes in or is to give."""
