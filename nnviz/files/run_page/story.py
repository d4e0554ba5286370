"""What a page says of a run: its title, what happened in a sentence, places to go."""

from dataclasses import dataclass
from math import isfinite
from typing import Literal

from nnviz.core.types import Floats
from nnviz.core.writing.number_text import percent, significant
from nnviz.session.findings.find import find
from nnviz.session.findings.finding import Finding
from nnviz.session.settings.data_names import data_name
from nnviz.session.timeline.timeline import Timeline
from nnviz.session.trainer import Trainer

_MOST_MARKS = 60


@dataclass(frozen=True, slots=True)
class Mark:
    """A place to jump to: an iteration, what kind of place it is, and its words."""

    iteration: int
    kind: Literal["finding", "change", "branch", "bookmark", "end"]
    words: str


def title_of(trainer: Trainer) -> str:
    """Return what a page of a run is called."""
    sizes = "-".join(str(size) for size in trainer.network.sizes)
    return f"{data_name(trainer.config.dataset)}: a {sizes} network"


def story_of(trainer: Trainer, findings: tuple[Finding, ...] = ()) -> str:
    """Say in a line what happened in a run, and what kept it from learning."""
    found, done = trainer.evaluate(), trainer.iteration
    if not done:
        return "No iteration has been done yet."
    first = first_cost(trainer.history.costs)
    best = found.test or found.train
    part = "test set" if found.test else "training set"
    iterations = "1 iteration" if done == 1 else f"{done:,} iterations"
    said = "".join(f" {_sentence(str(one))}" for one in findings[:1])
    if not isfinite(found.train.cost):
        return f"After {iterations} the cost is not finite.{said}"
    words = f"In {iterations} the cost went from {significant(first)} in the first "
    words += f"batch to {significant(found.train.cost)} on the training set"
    if best.accuracy is not None:
        words += f"; {percent(best.accuracy)} of the {part} are right"
    elif best.r2 is not None:
        words += f"; R² is {significant(best.r2)} on the {part}"
    return f"{words}.{said}"


def first_cost(costs: Floats) -> float:
    """Return the cost of the first batch, NaN before there is one."""
    return float(costs[0]) if len(costs) else float("nan")


def findings_of(trainer: Trainer) -> tuple[Finding, ...]:
    """Return what keeps a run from learning, with the iteration since when."""
    return find(trainer) if trainer.iteration else ()


def marks_of(
    timeline: Timeline[Trainer], findings: tuple[Finding, ...]
) -> tuple[Mark, ...]:
    """Return the places of a run's live branch that are worth a visit, in order."""
    trainer, view = timeline.trainer, timeline.view()
    live = timeline.branches.live
    marks = [
        Mark(min(one.iteration or 0, trainer.iteration), "finding", str(one))
        for one in findings
        if one.iteration is not None
    ]
    layout = trainer.network.layout
    marks += [
        Mark(event.iteration, "change", event.act.summary(layout))
        for event in live.events
    ]
    on_the_way = {branch.number: last for branch, last in live.lineage(live.end)}
    marks += [
        Mark(one.fork, "branch", f"branch {one.number + 1} leaves here")
        for one in view.branches
        if one.parent in on_the_way
        and one.number not in on_the_way
        and one.fork <= on_the_way[one.parent]
    ]
    marks += [
        Mark(one.position.iteration, "bookmark", f"{one.name}. {one.note}".rstrip(". "))
        for one in view.bookmarks
        if one.position.iteration <= on_the_way.get(one.position.branch, -1)
    ]
    if trainer.stopped is not None:
        marks.append(Mark(trainer.iteration, "end", trainer.stopped.message))
    return tuple(sorted(marks, key=lambda mark: mark.iteration)[:_MOST_MARKS])


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."
