"""Labels: several answers of yes or no, each learned, judged and explained."""

import json
from pathlib import Path

import numpy as np
import pytest

from nnviz.core.class_scores import label_scores
from nnviz.core.errors import InputError
from nnviz.core.gradient_check import check_gradients
from nnviz.core.writing.number_text import percent
from nnviz.data.dataset import Dataset
from nnviz.explain.explain import explain
from nnviz.explain.selection import Selection
from nnviz.explain.structure import structure_of
from nnviz.files.opening import OpenedSession, open_file
from nnviz.live.interruptible_trainer import InterruptibleTrainer
from nnviz.session.checking.subject import subject_of
from nnviz.session.config import RunConfig
from nnviz.session.interruption import no_interrupt
from nnviz.session.live_check import check_iteration
from nnviz.session.sample_figures import sample_figures
from nnviz.session.scores import label_scores_of, r2_of
from nnviz.session.trainer import Trainer
from nnviz.views.output.image_values import overview
from nnviz.views.output.predictions import table_values
from nnviz.views.samples.sample_list import SampleList
from nnviz.views.samples.sample_table import SampleOrder, SampleTable
from tests.cli.command import nnviz

NAMES = ("red", "round", "large")


def data(samples: int = 120, dtype: type = float) -> Dataset:
    """Return points with a label for each half plane they are in."""
    points = np.random.default_rng(5).normal(size=(samples, 2))
    sides = np.column_stack(
        [points[:, 0] > 0, points[:, 1] > 0.5, points.sum(axis=1) < 0]
    )
    return Dataset(
        name="sides",
        task="labels",
        inputs=points,
        targets=sides.astype(dtype),
        output_names=NAMES,
    )


@pytest.fixture
def run() -> Trainer:
    trainer = Trainer(RunConfig(hidden=(6,), seed=3), data())
    trainer.run(25)
    return trainer


def test_labels_get_sigmoid_outputs_and_binary_cross_entropy(run: Trainer) -> None:
    config = run.config
    assert (config.output_activation, config.loss) == (
        "sigmoid",
        "binary_cross_entropy",
    )
    assert config.target_scaling == "none"


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"output_activation": "softmax"}, "each label of 'sides' has its own"),
        ({"loss": "cross_entropy"}, "each label of 'sides' has its own"),
        ({"target_scaling": "standard"}, "already 0 and 1"),
    ],
)
def test_what_shares_one_probability_among_labels_is_refused(
    settings: dict[str, str], why: str
) -> None:
    with pytest.raises(InputError, match=why):
        Trainer(RunConfig(**settings), data())  # type: ignore[arg-type]


def test_targets_of_labels_are_zero_and_one() -> None:
    with pytest.raises(InputError, match=r"sample 3 .* a label is 0 or 1"):
        Dataset(
            name="halves",
            task="labels",
            inputs=np.arange(4.0),
            targets=np.array([[0, 1], [1, 1], [0.5, 0], [0, 0]]),
        )


def test_scores_are_those_counted_by_hand(run: Trainer) -> None:
    part = run.data.test
    told = run.network.predict(part.inputs) >= 0.5
    wanted = part.targets == 1
    found = run.evaluate().test
    assert found is not None
    assert found.accuracy == pytest.approx((told == wanted).mean())
    scores = label_scores_of(run.network, part)
    assert scores.accuracy == pytest.approx(found.accuracy)
    assert scores.exact == pytest.approx((told == wanted).all(axis=1).mean())
    hits = (told & wanted).sum(axis=0)
    np.testing.assert_allclose(scores.precision, hits / told.sum(axis=0))
    np.testing.assert_allclose(scores.recall, hits / wanted.sum(axis=0))
    np.testing.assert_allclose(
        scores.f1, 2 * hits / (told.sum(axis=0) + wanted.sum(axis=0))
    )
    np.testing.assert_array_equal(scores.samples, wanted.sum(axis=0))


def test_an_output_that_is_no_number_is_never_right() -> None:
    wanted, told = np.array([[1, 0], [0, 0]]), np.array([[1, -1], [0, 0]])
    scores = label_scores(wanted, told)
    assert scores.exact == 0.5
    assert scores.accuracy == 0.75


def test_the_window_scores_large_sets_in_slices_alike() -> None:
    many, config = data(9000), RunConfig(hidden=(4,), iterations=5)
    plain, sliced = (
        Trainer(config, many),
        InterruptibleTrainer(config, many, no_interrupt),
    )
    assert sliced.evaluate().train.accuracy == pytest.approx(
        plain.evaluate().train.accuracy
    )


def test_the_gradient_and_every_quantity_check(run: Trainer) -> None:
    part = run.data.train
    assert check_gradients(run.network, run.loss, part.inputs, part.targets).ok
    subject = subject_of(run.trace(), run.network, run.loss, run.config, run.data)
    found = check_iteration(subject)
    assert found.wrong_quantities == ()
    assert found.gradient.ok


def test_the_loss_is_explained_by_every_label(run: Trainer) -> None:
    trace = run.trace()
    y, z = trace["targets"][0], trace[f"z{len(run.network.sizes) - 1}"][0]
    terms = np.log1p(np.exp(z)) - y * z
    np.testing.assert_allclose(trace["terms"][0], terms)
    assert trace["losses"][0] == pytest.approx(terms.sum())


def test_samples_say_which_labels_hold(run: Trainer) -> None:
    parts = (run.data.train, run.data.test)
    listed = SampleList(run.data)
    table = SampleTable(listed, sample_figures(run, parts, no_interrupt))
    titles = [column.title for column in table.columns]
    assert titles[1:8] == [
        *("target", "predicted", "loss", ""),
        *(f"P({name})" for name in NAMES),
    ]
    told = run.network.predict(run.data.train.inputs) >= 0.5
    for place in range(20):
        wanted = run.data.dataset.targets[listed.rows[place]]
        for column, holds in ((1, wanted == 1), (2, told[place])):
            named = [name for name, one in zip(NAMES, holds, strict=True) if one]
            text = table.text(place, table.columns[column])
            assert text == (", ".join(named) or "none")
        assert table.is_right(place) == bool((told[place] == wanted).all())
    worst = table.order(SampleOrder(4, wrong_only=True))
    assert {table.is_right(place) for place in worst.tolist()} == {False}
    assert f"{len(worst)} wrong" in table.summary()


def test_the_output_and_its_scores_count_labels(run: Trainer) -> None:
    values = table_values(run.network, run.data)
    found = run.evaluate().test
    assert found is not None
    assert values.task == "labels"
    assert values.right.mean() == pytest.approx(found.accuracy)
    seen = overview(run.network, run.data)
    assert seen.confusion.summary.endswith(percent(found.accuracy or 0.0))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path, of = tmp_path / "sides.csv", data()
    rows = [
        f"{a},{b},{','.join('yes' if one else 'no' for one in row)}"
        for (a, b), row in zip(of.inputs.tolist(), of.targets.tolist(), strict=True)
    ]
    path.write_text("\n".join(["a,b,red,round,large", *rows]))
    return path


WORDS = ("--target", "red,round,large", "--iterations", "60", "--hidden", "6")


def test_train_prints_and_lists_the_scores_of_each_label(file: Path) -> None:
    found = json.loads(nnviz("train", "--dataset", file, *WORDS, "--json").stdout)
    labels = found["test"]["labels"]
    assert [label["name"] for label in labels] == list(NAMES)
    assert found["test"]["accuracy"] == pytest.approx(
        np.mean([label["accuracy"] for label in labels])
    )
    text = nnviz("train", "--dataset", file, *WORDS).stdout
    assert "% of labels" in text
    assert "test set: all labels are right for" in text
    assert all(f"\n{name}" in text for name in NAMES)


def test_predict_writes_each_label_and_its_probability(
    file: Path, tmp_path: Path
) -> None:
    session = tmp_path / "sides.nnviz"
    assert nnviz("train", "--dataset", file, *WORDS, "--save", session).returncode == 0
    done = nnviz("predict", session, file, "--probabilities")
    assert done.returncode == 0
    header, *rows = (line.split(",") for line in done.stdout.splitlines())
    pairs = [(f"P({name})", f"prediction of {name}") for name in NAMES]
    assert header[5:] == [title for pair in pairs for title in pair]
    for row in rows:
        assert [told == "1" for told in row[6::2]] == [
            float(share) >= 0.5 for share in row[5::2]
        ]
    assert "accuracy" in done.stderr
    assert "all labels are right for" in done.stderr
    short = nnviz("predict", session, file).stdout.splitlines()[0]
    assert short.endswith("prediction of red,prediction of round,prediction of large")


def test_a_session_keeps_labels(file: Path, tmp_path: Path) -> None:
    session = tmp_path / "sides.nnviz"
    nnviz("train", "--dataset", file, *WORDS, "--save", session)
    opened = open_file(session)
    assert isinstance(opened, OpenedSession)
    assert opened.dataset.task == "labels"
    assert opened.dataset.output_names == NAMES


def test_networks_are_compared_by_the_share_of_labels(file: Path) -> None:
    words = ("compare", "--dataset", file, *WORDS, "--vary", "activation=relu,tanh")
    done = nnviz(*words, "--json")
    assert done.returncode == 0
    assert "accuracy" in done.stdout


def test_r2_leaves_out_a_target_that_never_changes() -> None:
    targets = np.column_stack([np.full(5, 60.1), np.arange(5.0)])
    outputs = targets + np.array([[0.5, 0.1]])
    alone = r2_of(outputs[:, 1:], targets[:, 1:])
    assert r2_of(outputs, targets) == alone
    assert r2_of(outputs[:, :1], targets[:, :1]) is None


def test_a_sample_is_explained_by_its_labels(run: Trainer) -> None:
    trace, structure = run.trace(), structure_of(run)
    for place in range(4):
        found = explain(trace, structure, Selection("sample", "forward", place))
        told = trace[f"a{structure.last}"][place] >= 0.5
        named = [name for name, one in zip(NAMES, told, strict=True) if one]
        (note,) = found.notes
        assert f"the network predicts {', '.join(named) or 'none'}, " in note
        right = (told == (trace["targets"][place] == 1)).all()
        assert note.endswith("which is right.") == bool(right)


def test_labels_of_arrays_may_be_signs(tmp_path: Path) -> None:
    of, session = data(), tmp_path / "sides.nnviz"
    for name, targets in (("plain", of.targets), ("signs", 2 * of.targets - 1)):
        np.savez(tmp_path / f"{name}.npz", X=of.inputs, y=targets)
    words = ("--iterations", "60", "--save", session)
    assert nnviz("train", "--dataset", tmp_path / "signs.npz", *words).returncode == 0
    said = [
        nnviz("predict", session, tmp_path / f"{name}.npz").stderr.splitlines()[1:]
        for name in ("plain", "signs")
    ]
    assert "all labels are right for" in said[0][1]
    assert said[0][1].partition(":")[2] == said[1][1].partition(":")[2]
