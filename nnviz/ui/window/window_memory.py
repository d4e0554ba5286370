"""What a window is like the next time: its looks, its size, where its panels are."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QObject, QSettings, Slot
from PySide6.QtWidgets import QMainWindow

from nnviz.ui.theme.apply import MODES, Appearance
from nnviz.ui.theme.tokens import PALETTES

if TYPE_CHECKING:
    from nnviz.ui.window.docks import DockPlaces
    from nnviz.ui.window.view_menu import ViewMenu


class WindowMemory(QObject):
    """Restores what the settings say of the window, and keeps it there at the end.

    The frame can be restored before the panels in it have been made. Without settings
    panels get their first shares of the window.

    Attributes
    ----------
    settings
        Where it is kept; None if it is not.
    """

    def __init__(self, window: QMainWindow, appearance: Appearance) -> None:
        super().__init__(window)
        self._window, self._appearance = window, appearance
        self.settings: QSettings | None = None
        self._panels: tuple[ViewMenu, DockPlaces] | None = None
        self._laid_out = False

    def restore_frame(self, settings: QSettings) -> None:
        """Restore colours and size, from settings that are kept from now on."""
        self.settings = settings
        mode, palette = settings.value("theme"), settings.value("palette")
        if mode in MODES:
            self._appearance.choose(str(mode))
        if palette in PALETTES:
            self._appearance.choose_palette(str(palette))
        geometry = settings.value("geometry")
        if isinstance(geometry, QByteArray):
            self._window.restoreGeometry(geometry)

    def restore_panels(self, view: "ViewMenu", docks: "DockPlaces") -> None:
        """Restore what the View menu shows and where the panels are, which are made."""
        self._panels = view, docks
        settings = self.settings
        if settings is not None:
            view.motion.setChecked(settings.value("motion", True, bool) is not False)
            view.kept.setChecked(settings.value("kept", False, bool) is True)
            self._laid_out = self._restore_layout()
            view.presentation.restore(settings)

    @Slot()
    def give_sizes(self) -> None:
        """Give panels that can be seen the sizes of the last time, or their shares."""
        if self._panels is not None and not self._panels[0].presentation.is_arranged:
            self._laid_out = self._restore_layout()
            self.share_room()

    def share_room(self) -> None:
        """Give the panels their shares of the window, unless they had other sizes."""
        if self._panels is not None and not self._laid_out:
            self._laid_out = True
            self._panels[1].fit()

    def save(self) -> None:
        """Keep it all for the next time."""
        settings = self.settings
        if settings is None or self._panels is None:
            return
        view, _ = self._panels
        settings.setValue("theme", self._appearance.mode)
        settings.setValue("palette", self._appearance.palette_name)
        settings.setValue("motion", view.motion.isChecked())
        settings.setValue("kept", view.kept.isChecked())
        settings.setValue("geometry", self._window.saveGeometry())
        settings.setValue("layout", view.presentation.layout)
        view.presentation.save(settings)

    def _restore_layout(self) -> bool:
        """Put the panels where they were the last time; return whether it is known."""
        layout = None if self.settings is None else self.settings.value("layout")
        return isinstance(layout, QByteArray) and self._window.restoreState(layout)
