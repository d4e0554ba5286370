"""The settings of a configuration that determine the data."""

LOADED = frozenset(
    ("dataset", "target", "inputs", "task", "samples", "noise", "data_seed")
)
"""The settings by which samples are loaded."""

SAMPLES = LOADED | {"test_fraction"}
"""The settings that determine the samples a run is trained and tested on."""

DATA = SAMPLES | {"derived", "scaling", "target_scaling"}
"""The settings that determine the numbers of the inputs and targets."""
