"""Carries out what is asked of the lens, in every course of one network."""

from nnviz.explain.lens import Lens
from nnviz.live.commands import ListSamples, LookAt


def look(lens: Lens, task: LookAt | ListSamples) -> None:
    """Look at a sample from now on, or work out the figures of all of them."""
    if isinstance(task, LookAt):
        lens.choose(task.sample)
    else:
        lens.samples.ask(task.wanted, task.more)
