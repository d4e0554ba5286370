"""Each rule at its bounds: what is just enough to be said, and what is not."""

from types import SimpleNamespace as Has
from typing import Any

import numpy as np
import pytest

from nnviz.core.activations import ACTIVATIONS
from nnviz.data.dataset import Dataset
from nnviz.session.config import RunConfig
from nnviz.session.findings.causes import RULES
from nnviz.session.findings.evidence import Evidence
from nnviz.session.findings.remedies import BALANCED
from nnviz.session.history import Evaluation
from nnviz.session.scores import Score
from nnviz.session.settings.defaults import resolve
from nnviz.session.trainer import Trainer
from tests.session.findings.made_evidence import (
    SGD,
    at,
    batches,
    evidence,
    few,
    flat,
    gradients,
    known,
    large,
    outside,
    run,
    scored,
    spreads,
    zero,
)

TWO = Dataset(
    name="mine",
    task="classification",
    inputs=np.eye(2),
    targets=np.eye(2)[:, :1],
    class_names=("a", "b"),
)
DEEP = run((2, 3, 3, 1), data=Has(dataset=TWO))
HEART = {"evaluation": scored(0.7, 0.19)}
SLOW = {
    "step": 1e-3,
    "start_cost": 1.0,
    "gradient_left": 0.2,
    "evaluation": at([0.9])[0],
}
FAST = {"step": 0.02, "start_cost": 1.0, "evaluation": at([0.9])[0]}
TURNED = at([2.0, 1.0, 1.51], [2.0, 1.0, 0.5])

NAMED = {rule.__name__: rule for rule in RULES}

BOUNDS: list[tuple[str, Evidence, Evidence]] = [
    (
        "exploding",
        evidence(DEEP, health_at_first=spreads(1.0, 5.0, 100.1)),
        evidence(DEEP, health_at_first=spreads(1.0, 500.0, 100.0)),
    ),
    (
        "exploding",
        evidence(DEEP, health_at_first=spreads(1.0, 5.0, float("nan"))),
        evidence(health_at_first=spreads(1.0, 5.0, 1000.0)),
    ),
    ("unreachable", evidence(outside(-1, -1e-9)), evidence(outside(-1.0))),
    ("unscaled", evidence(large(20.1)), evidence(large(20.0))),
    ("unscaled", evidence(large(20.1)), evidence(large(99.0, scaling="standard"))),
    ("unscaled", evidence(large(20.1)), evidence(large(99.0), learned=0.2)),
    (
        "dead_layer",
        evidence(DEEP, health=zero(0.0, 1.0), health_at_first=zero(0.0, 0.9)),
        evidence(DEEP, health=zero(0.0, 0.99), health_at_first=zero(1.0, 1.0)),
    ),
    (
        "saturated",
        evidence(DEEP, health=flat(0.79, 0.8), health_at_first=flat(0.9, 0.1)),
        evidence(DEEP, health=flat(0.79, 0.79), health_at_first=flat(0.9, 0.9)),
    ),
    (
        "vanishing",
        evidence(DEEP, health_at_first=gradients(0.99e-3, 2.0, 1.0)),
        evidence(DEEP, health_at_first=gradients(1e-3, 2.0, 1.0)),
    ),
    (
        "vanishing",
        evidence(DEEP, health_at_first=gradients(0.0, 0.0, 1.0)),
        evidence(health_at_first=gradients(0.0, 0.0, 1.0)),
    ),
    (
        "commonest_class",
        evidence(commonest=("a", 0.8), always="a", evaluation=at([1.0])[0]),
        evidence(commonest=("a", 0.79), always="a", evaluation=at([1.0])[0]),
    ),
    (
        "commonest_class",
        evidence(commonest=("a", 0.8), always="a", learned=0.9),
        evidence(commonest=("a", 0.8), always="b"),
    ),
    (
        "dead_share",
        evidence(health=zero(0.5)),
        evidence(health=zero(0.49)),
    ),
    (
        "noisy_batches",
        evidence(batches(1, 90), costs_by_batch=(1.0, 0.72), evaluation=at([0.9])[0]),
        evidence(batches(1, 90), costs_by_batch=(1.0, 0.73), evaluation=at([0.9])[0]),
    ),
    (
        "noisy_batches",
        evidence(batches(2, 48), costs_by_batch=(0.5, 0.4), evaluation=at([0.9])[0]),
        evidence(batches(2, 48), costs_by_batch=(0.5, 0.41), evaluation=at([0.9])[0]),
    ),
    ("too_fast", evidence(**FAST), evidence(**FAST | {"step": 0.0199})),
    ("too_fast", evidence(**FAST), evidence(**FAST, learned=0.2)),
    ("too_fast", evidence(**FAST), evidence(run((2, 1)), **FAST)),
    (
        "too_fast",
        evidence(**FAST | {"start_cost": 0.89, "step": 0.0}, learned=1.0),
        evidence(**FAST | {"start_cost": 0.9, "step": 0.0}),
    ),
    ("too_slow", evidence(**SLOW), evidence(**SLOW | {"step": 1.1e-3})),
    ("too_slow", evidence(**SLOW), evidence(**SLOW | {"start_cost": 0.9})),
    ("too_slow", evidence(**SLOW), evidence(**SLOW | {"gradient_left": 0.19})),
    ("too_slow", evidence(**SLOW), evidence(known([], costs=19), **SLOW)),
    (
        "no_hidden_layer",
        evidence(run((2, 1)), start_cost=0.9, evaluation=at([0.9])[0]),
        evidence(run((2, 1)), start_cost=0.89, evaluation=at([0.9])[0]),
    ),
    (
        "no_hidden_layer",
        evidence(run((2, 1)), start_cost=0.9, evaluation=at([0.9])[0]),
        evidence(run((2, 1, 1)), start_cost=0.9, evaluation=at([0.9])[0]),
    ),
    ("too_few_samples", evidence(few(49, 9), **HEART), evidence(few(50, 10), **HEART)),
    ("too_few_samples", evidence(few(54, 11), **HEART), evidence(few(55, 11), **HEART)),
    ("only_by_heart", evidence(**HEART), evidence(evaluation=scored(0.69, 0.0))),
    ("only_by_heart", evidence(**HEART), evidence(evaluation=scored(0.9, 0.2))),
    ("only_by_heart", evidence(**HEART), evidence(evaluation=scored(0.9, None))),
    ("only_by_heart", evidence(**HEART), evidence(**HEART, is_ripe=False)),
    (
        "overfitting",
        evidence(known(TURNED)),
        evidence(known(at([2.0, 1.0, 1.5], [2.0, 1.0, 0.5]))),
    ),
    ("overfitting", evidence(known(TURNED)), evidence(known(TURNED[1:]))),
    ("overfitting", evidence(known(TURNED)), evidence(known(TURNED), is_ripe=False)),
    (
        "overfitting",
        evidence(known(at([2.0, 1.0, 1.8], [2.0, 1.0, 0.9]))),
        evidence(known(at([2.0, 1.0, 1.8], [2.0, 1.0, 0.91]))),
    ),
    (
        "overfitting",
        evidence(known(at([9.0, 4.0, 9.0], [2.0, 1.0, 0.9]))),
        evidence(known(at([9.0, 4.0, 9.0], [2.0, 0.9, 0.9]))),
    ),
    (
        "plateau",
        evidence(run(iteration=20), evaluation=at([1.0])[0]),
        evidence(run(iteration=19), evaluation=at([1.0])[0]),
    ),
]
"""What is just enough for a rule, and what is just too little."""


@pytest.mark.parametrize("number", range(len(BOUNDS)))
def test_a_rule_finds_what_is_beyond_its_bound_alone(number: int) -> None:
    name, enough, too_little = BOUNDS[number]
    rule = NAMED[name]
    assert rule(enough) is not None, name
    assert rule(too_little) is None, name


def said(name: str, found: Evidence) -> Any:
    one = NAMED[name](found)
    assert one is not None
    remedy = None if one.remedy is None else dict(one.remedy.settings)
    return one.kind, one.layer, one.iteration, remedy, one.words


SLOWER = {"learning_rate": 0.005}
SUITING = {"initializer": None}


@pytest.mark.parametrize(
    ("name", "found", "layer", "since", "remedy", "words"),
    [
        (
            "exploding",
            evidence(DEEP, health_at_first=spreads(0.5, 5.0, 700.0)),
            *(3, 0, SUITING),
            "z spreads by 0.5 in the first layer and by 7e2 in the last",
        ),
        (
            "unreachable",
            evidence(outside(-3.0, *[0.5] * 60, -1.0)),
            *(2, 0, {"output_activation": "linear"}),
            "go from -3 to 0.5, but outputs of relu are never below 0: 2.0 %",
        ),
        (
            "unscaled",
            evidence(large(30.0)),
            None,
            0,
            {"scaling": "standard"},
            "reach 30",
        ),
        (
            "unscaled",
            evidence(large(30.0, True)),
            None,
            0,
            {"scaling": "minmax"},
            "30,",
        ),
        (
            "dead_layer",
            evidence(DEEP, health=zero(0.0, 1.0), health_at_first=zero(1.0, 0.99)),
            *(2, None, SLOWER),
            "all 8 neurons of hidden layer 2 are dead",
        ),
        (
            "dead_layer",
            evidence(DEEP, health=zero(1.0, 1.0), health_at_first=zero(1.0, 0.0)),
            *(1, None, SUITING),
            "all 8 neurons of hidden layer 1 are dead",
        ),
        (
            "saturated",
            evidence(DEEP, health=flat(0.7, 0.9), health_at_first=flat(0.9, 0.79)),
            *(2, None, SLOWER),
            "hidden layer 2 is saturated: tanh is nearly flat at 90",
        ),
        (
            "saturated",
            evidence(DEEP, health=flat(0.8, 0.9), health_at_first=flat(0.8, 0.0)),
            *(1, None, SUITING),
            "hidden layer 1 is saturated: tanh is nearly flat at 80",
        ),
        (
            "vanishing",
            evidence(DEEP, health_at_first=gradients(2e-4, 1.0, 4.0)),
            *(1, 0, {"activation": "relu", "activations": None, **SUITING}),
            "first layer is 0.0002, that of the last 4; each layer of tanh",
        ),
        (
            "dead_share",
            evidence(DEEP, health=zero(0.0, 0.75)),
            *(2, None, SLOWER),
            "6 of the 8 neurons of hidden layer 2 are dead",
        ),
        (
            "noisy_batches",
            evidence(
                batches(1, 90), costs_by_batch=(1.0, 0.5), evaluation=at([0.9])[0]
            ),
            *(None, None, {"batch_size": 32}),
            "batches of 1 sample are too small for their noise: from here the training "
            "cost goes from 0.9 to 1 with them, and to 0.5 with batches of 32",
        ),
        (
            "noisy_batches",
            evidence(
                batches(2, 48), costs_by_batch=(1.0, 0.5), evaluation=at([0.9])[0]
            ),
            *(None, None, {"batch_size": 48}),
            "batches of 2 samples are",
        ),
        (
            "too_fast",
            evidence(known(at([5.0, 1.0, 3.0, 2.0])), **FAST),
            *(None, 10, SLOWER),
            "a step changes the parameters by 2",
        ),
        (
            "too_fast",
            evidence(
                known(at([0.5, 3.0, 0.5, 3.0, 2.0])),
                **FAST | {"evaluation": at([7.0])[0]},
            ),
            *(None, 30, SLOWER),
            "the training cost rose from 1 to 7; a step",
        ),
        (
            "too_slow",
            evidence(known([], costs=1234, learning_rate=0.2), **SLOW),
            *(None, 0, {"learning_rate": 2.0}),
            "from 1 to 0.9 in 1,234 iterations; a step changes the parameters by 0.1 %",
        ),
        (
            "too_slow",
            evidence(known([], learning_rate=1e-7), **SLOW),
            *(None, 0, {"learning_rate": 0.1}),
            "slowly: from 1 to 0.9 in 20 iterations",
        ),
        (
            "no_hidden_layer",
            evidence(run((2, 1)), start_cost=1.0, evaluation=at([0.9])[0]),
            *(None, 0, {"hidden": (8,), "activations": None}),
            "without a hidden layer only straight lines",
        ),
        (
            "too_few_samples",
            evidence(few(7, 1), **HEART),
            *(None, None, None),
            "7 training samples with 1 input were learned by heart: an R2 of 0.7 of "
            "the training set, but an R2 of 0.19 of the test set",
        ),
        (
            "only_by_heart",
            evidence(
                known([scored(0.9, 0.1), scored(0.1, 0.1), scored(0.8, 0.1)]), **HEART
            ),
            *(None, 70, {"l2": 0.01}),
            "learned by heart, with an R2 of 0.7, but the test set has an R2 of 0.19",
        ),
        (
            "overfitting",
            evidence(known(TURNED)),
            *(None, 10, {"l2": 0.01}),
            "the test cost has turned, from 1 to 1.51, while the training cost fell on "
            "to 0.5",
        ),
        (
            "plateau",
            evidence(
                known(at([1.0, 1.03, 1.019, 0.981]), iteration=20),
                evaluation=at([1.0])[0],
            ),
            *(None, 20, None),
            "the cost stays near 1, and",
        ),
    ],
)
def test_a_finding_names_its_layer_its_beginning_its_numbers_and_a_remedy(
    name: str,
    found: Evidence,
    layer: int | None,
    since: int | None,
    remedy: Any,
    words: str,
) -> None:
    kind, *rest, text = said(name, found)
    assert kind
    assert rest == [layer, since, remedy]
    assert words in text.replace("\u2212", "-").replace("\u202f", " ")


def test_weights_that_suit_the_activation_are_not_offered_again() -> None:
    trainer = run((2, 3, 3, 1), data=Has(dataset=TWO))
    trainer.config = SGD.changed(initializer=None, activation="tanh")
    trainer.config = resolve(trainer.config, TWO)
    far = spreads(1.0, 5.0, 900.0)
    assert NAMED["exploding"](evidence(trainer, health_at_first=far)) is None


@pytest.mark.parametrize("weighted", [False, True])
def test_balanced_weights_are_a_remedy_where_there_are_none(weighted: bool) -> None:
    config = SGD.changed(class_weights="balanced" if weighted else None)
    always = [
        Evaluation(k, k, Score(9, 1.0, accuracy), None)
        for k, accuracy in enumerate((0.8, 0.9, 0.8, 0.8))
    ]
    found = NAMED["commonest_class"](
        evidence(
            known(always, config=config),
            commonest=("rare", 0.8),
            always="rare",
            evaluation=always[-1],
        )
    )
    assert found is not None
    assert found.remedy == (None if weighted else BALANCED)
    assert found.iteration == 2


@pytest.mark.parametrize(("hidden", "layer"), [((2,), 1), ((3, 2), 2), ((1,), None)])
def test_neurons_are_equal_if_all_that_belongs_to_them_is(
    hidden: tuple[int, ...], layer: int | None
) -> None:
    trainer = Trainer(RunConfig(dataset="xor", hidden=hidden))
    network = trainer.network
    if layer:
        for part in (network.weights[layer - 1], network.biases[layer - 1]):
            part[...] = 0.5
        network.weights[layer][...] = 0.25
    found = NAMED["equal_neurons"](evidence(trainer))
    assert (found and found.layer) == layer
    if found is not None:
        assert found.iteration == 0
        assert found.words.startswith(f"all 2 neurons of hidden layer {layer} have")
        # Different weights of one following neuron, or a bias, tell them apart.
        network.biases[layer - 1][0] = 0.0
        assert NAMED["equal_neurons"](evidence(trainer)) is None


def test_a_function_without_a_slope_is_named_with_its_layer() -> None:
    trainer = run((2, 3, 3, 1))
    trainer.network.activations[1] = ACTIVATIONS["step"]
    assert said("no_slope", evidence(trainer))[1:3] == (2, 0)
    assert NAMED["no_slope"](evidence(DEEP)) is None
    # Nobody trains the function of the output through a slope of its own.
    trainer.network.activations[1:] = [ACTIVATIONS["tanh"], ACTIVATIONS["step"]]
    assert NAMED["no_slope"](evidence(trainer)) is None


@pytest.mark.parametrize(
    ("samples", "untested", "dataset", "remedy"),
    [
        (20, 5, "spiral", {"test_fraction": 0.0}),
        (20, 0, "spiral", {"samples": 500}),
        (20, 0, "iris", None),
    ],
)
def test_more_samples_are_offered_where_there_are_some(
    samples: int, untested: int, dataset: str, remedy: Any
) -> None:
    trainer = few(samples, 2)
    trainer.data.dataset.untested = untested
    trainer.config = SGD.changed(dataset=dataset)
    assert said("too_few_samples", evidence(trainer, **HEART))[3] == remedy
