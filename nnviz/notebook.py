"""A run in a notebook: its page, in a frame of its own.

run = Run(dataset="circle", hidden=(6, 4))
run.train(600)
run.show()

compare("circle", vary={"activation": ["relu", "tanh"]})
show("run.nnvizlog")
"""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nnviz.core.errors import InputError, unknown_name
from nnviz.session.comparison.contender import Variation
from nnviz.session.comparison.seeds.plan import plan_of
from nnviz.session.config import RunConfig
from nnviz.session.settings.presets import PRESETS
from nnviz.session.timeline.timeline import Timeline
from nnviz.session.trainer import Trainer
from nnviz.ui.app import unseen_application
from nnviz.ui.web_page.comparison_source import source_of_plan
from nnviz.ui.web_page.file_source import source_of_file
from nnviz.ui.web_page.page_text import PageSource, page_text
from nnviz.ui.web_page.run_source import source_of_run


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A page, as notebooks show it: its last line in a cell."""

    text: str
    height: int

    def _repr_html_(self) -> str:
        return (
            f'<iframe srcdoc="{html.escape(self.text)}" width="100%" '
            f'height="{self.height}" style="border:0"></iframe>'
        )


class Run:
    """A run with its past, to be trained and shown.

    Parameters
    ----------
    preset
        The name of an experiment to start from.
    settings
        Those of the run, as in `RunConfig`; what is left out follows from the data.

    Raises
    ------
    InputError
        If a setting is not valid.
    """

    def __init__(self, preset: str | None = None, **settings: object) -> None:
        self._timeline = Timeline(Trainer(_described(preset, settings)))

    @property
    def trainer(self) -> Trainer:
        """The network, its data and its costs, as they are now."""
        return self._timeline.trainer

    def train(self, iterations: int) -> "Run":
        """Train for this many iterations more, or until the run ends by itself."""
        self._timeline.run(iterations)
        return self

    def show(self, height: int = 900) -> ShownPage:
        """Show its page, to be scrubbed, ``height`` pixels high.

        Raises
        ------
        InputError
            If the network is too large for a page.
        """
        return _page(source_of_run(self._timeline), height)

    def _repr_html_(self) -> str:
        return self.show()._repr_html_()


def show(shared: Trainer | str | Path, height: int = 900) -> ShownPage:
    """Show a run in a notebook, to be scrubbed: its page, ``height`` pixels high.

    Parameters
    ----------
    shared
        What was trained, which is trained again from its settings and data; or the
        name of a file, of a saved run or the log of another program.

    Raises
    ------
    InputError
        If the run was changed on its way, the file cannot be read, or the network is
        too large for a page.
    """
    if not isinstance(shared, Trainer):
        return _page(source_of_file(Path(shared)), height)
    again = Timeline(Trainer(shared.config, shared.data.dataset))
    again.run(shared.iteration)
    same = np.array_equal(
        again.trainer.network.parameters, shared.network.parameters, equal_nan=True
    )
    if not same:
        raise InputError(
            "the run was changed on its way, so its past is not known: save it as a "
            "session, and show that"
        )
    return _page(source_of_run(again), height)


def compare(
    preset: str | None = None,
    *,
    vary: Mapping[str, Sequence[object]],
    iterations: int = 300,
    height: int = 900,
    **settings: object,
) -> ShownPage:
    """Train runs that differ in what is varied, and show them side by side.

    Parameters
    ----------
    preset
        The name of an experiment to start from.
    vary
        The values of each setting that is varied: ``{"hidden": [(8,), (4, 4)]}``.
    settings
        Those that all have, as in `RunConfig`.

    Raises
    ------
    InputError
        If a setting is not valid, or a network is too large for a page.
    """
    config = _described(preset, {**settings, "iterations": iterations})
    variations = tuple(Variation(name, tuple(each)) for name, each in vary.items())
    return _page(source_of_plan(plan_of(config, variations)), height)


def _described(preset: str | None, settings: Mapping[str, object]) -> RunConfig:
    """Return a preset, or the usual settings, with others."""
    if preset is not None and preset not in PRESETS:
        raise unknown_name("preset", preset, PRESETS)
    base = RunConfig() if preset is None else PRESETS[preset].config
    return base.changed(**settings)


def _page(source: PageSource, height: int) -> ShownPage:
    unseen_application()
    return ShownPage(page_text(source), height)
