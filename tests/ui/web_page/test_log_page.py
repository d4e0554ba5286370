"""The page of what another program has recorded shows its weights and costs."""

from pathlib import Path

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.core.writing.number_text import significant
from nnviz.files.watch_log import WatchLog
from nnviz.ui.web_page.log_source import source_of_log
from nnviz.ui.web_page.page_text import page_text
from tests.files.run_page.test_html import HOSTILE, header_in
from tests.ui.web_page.browsing import CHROMIUM, dumped, elements_in, lines_in
from tests.watch.recording import Recording


def recorded(path: Path, iterations: int = 12, **options: object) -> Recording:
    recording = Recording(path, **options)  # type: ignore[arg-type]
    recording.train(iterations)
    recording.watch.close()
    return recording


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium")
def test_a_browser_shows_what_was_recorded(tmp_path: Path, qapp: object) -> None:
    path = tmp_path / f"{HOSTILE[4].replace('/', '')}.nnvizlog"
    recording = recorded(path)
    file = tmp_path / "log.html"
    file.write_text(page_text(source_of_log(path)), "utf-8")
    shown = dumped(file, "iteration=7&neuron=1.3")
    assert 'data-ready="yes"' in shown
    (w1, _), (b1, _) = recording.seen[6]
    (after, _), _ = recording.seen[7]
    cost = WatchLog(path).read(6).cost
    assert cost is not None
    lines = lines_in(shown)
    assert lines["cost of the batch"] == significant(cost)
    assert lines["b1[3]"] == significant(float(b1[0, 2]))
    z = recording.inputs[0] @ w1[:, 2] + b1[0, 2]
    assert lines["z1[3]"] == significant(float(z))
    for number in (0, 1):
        change = significant(float(after[number, 2] - w1[number, 2]))
        assert f"<td>{change}</td>" in shown
    assert "with the parameters of iteration 7" in shown
    assert "quantities are right." in shown
    tags, attributes = elements_in(shown)
    assert "img" not in tags
    assert not [name for name in attributes if name.startswith("on")]


def test_what_is_wrong_is_a_place_to_go(tmp_path: Path, qapp: object) -> None:
    path = tmp_path / "wrong.nnvizlog"
    recorded(path, sums_bias=True)
    source = source_of_log(path)
    # Of many, the one that says what is wrong, and the ends of the others.
    assert [mark.iteration for mark in source.marks] == [1, 2, 12]
    assert "db1" in source.marks[0].words
    assert "wrong in 11 other iterations" in source.marks[0].words
    assert "db1" in source.story
    header = header_in(page_text(source))
    assert header["moments"] == list(range(1, 13))
    few = tmp_path / "few.nnvizlog"
    recorded(few, iterations=4, sums_bias=True)
    assert [mark.iteration for mark in source_of_log(few).marks] == [1, 2, 3, 4]


def test_what_was_not_recorded_is_not_known(tmp_path: Path, qapp: object) -> None:
    path = tmp_path / "some.nnvizlog"
    recording = Recording(path, every=3)
    recording.train(10, leave_out=("after", "cost"))
    recording.watch.close()
    source = source_of_log(path)
    [run] = source.runs
    assert run.update_of is not None
    assert np.isnan(run.update_of(run.trainer)).all()
    assert np.isnan(run.cost_of_moments(source.moments)).all()
    assert source.count == len(source.moments) < 10
    assert "No iteration has a finite cost." in page_text(source)


def test_a_file_without_iterations_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.nnvizlog"
    Recording(path).watch.close()
    with pytest.raises(InputError, match="no iteration"):
        source_of_log(path)
