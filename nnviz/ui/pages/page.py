"""A page of the window: what it does when a key of the Run menu is pressed."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from nnviz.ui.controls.run_bar import RunBar
    from nnviz.ui.pages.trail import UndoTrail


class Page(QWidget):
    """One page of the window; it does nothing on a key that it has no use for.

    Attributes
    ----------
    bar
        The run bar of this page; None where there is nothing to train.
    trail
        What was done on this page; None where nothing is done that can be undone.
    """

    bar: "RunBar | None" = None
    trail: "UndoTrail | None" = None

    @property
    def below_messages(self) -> int:
        """The height at the lower edge that messages leave free [px]."""
        return 0

    def enter(self) -> None:
        """Bring everything up to date: the page has come to the front."""

    def play_or_pause(self) -> None:
        """Train, or pause if that is already happening."""

    def pause(self) -> None:
        """Come to rest; the window also asks for this when the page is left."""

    def step(self, direction: int, size: str = "") -> None:
        """Step forward (1) or back (-1).

        ``size`` is one of the step sizes, "" for the chosen one, "larger" for the next
        larger one, or a number of iterations such as "500".
        """

    def go_to(self, iteration: int) -> None:
        """Show the moment after this many iterations, or say why that cannot be."""

    def go_to_best(self) -> None:
        """Show the best moment, or say that there is none to go back to."""

    def ask_for_iteration(self) -> bool:
        """Go to the field for an iteration; return whether the page has one."""
        return False

    def step_sample(self, rows: int) -> None:
        """Move on by this many samples; back if negative."""

    def reset(self) -> None:
        """Return to the initial weights."""

    def new_weights(self) -> None:
        """Start again from the initial weights of the next seed."""

    def change_speed(self, places: int) -> None:
        """Move the speed slider by this many places."""
        if self.bar is not None:
            self.bar.change_speed(places)

    def switch_speed(self) -> None:
        """Switch between unlimited speed, and one that begins slowly."""
        if self.bar is not None:
            self.bar.switch_speed()

    def view(self) -> Mapping[str, Any]:
        """Return what the page is set to, in values of JSON, for a session."""
        return {}

    def show_view(self, view: Mapping[str, Any]) -> None:
        """Set the page to what a session has kept; what cannot be is left out."""

    def end(self) -> None:
        """End the page's threads and wait for them: the window is closing."""
