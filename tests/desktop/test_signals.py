"""Signals and kills while a window trains: one of each; see `tests.signals`."""

import random
from pathlib import Path

from tests.signals import Place, killed_while_keeping, signalled_while_training


def test_a_window_that_trains_ends_in_order_at_a_signal(tmp_path: Path) -> None:
    assert not signalled_while_training(Place(tmp_path, random.Random(3)))


def test_what_a_killed_window_has_kept_is_whole(tmp_path: Path) -> None:
    assert not killed_while_keeping(Place(tmp_path, random.Random(4)))
