"""Small random networks with a trace of theirs, for the tests of explanations."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import strategies as st

from nnviz.core.activations import ACTIVATIONS
from nnviz.core.optimizers import OPTIMIZERS
from nnviz.core.program import Program
from nnviz.core.trace import Trace
from nnviz.data.dataset import Dataset
from nnviz.explain.structure import Structure, structure_of
from nnviz.explain.walk.cursor import CursorPosition
from nnviz.explain.walk.route import Route, route_of
from nnviz.session.config import RunConfig
from nnviz.session.trainer import Trainer

OWN = ("mish = x * tanh(log(1 + exp(x)))", "max(x, 0) + min(exp(x) - 1, 0.1*x)")
HIDDEN = [*ACTIVATIONS, *OWN]
LOSSES = {
    "mse": ("linear", "tanh", "sigmoid", "softmax"),
    "mae": ("linear", "sigmoid"),
    "huber": ("linear", "tanh"),
    "binary_cross_entropy": ("sigmoid",),
    "cross_entropy": ("softmax",),
}


@dataclass(frozen=True)
class Case:
    trainer: Trainer
    structure: Structure
    trace: Trace

    @property
    def program(self) -> Program:
        return self.trainer.program

    @property
    def route(self) -> Route:
        return route_of(self.program.operations, self.structure, len(self.trace.rows))


def dataset(inputs: int, outputs: int, samples: int = 14, seed: int = 0) -> Dataset:
    """Random samples; classes where there are several outputs, else one of two."""
    rng = np.random.default_rng(seed)
    classes = np.arange(samples) % max(outputs, 2)
    targets = np.eye(outputs)[classes] if outputs > 1 else classes[:, None] * 1.0
    return Dataset(
        name="random",
        task="classification",
        inputs=rng.normal(size=(samples, inputs)),
        targets=targets,
    )


def case(
    inputs: int = 3, outputs: int = 2, iterations: int = 2, **settings: Any
) -> Case:
    config = RunConfig(
        **{
            "dataset": "random",
            "hidden": (4, 3),
            "activation": "tanh",
            "loss": "mse",
            "output_activation": "linear",
            "optimizer": "sgd",
            "learning_rate": 0.05,
            "batch_size": 5,
            "test_fraction": 0.0,
            "scaling": "none",
            "initializer": "xavier",
            "precision": "float64",
            **settings,
        }
    )
    trainer = Trainer(config, dataset(inputs, outputs, seed=config.seed))
    trainer.run(iterations)
    return Case(trainer, structure_of(trainer), trainer.trace())


def place_of(route: Route, quantity: str, sample: int = 0) -> CursorPosition:
    """Return the start of the first operation that makes a quantity."""
    return next(
        CursorPosition(phase, stage, place, sample=sample)
        for phase, stages in enumerate(route.phases)
        for stage, legs in enumerate(stages)
        for place, leg in enumerate(legs)
        if quantity in leg.produces
    )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Draw a network, a task, a loss, an optimiser, and how long it was trained."""
    hidden = draw(st.lists(st.integers(1, 5), max_size=2))
    loss = draw(st.sampled_from(list(LOSSES)))
    output = draw(st.sampled_from(LOSSES[loss]))
    return case(
        draw(st.integers(1, 5)),
        draw(st.integers(2 if output == "softmax" else 1, 4)),
        draw(st.integers(1, 7)),
        hidden=tuple(hidden),
        activations=tuple(draw(st.sampled_from(HIDDEN)) for _ in hidden),
        loss=loss,
        output_activation=output,
        optimizer=draw(st.sampled_from(list(OPTIMIZERS))),
        batch_size=draw(st.sampled_from([1, 4, 5, "full"])),
        l1=draw(st.sampled_from([0.0, 0.01])),
        l2=draw(st.sampled_from([0.0, 0.1])),
        precision=draw(st.sampled_from(["float64", "float32"])),
        class_weights=draw(st.sampled_from([None, "balanced", {"class 1": 3.0}])),
        seed=draw(st.integers(0, 1000)),
    )
