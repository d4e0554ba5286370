"""Files of named arrays."""

import numpy as np

from nnviz.files.tensors import checksum


def test_the_checksum_tells_which_name_has_which_array() -> None:
    zeros, ones = np.zeros(2), np.ones(2)
    one = checksum("header", {"now.parameters": zeros, "costs": ones})
    assert one != checksum("header", {"now.weights": zeros, "costs": ones})
    assert one != checksum("heading", {"now.parameters": zeros, "costs": ones})
    assert one == checksum("header", {"costs": ones, "now.parameters": zeros})
