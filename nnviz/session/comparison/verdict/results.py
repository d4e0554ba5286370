"""The results of a comparison over several seeds, for people and programs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from nnviz import __version__
from nnviz.session.comparison.fairness import fairness
from nnviz.session.comparison.number_words import Write, number, whole
from nnviz.session.comparison.seeds.cost_curve import CostBand
from nnviz.session.comparison.seeds.outcome import Outcome, Reached, Summary, summarise
from nnviz.session.comparison.seeds.plan import Plan
from nnviz.session.comparison.verdict.verdict import Verdict, verdict


@dataclass(frozen=True)
class Results:
    """The plan, the outcomes so far, and whether it was stopped before the end.

    ``unfinished`` says how far other runs had come then. They are named, never judged.
    ``seconds`` are those of an iteration of each contender alone, by name, if that was
    measured.
    """

    plan: Plan
    outcomes: tuple[Outcome, ...]
    stopped: bool = False
    unfinished: tuple[Reached, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)

    @cached_property
    def summaries(self) -> tuple[Summary, ...]:
        """All contenders in their order, including those without a run yet."""
        return summarise(self.plan.names, self.outcomes, self.seconds)

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
        if not self.stopped:
            return ()
        partly = (
            _unfinished(name, [one for one in self.unfinished if one.contender == name])
            for name in self.plan.names
        )
        return f"Stopped after {done} of {total} runs.", *filter(None, partly)

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
            "unfinished": self.unfinished,
            "version": __version__,
            "remarks": self.plan.remarks,
            "config": self.plan.base,
        }


def _unfinished(name: str, runs: list[Reached]) -> str:
    """Return how far the runs of a contender had come, or "" if there are none."""
    if not runs:
        return ""
    many = "1 run" if len(runs) == 1 else f"{len(runs):,} runs"
    planned = runs[0].planned
    of = "" if planned is None else f" of {planned:,}"
    costs = [one.batch_cost for one in runs if one.batch_cost is not None]
    cost = f", latest batch cost {_between(costs, number)}" if costs else ""
    there = _between([one.iterations for one in runs], whole)
    return f"{name}: {many} unfinished and not judged, at iteration {there}{of}{cost}."


def _between(values: Sequence[float], write: Write) -> str:
    low, high = write(min(values)), write(max(values))
    return low if low == high else f"{low} to {high}"
