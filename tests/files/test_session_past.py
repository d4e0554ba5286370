"""A session has the whole past: moments, branches, events and bookmarks."""

from pathlib import Path

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.files.opening import OpenedSession, open_file
from nnviz.files.session import session_of
from nnviz.files.session_file import read_session, write_session
from nnviz.files.tensors import checksum, read_tensors, write_tensors
from nnviz.session.config import RunConfig
from nnviz.session.run_parts import load_data
from nnviz.session.timeline.timeline import Timeline
from nnviz.session.timeline.timeline_view import Position
from nnviz.session.trainer import Trainer
from tests.session.timeline.walking import Walk

GOLDEN = Path(__file__).parent / "golden"

CONFIG = RunConfig(
    dataset="circle", samples=60, hidden=(3,), optimizer="momentum", batch_size=9
)


def eventful() -> Walk:
    """Return a run with two branches, changed settings, edits and bookmarks."""
    walk = Walk(Timeline(Trainer(CONFIG), spacing=7))
    walk.train(30)
    walk.act(lambda line: line.change(learning_rate=0.03))
    walk.act(lambda line: line.edit(2, 0.75))
    walk.train(10)
    walk.act(lambda line: line.bookmark("here", line.now, "a note"))
    walk.go_on_from(20, 0)
    walk.act(lambda line: line.change(optimizer="adam"))
    walk.train(25)
    walk.act(lambda line: line.edit(0, -1.25))
    walk.train(5)
    return walk


def saved(walk: Walk, path: Path) -> None:
    line = walk.line
    data = load_data(CONFIG)
    write_session(path, session_of(CONFIG, line.trainer, data, line.past()))


def reopened(path: Path) -> Timeline[Trainer]:
    opened = open_file(path)
    assert isinstance(opened, OpenedSession)
    session = opened.session
    trainer = Trainer(session.state.config, opened.dataset)
    trainer.resume(session.state)
    return Timeline(trainer, spacing=7, past=session.past)


def test_every_moment_comes_back_bit_for_bit(tmp_path: Path) -> None:
    walk, path = eventful(), tmp_path / "run.nnviz"
    before = walk.line.view()
    saved(walk, path)
    again = Walk(reopened(path))
    assert again.line.view() == before
    again.seen = walk.seen
    again.check()


def test_a_reopened_run_goes_on_and_branches_as_the_first_would(tmp_path: Path) -> None:
    walk, path = eventful(), tmp_path / "run.nnviz"
    saved(walk, path)
    again = Walk(reopened(path))
    for each in (walk, again):
        each.go_on_from(40, 0)
        each.train(15)
        each.go_on_from(12, 0)
        each.act(lambda line: line.change(activation="relu"))
        each.train(20)
    assert again.line.view() == walk.line.view()
    for branch in range(3):
        mine, theirs = (w.line.branches.costs(branch) for w in (walk, again))
        assert mine.tolist() == theirs.tolist()
    again.seen = walk.seen
    again.check()


def test_saving_a_reopened_run_writes_the_same_file(tmp_path: Path) -> None:
    walk, path = eventful(), tmp_path / "run.nnviz"
    saved(walk, path)
    first = path.read_bytes()
    saved(Walk(reopened(path)), path)
    assert path.read_bytes() == first


def test_a_run_without_iterations_has_a_past(tmp_path: Path) -> None:
    walk, path = Walk(Timeline(Trainer(CONFIG))), tmp_path / "run.nnviz"
    saved(walk, path)
    again = Walk(reopened(path))
    again.train(5)
    again.check()


def test_a_session_of_format_1_goes_on_as_it_did() -> None:
    line = reopened(GOLDEN / "format1.nnviz")
    assert line.view().first == 60
    line.run(40)
    found = line.trainer.network.parameters[:5].tolist()
    np.testing.assert_allclose(
        found,
        [0.7281504, 0.22671557, -1.6203074, 0.07041012, 0.78395134],
        rtol=1e-5,
    )
    assert line.trainer.history.costs[-1] == pytest.approx(0.15504485, rel=1e-5)


def test_a_session_of_format_2_goes_on_as_it_did_and_goes_back() -> None:
    line = reopened(GOLDEN / "format2.nnviz")
    found, wanted = line.view(), eventful().line.view()
    assert found.branches == wanted.branches
    assert found.bookmarks == wanted.bookmarks
    assert [e.iteration for e in found.events] == [e.iteration for e in wanted.events]
    # Written on another machine perhaps, whose last bits may differ.
    now = [-1.07471256, -0.71628006, 0.67441399, -0.4243378, 0.68086184]
    line.run(20)
    weights = line.trainer.network.parameters[:5].tolist()
    np.testing.assert_allclose(weights, now, rtol=1e-6)
    assert line.trainer.history.costs[-1] == pytest.approx(0.79661395, rel=1e-6)
    alone = Trainer(CONFIG)
    alone.run(25)
    then = line.visit(Position(25, 0)).network.parameters
    np.testing.assert_allclose(then, alone.network.parameters, rtol=1e-6)


def swapped(path: Path, old: str, new: str) -> None:
    """Replace a part of the header, with a checksum that is right for it."""
    words, arrays = read_tensors(path)
    text = words["nnviz_session"]
    assert old in text
    text = text.replace(old, new, 1)
    words = {**words, "nnviz_session": text}
    words["nnviz_session_checksum"] = str(checksum(text, arrays))
    write_tensors(path, arrays, words)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"live":1', '"live":2'),
        ('"live":1', '"live":-1'),
        ('"parent":0', '"parent":1'),
        ('"parent":0', '"parent":-1'),
        ('"fork":20', '"fork":41'),
        ('"fork":20', '"fork":-3'),
        ('"first":0', '"first":3'),
        ('"after":{"learning_rate":0.03}', '"after":{"learning_rate":-1.0}'),
        ('"after":{"learning_rate":0.03}', '"after":{"hidden":[3]}'),
        ('"position":{"iteration":40', '"position":{"iteration":41'),
        ('"momentum":0.9', '"momentum":9.0'),
        ('"after":{"learning_rate":0.03}', '"after":{"learning_rate":null}'),
        ("[[[0,0,0,3,1],", "[["),
        ("[0,0,0,3,1]", "[0,50,0,3,1]"),
        ("[0,0,0,3,1]", "[7,0,0,3,1]"),
        ("[0,0,0,3,1]", "[0,0,9,3,1]"),
        ("[0,0,0,3,1]", "[0,0,0,3,9]"),
        (
            '"inherited":0,"events":[{"iteration":30',
            '"inherited":0,"events":[{"iteration":99',
        ),
    ],
)
def test_a_past_that_does_not_fit_is_refused(
    tmp_path: Path, old: str, new: str
) -> None:
    path = tmp_path / "run.nnviz"
    saved(eventful(), path)
    swapped(path, old, new)
    with pytest.raises(InputError, match=r"run\.nnviz: the session is damaged"):
        read_session(path)
