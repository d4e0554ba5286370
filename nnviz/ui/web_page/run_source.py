"""What a page of a run is made of: its timeline, what happened, and where to go."""

from collections.abc import Sequence

from nnviz.files.run_page.recording import moments_within, rows_to_look_at
from nnviz.files.run_page.story import findings_of, marks_of, story_of, title_of
from nnviz.session.timeline.timeline import Timeline
from nnviz.session.timeline.timeline_view import Position
from nnviz.session.trainer import Trainer
from nnviz.ui.web_page.drawn_lane import PageRun
from nnviz.ui.web_page.page_text import PageSource


def source_of_run(
    timeline: Timeline[Trainer], samples: Sequence[int] = ()
) -> PageSource:
    """Return what the page of a run at its end is made of.

    Parameters
    ----------
    samples
        Which samples can be looked at, counted from 1; a few if none are named.

    Raises
    ------
    InputError
        If there is no such sample, or the network is too large.
    """
    trainer, branch = timeline.trainer, timeline.now.branch
    rows = rows_to_look_at(trainer, samples)
    findings = findings_of(trainer)
    marks = marks_of(timeline, findings)
    sizes, wanted = trainer.network.sizes, [mark.iteration for mark in marks]
    moments = moments_within(trainer.iteration, [sizes], len(rows), wanted)

    def visit(moment: int) -> Trainer:
        return timeline.visit(Position(moment, branch))

    return PageSource(
        title_of(trainer),
        story_of(trainer, findings),
        (PageRun(trainer, visit),),
        tuple(moments),
        rows,
        trainer.iteration + 1,
        marks,
    )
