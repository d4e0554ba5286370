"""A place in the window whose widget is made when it is first needed."""

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

W = TypeVar("W", bound=QWidget)


class Later(QWidget, Generic[W]):
    """Holds a place for a widget, which is imported and made when it is first seen.

    It is made sooner where it is asked for. Who feeds the widget says by ``when_made``
    what it is to be told first, and by ``if_made`` what it is to be told from then on:
    what a widget that is not there missed is in what it is told first.

    Parameters
    ----------
    make
        Imports and makes the widget.
    """

    def __init__(self, make: Callable[[], W]) -> None:
        super().__init__()
        self._make = make
        self._made: W | None = None
        self._waiting: list[Callable[[W], object]] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)

    @property
    def is_made(self) -> bool:
        """Whether the widget is there."""
        return self._made is not None

    def get(self) -> W:
        """Return the widget; it is made if that was not done yet."""
        if self._made is None:
            self._made = made = self._make()
            layout = self.layout()
            assert layout is not None
            layout.addWidget(made)
            # Else it would have no size until the next turn of events.
            made.show()
            for act in self._waiting:
                act(made)
            self._waiting.clear()
            layout.activate()
        return self._made

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Make the widget: its place is seen, and not only said to be visible."""
        if self._made is None:
            QTimer.singleShot(0, self, self.get)

    def when_made(self, act: Callable[[W], object]) -> None:
        """Do something with the widget once it is there."""
        if self._made is None:
            self._waiting.append(act)
        else:
            act(self._made)

    def if_made(self, act: Callable[[W], object]) -> None:
        """Do something with the widget if it is there."""
        if self._made is not None:
            act(self._made)
