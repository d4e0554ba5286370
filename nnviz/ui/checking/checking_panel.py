"""What a check found, and the mistakes to try it on, as two pages."""

from PySide6.QtWidgets import QTabWidget, QWidget

from nnviz.ui.checking.details import CheckDetails
from nnviz.ui.checking.gallery import MistakeGallery


class CheckingPanel(QTabWidget):
    """Shows the details of the check on one page, and the gallery on the other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("checking")
        self.details, self.gallery = CheckDetails(), MistakeGallery()
        self.addTab(self.details, "Check")
        self.addTab(self.gallery, "Mistakes")
        self.setTabToolTip(0, "What the check found, gradient by gradient")
        self.setTabToolTip(1, "Published mistakes to turn on and watch")
        self.tabBar().setAccessibleName("Check and mistakes")
        self.tabBar().setToolTip("What the check found, and mistakes to try it on")
