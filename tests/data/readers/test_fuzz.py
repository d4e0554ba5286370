"""Tables of all kinds, whose right reading is known, are read so or with a doubt."""

import random
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import integers

from tests.fuzz_tables import fault_of, make_case


@settings(
    max_examples=300,
    derandomize=True,
    # A smaller seed makes no smaller table.
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=integers(0, 10**9))
def test_no_table_is_read_wrong_without_a_word(tmp_path: Path, seed: int) -> None:
    case = make_case(random.Random(seed))
    assert not fault_of(case, tmp_path / "mine.csv"), case.said
