"""The settings of a configuration that determine the data."""

from nnviz.data.table_choices import TableChoices

LOADED = frozenset(
    ("dataset", "samples", "noise", "data_seed", *TableChoices.__struct_fields__)
)
"""The settings by which samples are loaded."""

SAMPLES = LOADED | {"test_fraction", "validation_fraction"}
"""The settings that determine the samples a run is trained, validated and tested on."""

DATA = SAMPLES | {"derived", "scaling", "target_scaling"}
"""The settings that determine the numbers of the inputs and targets."""
