"""The state of a run in numbers that do not move about."""

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from nnviz.ui.controls.layouts import column_of
from nnviz.ui.theme.enlarging import keep_size
from nnviz.ui.theme.fonts import number_font
from nnviz.views.numbers import (
    cost_text,
    count,
    percent,
    short_count,
    signed,
    significant,
)
from nnviz.views.readings import Readings

_NOTHING = "–"
_SIZE = 14
_WIDEST, _LONGEST = "1.234e−5", "9,999,999"
"""The widest numbers: of all columns, which are equal, and of the iterations."""


_COST = (
    "Mean loss of the {} set, each loss times the weight of its class where classes "
    "have weights, plus the penalty of L1 and L2."
)
_TRAIN_COST, _TEST_COST = _COST.format("training"), _COST.format("test")
_COMPUTED = "What nnviz computes from the recorded weights and batch."
_RECORDED = "What the other program says that the batch costs."
_HELD_OUT = {"validation": _COST.format("validation"), "test": _TEST_COST}


class RunStatus(msgspec.Struct, frozen=True):
    """The state of a run; None is not known yet, or does not exist.

    Attributes
    ----------
    iteration, epoch
        Updates done, and passes over the training set.
    train_cost, held_out_cost
        The latest costs, one of them over the test set or the validation set.
    score
        Accuracy from 0 to 1, or R2 where ``score_name`` says so.
    rate
        Iterations a second.
    penalty
        What L1 and L2 add to the mean loss in either cost.
    judged_on
        The part that the score is of, and the cost if it is held out.
    recorded_cost
        What another program has recorded for the batch, NaN if nothing; the training
        cost is what nnviz computes of it then. None of a run of nnviz's own.
    """

    iteration: int = 0
    epoch: float = 0.0
    train_cost: float | None = None
    held_out_cost: float | None = None
    score: float | None = None
    score_name: str = "accuracy"
    rate: float | None = None
    penalty: float = 0.0
    judged_on: str = "training"
    recorded_cost: float | None = None


class Counter(QWidget):
    """A name above a number, as wide as the widest number it will show."""

    def __init__(self, name: str, words: str, widest: str, tip: str) -> None:
        super().__init__()
        self.setToolTip(tip)
        self.name = QLabel(words)
        self.name.setProperty("role", "caption")
        self.number = QLabel(_NOTHING)
        self.number.setObjectName(f"counter_{name}")
        self.number.setProperty("role", "counter")
        self.number.setAccessibleName(words)
        self.number.setTextFormat(Qt.TextFormat.PlainText)
        metrics = QFontMetrics(number_font(_SIZE, bold=True))
        # A character that another font lends would make the bar a pixel higher.
        width, height = metrics.horizontalAdvance(widest) + 2, metrics.height()
        keep_size(self.number, width=width, height=height)
        column_of(self.name, self.number, within=self, spacing=0)

    def show_text(self, text: str) -> None:
        """Show a formatted number."""
        if text != self.number.text():
            self.number.setText(text)


class Counters(QWidget):
    """Iteration, epoch, costs, accuracy and speed, side by side."""

    def __init__(self) -> None:
        super().__init__()
        self._scoreless, self._measured = False, ""
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(8)
        self._iteration = self._add(
            "iteration", "iteration", _LONGEST, "Weight updates so far."
        )
        self._epoch = self._add(
            "epoch", "epoch", _WIDEST, "Passes over the training set so far."
        )
        self._train = self._add(
            "train_cost",
            "training cost",
            _WIDEST,
            _TRAIN_COST,
        )
        self._test = self._add("test_cost", "test cost", _WIDEST, _TEST_COST)
        self._score = self._add(
            "accuracy",
            "accuracy",
            _WIDEST,
            "Share of samples that are classified correctly.",
        )
        self._rate = self._add(
            "rate", "iter/s", _WIDEST, "Iterations in the last second."
        )

    def show_status(self, status: RunStatus) -> None:
        self._iteration.show_text(_iteration(status.iteration))
        # Nobody knows how many batches another program calls an epoch.
        recorded = status.recorded_cost is not None
        self._epoch.show_text(_NOTHING if recorded else _epoch(status.epoch))
        self._show_costs(status)
        tested = status.judged_on.removesuffix("ing")
        self._measured = f"{tested}_{status.score_name.replace('R²', 'r2')}"
        self._score.name.setText(status.score_name)
        self._score.show_text(_score(status))
        rate = status.rate
        self._rate.show_text(_NOTHING if rate is None else short_count(rate))

    def _show_costs(self, status: RunStatus) -> None:
        held_out = "validation" if status.judged_on == "validation" else "test"
        second = f"{held_out} cost", _HELD_OUT[held_out], status.held_out_cost
        first = "training cost", _TRAIN_COST, status.train_cost
        if status.recorded_cost is not None:
            first = "computed cost", _COMPUTED, status.train_cost
            second = "recorded cost", _RECORDED, status.recorded_cost
        for counter, (name, tip, cost) in ((self._train, first), (self._test, second)):
            counter.name.setText(name)
            counter.show_text(_cost(cost))
            counter.setToolTip(tip + _split(cost, status.penalty))

    def readings(self) -> Readings:
        """Return what is known of the run; a score by the set it was measured on."""
        found, score = Readings(), self._measured
        for name, counter in (
            ("iteration", self._iteration),
            ("epoch", self._epoch),
            (_named(self._train, "train_cost"), self._train),
            (self._test.name.text().replace(" ", "_"), self._test),
            (score, self._score),
            ("iterations_per_second", self._rate),
        ):
            text = counter.number.text()
            if text != _NOTHING and not counter.isHidden():
                found.note(name, text)
        return found

    def show_few(self, few: bool) -> None:
        """Show only iteration, training cost and accuracy, or all counters."""
        for counter in (self._epoch, self._test, self._rate):
            counter.setHidden(few)
        if self._scoreless:
            for counter in (self._train, self._test, self._score):
                counter.hide()

    def leave_out_scores(self) -> None:
        """Show no cost and no accuracy from now on."""
        self._scoreless = True
        self.show_few(False)

    def _add(self, name: str, words: str, widest: str, tip: str) -> Counter:
        counter = Counter(name, words, widest, tip)
        self._line.addWidget(counter)
        return counter


def _named(counter: Counter, usual: str) -> str:
    """Return what a cost is called by other views."""
    name = counter.name.text()
    return name.replace(" ", "_") if name.startswith("computed") else usual


def _iteration(iteration: int) -> str:
    """Write an iteration; from ten millions on the lens line has all its digits."""
    return count(iteration) if iteration < 10_000_000 else short_count(iteration)


def _epoch(epoch: float) -> str:
    if epoch < 10_000:
        return f"{epoch:.1f}"
    return count(int(epoch)) if epoch < 100_000 else short_count(epoch)


def _cost(cost: float | None) -> str:
    return _NOTHING if cost is None else cost_text(cost)


def _split(cost: float | None, penalty: float) -> str:
    """Return the two parts of a cost, if there is a penalty."""
    if cost is None or not penalty:
        return ""
    loss = significant(cost - penalty)
    return f" {significant(cost)} = mean loss {loss} + penalty {significant(penalty)}."


def _score(status: RunStatus) -> str:
    if status.score is None:
        return _NOTHING
    if status.score_name == "accuracy":
        return percent(status.score)
    if abs(status.score) >= 10_000.0:
        return short_count(status.score)
    # An R2 near 0 would be too wide with three significant digits.
    near = abs(status.score) < 0.01
    return signed(status.score, 4).strip() if near else significant(status.score, 3)
