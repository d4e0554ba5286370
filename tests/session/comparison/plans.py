"""A small comparison for the tests of doing its tasks."""

from collections.abc import Iterable
from typing import Any

import msgspec

from nnviz.session.comparison.contender import Variation
from nnviz.session.comparison.seeds.outcome import Outcome
from nnviz.session.comparison.seeds.plan import Plan, plan_of
from nnviz.session.comparison.seeds.runner import Runner
from nnviz.session.config import RunConfig


def plan(*names: str, seeds: int = 3, **settings: Any) -> Plan:
    usual: dict[str, Any] = {"dataset": "circle", "samples": 60, "iterations": 600}
    variation = Variation("activation", names or ("relu", "tanh", "step"))
    return plan_of(RunConfig(**{**usual, **settings}), (variation,), seeds=seeds)


def outcomes(runner: Runner, of: Plan) -> list[Outcome]:
    return [one for progress in runner.run(of.tasks) for one in progress.latest]


def numbers(found: Iterable[Outcome]) -> dict[tuple[str, int], bytes]:
    """All of it, in full, by contender and seed."""
    return {(one.contender, one.seed): msgspec.json.encode(one) for one in found}
