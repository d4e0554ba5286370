"""Networks that cannot fit are refused before anything is allocated."""

import pytest

from nnviz.core.errors import InputError
from nnviz.session.capacity import check_capacity, needed_bytes


def test_the_estimate_counts_parameters_and_data() -> None:
    small = needed_bytes((784, 10, 10), 32, 60_000, "float32")
    assert 60_000 * 784 * 4 < small < 60_000 * 900 * 4
    assert needed_bytes((784, 10, 10), 32, 60_000, "float64") == 2 * small


def test_a_network_of_a_trillion_weights_is_refused() -> None:
    with pytest.raises(InputError, match=r"1000000-1000000-1.*GiB.*smaller hidden"):
        check_capacity((1_000_000, 1_000_000, 1), 32, 100, "float64")
