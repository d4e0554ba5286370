"""Saving a run while it trains, just before its thread is to end."""

from pathlib import Path

import pytest

from nnviz.files.session_file import read_session
from nnviz.live.commands import Command, Edit, Save, ShowMoment, Train
from nnviz.live.loop import Loop
from nnviz.live.reports import Saved
from nnviz.live.single import build_single
from nnviz.session.config import RunConfig
from nnviz.session.interruption import Interrupted
from tests.live.driving import Script, single


class ClosingWindow(Script):
    """A window that is told to save and to close in the middle of an evaluation."""

    def __init__(self, path: Path, at: int, config: RunConfig) -> None:
        super().__init__()
        self.loop: Loop | None = None
        self.closes = False
        self.commands.append(Train(None))
        self.interrupt_at = lambda: self.closes
        self._save, self._at = Save(path, config), at

    def next_command(self, seconds: float | None = 0.0) -> Command | None:
        at = self.loop.course.position.iteration if self.loop else 0
        if at == self._at and not self.closes:
            self.closes = True
            return self._save
        return super().next_command(seconds)


def test_an_evaluation_is_ended_before_the_run_is_saved_and_over(
    tmp_path: Path,
) -> None:
    config = RunConfig(dataset="circle", samples=9000, evaluate_every=5)
    window = ClosingWindow(tmp_path / "run.nnviz", 5, config)
    window.loop = Loop(
        1,
        lambda *given: build_single(given[0], (config, None, None), *given[1:]),
        window,
    )
    while not window.closes:
        window.loop.tick()
    window.loop.finish()
    assert window.of(Saved) == [Saved(tmp_path / "run.nnviz")]
    state = read_session(tmp_path / "run.nnviz").state
    assert [found.iteration for found in state.evaluations] == [5]


def test_a_file_asked_for_at_the_last_moment_is_written(tmp_path: Path) -> None:
    config = RunConfig(dataset="circle", samples=9000, evaluate_every=5)
    driven = single(config)
    # It comes after the last look at what is asked, just before the end is seen.
    driven.script.at_check = Save(tmp_path / "run.nnviz", config)
    driven.script.interrupt_at = lambda: driven.script.at_check is None
    driven.loop.tick()
    driven.loop.finish()
    assert driven.script.of(Saved) == [Saved(tmp_path / "run.nnviz")]
    with pytest.raises(Interrupted):
        driven.loop.check_interrupt()


def test_a_file_has_the_changes_asked_for_before_it(tmp_path: Path) -> None:
    config = RunConfig(dataset="circle", samples=103)
    driven = single(config)
    driven.order(Train(20))
    # The window takes nothing any more, so the branch cannot be reported to its end.
    driven.script.takes_blocks = False
    for order in range(300, 303):
        driven.ask(Train(5, order))
        driven.tick(5)
    save = Save(tmp_path / "run.nnviz", config)
    driven.ask(ShowMoment(10, None, 303), Edit(0, 5.0), save)
    driven.tick(5)
    assert not driven.script.of(Saved)
    driven.loop.finish()
    state = read_session(tmp_path / "run.nnviz").state
    assert (state.now.iteration, state.now.parameters[0]) == (10, 5.0)
