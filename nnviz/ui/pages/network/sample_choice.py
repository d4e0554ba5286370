"""The sample looked at: that of the output and that of the cursor are one."""

import numpy as np
from PySide6.QtCore import QObject, Slot

from nnviz.ui.pages.network.network_panels import NetworkPanels
from nnviz.ui.pages.network.network_presenter import NetworkPresenter
from nnviz.ui.pages.network.network_stepping import WindowStepping
from nnviz.ui.painting.numbers import count
from nnviz.ui.threads.run_controller import RunController


class WindowSamples(QObject):
    """Leads the cursor to a sample that is chosen, if the batch has it."""

    def __init__(
        self,
        controller: RunController,
        panels: NetworkPanels,
        views: NetworkPresenter,
        stepping: WindowStepping,
    ) -> None:
        super().__init__(stepping)
        self._controller, self._views, self._stepping = controller, views, stepping
        self._messages = panels.messages
        panels.output.sample_requested.connect(self.choose)
        panels.output.sample_step_requested.connect(self.step)

    @Slot(int)
    def choose(self, row: int) -> None:
        """Look at a row of the data set; a walk goes there or says why it cannot."""
        walking, place = self._stepping.stepper.walking, self._place_of(row)
        if walking is None:
            self._views.show_sample(row)
        if place is not None:
            self._stepping.choose_sample(place)
        elif walking is not None:
            self._messages.show_message(
                f"Sample {count(row + 1)} is not in the batch of iteration "
                f"{count(walking.trace.iteration)}: the cursor keeps its sample.",
                "info",
            )

    @Slot(int)
    def step(self, step: int) -> None:
        """Look at the sample so many further on: of the batch, if there is a walk."""
        walking = self._stepping.stepper.walking
        if walking is None:
            self._views.step_sample(step)
        else:
            sample = (walking.position.sample + step) % walking.route.samples
            self._stepping.choose_sample(sample)

    def _place_of(self, row: int) -> int | None:
        """Return where a row of the data set stands in the batch, if it does."""
        snapshot, start = self._controller.snapshot, self._controller.started
        if snapshot is None or start is None or snapshot.trace is None:
            return None
        rows = start.data.train_rows[snapshot.trace.rows]
        found = np.flatnonzero(rows == row)
        return int(found[0]) if len(found) else None
