"""Every change the user makes goes through here, and can be undone."""

from PySide6.QtCore import QObject, Signal, Slot

from nnviz.core.errors import InputError
from nnviz.data.dataset import Dataset
from nnviz.session.config import RunConfig
from nnviz.session.undo import (
    ConfigChange,
    ParameterEdit,
    StartingPoint,
    UndoStack,
    UndoStep,
)
from nnviz.ui.threads.run_controller import RunController
from nnviz.views.earlier_runs import EarlierRun, EarlierRuns
from nnviz.views.words.change_words import changed_settings, parameter_name


class Edits(QObject):
    """Carries changes out on the run, and keeps them in order to be undone.

    Signals
    -------
    trail_changed
        What undo and redo would do now, in words; "" where there is nothing.
    earlier_changed
        A run has been left, or brought back.
    settings_changed
        The settings have changed, in the same run or in a new one.
    refused
        A change is impossible; carries why.
    """

    trail_changed = Signal(str, str)
    earlier_changed = Signal()
    settings_changed = Signal()
    refused = Signal(str)

    def __init__(self, controller: RunController, parent: QObject) -> None:
        super().__init__(parent)
        self._controller = controller
        self._trail = UndoStack()
        self._known: StartingPoint | None = None
        self._earlier = EarlierRuns()
        controller.left.connect(self._keep)
        controller.mistake_ruled_out.connect(self._leave_mistake_out)

    @property
    def undoable(self) -> str:
        """What undo would take back, in words, or ""."""
        return _words(self._trail.undoable)

    @property
    def redoable(self) -> str:
        """What redo would make again, in words, or ""."""
        return _words(self._trail.redoable)

    @property
    def history(self) -> tuple[str, ...]:
        """All changes in words, in order, those that have been undone last."""
        return tuple(change.words for change in self._trail.changes)

    @property
    def done(self) -> int:
        """The number of changes that have not been undone."""
        return self._trail.done

    def go_to(self, place: int) -> None:
        """Undo or redo until this many changes are done."""
        for move in (self.undo,) * (self.done - place):
            move()
        for move in (self.redo,) * (place - self.done):
            move()

    def open(
        self, config: RunConfig, dataset: Dataset | None = None, words: str = ""
    ) -> None:
        """Start another experiment, at rest."""
        self._controller.start(config, dataset)
        self.note(words)

    @Slot(object)
    def choose(self, config: RunConfig, words: str = "") -> None:
        """Take other settings; a run that trains continues to."""
        self._take(StartingPoint(config), words)

    @Slot()
    def new_weights(self) -> None:
        """Start again from the initial weights of the next seed."""
        config = self._controller.config
        seed = config.seed + 1
        self._take(
            StartingPoint(config.changed(seed=seed)), f"new weights, seed {seed}"
        )

    @Slot()
    def reset(self) -> None:
        """Go back to the same initial weights, at rest."""
        self._controller.reset()
        self.note("reset")

    @property
    def earlier_runs(self) -> tuple[EarlierRun, ...]:
        """The runs that were left, the latest first, without the one at hand."""
        now = self._controller.key
        return tuple(run for run in self._earlier.entries if run.key != now)

    def bring_back(self, key: int) -> None:
        """Go on with a run that was left, where it was."""
        run = self._earlier.find(key)
        if run is None:
            return
        self._controller.bring_back(run)
        self.settings_changed.emit()
        self.note(f"back to {run.words}")

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
        if start is None:
            return
        layout = start.lane.network.layout
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

    @Slot()
    def undo(self) -> None:
        """Take the last change back."""
        if self._trail.undoable is None:
            return
        change = self._trail.undo()
        if isinstance(change, ParameterEdit):
            self._controller.edit_parameter(change.place, change.before)
        else:
            self._go_back_to(change.before)
        self._tell()

    @Slot()
    def redo(self) -> None:
        """Make the change again that was undone last."""
        if self._trail.redoable is None:
            return
        change = self._trail.redo()
        if isinstance(change, ParameterEdit):
            self._controller.edit_parameter(change.place, change.after)
        else:
            self._go_back_to(change.after)
        self._tell()

    def note(self, words: str = "") -> None:
        """Remember the run's settings, no matter who changed them."""
        before, after = self._known, self._current
        self._known = after
        if before is not None and before != after:
            words = words or changed_settings(before.config, after.config)
            self._trail.add(ConfigChange(words, before, after))
        self._tell()

    @property
    def _current(self) -> StartingPoint:
        controller = self._controller
        return StartingPoint(controller.config, controller.given, controller.key)

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
            self._return_to(choice)
        self._known = self._current

    def _return_to(self, choice: StartingPoint) -> None:
        controller, playing = self._controller, self._controller.playing
        controller.wait_for_left()
        run = self._earlier.find(choice.run)
        if run is None:
            # It was left as it began, or so long ago that it is forgotten.
            self._trail.forget_edits(choice.run)
            controller.start_again(choice)
        else:
            controller.bring_back(run)
        self.settings_changed.emit()
        if playing:
            controller.play()

    @Slot(object)
    def _keep(self, run: EarlierRun) -> None:
        self._earlier.keep(run.key, run.session)
        self.earlier_changed.emit()

    @Slot()
    def _leave_mistake_out(self) -> None:
        """Merge a mistake that was turned off with the change that ruled it out."""
        known, current = self._known, self._current
        if known is not None and known.config.changed(mistake=None) == current.config:
            self._known = current

    def _tell(self) -> None:
        self.trail_changed.emit(self.undoable, self.redoable)


def _words(change: UndoStep | None) -> str:
    return "" if change is None else change.words
