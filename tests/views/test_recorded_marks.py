"""What the diagram and the inspector show of a verdict on recorded numbers."""

from pathlib import Path

import numpy as np
import pytest

from nnviz.explain.explain import explain
from nnviz.explain.selection import BIAS, Selection
from nnviz.live.snapshot import Snapshot
from nnviz.session.claims.judging import Judgement
from nnviz.views.recorded_marks import marks_of, selection_of
from nnviz.views.recorded_words import checked_words, recorded_sentence, with_claims
from tests.live.test_recorded import opened
from tests.watch.recording import Recording


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    path: Path = tmp_path_factory.mktemp("logs") / "mine.nnvizlog"
    recording = Recording(path, sums_bias=True)
    recording.train(5)
    recording.watch.close()
    return opened(path).snapshot


def verdict_of(shown: Snapshot) -> Judgement:
    assert shown.recorded is not None
    assert shown.recorded.verdict is not None
    return shown.recorded.verdict


def test_gradients_that_are_wrong_are_marked_and_no_others(shown: Snapshot) -> None:
    verdicts = marks_of(verdict_of(shown)).verdicts
    assert [float(one.max()) for one in verdicts.weights] == [0.0, 0.0]
    assert (verdicts.biases[0] > verdicts.tolerance).all()
    assert float(verdicts.biases[1].max()) == 0.0
    trace = shown.lane.trace
    assert trace is not None
    recorded, right = verdicts.gradients(1, 2, BIAS)
    assert right == pytest.approx(float(trace["db1"][2]))
    assert recorded != pytest.approx(right)


def test_what_was_not_recorded_is_not_judged(tmp_path: Path) -> None:
    recording = Recording(tmp_path / "a.nnvizlog")
    recording.train(2, leave_out=("gradients", "after"))
    recording.watch.close()
    verdicts = marks_of(verdict_of(opened(recording.path).snapshot)).verdicts
    assert all(np.isnan(one).all() for one in (*verdicts.weights, *verdicts.biases))


def test_a_click_leads_to_the_number_that_is_farthest_off(shown: Snapshot) -> None:
    (wrong,) = [one for one in verdict_of(shown).quantities if not one.ok]
    worst = int(np.abs(wrong.got - wrong.want).argmax())
    assert selection_of(wrong) == Selection("edge", "backward", 0, 1, worst, BIAS)


def test_the_inspector_has_both_numbers_where_they_differ(shown: Snapshot) -> None:
    traced, verdict = shown.lane.traced, verdict_of(shown)
    assert traced is not None
    wrong = next(one for one in verdict.quantities if one.name == "db1")
    here = Selection("edge", "backward", 0, 1, 2, BIAS)
    found = explain(traced.trace, traced.structure, here)
    assert shown.recorded is not None
    said = with_claims(found, shown.recorded).warning.replace("−", "-")
    assert f"recorded db1[3] = {wrong.got[2]:.8g}" in said
    assert f"should be {wrong.want[2]:.8g}" in said
    right = explain(traced.trace, traced.structure, Selection("edge", "backward", 0, 1))
    assert with_claims(right, shown.recorded) is right


def test_the_line_above_the_diagram_says_whose_numbers_these_are(
    shown: Snapshot,
) -> None:
    full = recorded_sentence(shown, "training sample 3")[0]
    assert full == (
        "iteration 5 of 5, recorded by another program · weights before its update, "
        "training sample 3"
    )
    assert shown.recorded is not None
    assert checked_words(shown.recorded) == "claims checked: 1 of 11 wrong: db1"


def test_what_is_not_finite_is_no_agreement(tmp_path: Path) -> None:
    recording = Recording(tmp_path / "a.nnvizlog")
    recording.train(1)
    recording.weights[1][0, 0] = np.nan
    recording.train(1)
    recording.watch.close()
    state = opened(recording.path).snapshot.recorded
    assert state is not None
    assert checked_words(state) == "claims checked: W2 is not finite"


def test_a_step_that_is_assumed_says_so(tmp_path: Path) -> None:
    recording = Recording(tmp_path / "a.nnvizlog", learning_rate=None)
    recording.train(2)
    recording.watch.close()
    shown = opened(recording.path).snapshot
    traced = shown.lane.traced
    assert traced is not None
    assert shown.recorded is not None
    update = Selection("edge", "update", 0, 1, 0, 0)
    found = explain(traced.trace, traced.structure, update)
    said = with_claims(found, shown.recorded).warning
    assert said == "The learning rate was not recorded: this step takes 0.1."
