"""How many iterations lie between two checkpoints."""

GAP_SECONDS = 0.025
"""The time it takes to replay from one checkpoint to the next, about."""


class Spacing:
    """Learns from the speed of training when the next checkpoint is due.

    Parameters
    ----------
    fixed
        This many iterations, whatever the speed; by the time they take if None.
    gap_seconds
        The time it may take to replay from one checkpoint to the next.
    """

    def __init__(
        self, fixed: int | None = None, gap_seconds: float = GAP_SECONDS
    ) -> None:
        self._fixed, self._gap_seconds = fixed, gap_seconds
        self.iterations = fixed or 1
        self.seconds_each = 0.0

    def learn(self, iterations: int, seconds: float) -> None:
        """Take in how long iterations took; the spacing at most doubles."""
        if iterations <= 0 or seconds <= 0.0:
            return
        self.seconds_each = seconds / iterations
        if self._fixed is None:
            fitting = int(self._gap_seconds / self.seconds_each)
            self.iterations = max(1, min(fitting, 2 * self.iterations))
