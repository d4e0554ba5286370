"""How fast training goes, or a walk: a slider, and a button that says it in words."""

import math

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QLabel,
    QPushButton,
    QSizePolicy,
    QSlider,
    QWidget,
)

from nnviz.live.pacing import AUTO, FIRST_RATE, LAST_RATE, Speed
from nnviz.ui.controls.layouts import row_of
from nnviz.ui.theme.enlarging import keep_size

TOP = 100
"""The last place of the slider, which means no limit."""

_FASTEST = 10_000.0
"""Iterations per second at the place before the last."""

FASTEST_WALK = 30
"""Steps per second at most, in parts of an iteration: the eye follows no more."""

_READABLE_WALK = 4
"""Steps per second of a walk at the speed "auto": each can be read."""

_WORDS = 86
"""Pixels for ten characters beside the slider."""

_TIP = (
    "Iterations per second, from one to as many as the machine can do. The mathematics "
    "is the same at any speed."
)
_SWITCH_TIP = (
    "“auto” begins slowly, so that you can watch, and gets faster by itself. Click to "
    "switch between auto and unlimited (Ctrl+U)."
)


class SpeedControl(QWidget):
    """Shows the speed, and announces another one that the user chooses.

    Signals
    -------
    chosen
        Carries a `nnviz.live.pacing.Speed`.
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._auto, self._walks, self._rate = False, False, 0.0
        self._words = QLabel("speed")
        self._words.setProperty("role", "muted")
        self._slider = _slider()
        self._words.setBuddy(self._slider)
        self._switch = QPushButton()
        self._switch.setObjectName("button_speed")
        self._switch.setProperty("role", "flat")
        self._switch.setProperty("face", "number")
        self._switch.setProperty("aligned", "left")
        self._switch.setToolTip(_SWITCH_TIP)
        keep_size(self._switch, width=_WORDS)
        line = row_of(
            self._words, (self._slider, 100), self._switch, within=self, spacing=2
        )
        # What is left over lies behind them: they stay together.
        line.addStretch(1)
        self._slider.valueChanged.connect(self._choose_place)
        self._switch.clicked.connect(self.switch)

    @property
    def speed(self) -> Speed:
        """The chosen speed."""
        return AUTO if self._auto else rate_at(self._slider.value())

    def show_speed(self, speed: Speed) -> None:
        """Show a speed; this announces nothing."""
        self._auto = speed == AUTO
        self._move_to(place_of(FIRST_RATE if speed == AUTO else speed))
        self._say()

    def show_rate(self, rate: float) -> None:
        """Show how fast training goes now, 0 at rest: "auto" moves the slider."""
        self._rate = rate
        if self._auto and not self._walks:
            self._move_to(place_of(rate or FIRST_RATE))
            self._say()

    def show_walk(self, walks: bool) -> None:
        """Show the speed of steps within an iteration, or of iterations."""
        self._walks = walks
        self._say()

    def show_room(self, *, for_heading: bool, for_words: bool) -> None:
        """Leave out what there is no room for."""
        self._words.setVisible(for_heading)
        self._switch.setHidden(not for_words)

    def move_by(self, places: int) -> None:
        """Move the slider, and announce it as if the user had."""
        self._slider.setValue(self._slider.value() + places)

    @Slot()
    def switch(self) -> None:
        """Switch from "auto", or any limit, to no limit, and from that to "auto"."""
        self.show_speed(AUTO if self.speed is None else None)
        self.chosen.emit(self.speed)

    @Slot()
    def _choose_place(self) -> None:
        self._auto = False
        self._say()
        self.chosen.emit(self.speed)

    def _move_to(self, place: int) -> None:
        self._slider.blockSignals(True)
        self._slider.setValue(place)
        self._slider.blockSignals(False)

    def _say(self) -> None:
        words = speed_words(self.speed, self._rate, walks=self._walks)
        if words != self._switch.text():
            self._switch.setText(words)
            self._switch.setAccessibleName(f"Speed: {words}")


def _slider() -> QSlider:
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setObjectName("speed")
    slider.setRange(0, TOP)
    slider.setPageStep(10)
    # It takes what the words and numbers beside it leave.
    slider.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    # The handle is higher than the groove, in large type as well.
    keep_size(slider, least_width=40, most_width=120, least_height=18)
    slider.setAccessibleName("Speed")
    slider.setToolTip(_TIP)
    return slider


def rate_at(place: int) -> float | None:
    """Return iterations per second, or None for no limit.

    Places are spaced evenly in the logarithm and rates rounded to two digits.
    """
    if place >= TOP:
        return None
    rate = _FASTEST ** (max(place, 0) / (TOP - 1))
    return float(f"{rate:.2g}")


def place_of(rate: float | None) -> int:
    """Return the place on the slider that is nearest to a rate."""
    if rate is None:
        return TOP
    place = (TOP - 1) * math.log(max(rate, 1.0)) / math.log(_FASTEST)
    return min(round(place), TOP - 1)


def walking_rate(speed: Speed) -> int:
    """Return the steps per second, in parts of an iteration, at a speed."""
    if speed == AUTO:
        return _READABLE_WALK
    return round(min(speed or FASTEST_WALK, FASTEST_WALK))


def speed_words(speed: Speed, rate: float, *, walks: bool) -> str:
    """Return what is written beside the slider.

    Parameters
    ----------
    rate
        Iterations per second as measured, 0 at rest.
    walks
        Whether it is the speed of steps within an iteration.
    """
    if walks:
        return f"{walking_rate(speed)} steps/s"
    if speed == AUTO:
        if rate >= LAST_RATE:
            return "auto, max"
        return f"auto {_short(rate)}/s" if rate else "auto"
    return "unlimited" if speed is None else f"{_short(speed)}/s"


def _short(rate: float) -> str:
    """Write a rate in three characters; more digits would only flicker."""
    if rate < 1000:
        return f"{rate:.2g}" if rate < 9.95 else f"{rate:.0f}"
    return f"{rate / 1000:.0f}k"
