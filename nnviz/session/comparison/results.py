"""The results of a comparison over several seeds, for people and programs."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from nnviz import __version__
from nnviz.session.comparison.cost_curve import CostBand
from nnviz.session.comparison.fairness import fairness
from nnviz.session.comparison.outcome import Outcome, Summary, summarise
from nnviz.session.comparison.plan import Plan
from nnviz.session.comparison.verdict import Verdict, verdict


@dataclass(frozen=True)
class Results:
    """The plan, the outcomes so far, and whether it was stopped before the end."""

    plan: Plan
    outcomes: tuple[Outcome, ...]
    stopped: bool = False

    @cached_property
    def summaries(self) -> tuple[Summary, ...]:
        """All contenders in their order, including those without a run yet."""
        return summarise(self.plan.names, self.outcomes)

    @property
    def varied(self) -> tuple[str, ...]:
        """The settings that differ."""
        return tuple(variation.setting for variation in self.plan.variations)

    def verdict(self) -> Verdict:
        """Return the verdict on what was measured."""
        words = self.plan.target.words
        return verdict(self.summaries, target=words, varied=self.varied)

    def fairness(self) -> tuple[str, ...]:
        """Return sentences on what was equal and what was not."""
        return fairness(self.plan.contenders, self.varied)

    def notes(self) -> tuple[str, ...]:
        """Return sentences on what is missing, if anything is."""
        done, total = len(self.outcomes), self.plan.runs
        return (f"Stopped after {done} of {total} runs.",) if self.stopped else ()

    def band(self, name: str) -> CostBand:
        """Return the cost curves of a contender's seeds as one band."""
        return CostBand.of(
            [one.curve for one in self.outcomes if one.contender == name]
        )

    def report(self) -> dict[str, Any]:
        """Return the object that ``--json`` prints."""
        found = self.verdict()
        return {
            "contenders": self.summaries,
            "varied": {v.setting: v.values for v in self.plan.variations},
            "seeds": self.plan.seeds,
            "target": self.plan.target,
            "verdict": found.sentences,
            "winners": found.winners,
            "fairness": self.fairness(),
            "stopped": self.stopped,
            "version": __version__,
            "config": self.plan.base,
        }
