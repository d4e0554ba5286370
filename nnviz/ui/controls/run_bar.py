"""The bar that drives a run: reset, back, play, step, step size, speed, counters."""

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from nnviz.live.pacing import Speed
from nnviz.ui.controls.counters import Counters, RunStatus
from nnviz.ui.controls.icons import SIZE, icon
from nnviz.ui.controls.segments import Segment, Segments
from nnviz.ui.controls.speed_control import SpeedControl
from nnviz.ui.theme.enlarging import enlarged, keep_size
from nnviz.ui.theme.themed import Themed

STEP_SIZES = (
    Segment("term", "One product w·a of one neuron's sum."),
    Segment("neuron", "One neuron of one operation: its z, or its a."),
    Segment("layer", "One layer of the forward or the backward pass."),
    Segment("phase", "One of forward, loss, backward and update."),
    Segment("sample", "The same place, for the next sample of the batch."),
    Segment("iteration", "One batch: forward, loss, backward, update."),
    Segment("epoch", "All batches of the training set, once."),
)
_TRAIN = "Train", "Train until paused (Space)."
_WALK = "Walk", "Walk through iterations, step by step, until paused (Space)."
_PAUSE = "Stop after this step or iteration (Space)."
_PARTS = ("term", "neuron", "layer", "phase", "sample")
"""The sizes of a step that are parts of an iteration."""

_RESET = "Start again from the same initial weights (Ctrl+R)."
_BACK = "One step back of the chosen size (Left)."
_NEW_WEIGHTS = (
    "New initial weights, from the next seed. A running network keeps training "
    "(Ctrl+Shift+R)."
)
_TAKE_OVER = (
    "Train on from here",
    "Make a run of nnviz's own that begins with exactly the weights shown, and train.",
)
_REPLAY = (
    "Replay",
    "Show the recorded iterations one after the other until paused (Space).",
)
_ROOMY = 1700
"""From this width on [px], the buttons have words beside their icons."""
_LEAST = 600
"""The least width [px]."""
_NARROW = 28
_LESS_AND_LESS = (
    (False, True, False),
    (True, True, False),
    (True, False, False),
    (True, False, True),
)
"""Whether only few counters are shown, the speed in words, and only the main buttons:
the first that has room."""
_ANY = 16_777_215
"""The largest width Qt knows."""


class RunBar(Themed, QWidget):
    """Controls a run by wishes, and shows its state; it changes nothing by itself.

    Signals
    -------
    reset_requested, step_back_requested
        The user wants the initial weights back, or one step back.
    new_weights_requested
        The user wants other initial weights.
    take_over_requested
        The user wants to train on from recorded weights.
    play_requested, pause_requested
        The user wants training to continue, or to pause.
    step_requested
        The user wants one step of the chosen size.
    step_size_chosen
        Carries the size.
    speed_chosen
        Carries a `nnviz.live.pacing.Speed`.
    """

    reset_requested = Signal()
    step_back_requested = Signal()
    new_weights_requested = Signal()
    take_over_requested = Signal()
    play_requested = Signal()
    pause_requested = Signal()
    step_requested = Signal()
    step_size_chosen = Signal(str)
    speed_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("run_bar")
        self.setAccessibleName("Run controls")
        self._running = self._of_record = False
        self._words: dict[QPushButton, tuple[str, str]] = {}
        self._reset = self._button("reset", "Reset", _RESET)
        self._new = self._button("new_weights", "New weights", _NEW_WEIGHTS)
        self._take_over = self._button("take_over", *_TAKE_OVER)
        self._take_over.hide()
        self._back = self._button("back", "Back", _BACK)
        self._play = self._button("play", *_TRAIN)
        self._step = self._button(
            "step", "Step", "One step of the chosen size (Right)."
        )
        self._sizes = Segments("step_size", STEP_SIZES)
        self._speed, self._counters = SpeedControl(), Counters()
        self._place()
        self._connect()
        self.allow_step_back(False)
        self.show_step_size("iteration")
        self.show_speed(None)
        self.show_running(False)
        self.setFocusProxy(self._play)
        self._recolour()
        self._fit()

    @property
    def speed(self) -> Speed:
        """The chosen speed."""
        return self._speed.speed

    @property
    def step_size(self) -> str:
        """The chosen size of a step."""
        return self._sizes.current

    def show_running(self, running: bool) -> None:
        """Show whether training is running."""
        self._running = running
        train = _REPLAY if self._of_record else _TRAIN
        words, tip = _WALK if self._walks else train
        if running:
            words, tip = "Pause", _PAUSE
        self._words[self._play] = (words, tip)
        self._play.setText(words)
        self._play.setAccessibleName(words)
        self._play.setToolTip(tip)
        self._step.setEnabled(not running)
        self._show_play_sign()

    def show_record(self, of_record: bool) -> None:
        """Offer to train on from what another program has recorded, or to train."""
        self._of_record = of_record
        self._take_over.setVisible(of_record)
        self.show_running(self._running)
        self._fit()

    def show_step_size(self, size: str) -> None:
        """Show the size of a step; this announces nothing."""
        self._sizes.show_current(size)
        self._show_pace()

    @property
    def _walks(self) -> bool:
        """Whether steps are parts of an iteration."""
        return self._sizes.current in _PARTS

    @Slot()
    def _show_pace(self) -> None:
        """Say what the button does with steps of this size, and how fast."""
        self.show_running(self._running)
        self._speed.show_walk(self._walks)

    def show_speed(self, speed: Speed) -> None:
        """Show the speed; this announces nothing."""
        self._speed.show_speed(speed)

    def change_speed(self, places: int) -> None:
        """Move the slider by this many places, and announce it as if the user had."""
        self._speed.move_by(places)

    def switch_speed(self) -> None:
        """Switch between "auto" and no limit, and announce it as if the user had."""
        self._speed.switch()

    def show_status(self, status: RunStatus) -> None:
        self._counters.show_status(status)
        self._speed.show_rate(status.rate or 0.0)

    def leave_out_scores(self) -> None:
        """Show no cost and no accuracy, for a page that has several of each."""
        self._counters.leave_out_scores()
        self._fit()

    def allow_step_back(self, allowed: bool) -> None:
        self._back.setEnabled(allowed)

    def _recolour(self) -> None:
        theme = self.theme
        for button, name in (
            (self._reset, "reset"),
            (self._new, "new_weights"),
            (self._back, "back"),
            (self._step, "step"),
        ):
            button.setIcon(icon(name, theme.text, theme.disabled))
        self._show_play_sign()

    def minimumSizeHint(self) -> QSize:
        """Allow a narrow window: the bar leaves out what does not fit."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), enlarged(_LEAST)), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        roomy = self.width() >= enlarged(_ROOMY)
        for button, (words, _) in self._words.items():
            wordy = roomy or button in (self._play, self._take_over)
            button.setText(words if wordy else "")
            if button not in (self._play, self._take_over):
                button.setMinimumWidth(0 if roomy else enlarged(_NARROW))
                button.setMaximumWidth(_ANY if roomy else enlarged(_NARROW))
        keep_size(self._play, width=110 if roomy else 98)
        # What the plots show too is left out first, then what menu and keys do too.
        has_room = False
        for few, worded, bare in _LESS_AND_LESS:
            self._speed.show_room(for_heading=roomy, for_words=worded)
            self._counters.show_few(few)
            self._speed.setHidden(bare)
            for widget in (self._reset, self._new):
                widget.setHidden(bare or self._of_record)
            for part in (self._speed, self._counters):
                # Else their sizes are those of before.
                part.updateGeometry()
            # The step sizes stay side by side as long as there is something to omit.
            unfolded = self._sizes.sizeHint() - self._sizes.minimumSizeHint()
            least = super().minimumSizeHint().width()
            has_room = least + unfolded.width() <= self.width()
            if has_room or (not worded and least <= self.width()):
                break
        # Else, folded, they would hold the room that they do not have unfolded.
        folded = self._sizes.minimumSizeHint().width()
        self._sizes.setMaximumWidth(_ANY if has_room else folded)

    def _show_play_sign(self) -> None:
        sign = "pause" if self._running else "play"
        shown = icon(sign, self.theme.on_accent, self.theme.disabled)
        # Qt lays the whole window out again for a picture, even for the same one.
        if shown.cacheKey() != self._play.icon().cacheKey():
            self._play.setIcon(shown)

    def _button(self, name: str, words: str, tip: str) -> QPushButton:
        button = QPushButton(words)
        button.setObjectName(f"button_{name}")
        button.setAccessibleName(words)
        button.setToolTip(tip)
        keep_size(button, icon_width=SIZE, icon_height=SIZE)
        self._words[button] = (words, tip)
        return button

    def _place(self) -> None:
        self._play.setProperty("role", "primary")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 4, 0, 4)
        line.setSpacing(5)
        for button in self._words:
            line.addWidget(button)
        line.addSpacing(2)
        line.addWidget(self._sizes)
        line.addSpacing(2)
        line.addWidget(self._speed, 1)
        line.addSpacing(6)
        line.addWidget(self._counters)

    def _connect(self) -> None:
        self._reset.clicked.connect(self.reset_requested)
        self._new.clicked.connect(self.new_weights_requested)
        self._take_over.clicked.connect(self.take_over_requested)
        self._back.clicked.connect(self.step_back_requested)
        self._play.clicked.connect(self._toggle)
        self._step.clicked.connect(self.step_requested)
        self._sizes.chosen.connect(self._show_pace)
        self._sizes.chosen.connect(self.step_size_chosen)
        self._speed.chosen.connect(self.speed_chosen)

    @Slot()
    def _toggle(self) -> None:
        wish = self.pause_requested if self._running else self.play_requested
        wish.emit()
