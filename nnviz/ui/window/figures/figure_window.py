"""The window that exports a view as a figure: how it will look, and where it goes."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication, QImage, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from nnviz.core.errors import InputError
from nnviz.ui.controls.choice_box import ChoiceBox
from nnviz.ui.controls.file_dialogs import figure_dialog
from nnviz.ui.figures.figure import Figure
from nnviz.ui.figures.writers import contents_of, copy_figure, image_of
from nnviz.ui.theme.enlarging import enlarged
from nnviz.ui.theme.style import set_role
from nnviz.ui.threads.writing_thread import FileWriter
from nnviz.ui.window.figures.figure_source import FigureSource
from nnviz.ui.window.figures.figure_views import VIEWS
from nnviz.ui.window.figures.shown_figure import SHOWN, THEMES, FigureWish, shown_figure
from nnviz.ui.window.help.help_window import HelpWindow
from nnviz.views.numbers import count

_SIZE = (860, 560)
_PREVIEW = QSize(520, 440)
_CLIPBOARD_DPI = 300
_WIDTHS, _FONTS = (30.0, 400.0), (3.0, 24.0)
_WORDS = {"values": "Values", "names": "Names", "biases": "Biases"}
_WORDS_OF_THEME = {"print": "for print", "light": "light", "dark": "dark"}


class FigureWindow(HelpWindow):
    """Shows a view as it will be on paper; it is as the window shows it now."""

    def __init__(self, source: FigureSource, view: str, parent: QWidget) -> None:
        super().__init__("figure_window", "Export figure", _SIZE, parent)
        self._source = source
        self._figure: Figure | None = None
        self._soon = QTimer(self, interval=0, singleShot=True)
        self._soon.timeout.connect(self.draw)
        self._names = offered(source)
        self.view, self.theme = ChoiceBox(), ChoiceBox()
        self.width_mm = _field("figure_width", " mm", _WIDTHS, 85.0)
        self.font_size = _field("figure_font", " pt", _FONTS, 7.0)
        self.shown = {name: QCheckBox(_WORDS[name]) for name in SHOWN}
        self.preview, self.words = QLabel(), QLabel()
        self._copy, self._save = QPushButton("Copy"), QPushButton("Save as…")
        self._writer = FileWriter(source.panels.messages.show_message, self)
        place = self._names.index(view) if view in self._names else 0
        titles = [VIEWS[name].title.capitalize() for name in self._names]
        self.view.show_names(titles, place)
        self.theme.show_names([_WORDS_OF_THEME[name] for name in THEMES], 0)
        self._lay_out()
        self._connect()
        self.draw()

    @property
    def figure(self) -> Figure | None:
        """What is wanted, None where the view has nothing to show."""
        if self._soon.isActive():
            self.draw()
        return self._figure

    @Slot()
    def draw(self) -> None:
        """Draw the figure anew, as the window shows it now."""
        self._soon.stop()
        name = self._names[max(self.view.currentIndex(), 0)]
        wish = FigureWish(
            view=name,
            width=self.width_mm.value(),
            font=self.font_size.value(),
            theme=THEMES[max(self.theme.currentIndex(), 0)],
            shown=tuple(n for n, box in self.shown.items() if box.isChecked()),
        )
        for box in self.shown.values():
            box.setEnabled(name == "diagram")
        try:
            self._figure = shown_figure(self._source, wish)
        except InputError as error:
            self._figure = None
            self.preview.clear()
            self._say(str(error).partition(": ")[2] or str(error))
        else:
            self._show(self._figure)
        for button in (self._copy, self._save):
            button.setEnabled(self._figure is not None)

    @Slot()
    def _draw_soon(self) -> None:
        """Draw once for all that is chosen at once: it may take a tenth of a second."""
        self._soon.start()

    @Slot()
    def copy(self) -> None:
        """Put the figure on the clipboard, as SVG and as pixels."""
        if (figure := self.figure) is not None:
            data = copy_figure(figure, _CLIPBOARD_DPI)
            QGuiApplication.clipboard().setMimeData(data)

    @Slot()
    def ask(self) -> None:
        """Let the user name a file."""
        name = self._names[max(self.view.currentIndex(), 0)]
        dialog = figure_dialog(self, f"{name}.svg", self._kinds)
        dialog.fileSelected.connect(self.write)
        dialog.show()

    @property
    def _kinds(self) -> Sequence[str]:
        """What the figure can also be written as, besides pictures."""
        figure = self.figure
        if figure is None:
            return ()
        tikz = ("TikZ (*.tex)",) if figure.tikz else ()
        if figure.table is None:
            return tikz
        tables = ("CSV (*.csv)", "Markdown (*.md)")
        return (*(tikz or ("LaTeX (*.tex)",)), *tables)

    @Slot(str)
    def write(self, name: str) -> None:
        """Write the figure into a file."""
        figure, path = self.figure, Path(name)
        if figure is not None:
            # Painters work in this thread alone; the disk may take its time.
            try:
                contents = contents_of(figure, path)
            except InputError as error:
                self._say(str(error))
                return
            self._writer.write(path, lambda _: contents)

    def _show(self, figure: Figure) -> None:
        room = enlarged(_PREVIEW)
        size = figure.size
        ratio = min(room.width() / size.width(), room.height() / size.height())
        device = self.devicePixelRatioF()
        image: QImage = image_of(figure, ratio * device)
        image.setDevicePixelRatio(device)
        self.preview.setPixmap(QPixmap.fromImage(image))
        self.preview.setAccessibleName(figure.title)
        width, height = (
            count(round(size)) for size in (figure.width_mm, figure.height_mm)
        )
        self._say(f"{figure.title}, {width} × {height} mm")

    def _say(self, words: str) -> None:
        self.words.setText(words)

    def _connect(self) -> None:
        self.view.picked.connect(self._draw_soon)
        self.theme.picked.connect(self._draw_soon)
        for field in (self.width_mm, self.font_size):
            field.valueChanged.connect(self._draw_soon)
        for box in self.shown.values():
            box.setChecked(True)
            box.toggled.connect(self._draw_soon)
        self._copy.clicked.connect(self.copy)
        self._save.clicked.connect(self.ask)

    def _lay_out(self) -> None:
        form = QFormLayout()
        for title, widget, name in (
            ("&View", self.view, "figure_view"),
            ("&Width", self.width_mm, "figure_width"),
            ("Small &text", self.font_size, "figure_font"),
            ("C&olours", self.theme, "figure_theme"),
        ):
            widget.setObjectName(name)
            form.addRow(title, widget)
        for name, box in self.shown.items():
            box.setObjectName(f"figure_{name}")
            form.addRow("", box)
        set_role(self._save, "primary")
        self._save.setObjectName("figure_save")
        self._copy.setObjectName("figure_copy")
        self.words.setWordWrap(True)
        set_role(self.words, "muted")
        buttons = QHBoxLayout()
        buttons.addWidget(self._copy)
        buttons.addWidget(self._save, 1)
        left = QVBoxLayout()
        left.addLayout(form)
        left.addStretch(1)
        left.addWidget(self.words)
        left.addLayout(buttons)
        self.preview.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.preview.setSizePolicy(
            QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding
        )
        body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(16, 16, 16, 16)
        row.setSpacing(16)
        row.addLayout(left)
        row.addWidget(self.preview, 1)
        self.show_body(body)


def offered(source: FigureSource) -> Sequence[str]:
    """Return the views of the page in front."""
    return [name for name, view in VIEWS.items() if view.page == source.tabs.front]


def _field(
    name: str, unit: str, ends: tuple[float, float], value: float
) -> QDoubleSpinBox:
    field = QDoubleSpinBox()
    field.setObjectName(name)
    field.setRange(*ends)
    field.setDecimals(1)
    field.setSuffix(unit)
    field.setValue(value)
    field.setKeyboardTracking(False)
    return field
