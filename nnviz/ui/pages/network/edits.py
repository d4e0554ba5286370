"""Every change the user makes goes through here, and can be undone."""

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from nnviz.core.errors import InputError
from nnviz.data.dataset import Dataset
from nnviz.session.config import RunConfig
from nnviz.session.undo import (
    ConfigChange,
    ParameterEdit,
    StartingPoint,
    UndoStep,
)
from nnviz.ui.pages.trail import UndoTrail
from nnviz.ui.threads.garbage import note_end
from nnviz.ui.threads.run_controller import RunController
from nnviz.views.earlier_runs import EarlierRun, EarlierRuns
from nnviz.views.words.change_words import (
    UNCHANGED,
    changed_settings,
    parameter_name,
    settings_in_short,
)

_FITTING = 1000
"""Milliseconds between two looks at what is left for the runs that were left."""


class Edits(UndoTrail):
    """Carries changes out on the run, and keeps them in order to be undone.

    Signals
    -------
    earlier_changed
        A run has been left, or brought back.
    settings_changed
        The settings have changed, in the same run or in a new one.
    refused
        A change is impossible; carries why.
    """

    earlier_changed = Signal()
    settings_changed = Signal()
    refused = Signal(str)

    def __init__(self, controller: RunController, parent: QObject) -> None:
        super().__init__(parent)
        self._controller = controller
        self._known: StartingPoint | None = None
        self._earlier = EarlierRuns()
        self._fitting = QTimer(self)
        self._fitting.timeout.connect(self._fit)
        self._fitting.start(_FITTING)
        controller.left.connect(self._keep)
        controller.went_back.connect(self._settle)
        controller.run_started.connect(self._know_record)
        controller.mistakes_ruled_out.connect(self._leave_mistakes_out)

    def open(
        self, config: RunConfig, dataset: Dataset | None = None, words: str = ""
    ) -> None:
        """Start another experiment, at rest."""
        self._controller.start(config, dataset)
        self.note(words)

    def follow_file(self, path: Path) -> None:
        """Show what another program has recorded in a file."""
        self._controller.follow_file(path)
        self.note(f"opened {path.name}")

    def _is_recorded(self, config: RunConfig | None = None) -> bool:
        """Tell whether a record is to be changed, which cannot be; say so then."""
        file = self._controller.recording
        other = config is not None and config.dataset != self._controller.config.dataset
        if file is None or other:
            return False
        # What was typed is taken back, and an earlier refusal with it.
        self.settings_changed.emit()
        self.refused.emit(
            f"Another program has recorded {file.name}: its iterations cannot be "
            "changed. “Train on from here” makes a run of them that can."
        )
        return True

    @Slot(object)
    def choose(self, config: RunConfig, words: str = "") -> None:
        """Take other settings; a run that trains continues to."""
        if self._is_recorded(config):
            return
        self._take(StartingPoint(config), words)

    @Slot()
    def new_weights(self) -> None:
        """Start again from the initial weights of the next seed."""
        if self._is_recorded():
            return
        config = self._controller.config
        seed = config.seed + 1
        self._take(
            StartingPoint(config.changed(seed=seed)), f"new weights, seed {seed}"
        )

    @Slot()
    def reset(self) -> None:
        """Go back to the same initial weights, at rest."""
        if self._is_recorded():
            return
        self._controller.reset()
        self.note("reset")

    def start_again(self, config: RunConfig, words: str) -> None:
        """Start another run with these settings, from the start, and train."""
        try:
            self._controller.reset(config)
        except InputError as error:
            self.refused.emit(str(error))
            return
        self.settings_changed.emit()
        self.note(words)
        self._controller.play()

    @property
    def here(self) -> StartingPoint:
        """The run at hand, for ``return_to``."""
        return self._controller.here

    @property
    def earlier_runs(self) -> tuple[EarlierRun, ...]:
        """The runs that were left, the latest first, without the one at hand."""
        now = self._controller.key
        return tuple(run for run in self._earlier.entries if run.key != now)

    def bring_back(self, key: int) -> None:
        """Go on with a run that was left, where it was."""
        if key == self._controller.key:
            return
        # What is known of it may be from the time before.
        self._controller.wait_for_left()
        run = self._earlier.find(key)
        if run is None:
            self.refused.emit("That run is no longer kept: others needed its memory")
            return
        self._controller.bring_back(run)
        self.settings_changed.emit()
        self.note(f"back to {run.words}")

    def hold(self, run: StartingPoint | None) -> None:
        """Do not forget a run for want of memory, until another or none is held."""
        self._earlier.held = None if run is None else run.run

    def return_to(self, run: StartingPoint, words: str) -> None:
        """Go on, at rest, with a run that was here; it may have been left as it began.

        Parameters
        ----------
        words
            What is done by that, for the history.
        """
        if run.run != self._controller.key:
            self._return_to(run)
            self.note(words)

    @Slot(int, int, int, float)
    def edit_weight(self, layer: int, neuron: int, column: int, value: float) -> None:
        """Set a weight; layers count from 1, neurons and columns from 0."""
        self._edit((layer, neuron, column), value)

    @Slot(int, int, float)
    def edit_bias(self, layer: int, neuron: int, value: float) -> None:
        """Set a bias, likewise."""
        self._edit((layer, neuron, -1), value)

    def _edit(self, place: tuple[int, int, int], value: float) -> None:
        start, snapshot = self._controller.started, self._controller.snapshot
        if start is None or self._is_recorded():
            return
        layout = start.lane.network.layout
        if not layout.has(*place):
            # A drag that began in a larger network goes on while another is shown.
            return
        index = layout.place_of(*place)
        known = start.lane.network if snapshot is None else snapshot.lane
        before = float(known.parameters[index])
        words = parameter_name(layout, place)
        try:
            self._controller.edit_parameter(index, value)
        except InputError as error:
            self.refused.emit(str(error))
            return
        run = self._controller.key
        self._trail.add(ParameterEdit(words, run, index, before, value))
        self._tell()

    @Slot()
    def end_gesture(self) -> None:
        """Begin a new change with the next edit: the drag is over."""
        self._trail.end_gesture()

    def _restore(self, change: UndoStep, *, after: bool) -> None:
        match change:
            case ParameterEdit():
                value = change.after if after else change.before
                self._controller.edit_parameter(change.place, value)
            case ConfigChange():
                self._go_back_to(change.after if after else change.before)

    def note(self, words: str = "") -> None:
        """Remember the run's settings, no matter who changed them."""
        before, after = self._known, self.here
        self._known = after
        if before is not None and before != after:
            words = words or changed_settings(before.config, after.config)
            if words == UNCHANGED:
                words = f"{settings_in_short(after.config)}, from the beginning"
            self._trail.add(ConfigChange(words, before, after))
        self._tell()

    def _take(self, choice: StartingPoint, words: str = "") -> None:
        if self._go_to(choice):
            self.note(words)

    def _go_to(self, choice: StartingPoint) -> bool:
        """Take settings; tell whether they are possible."""
        try:
            self._controller.change_to(choice.config, choice.dataset)
        except InputError as error:
            self.refused.emit(str(error))
            return False
        self.settings_changed.emit()
        return True

    def _go_back_to(self, choice: StartingPoint) -> None:
        """Take settings that were left: in the run that had them, as it was."""
        controller = self._controller
        if choice.run == controller.key:
            self._go_to(choice)
        else:
            playing = controller.playing
            self._return_to(choice)
            if playing:
                controller.play()
        self._known = self.here

    def _return_to(self, choice: StartingPoint) -> None:
        controller = self._controller
        controller.wait_for_left()
        run = self._earlier.find(choice.run)
        if run is None:
            # It was left as it began, or so long ago that it is forgotten.
            self._trail.forget_edits(choice.run)
            controller.start_again(choice)
        else:
            controller.bring_back(run)
        self.settings_changed.emit()

    @Slot(object)
    def _keep(self, run: EarlierRun) -> None:
        self._earlier.keep(run.key, run.session)
        self.earlier_changed.emit()

    @Slot()
    def _fit(self) -> None:
        """Let the runs at hand have the memory that they need."""
        if self._earlier.fit():
            note_end()
            self.earlier_changed.emit()

    @Slot()
    def _settle(self) -> None:
        """Forget the changes that led to a run that cannot be."""
        self._known = self.here
        self._trail.settle_at(self.here)
        self.settings_changed.emit()
        self._tell()

    @Slot()
    def _know_record(self) -> None:
        """Know the settings of a record, which has been read."""
        if self._controller.recording is not None:
            self._known = self.here

    @Slot()
    def _leave_mistakes_out(self) -> None:
        """Merge mistakes that were turned off with the change that ruled them out."""
        known, current = self._known, self.here
        if known is None:
            return
        left = current.config.mistakes
        if known.config.changed(mistakes=left) == current.config:
            self._known = current
