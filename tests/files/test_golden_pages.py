"""Worksheets, reports and explanations say what they said when they were looked at."""

import pytest

from tests.files.golden_pages import PRINTED


@pytest.mark.parametrize(("name", "number"), PRINTED.places())
def test_it_is_printed_as_it_was(name: str, number: int) -> None:
    # `python -m tests.golden` keeps what is to be printed from now on.
    assert PRINTED.present(name, number) == PRINTED.kept(name, number)
