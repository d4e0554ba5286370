"""The panel of all samples, and every way to choose the one that is looked at."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Slot

from nnviz.core.errors import InputError
from nnviz.core.types import Floats
from nnviz.data.derived import given_names
from nnviz.data.new_rows.other_rows import OtherRows
from nnviz.live.snapshot import RunStart, Snapshot
from nnviz.session.probe import ProbeSample, sample_from
from nnviz.ui.pages.network.network_panels import NetworkPanels
from nnviz.ui.pages.network.network_presenter import NetworkPresenter
from nnviz.ui.threads.run_controller import RunController
from nnviz.views.frame_builder import probe_of
from nnviz.views.numbers import count
from nnviz.views.samples.sample_list import OTHER, SampleList
from nnviz.views.samples.sample_table import SampleTable
from nnviz.views.words.lens_words import scaling_words

if TYPE_CHECKING:
    from nnviz.ui.samples.input_field import InputField
    from nnviz.ui.samples.samples_panel import SamplesPanel

TYPED = "a row typed by hand"

_PACE = 0.25
"""Least seconds between two sets of figures while it trains: they are to be read."""


class NetworkSamples(QObject):
    """Keeps the table of samples up to date while it is seen.

    Parameters
    ----------
    look_at
        Looks at a sample: a row of the data set, or a `ProbeSample` that is none.
    """

    def __init__(
        self,
        controller: RunController,
        presenter: NetworkPresenter,
        panels: NetworkPanels,
        look_at: Callable[[int | ProbeSample], object],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._controller, self._presenter = controller, presenter
        self._panel, self._messages = panels.samples_place, panels.messages
        self._look_at = look_at
        self._start: RunStart | None = None
        self._snapshot: Snapshot | None = None
        self._listed: SampleList | None = None
        self._table: SampleTable | None = None
        self._other: OtherRows | None = None
        self._seen, self._shown_at = False, 0.0
        presenter.looked_at.connect(self._follow)
        self._diagram = panels.diagram
        self._field: InputField | None = None
        self._diagram.input_chosen.connect(self._ask_for_input)
        self._panel.when_made(self._fill)

    def _fill(self, panel: "SamplesPanel") -> None:
        """List in the panel, which is new, what there is by now."""
        panel.place_chosen.connect(self._choose)
        panel.values_typed.connect(self.look_at_values)
        self._list()

    @property
    def other(self) -> OtherRows | None:
        """The rows of another file that are listed, if any."""
        return self._other

    def begin(self, start: RunStart) -> None:
        """List the samples of a new run; rows of a file stay while its data do."""
        if self._start is None or start.dataset is not self._start.dataset:
            self._other = None
        self._start, self._snapshot = start, None
        self._list()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show the figures of the moment shown, or say of which other one they are."""
        before, self._snapshot = self._snapshot, snapshot
        table, figures = self._table, snapshot.samples
        if not self._seen or table is None or self._listed is None:
            return
        if not snapshot.at_rest and time.monotonic() - self._shown_at < _PACE:
            return
        self._shown_at = time.monotonic()
        probe = snapshot.lane.probe
        other = before is None or before.lane.probe is not probe
        if figures is not None and (figures is not table.figures or other):
            if figures is not table.figures:
                self._table = table = SampleTable(self._listed, figures)
            self._correct(table, snapshot)
            self._panel.get().show_table(table, self._words(snapshot))
        else:
            self._panel.get().show_words(table, self._words(snapshot))

    @Slot(bool)
    def show_seen(self, seen: bool) -> None:
        """Have the figures worked out while the panel is seen."""
        if seen != self._seen:
            self._seen = seen
            self._ask()

    @Slot(object, object)
    def look_at_values(self, values: Floats, wanted: Floats | None) -> None:
        """Look at a row typed by hand: inputs (G,), and targets (O,) if they are known.

        What cannot be is said at the fields.
        """
        if self._start is not None:
            try:
                sample = sample_from(self._start.lane.data, TYPED, values, wanted)
            except InputError as error:
                self._panel.get().typed.complain(str(error))
            else:
                self._look_at(sample)

    @Slot(object)
    def add_rows(self, other: OtherRows) -> None:
        """List the rows of a file as well, and the first of them at once."""
        if self._start is None:
            return
        if other.input_names == given_names(self._start.lane.data.dataset):
            self._other = other
            self._list()
            self._panel.get().show_set(OTHER)
            self._say_faults(other)
        else:
            self._messages.show_message(
                f"{other.name} was read for other data: add its rows again.", "info"
            )

    def _say_faults(self, other: OtherRows) -> None:
        """Say what was filled in, and which rows are not listed and why."""
        for line in other.filled_words():
            self._messages.show_message(f"{line}.", "info")
        words = other.fault_words(1)
        if words:
            more = f", {words[2]}" if words[2:] else ""
            self._messages.show_message(f"{words[0]} {words[1]}{more}.", "info")

    @Slot(int)
    def _ask_for_input(self, number: int) -> None:
        """Let the user type into an input, at its neuron and in the data's units."""
        sample = self._presenter.sample
        if self._start is None or sample is None or sample.values is None:
            return
        data = self._start.lane.data
        names = given_names(data.dataset)
        if number >= len(names):
            self._messages.show_message(
                f"{data.dataset.input_names[number]} is worked out from "
                f"{' and '.join(names)}: type into those.",
                "info",
            )
            return
        from nnviz.ui.samples.input_field import InputField
        from nnviz.ui.samples.typed_row import step_through

        if self._field is None:
            self._field = InputField(self._diagram.window())
            self._field.entered.connect(self._take_input)
        value, column = float(sample.values[number]), data.dataset.inputs[:, number]
        values = names[number], value, step_through(column)
        self._field.ask(number, values, scaling_words(data, number))
        place = self._diagram.place_of(0, number)
        window = self._diagram.window()
        self._field.open_beside(self._diagram.mapTo(window, place), self._diagram)

    @Slot(int, float)
    def _take_input(self, number: int, value: float) -> None:
        sample = self._presenter.sample
        if self._start is None or sample is None or sample.values is None:
            return
        given = len(given_names(self._start.lane.data.dataset))
        values = np.array(sample.values[:given], np.float64)
        values[number] = value
        self.look_at_values(values, sample.wanted)

    def _list(self) -> None:
        if self._start is None or not self._panel.is_made:
            return
        data, other = self._start.lane.data, None
        if self._other is not None:
            try:
                other = self._other, self._other.prepared(data)
            except InputError as error:
                self._messages.show_message(f"{self._other.name}: {error}", "error")
        self._listed = SampleList(data, other)
        self._table = SampleTable(self._listed)
        self._panel.get().show_list(self._listed)
        self._ask()
        self._follow(self._presenter.sample)

    def _ask(self) -> None:
        if self._listed is not None:
            self._controller.list_samples(self._seen, self._listed.part)

    @Slot(object)
    def _follow(self, sample: ProbeSample | None) -> None:
        """Select the sample that is looked at, and show its values in the fields."""
        if self._listed is not None and sample is not None:
            self._panel.get().show_place(self._listed.place_of(sample))
            self._panel.get().typed.show_sample(sample)

    @Slot(int)
    def _choose(self, place: int) -> None:
        sample = None if self._listed is None else self._listed.sample(place)
        if sample is not None:
            self._look_at(sample.row if sample.row >= 0 else sample)

    def _correct(self, table: SampleTable, snapshot: Snapshot) -> None:
        """Show of the sample looked at what all other views show of it."""
        sample = self._presenter.sample
        if sample is None or not self._is_current(snapshot):
            return
        probe, place = probe_of(snapshot, sample), table.listed.place_of(sample)
        if probe is not None and place is not None:
            last = len(snapshot.lane.layout.sizes) - 1
            loss = probe["losses"].ravel()[0] if "losses" in probe else np.nan
            table.correct(place, probe[f"a{last}"][0], float(loss))

    @staticmethod
    def _is_current(snapshot: Snapshot) -> bool:
        figures = snapshot.samples
        return figures is not None and figures.iteration == snapshot.iteration

    def _words(self, snapshot: Snapshot) -> str:
        """Say which iteration the figures are of."""
        figures = snapshot.samples
        if figures is None:
            return "being worked out" if snapshot.at_rest else "worked out at rest"
        at = f"at iteration {count(figures.iteration)}"
        return at if snapshot.at_rest or self._is_current(snapshot) else f"as {at}"
