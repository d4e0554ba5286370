"""Reports every iteration of a course, once and in order, and never floods."""

import time

from nnviz.live.course import Course, Reported
from nnviz.live.pacing import BackPressure, Clock, SpeedMeter
from nnviz.live.reports import Port


class Reporter:
    """Sends what is new of a course: blocks by credit, snapshots when asked for.

    Parameters
    ----------
    course
        Looked at between two iterations only.
    port
        Carries blocks and snapshots to the window.

    Attributes
    ----------
    pressure
        Says when the window can take something.
    meter
        Measures the speed that snapshots show.
    """

    def __init__(
        self, course: Course, port: Port, clock: Clock = time.perf_counter
    ) -> None:
        self._course, self._port = course, port
        self.pressure, self.meter = BackPressure(clock), SpeedMeter(clock)
        self._reported = Reported(0, 0, (0,) * len(course.done().evaluations))

    @property
    def all_reported(self) -> bool:
        """Whether every iteration and every evaluation has been sent."""
        return self._reported == self._course.done()

    def begin_branch(self) -> None:
        """Report what comes from now on; call it when a branch has been opened.

        All must have been reported of the branch before.
        """
        self._reported = self._course.done()

    def report_iterations(self, *, now: bool) -> None:
        """Send a block of all that was not sent, if the window can take it.

        Unless it is to be ``now``, not sooner than a frame after the last one.
        """
        done = self._course.done()
        if self._reported != done and self.pressure.spend_on_block(now=now):
            block = self._course.block_since(self._reported)
            self._reported = done
            self._port.send(block)

    def show(self, *, with_trace: bool) -> None:
        """Send a snapshot if one is wanted and there is something new to see."""
        if self.pressure.spend_on_snapshot():
            self._port.send(
                self._course.snapshot(self.meter.rate(), with_trace=with_trace)
            )
