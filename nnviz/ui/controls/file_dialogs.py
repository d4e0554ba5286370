"""File dialogs that do not block the window behind them."""

import re
from collections.abc import Sequence

from PySide6.QtWidgets import QFileDialog, QWidget

from nnviz.data.readers.several_files import DATA_ENDINGS
from nnviz.files.session import ENDING
from nnviz.files.watch_log import LOG_ENDING
from nnviz.models.endings import KINDS, READABLE, WRITABLE

_DATA = " ".join(f"*{ending}" for ending in (*DATA_ENDINGS, ".gz", ".zip"))
OPEN_KINDS = (
    f"Sessions and data (*{ENDING} *{LOG_ENDING} {_DATA});;"
    f"Sessions (*{ENDING});;Recorded trainings (*{LOG_ENDING});;All files (*)"
)
_MODELS = " ".join(f"*{ending}" for ending in READABLE)
MODEL_KINDS = f"Models ({_MODELS});;All files (*)"
ROW_KINDS = f"Data ({_DATA});;All files (*)"
SAVE_KINDS = f"Session (*{ENDING})"


def open_dialog(parent: QWidget, folder: str) -> QFileDialog:
    """Return a dialog for a file to open; show it, and listen to ``fileSelected``."""
    dialog = _dialog(parent, "Open", folder, OPEN_KINDS)
    dialog.setObjectName("open_dialog")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    return dialog


def model_dialog(parent: QWidget, folder: str) -> QFileDialog:
    """Return a dialog for a model of another program."""
    dialog = _dialog(parent, "Open model", folder, MODEL_KINDS)
    dialog.setObjectName("open_model_dialog")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    return dialog


def export_dialog(parent: QWidget, name: str) -> QFileDialog:
    """Return a dialog for the name of a model, whose ending says the format."""
    kinds = ";;".join(f"{KINDS[end]} (*{end})" for end in WRITABLE)
    return _saving(parent, "Export model", kinds, ("export_dialog", name))


def rows_dialog(parent: QWidget, folder: str) -> QFileDialog:
    """Return a dialog for a file whose rows are to be predicted."""
    dialog = _dialog(parent, "Open rows to predict", folder, ROW_KINDS)
    dialog.setObjectName("rows_dialog")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    return dialog


def save_dialog(parent: QWidget, folder: str, name: str) -> QFileDialog:
    """Return a dialog for the name of a session file; it asks before replacing one."""
    named = "save_dialog", name
    return _saving(parent, "Save session", SAVE_KINDS, named, folder)


def report_dialog(parent: QWidget) -> QFileDialog:
    """Return a dialog for the name of a report; it asks before replacing one."""
    named = "report_dialog", "comparison.html"
    return _saving(parent, "Save report", "Report (*.html)", named)


def predictions_dialog(parent: QWidget, name: str) -> QFileDialog:
    """Return a dialog for the name of a table; it asks before replacing one."""
    named = "predictions_dialog", name
    return _saving(parent, "Save predictions", "Table (*.csv)", named)


def figure_dialog(
    parent: QWidget, name: str, others: Sequence[str] = ()
) -> QFileDialog:
    """Return a dialog for the name of a figure, whose ending says the format.

    ``others`` are kinds that it has besides pictures.
    """
    kinds = ";;".join(("SVG (*.svg)", "PDF (*.pdf)", "PNG (*.png)", *others))
    return _saving(parent, "Save figure", kinds, ("figure_dialog", name))


def table_dialog(parent: QWidget, name: str) -> QFileDialog:
    """Return a dialog for the name of a table, whose ending says the format."""
    kinds = "CSV (*.csv);;LaTeX (*.tex);;Markdown (*.md)"
    return _saving(parent, "Save table", kinds, ("table_dialog", name))


def page_dialog(parent: QWidget, name: str) -> QFileDialog:
    """Return a dialog for the name of a page."""
    named = "page_dialog", f"{name}.html"
    return _saving(parent, "Share as page", "Web page (*.html)", named)


def film_dialog(parent: QWidget) -> QFileDialog:
    """Return a dialog for the name of a film, whose ending says the format."""
    kinds = "MP4 (*.mp4);;WebM (*.webm);;GIF (*.gif);;APNG (*.apng)"
    return _saving(parent, "Save film", kinds, ("film_dialog", "run.mp4"))


def worksheet_dialog(parent: QWidget) -> QFileDialog:
    """Return a dialog for the name of a worksheet, a PDF unless it ends in .html."""
    kinds = "PDF (*.pdf);;Web page (*.html *.htm)"
    named = "worksheet_dialog", "worksheet.pdf"
    return _saving(parent, "Save worksheet", kinds, named)


def _saving(
    parent: QWidget,
    title: str,
    kinds: str,
    named: tuple[str, str],
    folder: str = "",
) -> QFileDialog:
    """Return a dialog for a new name, which gets the ending of the kind chosen.

    ``named`` is what scripts call the dialog, and the name that it proposes.
    """
    dialog = _dialog(parent, title, folder, kinds)
    dialog.setObjectName(named[0])
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setDefaultSuffix(_ending_of(kinds))
    dialog.filterSelected.connect(
        lambda chosen: dialog.setDefaultSuffix(_ending_of(chosen))
    )
    dialog.selectFile(named[1])
    return dialog


def _ending_of(kinds: str) -> str:
    """Return the first ending that kinds of files have, without its dot."""
    found = re.search(r"\*\.([\w.]+)", kinds)
    assert found
    return found[1]


def _dialog(parent: QWidget, title: str, folder: str, kinds: str) -> QFileDialog:
    dialog = QFileDialog(parent, title, folder, kinds)
    dialog.setModal(False)
    # A new dialog is made each time, so that it opens in the last folder.
    dialog.finished.connect(dialog.deleteLater)
    return dialog
