"""What comes back from other machines is looked at before it is used."""

from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.session.comparison.seeds.cluster import (
    Certificates,
    Cluster,
    checked,
    checked_reached,
)
from nnviz.session.comparison.seeds.cost_curve import CostCurve
from nnviz.session.comparison.seeds.outcome import Outcome
from nnviz.session.comparison.seeds.task import Task, do_task
from tests.session.comparison.plans import plan

TASK: Task = plan("relu", seeds=2, iterations=20).tasks[0]


@pytest.fixture(scope="module")
def right() -> tuple[Outcome, ...]:
    return do_task(TASK)


def test_the_results_of_a_task_pass_as_they_are(right: tuple[Outcome, ...]) -> None:
    assert checked(right, TASK) == right


@pytest.mark.parametrize(
    "changes",
    [
        {"cost": float("nan")},
        {"cost": float("inf")},
        {"cost": "0.1"},
        {"accuracy": object()},
        {"iterations": 1.5},
        {"iterations": -1},
        {"seed": 99},
        {"contender": "tanh"},
        {"message": "x" * 1_000_000},
        {"measured_on": "elsewhere"},
        {"curve": CostCurve(0, (), (), ())},
        {"curve": CostCurve(1, (0.1,), (), ())},
        {"curve": CostCurve(1, *((0.1,) * 1_000_000,) * 3)},
        {"curve": CostCurve(1, *((float("inf"),),) * 3)},
        {"curve": None},
    ],
)
def test_one_value_that_cannot_be_is_refused(
    right: tuple[Outcome, ...], changes: dict[str, Any]
) -> None:
    wrong = msgspec.structs.replace(right[0], **changes)
    with pytest.raises((TypeError, ValueError)):
        checked((wrong, *right[1:]), TASK)


@pytest.mark.parametrize("found", [None, (), 7, "results", [1, 2], np.zeros(3), object])
def test_what_is_no_result_at_all_is_refused(found: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        checked(found, TASK)


REACHED = {
    "contender": "relu",
    "seed": 1,
    "iterations": 20,
    "planned": 40,
    "batch_cost": 0.5,
}


def test_how_far_a_task_has_come_passes_if_it_can_be() -> None:
    (one,) = checked_reached([REACHED], [TASK])
    assert msgspec.to_builtins(one) == REACHED
    assert checked_reached([REACHED | {"batch_cost": None}], [TASK])


@pytest.mark.parametrize(
    "changes",
    [
        {"contender": "tanh"},
        {"seed": 2},
        {"iterations": -1},
        {"iterations": "20"},
        {"planned": -1},
        {"batch_cost": float("inf")},
        {"batch_cost": object()},
    ],
)
def test_how_far_a_task_cannot_have_come_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises((TypeError, ValueError)):
        checked_reached([REACHED | changes], [TASK])


def test_certificates_come_together_and_for_an_encrypted_address(
    tmp_path: Path,
) -> None:
    pem = tmp_path / "own.pem"
    pem.touch()
    assert Certificates.given([None, None, None]) is None
    with pytest.raises(InputError, match="give all three or none"):
        Certificates.given([str(pem), None, None])
    with pytest.raises(InputError, match="there is no such file"):
        Certificates.given([str(pem), str(pem), str(tmp_path / "gone.pem")])
    known = Certificates.given([str(pem)] * 3)
    with pytest.raises(InputError, match="certificates need an address such as tls:"):
        Cluster("tcp://127.0.0.1:8786", known)
