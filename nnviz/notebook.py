"""A run in a notebook: its page, in a frame of its own."""

import html
from dataclasses import dataclass

import numpy as np

from nnviz.core.errors import InputError
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
