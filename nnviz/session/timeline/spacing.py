"""The spacing of checkpoints, in iterations."""

GAP_SECONDS = 0.025
"""The approximate time it takes to replay from one checkpoint to the next."""


class Spacing:
    """Adapts the spacing of checkpoints to the speed of training.

    Parameters
    ----------
    fixed
        The number of iterations between checkpoints; None to adapt it.
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
        """Adapt to the time that iterations took; the spacing at most doubles.

        So one measurement that came out too short cannot leave a large gap.
        """
        if iterations <= 0 or seconds <= 0.0:
            return
        self.seconds_each = seconds / iterations
        if self._fixed is None:
            fitting = int(self._gap_seconds / self.seconds_each)
            self.iterations = max(1, min(fitting, 2 * self.iterations))
