"""What ``--log`` writes is what the trainer trains."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from nnviz.core.errors import InputError
from nnviz.session.trainer import Trainer
from nnviz.ui.threads.run_controller import RunController
from nnviz.ui.window.cost_log import CostLog
from tests.ui.threads.driving import CIRCLE, begin, step


def test_the_log_holds_every_cost_and_every_evaluation(
    controller: RunController, qtbot: QtBot, tmp_path: Path
) -> None:
    log = CostLog(tmp_path / "costs.jsonl", controller)
    begin(qtbot, controller)
    step(qtbot, controller, 500)
    step(qtbot, controller)
    log.close()
    written = (tmp_path / "costs.jsonl").read_text().splitlines()
    lines = [json.loads(line) for line in written]
    alone = Trainer(CIRCLE)
    alone.run(501)
    costs = [cost for line in lines for cost in line.get("costs", ())]
    np.testing.assert_array_equal(costs, alone.history.costs)
    told = {
        line["iteration"]: line["train_cost"] for line in lines if "iteration" in line
    }
    assert told == {e.iteration: e.train.cost for e in alone.history.evaluations}


def test_a_log_that_cannot_be_written_is_refused(
    controller: RunController, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=r"--log .*: cannot be written"):
        CostLog(tmp_path / "nowhere" / "costs.jsonl", controller)


@pytest.mark.skipif(sys.platform == "win32", reason="files cannot be limited there")
def test_a_disk_that_is_full_ends_the_log_after_a_whole_line(
    controller: RunController,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import resource

    path = tmp_path / "costs.jsonl"
    log = CostLog(path, controller)
    begin(qtbot, controller)
    step(qtbot, controller, 100)
    # What Python compiles meanwhile would be cut off as well.
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 20, limits[1]))
    try:
        with qtbot.waitSignal(log.failed) as said:
            step(qtbot, controller, 100)
        step(qtbot, controller, 100)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert said.args == [log.failure]
    with pytest.raises(
        InputError, match=r"--log .*costs\.jsonl: cannot be written any"
    ):
        log.close()
    written = path.read_text()
    assert written.endswith("\n")
    assert [json.loads(line) for line in written.splitlines()]
