"""File dialogs that do not block the window behind them."""

from PySide6.QtWidgets import QFileDialog, QWidget

from nnviz.files.session import ENDING

_DATA = "*.csv *.tsv *.txt *.data *.npz *ubyte *.idx *.idx1 *.idx3 *.gz"
OPEN_KINDS = (
    f"Sessions and data (*{ENDING} {_DATA});;Sessions (*{ENDING});;All files (*)"
)
ROW_KINDS = f"Data ({_DATA});;All files (*)"
SAVE_KINDS = f"Session (*{ENDING})"


def open_dialog(parent: QWidget, folder: str) -> QFileDialog:
    """Return a dialog for a file to open; show it, and listen to ``fileSelected``."""
    dialog = _dialog(parent, "Open", folder, OPEN_KINDS)
    dialog.setObjectName("open_dialog")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    return dialog


def rows_dialog(parent: QWidget, folder: str) -> QFileDialog:
    """Return a dialog for a file whose rows are to be looked at."""
    dialog = _dialog(parent, "Add rows of a file", folder, ROW_KINDS)
    dialog.setObjectName("rows_dialog")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    return dialog


def save_dialog(parent: QWidget, folder: str, name: str) -> QFileDialog:
    """Return a dialog for the name of a session file; it asks before replacing one."""
    dialog = _dialog(parent, "Save session", folder, SAVE_KINDS)
    dialog.setObjectName("save_dialog")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setDefaultSuffix(ENDING.removeprefix("."))
    dialog.selectFile(name)
    return dialog


def report_dialog(parent: QWidget) -> QFileDialog:
    """Return a dialog for the name of a report; it asks before replacing one."""
    dialog = _dialog(parent, "Save report", "", "Report (*.html)")
    dialog.setObjectName("report_dialog")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setDefaultSuffix("html")
    dialog.selectFile("comparison.html")
    return dialog


def worksheet_dialog(parent: QWidget) -> QFileDialog:
    """Return a dialog for the name of a worksheet, a PDF unless it ends in .html."""
    kinds = "PDF (*.pdf);;Web page (*.html *.htm)"
    dialog = _dialog(parent, "Save worksheet", "", kinds)
    dialog.setObjectName("worksheet_dialog")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setDefaultSuffix("pdf")
    dialog.filterSelected.connect(
        lambda chosen: dialog.setDefaultSuffix("pdf" if "pdf" in chosen else "html")
    )
    dialog.selectFile("worksheet.pdf")
    return dialog


def _dialog(parent: QWidget, title: str, folder: str, kinds: str) -> QFileDialog:
    dialog = QFileDialog(parent, title, folder, kinds)
    dialog.setModal(False)
    # A new dialog is made each time, so that it opens in the last folder.
    dialog.finished.connect(dialog.deleteLater)
    return dialog
