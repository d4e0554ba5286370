"""When a thread may tell the window something, so that it is never flooded."""

from nnviz.live.pacing import Clock

IN_FLIGHT = 2
"""The most blocks that are sent and not yet taken back."""

_INTERVAL = 0.012
"""Least seconds between two blocks at full speed: about one for each frame."""


class BackPressure:
    """Blocks go by credit and at most one a frame; snapshots when they are asked for.

    What reports on a run is built on this.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock, self._sent_at = clock, clock()
        self._in_flight = 0
        self._wanted, self._news = False, True

    @property
    def may_send(self) -> bool:
        """Whether the window can take another block."""
        return self._in_flight < IN_FLIGHT

    def take_back(self) -> None:
        """Count a block as received."""
        self._in_flight -= 1

    def want_snapshot(self) -> None:
        """Remember that the window waits for a snapshot."""
        self._wanted = True

    def has_news(self) -> None:
        """Remember that the last snapshot sent is out of date."""
        self._news = True

    def spend_on_block(self, *, now: bool) -> bool:
        """Return whether to send a block; if so it counts as sent.

        Unless it is to be ``now``, not sooner than a frame after the last one.
        """
        if not self.may_send:
            return False
        moment = self._clock()
        if not now and moment - self._sent_at < _INTERVAL:
            return False
        self._sent_at = moment
        self._in_flight += 1
        return True

    def spend_on_snapshot(self) -> bool:
        """Return whether to send a snapshot; if so it counts as sent."""
        if not (self._wanted and self._news):
            return False
        self._wanted = self._news = False
        return True
