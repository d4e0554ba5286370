from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from nnviz.session.comparison.number_words import duration, listed
from nnviz.session.comparison.seeds.cost_curve import CostCurve
from nnviz.session.comparison.seeds.outcome import Outcome, Summary, summarise
from nnviz.session.comparison.verdict.verdict import verdict

LOW = (0.10, 0.11, 0.12, 0.13, 0.14, 0.15, 0.16, 0.17)
NEAR = tuple(value + 0.01 for value in LOW)
MIXED = (0.111, 0.10, 0.133, 0.12, 0.155, 0.14, 0.177, 0.16)
FAR = tuple(value + 0.2 for value in LOW)


def outcome(name: str, seed: int, **values: Any) -> Outcome:
    usual: dict[str, Any] = {
        "iterations": 100,
        "cost": 0.5,
        "test_cost": None,
        "accuracy": 0.9,
        "r2": None,
        "measured_on": "test",
        "iterations_to_target": None,
        "dead_share": 0.0,
        "saturated_share": 0.25,
        "stop": "iterations",
        "message": "iterations done: 100",
        "curve": CostCurve.of(np.ones(10), 10),
    }
    return Outcome(contender=name, seed=seed, **{**usual, **values})


def summaries(runs: Mapping[str, Sequence[Mapping[str, Any]]]) -> tuple[Summary, ...]:
    """One entry per contender: what is special in each of its runs."""
    return summarise(
        list(runs),
        [
            outcome(name, seed, **values)
            for name, each in runs.items()
            for seed, values in enumerate(each)
        ],
    )


def by(field: str, **values: Sequence[Any]) -> tuple[Summary, ...]:
    """Contenders whose runs differ in one number alone."""
    return summaries({n: [{field: v} for v in each] for n, each in values.items()})


def diverging(at: int = 3) -> dict[str, Any]:
    message = f"the cost diverged at iteration {at}"
    return {"stop": "diverged", "message": message, "cost": None, "accuracy": None}


@pytest.mark.parametrize(
    ("relu", "tanh", "winner"),
    [
        (LOW, FAR, "relu"),
        (FAR, LOW, "tanh"),
        (LOW, NEAR, "relu"),  # their ranges overlap, their pairs agree
        (LOW, MIXED, None),
        (LOW, LOW, None),
        (LOW[:6], FAR[:6], "relu"),
        (LOW[:5], FAR[:5], None),
        (LOW[:1], FAR[:1], None),
        (LOW, FAR[:7], None),
        (LOW, [value * (1 + 1e-12) for value in LOW], None),
    ],
)
def test_a_winner_is_ahead_in_pairs(
    relu: Sequence[float], tanh: Sequence[float], winner: str | None
) -> None:
    found = verdict(by("cost", relu=relu, tanh=tanh))
    assert found.winners.get("cost") == winner


def test_the_chance_between_two_needs_no_correction() -> None:
    said = " ".join(verdict(by("accuracy", relu=FAR, tanh=LOW)).sentences)
    assert "signed-rank test, in pairs by seed);" in said


def test_the_winner_is_said_with_its_pairs_and_the_chance_of_them() -> None:
    found = verdict(by("accuracy", relu=FAR, tanh=LOW, step=MIXED))
    assert found.winners == {"measure": "relu"}
    assert (
        "33.5 % (31.8 to 35.2 %) is the highest accuracy on the test set, by relu: "
        "higher than step in 8 of 8 seeds and than tanh in 8 of 8 (p = 0.016)."
    ) in found.sentences
    assert (
        "p is the chance of such a lead if the contenders were equal (Wilcoxon's "
        "signed-rank test, in pairs by seed, corrected for 3 contenders); a winner "
        "needs p of at most 0.05."
    ) in found.sentences


def test_without_a_winner_the_closest_pair_is_said() -> None:
    found = verdict(by("cost", relu=LOW, tanh=MIXED, step=FAR))
    assert (
        "There is no winner in training cost: relu is first with 0.1350 (0.1175 to "
        "0.1525), lower than tanh in 4 of 8 seeds (p = 0.29)."
    ) in found.sentences
    few = verdict(by("cost", relu=LOW[:6], tanh=NEAR[:6], step=FAR[:6]))
    assert (
        "There is no winner in training cost with 6 seeds: relu is first with 0.1250 "
        "(0.1125 to 0.1375), lower than tanh in 6 of 6 seeds (7 seeds are needed)."
    ) in few.sentences


def test_runs_that_are_not_of_the_same_seeds_are_no_pairs() -> None:
    found = verdict(
        summarise(
            ["relu", "tanh"],
            [outcome("relu", seed, cost=cost) for seed, cost in enumerate(LOW)]
            + [outcome("tanh", seed, cost=cost) for seed, cost in enumerate(FAR, 1)],
        )
    )
    assert found.winners == {}
    assert "so far" in found.sentences[0]


def test_with_one_seed_no_spread_is_known_and_nobody_wins() -> None:
    found = verdict(by("cost", relu=[0.1], tanh=[0.3], step=[0.2]))
    assert any(
        sentence.startswith("One run each: the spread is unknown")
        for sentence in found.sentences
    )
    assert found.sentences[0] == (
        "0.1000 is the lowest training cost in this run, by relu; next step 0.2000."
    )
    assert not found.winners


def test_all_equal_is_said_and_nobody_wins() -> None:
    found = verdict(by("accuracy", relu=[1.0] * 5, tanh=[1.0] * 5))
    assert not found.winners
    assert (
        "100.0 % is the accuracy on the test set of all, so there is no winner."
        in found.sentences
    )


@pytest.mark.parametrize("lost", [1, 2, 8])
def test_one_that_diverged_is_named_and_never_wins(lost: int) -> None:
    best = [{"cost": 0.001, "accuracy": 1.0, "iterations_to_target": 5}] * (8 - lost)
    runs = {
        "relu": [*[diverging()] * lost, *best],
        "tanh": [{"cost": c, "iterations_to_target": 50} for c in LOW],
        "step": [{"cost": c, "iterations_to_target": 80} for c in FAR],
    }
    found = verdict(summaries(runs), target="an accuracy of 90%")
    assert found.winners == {"cost": "tanh", "iterations_to_target": "tanh"}
    assert (
        f"relu diverged in {lost} of 8 runs and is not ranked (seed 0: the cost "
        "diverged at iteration 3)."
    ) in found.sentences
    assert not any("relu" in s for s in found.sentences if "not ranked" not in s)
    assert found.table.rows[0][-1] == f"8, {lost} diverged"


def test_if_all_diverged_nothing_is_ranked() -> None:
    found = verdict(summaries({"relu": [diverging()], "tanh": [diverging(9)]}))
    assert not found.winners
    assert len(found.sentences) == 3
    assert {row[1] for row in found.table.rows} == {"diverged"}


@pytest.mark.parametrize(
    ("relu", "tanh", "winner"),
    [
        (range(10, 18), range(20, 28), "relu"),
        (range(10, 18), (*range(7, 11), *range(24, 28)), None),
        ((*range(10, 17), None), range(20, 28), None),
        ((*range(30, 37), None), range(20, 28), "tanh"),
        ((*range(10, 14), *[None] * 4), range(20, 28), None),
        ([None] * 8, range(20, 28), None),
    ],
)
def test_the_first_at_the_target_has_to_get_there_in_every_run(
    relu: Sequence[int | None], tanh: Sequence[int | None], winner: str | None
) -> None:
    found = verdict(by("iterations_to_target", relu=relu, tanh=tanh), target="x")
    assert found.winners.get("iterations_to_target") == winner


def test_iterations_to_the_target_tell_who_got_there_and_how_often() -> None:
    runs = by(
        "iterations_to_target", relu=(1000, 2000), tanh=(None, 90), step=(None,) * 2
    )
    found = verdict(runs, target="an accuracy of 95%")
    assert (
        "Iterations to an accuracy of 95%: relu 1,500 (1,000 to 2,000) and tanh 90 in "
        "1 of 2 runs; never reached by step; there is no clear winner."
    ) in found.sentences
    assert [row[3] for row in found.table.rows] == [
        "1,500 (1,000 to 2,000)",
        "90, 1 of 2 runs",
        "never",
    ]


@pytest.mark.parametrize("setting", ["loss", "l1", "l2", "target_scaling", "dataset"])
def test_costs_of_different_kinds_have_no_winner(setting: str) -> None:
    found = verdict(by("cost", one=LOW, other=FAR), varied=[setting])
    assert not found.winners
    assert not any("training cost" in sentence for sentence in found.sentences)


@pytest.mark.parametrize("setting", ["dataset", "noise", "test_fraction", "data_seed"])
def test_different_data_have_no_winner_at_all(setting: str) -> None:
    found = verdict(by("accuracy", one=LOW, other=FAR), varied=[setting])
    assert not found.winners
    assert (
        "They learn from different samples, so no winner is named." in found.sentences
    )


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (2, "the smallest and the largest"),
        (3, "the smallest and the largest"),
        (4, "the quartiles (25% and 75%)"),
        (9, "the quartiles (25% and 75%)"),
    ],
)
def test_what_stands_in_brackets_is_said(count: int, words: str) -> None:
    costs = np.linspace(0.1, 0.2, count).tolist()
    found = verdict(by("cost", relu=costs, tanh=costs))
    assert f"{count} runs each: medians, with {words} in brackets." in found.sentences
    assert found.moment == f"after 100 iterations, {count} runs each"


def test_units_lost_and_times_are_told() -> None:
    lost = by("dead_share", relu=[0.25], gelu=[0.0])
    found = verdict(
        [
            replace(summary, seconds_per_iteration=seconds)
            for summary, seconds in zip(lost, (1e-5, 2.5e-3), strict=True)
        ]
    )
    assert found.sentences[-2:] == (
        "Time per iteration, each alone: from 10 µs (relu) to 2.5 ms (gelu).",
        "Dead neurons (zero for every sample): relu 25.0 %.",
    )
    assert [row[3] for row in found.table.rows] == ["10 µs", "2.5 ms"]
    untimed = verdict(by("cost", relu=LOW))
    assert untimed.sentences[-1] == "No hidden neuron is dead (zero for every sample)."
    assert "ime per" not in f"{untimed.sentences} {untimed.table}"


def test_runs_of_different_length_are_named() -> None:
    found = verdict(by("iterations", relu=[1200], tanh=[5000]))
    assert (
        "They trained for different lengths, from 1,200 iterations (relu) to 5,000 "
        "(tanh)." in found.sentences
    )
    assert found.moment == "after 1,200 to 5,000 iterations, one run each"


def test_the_table_has_a_row_for_each_contender() -> None:
    found = verdict(by("cost", relu=LOW, tanh=FAR)).table
    assert found.headings == (
        *("contender", "training cost", "accuracy (test)"),
        *("dead neurons", "saturated", "runs"),
    )
    assert found.rows[1] == (
        *(
            "tanh",
            "0.3350 (0.3175 to 0.3525)",
            "90.0 %",
            "0.0 %",
            "25.0 %",
            "8",
        ),
    )


def test_regressions_are_ranked_by_r2() -> None:
    runs = {
        name: [{"accuracy": None, "r2": value} for value in values]
        for name, values in (("relu", LOW), ("tanh", FAR))
    }
    found = verdict(summaries(runs))
    assert found.winners == {"measure": "tanh"}
    assert found.table.headings[2] == "R2 (test)"


def test_contenders_without_a_run_are_left_out() -> None:
    found = verdict(summaries({"relu": [{}], "tanh": []}))
    assert [row[0] for row in found.table.rows] == ["relu"]
    assert verdict([]).sentences == ()


def test_names_are_listed() -> None:
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed(list("abcdef")) == "a, b, c and 3 more"


@pytest.mark.parametrize(
    ("seconds", "words"), [(1.5, "1.5 s"), (0.0123, "12.3 ms"), (9.5e-6, "9.5 µs")]
)
def test_durations_have_the_unit_that_suits(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_other_inputs_made_from_the_same_samples_can_win() -> None:
    found = verdict(by("cost", x=FAR, xy=LOW), varied=["derived"])
    assert found.winners == {"cost": "xy"}


def test_brackets_of_the_few_that_reach_the_target_are_their_ends() -> None:
    many = [{"iterations_to_target": k if k < 3 else None} for k in range(1, 6)]
    found = verdict(summaries({"relu": many}), target="an accuracy of 95%")
    assert any(
        sentence.endswith(
            "with the quartiles (25% and 75%), or for fewer than 4 runs the smallest "
            "and the largest, in brackets."
        )
        for sentence in found.sentences
    )


def test_initial_weights_are_not_ranked() -> None:
    start = {"iterations": 0}
    found = verdict(
        summaries(
            {"float32": [{**start, "cost": 0.82}], "float64": [{**start, "cost": 0.81}]}
        )
    )
    assert found.sentences == (
        "No iteration has been done yet: these are the numbers of the initial weights.",
    )
    assert found.winners == {}
    assert [row[:2] for row in found.table.rows] == [
        ("float32", "0.8200"),
        ("float64", "0.8100"),
    ]
    assert "never" not in str(found.table)


@pytest.mark.parametrize(
    ("costs", "sentence"),
    [
        (
            (0.100001, 0.100002),
            "0.1000 is the training cost of all in this run, to the digits shown.",
        ),
        (
            (0.100002, 0.100001, 0.2),
            "0.1000 is the lowest training cost in this run, by b and a alike; next c "
            "0.2000.",
        ),
    ],
)
def test_costs_that_read_the_same_are_not_ranked(
    costs: tuple[float, ...], sentence: str
) -> None:
    named = dict(zip("abc", ([cost] for cost in costs), strict=False))
    assert sentence in verdict(by("cost", **named)).sentences
