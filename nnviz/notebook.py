"""A run in a notebook: its page, in a frame of its own.

run = Run(dataset="circle", hidden=(6, 4))
run.train(600)
run.show()
"""

import html
from dataclasses import dataclass

import numpy as np

from nnviz.core.errors import InputError, unknown_name
from nnviz.session.config import RunConfig
from nnviz.session.settings.presets import PRESETS
from nnviz.session.timeline.timeline import Timeline
from nnviz.session.trainer import Trainer
from nnviz.ui.app import unseen_application
from nnviz.ui.web_page.page_text import page_text
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
        if preset is not None and preset not in PRESETS:
            raise unknown_name("preset", preset, PRESETS)
        base = RunConfig() if preset is None else PRESETS[preset].config
        self._timeline = Timeline(Trainer(base.changed(**settings)))

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
        unseen_application()
        return ShownPage(page_text(source_of_run(self._timeline)), height)

    def _repr_html_(self) -> str:
        return self.show()._repr_html_()


def show(trainer: Trainer, height: int = 900) -> ShownPage:
    """Show a run in a notebook, to be scrubbed: its page, ``height`` pixels high.

    The run is trained again for it, from its settings and data.

    Raises
    ------
    InputError
        If the run was changed on its way, or is too large for a page.
    """
    again = Timeline(Trainer(trainer.config, trainer.data.dataset))
    again.run(trainer.iteration)
    same = np.array_equal(
        again.trainer.network.parameters, trainer.network.parameters, equal_nan=True
    )
    if not same:
        raise InputError(
            "the run was changed on its way, so its past is not known: save it as a "
            "session, and use nnviz page"
        )
    unseen_application()
    return ShownPage(page_text(source_of_run(again)), height)
