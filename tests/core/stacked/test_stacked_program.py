"""Networks that are trained together become what each would become alone."""

from dataclasses import replace

import numpy as np
import pytest

from nnviz.core.functions.loss import Loss
from nnviz.core.losses import LOSSES
from nnviz.core.network import Network
from nnviz.core.optimizers import OPTIMIZERS
from nnviz.core.passes.memory import Batch
from nnviz.core.penalty import Penalty
from nnviz.core.program import compile_program, find_loss
from nnviz.core.stacked.stack import Member, NetworkStack
from nnviz.core.stacked.stacked_program import StackedProgram

SIZES, COUNT, BATCH, ITERATIONS = (2, 4, 3, 3), 20, 5, 12
RULES = ("sgd", "momentum", "momentum", "adam")
SETTINGS = ({}, {"momentum": 0.5}, {"momentum": 0.5}, {"beta1": 0.8})
OUTPUTS = {
    "cross_entropy": "softmax",
    "mse": "linear",
    "binary_cross_entropy": "sigmoid",
}


def networks(hidden: list[tuple[str, str]], output: str) -> list[Network]:
    return [
        Network(SIZES, (*kinds, output), seed=seed) for seed, kinds in enumerate(hidden)
    ]


def samples_for(network: Network) -> Batch:
    rng = np.random.default_rng(5)
    samples = Batch.empty(COUNT, network.layout, "float64")
    samples.inputs[:, :-1] = rng.normal(size=(COUNT, 2))
    samples.targets[...] = np.eye(3)[rng.integers(3, size=COUNT)].T
    return samples


@pytest.mark.parametrize(
    "loss",
    [*OUTPUTS, replace(LOSSES["cross_entropy"], class_weights=(0.5, 1.0, 4.0))],
    ids=[*OUTPUTS, "weighted"],
)
@pytest.mark.parametrize("penalty", [Penalty(), Penalty(l1=0.01, l2=0.1)])
@pytest.mark.parametrize(
    "hidden",
    [
        [("tanh", "relu")] * 4,
        [
            ("tanh", "relu"),
            ("relu", "tanh"),
            ("softmax", "gelu"),
            ("linear", "softmax"),
        ],
    ],
)
def test_each_member_goes_the_way_it_goes_alone(
    loss: str | Loss, penalty: Penalty, hidden: list[tuple[str, str]]
) -> None:
    output = OUTPUTS[find_loss(loss).name]
    together, alone = networks(hidden, output), networks(hidden, output)
    samples = samples_for(alone[0])
    rng = np.random.default_rng(1)
    batches = rng.integers(COUNT, size=(ITERATIONS, 4, BATCH))
    rates = rng.uniform(0.01, 0.1, size=(ITERATIONS, 4, 1))
    costs = np.empty((ITERATIONS, 4))
    members = map(Member, together, RULES, SETTINGS)
    stack = NetworkStack(list(members))
    program = StackedProgram(stack, find_loss(loss), penalty, BATCH)
    program.train(samples, batches.reshape(ITERATIONS, -1), rates, costs)
    states = stack.unload()
    for place, network in enumerate(alone):
        rule = OPTIMIZERS[RULES[place]]
        state = rule.start(network.parameters, SETTINGS[place])
        single = compile_program(network, loss, state, batch=BATCH, penalty=penalty)
        found = np.empty(ITERATIONS)
        single.train(samples, batches[:, place], rates[:, place, 0], found)
        np.testing.assert_allclose(costs[:, place], found, rtol=1e-10)
        np.testing.assert_allclose(
            together[place].parameters, network.parameters, rtol=1e-9, atol=1e-12
        )
        assert states[place].keys() == state.state.keys()
        for name, value in state.state.items():
            np.testing.assert_allclose(states[place][name], value, 1e-8, 1e-14)


def test_what_is_loaded_is_unloaded() -> None:
    members = list(
        map(Member, networks([("tanh", "relu")] * 4, "linear"), RULES, SETTINGS)
    )
    stack = NetworkStack(members)
    states = [
        {name: np.full_like(value, place + 1) for name, value in state.items()}
        for place, state in enumerate(stack.unload())
    ]
    for place, member in enumerate(members):
        member.network.parameters[...] = 10.0 + place
    stack.load(states)
    for member in members:
        member.network.parameters[...] = 0.0
    again = stack.unload()
    for place, (found, wanted) in enumerate(zip(again, states, strict=True)):
        assert (members[place].network.parameters == 10.0 + place).all()
        np.testing.assert_equal(found, wanted)


@pytest.mark.parametrize(
    "other",
    [
        Network((2, 3), ("tanh",)),
        Network((2, 4), ("linear",)),
        Network((2, 3), ("linear",), precision="float32"),
    ],
)
def test_networks_of_other_shapes_are_not_stacked(other: Network) -> None:
    first = Network((2, 3), ("linear",))
    NetworkStack([Member(first, "sgd"), Member(first.copy(), "adam")])
    with pytest.raises(ValueError, match="cannot be stacked"):
        NetworkStack([Member(first, "sgd"), Member(other, "sgd")])
