"""A session has the whole past: moments, branches, events and bookmarks."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.files.opening import OpenedSession, open_file
from nnviz.files.scores_table import WIDTH, from_table, to_table
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


def test_a_session_of_format_1_knows_no_penalty_and_the_whole_cost() -> None:
    """What is told apart since is told from the next evaluation on."""
    now = reopened(GOLDEN / "format1.nnviz").trainer.evaluate()
    wide = to_table([now])
    for table in (wide[:, :-1], np.hstack([wide, wide]), wide[0], wide.astype("f4")):
        with pytest.raises(ValueError, match="a table of"):
            from_table(table)
    assert from_table(wide) == (now,)
    # Columns as format 1 had them, of a run whose cost has a penalty.
    parted = replace(now, train=replace(now.train, penalty=0.25), test=now.train)
    columns = [k for k in range(WIDTH) if k not in (4, 4 + (WIDTH - 2) // 2)]
    (read,) = from_table(to_table([parted])[:, columns])
    assert (read.train.penalty, read.train.cost) == (0.0, now.train.cost)
    assert read.test == replace(now.train, penalty=0.0)


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


BRANCH_1 = '"parent":0,"fork":20,"end":50'
SECOND = '"events":[{"iteration":20'


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('"number":1', '"number":2', "branch 2 in place 1"),
        (BRANCH_1, '"parent":null,"fork":0,"end":50', "branch 1 in place 1"),
        (BRANCH_1, '"parent":1,"fork":20,"end":50', "branch 1 leaves branch 1"),
        (BRANCH_1, '"parent":0,"fork":41,"end":50', "leaves at iteration 41"),
        ('"inherited":0,' + SECOND, '"inherited":3,' + SECOND, "leaves at iteration"),
        (SECOND, '"events":[{"iteration":46', "events of branch 1"),
        (SECOND, '"events":[{"iteration":19', "events of branch 1"),
        ('{"iteration":45,"act"', '{"iteration":51,"act"', "events of branch 1"),
        ('"live":1', '"live":2', "branch.1.costs"),
        ('"live":1', '"live":0', "branch.1.costs"),
        ('"end":40', '"end":39', "costs of branch 0"),
        ("[0,35,2,0,2],", "", "7 checkpoints"),
        ("[0,35,2,0,2]", "[0,41,2,0,2]", "a checkpoint of iteration 41"),
        ("[1,20,1,2,0]", "[1,19,1,2,0]", "a checkpoint of iteration 19"),
        ("[0,35,2,0,2]", "[0,35,3,0,2]", "a checkpoint of iteration 35"),
        ("[0,0,0,3,1]", "[0,1,0,3,1]", "lacks its beginning"),
        ('"iteration":40,"branch":0', '"iteration":40,"branch":2', "a bookmark"),
        ('"iteration":40,"branch":0', '"iteration":40,"branch":-1', "a bookmark"),
        ('"iteration":40,"branch":0', '"iteration":51,"branch":1', "a bookmark"),
        ('"iteration":40,"branch":0', '"iteration":-1,"branch":0', "a bookmark"),
    ],
)
def test_each_part_of_a_past_is_looked_at(
    tmp_path: Path, old: str, new: str, why: str
) -> None:
    path = tmp_path / "run.nnviz"
    saved(eventful(), path)
    swapped(path, old, new)
    with pytest.raises(InputError, match=why):
        read_session(path)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"inherited":0,' + SECOND, '"inherited":2,' + SECOND),
        ("[0,35,2,0,2]", "[0,40,2,0,2]"),
        ("[1,49,2,0,0]", "[1,50,2,0,0]"),
        ('{"iteration":45,"act"', '{"iteration":50,"act"'),
        ('"iteration":40,"branch":0', '"iteration":0,"branch":0'),
        ('"iteration":40,"branch":0', '"iteration":50,"branch":1'),
    ],
)
def test_what_is_just_possible_is_read(tmp_path: Path, old: str, new: str) -> None:
    path = tmp_path / "run.nnviz"
    saved(eventful(), path)
    swapped(path, old, new)
    assert read_session(path).past is not None


def test_each_branch_has_the_scores_of_its_own_way(tmp_path: Path) -> None:
    walk = Walk(Timeline(Trainer(CONFIG.changed(evaluate_every=4)), spacing=7))
    walk.train(21)
    walk.go_on_from(10, 0)
    walk.train(13)
    path = tmp_path / "run.nnviz"
    saved(walk, path)
    past = read_session(path).past
    assert past is not None
    found = [[e.iteration for e in branch.evaluations] for branch in past.branches]
    assert found == [[4, 8, 12, 16, 20], [12, 16, 20]]
    assert [len(branch.costs) for branch in past.branches] == [21, 13]
