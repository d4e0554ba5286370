"""What is said and measured of known runs is as it was when it was last looked at."""

import pytest

from tests.session.golden_numbers import MEASURED
from tests.session.golden_words import SAID

# `python -m tests.golden` keeps what is to be from now on.


@pytest.mark.parametrize(("name", "number"), SAID.places())
def test_it_is_said_as_it_was(name: str, number: int) -> None:
    assert SAID.present(name, number) == SAID.kept(name, number)


@pytest.mark.parametrize(("name", "number"), MEASURED.places())
def test_it_is_measured_as_it_was(name: str, number: int) -> None:
    assert MEASURED.present(name, number) == MEASURED.kept(name, number)
