"""What the message bar says of the run, and what its button then does."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from nnviz.session.comparison.number_words import title
from nnviz.session.config import RunConfig
from nnviz.session.findings.finding import Finding
from nnviz.session.stop import Stop
from nnviz.ui.controls.message_bar import Kind, MessageBar
from nnviz.ui.pages.network.edits import Edits
from nnviz.ui.pages.network.run_charts import RunCharts
from nnviz.ui.threads.run_controller import RunController
from nnviz.views.experiment.section_changes import kept_words, without_kept
from nnviz.views.numbers import exact
from nnviz.views.words.change_words import setting_name
from nnviz.views.words.finding_words import headline


class Notices(QObject):
    """Says why a run ended, and offers a remedy where there is one."""

    def __init__(
        self,
        controller: RunController,
        edits: Edits,
        messages: MessageBar,
        charts: RunCharts,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._controller, self._edits = controller, edits
        self._messages, self._charts = messages, charts
        self._refusal: str | None = None
        self._end: tuple[str, str | None] | None = None
        self._config: RunConfig | None = None
        controller.stopped.connect(self._show_stop)
        controller.failed.connect(self._show_failure)
        controller.went_back.connect(self._show_return)
        controller.run_started.connect(self._begin)
        controller.playing_changed.connect(self._clear_when_playing)
        edits.refused.connect(self.show_refusal)
        edits.settings_changed.connect(self.clear_refusal)

    @Slot(str)
    def show_refusal(self, why: str) -> None:
        """Say why something the user wants is impossible."""
        self._say(why, "warning")
        self._refusal = why

    @Slot(object)
    def _show_stop(self, stop: Stop) -> None:
        said = f"{_sentence(stop.message)}{self._keep_best()}"
        if stop.reason != "diverged":
            offered = self._controller.config.patience and self._charts.best.is_over
            self._end = said, "Go to the best" if offered else None
            # Whether it has learned is not known yet.
            self._say_end("info")
            return
        remedy = dict(stop.remedy)
        if not remedy:
            self._say(said, "error")
            return
        words = " and ".join(_setting(name, value) for name, value in remedy.items())

        def start_again() -> None:
            # The cost diverged, so the weights are of no use: a new run begins.
            self._edits.choose(self._controller.config.changed(**remedy))
            self._controller.play()

        self._say(said, "error", f"Start again with {words}", start_again)

    def _keep_best(self) -> str:
        """Make the best moment the present if it is to be kept; say so."""
        best = self._charts.best
        if self._controller.config.keep != "best" or best.best is None:
            return ""
        if best.is_over:
            self._show_best()
            self._controller.go_on_from_here()
        return f". Kept: {best.words}"

    def _show_best(self) -> None:
        best = self._charts.best.best
        if best is not None:
            self._controller.show_moment(best.iteration, self._charts.branch)

    def _say_end(self, kind: Kind, more: str = "") -> None:
        if self._end is not None:
            said, action = self._end
            self._say(f"{said}{more}", kind, action, self._show_best)

    @Slot(object)
    def judge_stop(self, findings: tuple[Finding, ...]) -> None:
        """Say whether a run that has ended has learned, if its end is still said."""
        if self._end is None or self._messages.text != self._end[0]:
            self._end = None
            return
        if not findings:
            self._say_end("good")
        else:
            wrong = f". Something is wrong: see {headline(findings)} above"
            self._say_end("warning", wrong)
        self._end = None

    @Slot(str)
    def _show_failure(self, message: str) -> None:
        undoable = self._edits.undoable
        if self._controller.started is not None:
            said = f"Training stopped because of an unexpected error: {message}"
            self._say(said, "error", "Start again", self._controller.reset)
        elif undoable:
            self._say(message, "error", f"Undo {undoable}", self._edits.undo)
        else:
            self._say(message, "error")

    @Slot(str)
    def _show_return(self, why: str) -> None:
        self._say(f"{why}. Your run is as it was.", "error")

    @Slot()
    def _begin(self) -> None:
        """Say what other data have taken over from the run before."""
        self._messages.clear()
        before, self._config = self._config, self._controller.config
        kept = kept_words(before, self._config) if before is not None else ""
        if kept:
            self._say(kept, "info", "Use the defaults", self._forget_kept)

    def _forget_kept(self) -> None:
        config = self._controller.config
        self._edits.choose(without_kept(config), "default settings")

    @Slot()
    def clear_refusal(self) -> None:
        """Take a refusal away, if it is still seen: there is a value that can be."""
        if self._refusal is not None and self._messages.text == self._refusal:
            self._messages.clear()
        self._refusal = None

    @Slot(bool)
    def _clear_when_playing(self, playing: bool) -> None:
        if playing:
            self._messages.clear()

    def _say(
        self,
        text: str,
        kind: Kind,
        action: str | None = None,
        remedy: Callable[[], None] | None = None,
    ) -> None:
        self._messages.show_message(text, kind, action, remedy)


def _sentence(text: str) -> str:
    """Begin a text with a capital."""
    return text[:1].upper() + text[1:]


def _setting(name: str, value: object) -> str:
    if value is None:
        return f"no {setting_name(name)}"
    shown = exact(value) if isinstance(value, float) else f"'{title(str(value))}'"
    return f"{setting_name(name)} {shown}"
