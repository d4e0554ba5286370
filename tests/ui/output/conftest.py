"""Small data sets of every kind, each with a network for it."""

from collections.abc import Callable

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from nnviz.core.network import Network
from nnviz.data.dataset import Dataset
from nnviz.data.derived import add_derived
from nnviz.data.generated import circle, rings
from nnviz.data.generated_functions import bumps, sine
from nnviz.data.prepared import PreparedData, prepare
from nnviz.ui.output.output_view import OutputView
from nnviz.views.output.output_values import OutputPlan, output_values, plan_output

random = np.random.default_rng(3)
digits = random.integers(0, 256, (40, 28 * 28)).astype(np.uint8)
SETS = {
    "circle": add_derived(circle(60), ("x1^2", "x1*x2")),
    "rings": rings(60),
    "bumps": bumps(60),
    "sine": sine(40),
    "images": Dataset(
        name="images",
        task="classification",
        inputs=digits,
        targets=np.eye(3)[np.arange(40) % 3],
        image_shape=(28, 28),
        input_range=(0, 255),
    ),
    "table": Dataset(
        name="table",
        task="classification",
        inputs=random.normal(size=(30, 4)),
        targets=np.eye(3)[np.arange(30) % 3],
        class_names=("a", "b", "c"),
    ),
    "values": Dataset(
        name="values",
        task="regression",
        inputs=random.normal(size=(30, 4)),
        targets=50 + 10 * random.normal(size=(30, 1)),
    ),
}


Case = Callable[[str], tuple[Network, PreparedData]]


@pytest.fixture
def case() -> Callable[[str], tuple[Network, PreparedData]]:
    """Return a function from a set's name to (network, prepared data)."""

    def make(name: str) -> tuple[Network, PreparedData]:
        dataset = SETS[name]
        data = prepare(
            dataset,
            test_fraction=0.4,
            seed=1,
            scaling="minmax" if dataset.image_shape else "standard",
            target_scaling="none" if dataset.task == "classification" else "standard",
            precision="float64",
        )
        outputs = dataset.output_count
        last = "linear"
        if dataset.task == "classification":
            last = "sigmoid" if outputs == 1 else "softmax"
        return Network((dataset.input_count, 5, outputs), ("tanh", last), seed=4), data

    return make


@pytest.fixture
def opened(
    qtbot: QtBot, case: Case
) -> Callable[[str], tuple[OutputView, Network, OutputPlan]]:
    """Return a function that shows a set: (view, network, plan)."""

    def make(name: str) -> tuple[OutputView, Network, OutputPlan]:
        network, data = case(name)
        view, plan = OutputView(), plan_output(data)
        qtbot.addWidget(view)
        view.resize(420, 420)
        view.show_plan(plan)
        view.show_values(output_values(network, plan))
        view.show()
        return view, network, plan

    return make
