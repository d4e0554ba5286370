"""A small run for the tests of training."""

from typing import Any

from nnviz.session.config import RunConfig
from nnviz.session.trainer import Trainer


def trainer(**settings: Any) -> Trainer:
    return Trainer(RunConfig(**{"dataset": "circle", "samples": 103, **settings}))
