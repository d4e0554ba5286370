"""Whether a run trains, and the order that it trains by."""

from collections.abc import Callable

from nnviz.live.commands import Command, Train


class Transport:
    """Numbers what is asked of a run, and knows whether it trains.

    Parameters
    ----------
    ask
        Hands a command to the thread.
    show_playing
        Called when it begins to train, or rests.

    Attributes
    ----------
    playing
        Whether the run trains, or is asked to.
    plays_on
        Whether it does so until it is paused, and not only for a step.
    """

    def __init__(
        self, ask: Callable[[Command], None], show_playing: Callable[[bool], None]
    ) -> None:
        self._ask, self._show_playing = ask, show_playing
        self._order = 0
        self.playing = self.plays_on = False

    def next_order(self) -> int:
        """Return the number of a new order; earlier ones say nothing any more."""
        self._order += 1
        return self._order

    def train(self, command: Command) -> None:
        """Ask for training, which begins at once."""
        self._ask(command)
        self.plays_on = isinstance(command, Train) and command.iterations is None
        self.show(playing=True)

    def rest(self, command: Command) -> None:
        """Ask for something to be shown or done at rest."""
        self._ask(command)
        self.show(playing=False)

    def come_to_rest(self, order: int) -> None:
        """Take note that an order is done; an earlier one changes nothing."""
        if order == self._order:
            self.show(playing=False)

    def show(self, *, playing: bool) -> None:
        """Tell whether the run trains, if that is new."""
        if playing != self.playing:
            self.playing = playing
            self._show_playing(playing)
