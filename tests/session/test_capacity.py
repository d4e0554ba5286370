"""Networks that cannot fit are refused before anything is allocated."""

import pytest

from nnviz.core.errors import InputError
from nnviz.session.capacity import check_capacity, needed_bytes


def test_the_estimate_counts_parameters_and_data() -> None:
    small = needed_bytes((784, 10, 10), 32, 60_000, "float32")
    assert 60_000 * 784 * 4 < small < 60_000 * 900 * 4
    assert needed_bytes((784, 10, 10), 32, 60_000, "float64") == 2 * small


def test_it_counts_24_vectors_and_8_numbers_a_neuron_and_sample() -> None:
    # 13 parameters, 4 neurons, 2 inputs and 1 target.
    numbers = 24 * 13 + 10 * (2 + 8 * 4) + 100 * 3
    assert needed_bytes((2, 3, 1), 10, 100, "float64") == 8 * numbers


def test_a_network_of_a_trillion_weights_is_refused() -> None:
    with pytest.raises(InputError, match=r"1000000-1000000-1.*GiB.*smaller hidden"):
        check_capacity((1_000_000, 1_000_000, 1), 32, 100, "float64")
