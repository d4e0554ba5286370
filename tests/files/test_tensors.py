"""Files of named arrays."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.files.tensors import checksum, read_tensors, read_words, write_tensors


def test_the_checksum_tells_which_name_has_which_array() -> None:
    zeros, ones = np.zeros(2), np.ones(2)
    one = checksum("header", {"now.parameters": zeros, "costs": ones})
    assert one != checksum("header", {"now.weights": zeros, "costs": ones})
    assert one != checksum("heading", {"now.parameters": zeros, "costs": ones})
    assert one == checksum("header", {"costs": ones, "now.parameters": zeros})


@pytest.mark.parametrize("length", range(1, 9))
def test_arrays_begin_at_a_multiple_of_eight_bytes(length: int, tmp_path: Path) -> None:
    path = tmp_path / "a"
    write_tensors(path, {"x": np.arange(3.0)}, {"word": "w" * length})
    header = int.from_bytes(path.read_bytes()[:8], "little")
    assert header % 8 == 0
    assert path.stat().st_size == 8 + header + 24
    words, arrays = read_tensors(path)
    assert words["word"] == "w" * length
    assert arrays["x"].tolist() == [0.0, 1.0, 2.0]


@pytest.mark.parametrize("read", [read_tensors, read_words])
def test_what_is_no_such_file_is_refused_in_a_sentence(
    read: Any, tmp_path: Path
) -> None:
    for content in (b"", b"something else that is no header", b"\xff" * 40):
        (tmp_path / "a").write_bytes(content)
        with pytest.raises(InputError, match="a: "):
            read(tmp_path / "a")
