"""What was chosen to be compared: offered again next time, and undone on the page."""

import msgspec
from PySide6.QtCore import QObject, QSettings, Slot

from nnviz.live.snapshot import RunStart
from nnviz.session.comparison.choice import ComparisonChoice, choice_words
from nnviz.session.undo import ChoiceChange, UndoStep
from nnviz.ui.comparison.chooser import ComparisonChooser
from nnviz.ui.controls.remembered import RememberedFunctions, is_own
from nnviz.ui.pages.trail import UndoTrail
from nnviz.ui.threads.comparison_controller import ComparisonController
from nnviz.views.comparison.varied import FEWEST, MOST, VARIED, checked

_KEY = "comparison"
_OF_FUNCTIONS = ("activation", "output_activation")


class LastComparison(QObject):
    """Keeps the choice of a comparison from one window to the next.

    Parameters
    ----------
    functions
        The user's own; those typed in the comparison are put among them.
    settings
        Where the choice is kept, if anywhere.
    """

    def __init__(
        self,
        chooser: ComparisonChooser,
        controller: ComparisonController,
        functions: RememberedFunctions,
        settings: QSettings | None,
    ) -> None:
        super().__init__(chooser)
        self._chooser, self._functions = chooser, functions
        self._settings = settings
        self._offer()
        functions.changed.connect(self._offer)
        controller.run_started.connect(self._keep)
        found = None if settings is None else read_choice(settings.value(_KEY))
        if found is not None:
            self._chooser.show_choice(found)

    @Slot()
    def _offer(self) -> None:
        self._chooser.show_functions(self._functions.texts)

    @Slot(object)
    def _keep(self, start: RunStart) -> None:
        (first, *_), own = start.wish.variations, start.wish.own_initializers
        choice = ComparisonChoice(first.setting, first.values, own)
        if self._settings is not None:
            self._settings.setValue(_KEY, msgspec.json.encode(choice).decode())
        if choice.setting in _OF_FUNCTIONS:
            for text in reversed(choice.values):
                if is_own(text) and text not in self._functions.texts:
                    self._functions.add(text)


class ChoiceTrail(UndoTrail):
    """Keeps what was compared, or would have been; undo chooses it again.

    What is trained stays until the choice is compared: one press does that.
    """

    def __init__(self, chooser: ComparisonChooser) -> None:
        super().__init__(chooser)
        self._chooser = chooser
        chooser.chosen.connect(self.note)

    @Slot(object)
    def note(self, before: ComparisonChoice) -> None:
        """Remember what was chosen before, if it is something else now."""
        after = self._chooser.choice
        if after != before:
            self._trail.add(ChoiceChange(choice_words(before, after), before, after))
            self._tell()

    def _restore(self, change: UndoStep, *, after: bool) -> None:
        if isinstance(change, ChoiceChange):
            self._chooser.show_choice(change.after if after else change.before)


def read_choice(text: object) -> ComparisonChoice | None:
    """Return the choice that was kept, or None where it can be none any more."""
    try:
        found = msgspec.json.decode(str(text), type=ComparisonChoice)
    except (msgspec.DecodeError, UnicodeError):
        return None
    return possible_choice(found)


def possible_choice(found: ComparisonChoice) -> ComparisonChoice | None:
    """Return a choice that has been read with its values, or None if it cannot be."""
    values = tuple(tuple(v) if isinstance(v, list) else v for v in found.values)
    known = any(varied.setting == found.setting for varied in VARIED)
    if not known or not FEWEST <= len(values) <= MOST:
        return None
    if any(checked(found.setting, value) for value in values):
        return None
    return ComparisonChoice(found.setting, values, found.own_initializers)
