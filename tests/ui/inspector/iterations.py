"""Iterations of small networks to be explained."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from nnviz.core.trace import Trace
from nnviz.explain.explain import explain
from nnviz.explain.explanation import Explanation
from nnviz.explain.selection import Selection
from nnviz.explain.structure import Structure, structure_of
from nnviz.session.settings.presets import PRESETS
from nnviz.session.trainer import Trainer
from nnviz.ui.inspector.inspector import Inspector


@dataclass(frozen=True)
class Case:
    """One iteration of a preset's network."""

    trainer: Trainer
    trace: Trace
    structure: Structure

    def explain(self, selection: Selection) -> Explanation:
        """Explain something in it."""
        return explain(self.trace, self.structure, selection)


@cache
def iteration(preset: str) -> Case:
    """Train a preset's network for some iterations."""
    trainer = Trainer(PRESETS[preset].config)
    trainer.run(12)
    return Case(trainer, trainer.trace(), structure_of(trainer))


Show = Callable[[Case, Selection], Inspector]
"""Shows an explanation in an inspector."""
