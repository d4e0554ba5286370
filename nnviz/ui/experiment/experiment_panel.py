"""The experiment panel: it shows a configuration and emits wishes."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from nnviz.data.dataset import Dataset
from nnviz.session.config import RunConfig
from nnviz.ui.controls.layouts import column_of, scrolled
from nnviz.ui.controls.remembered import RememberedFunctions
from nnviz.ui.experiment.data_section import DataSection, SamplesSection
from nnviz.ui.experiment.layers_section import ActivationSection, LayersSection
from nnviz.ui.experiment.number_field import NumberField
from nnviz.ui.experiment.start_section import StartSection, StopSection
from nnviz.ui.experiment.training_section import TrainingSection
from nnviz.ui.theme.enlarging import keep_size
from nnviz.ui.theme.style import set_role
from nnviz.views.experiment.choices import ShownSettings

if TYPE_CHECKING:
    from nnviz.ui.own_function.own_function_window import OwnFunctionWindow


class ExperimentPanel(QWidget):
    """Everything that can be chosen about a run.

    The panel is passive: a wish changes nothing until the configuration comes back
    through ``show_config``.

    Signals
    -------
    config_requested
        The user wants this `RunConfig`: the one shown with something changed.
    file_requested
        The user wants to open a file.
    refused
        What the user typed is impossible; carries why.
    """

    config_requested = Signal(object)
    file_requested = Signal()
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("experiment_panel")
        self.setAccessibleName("Experiment")
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        keep_size(self, least_width=240)
        self.functions = RememberedFunctions(self)
        self.functions.changed.connect(self._show_again)
        self._shown: ShownSettings | None = None
        self._opened: QWidget | None = None
        self._writing: OwnFunctionWindow | None = None
        self._take: Callable[[str], None] | None = None
        self._data = DataSection()
        self._activation = ActivationSection()
        self._sections = (
            self._data,
            # What is changed most comes next: it is in sight on a small screen, too.
            TrainingSection(),
            LayersSection(),
            self._activation,
            SamplesSection(),
            StartSection(),
            StopSection(),
        )
        self._data.file_requested.connect(self.file_requested)
        for section in self._sections:
            section.wished.connect(self.config_requested)
            section.refused.connect(self.refused)
            section.own_function_requested.connect(self._ask_function)
            section.unfolded.connect(self._bring_into_view)
        self._build()

    def show_config(self, config: RunConfig, dataset: Dataset) -> None:
        """Show a configuration on its data set; this announces nothing.

        Only the sections that show a changed setting, or wait for an answer to a wish,
        are shown again; all of them are if the data set is another one, or nothing has
        changed.

        Parameters
        ----------
        config
            As the user chose it: what is None stays open, and follows another data
            set when that is chosen.
        dataset
            What the configuration loads, with or without its derived inputs.

        Raises
        ------
        InputError
            If the configuration is impossible on this data set.
        """
        before = self._shown
        shown = ShownSettings.of(config, dataset, self.functions.texts)
        self._shown = shown
        changed = None if before is None else shown.changed_since(before)
        for section in self._sections:
            # A section that asked for something else still shows what it asked for.
            if not changed or section.awaits_answer or changed & section.settings:
                section.present(shown)
            else:
                section.shown = shown

    def take_typed(self) -> None:
        """Take the number that is being typed, as Enter does."""
        field = self.focusWidget()
        if isinstance(field, NumberField) and field.hasFocus():
            field.commit()

    def fields(self) -> list[tuple[str, str, QWidget]]:
        """Return the headings, names and fields of the settings in use."""
        return [
            (section.heading, name, field)
            for section in self._sections
            for name, field in section.fields()
        ]

    def go_to_field(self, heading: str, name: str) -> None:
        """Bring a field into sight if it is in use, and let it have the keys."""
        known = {(section, words): field for section, words, field in self.fields()}
        field = known.get((heading, name))
        if field is None:
            return
        for section in self._sections:
            if section.isAncestorOf(field):
                section.unfold(True)
        self._body.adjustSize()
        self._scroll.ensureWidgetVisible(field)
        field.setFocus(Qt.FocusReason.TabFocusReason)

    def choose_data_set(self, name: str) -> None:
        """Wish for a bundled data set."""
        self._data.choose(name)

    @Slot()
    def _show_again(self) -> None:
        if self._shown is not None:
            self.show_config(self._shown.config, self._shown.dataset)

    @Slot(str, str, object)
    def _ask_function(
        self, place: str, current: str, take: Callable[[str], None]
    ) -> None:
        """Open the window to write a function in, for one place of the network."""
        if self._writing is None:
            from nnviz.ui.own_function.own_function_window import OwnFunctionWindow

            self._writing = OwnFunctionWindow(self)
            self._writing.chosen.connect(self._take_function)
        self._take = take
        self._writing.ask(place, current)

    @Slot(str)
    def _take_function(self, text: str) -> None:
        self.functions.add(text)
        if self._take is not None:
            self._take(text)

    @Slot()
    def _bring_into_view(self) -> None:
        """Scroll to a section that was opened, once there is room for its height."""
        section = self.sender()
        if isinstance(section, QWidget):
            self._opened = section

    @Slot()
    def _scroll_to_opened(self) -> None:
        section, self._opened = self._opened, None
        if section is not None:
            top, height = section.y(), section.sizeHint().height()
            self._scroll.ensureVisible(0, top + height, 0, 0)
            self._scroll.ensureVisible(0, top, 0, 0)

    def _build(self) -> None:
        self._body = body = QWidget()
        stack = QVBoxLayout(body)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(0)
        for section in self._sections:
            if section is not self._data:
                stack.addWidget(_line())
            stack.addWidget(section)
        stack.addStretch(1)
        scroll = self._scroll = scrolled(body)
        scroll.verticalScrollBar().rangeChanged.connect(self._scroll_to_opened)
        column_of(scroll, within=self)


def _line() -> QFrame:
    line = QFrame()
    line.setFrameShape(QFrame.Shape.HLine)
    line.setFrameShadow(QFrame.Shadow.Plain)
    set_role(line, "rule")
    return line
