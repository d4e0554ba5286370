"""A comparison as a page: its contenders side by side, and the report of all seeds."""

from collections.abc import Sequence
from pathlib import Path

from nnviz.files.atomic import write_atomically
from nnviz.files.comparison_report.report_page import Shown, report_of, words_of
from nnviz.files.run_page.recording import moments_within, rows_to_look_at
from nnviz.files.run_page.story import Mark, findings_of
from nnviz.session.comparison.seeds.plan import Plan
from nnviz.session.comparison.seeds.runner import InProcess
from nnviz.session.comparison.seeds.task import Task, data_of
from nnviz.session.comparison.verdict.results import Results
from nnviz.session.timeline.timeline import Timeline
from nnviz.session.timeline.timeline_view import Position
from nnviz.session.trainer import Trainer
from nnviz.ui.theme.tokens import DEFAULT_PALETTE
from nnviz.ui.web_page.drawn_lane import PageRun
from nnviz.ui.web_page.page_text import PageSource, page_text

_AT_ONCE = 1000


def write_comparison(
    results: Results,
    shown: Shown | None,
    file: str,
    palette: str = DEFAULT_PALETTE,
) -> None:
    """Write the page of a comparison; another process can be told to.

    Raises
    ------
    InputError
        If a network is too large, or the file cannot be written.
    """
    text = page_text(source_of_results(results, shown), palette)
    write_atomically(Path(file), text.encode())


def source_of_plan(plan: Plan, samples: Sequence[int] = ()) -> PageSource:
    """Return what the page of a comparison is made of, once it is trained.

    Raises
    ------
    InputError
        If a network is too large for a page, or data are missing.
    """
    steps = InProcess().run(plan.tasks)
    found = [outcome for step in steps for outcome in step.latest]
    return source_of_results(Results(plan, tuple(found)), None, samples)


def source_of_results(
    results: Results, shown: Shown | None = None, samples: Sequence[int] = ()
) -> PageSource:
    """Return what the page of a comparison is made of.

    Every contender is trained again from its first seed, as it was in the comparison.

    Raises
    ------
    InputError
        If a network is too large for a page, or data are missing.
    """
    plan = results.plan
    # By seed: the first task of each has its first seed.
    first = {task.contender: task for task in reversed(plan.tasks)}
    timelines = [_trained(first[name]) for name in plan.names]
    trainers = [timeline.trainer for timeline in timelines]
    fewest = min(trainers, key=lambda trainer: len(trainer.data.dataset.inputs))
    rows = rows_to_look_at(fewest, samples)
    marks = [
        mark
        for name, trainer in zip(plan.names, trainers, strict=True)
        for mark in _marks(name, trainer)
    ]
    marks.sort(key=lambda mark: mark.iteration)
    last = max(trainer.iteration for trainer in trainers)
    sizes = [trainer.network.sizes for trainer in trainers]
    wanted = [mark.iteration for mark in marks]
    title, story = words_of(results)
    return PageSource(
        title,
        story,
        tuple(
            _run(name, timeline)
            for name, timeline in zip(plan.names, timelines, strict=True)
        ),
        tuple(moments_within(last, sizes, len(rows), wanted)),
        rows,
        last + 1,
        tuple(marks),
        report_of(results, shown),
        f"The networks above are those of seed {plan.seeds[0]}.",
    )


def _trained(task: Task) -> Timeline[Trainer]:
    """Train the first seed of a task to its end."""
    config = task.config.changed(seed=task.seeds[0])
    timeline = Timeline(Trainer(config, data_of(task)))
    while timeline.trainer.stopped is None:
        timeline.run(_AT_ONCE)
    return timeline


def _run(name: str, timeline: Timeline[Trainer]) -> PageRun:
    def visit(moment: int) -> Trainer:
        return timeline.visit(Position(moment))

    return PageRun(timeline.trainer, visit, name)


def _marks(name: str, trainer: Trainer) -> list[Mark]:
    """Return where something keeps a contender from learning, and where it ended."""
    marks = [
        Mark(one.iteration, "finding", f"{name}: {one}")
        for one in findings_of(trainer)
        if one.iteration is not None
    ]
    stop = trainer.stopped
    if stop is not None and stop.reason not in ("iterations", "epochs"):
        marks.append(Mark(stop.iteration, "end", f"{name}: {stop.message}"))
    return marks
