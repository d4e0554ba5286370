"""What the thread does tick by tick: obey, train a little, report; or rest."""

import time
from collections.abc import Callable

from nnviz.live.command_queue import CommandQueue
from nnviz.live.course import Course
from nnviz.live.pacing import IterationPacer
from nnviz.live.reporter import Reporter
from nnviz.live.reports import Port, Rested
from nnviz.session.interruption import CheckInterrupt, Interrupted
from nnviz.session.timeline.timeline_view import Position

_PATIENCE = 0.1
"""Seconds without a new picture after which a moment is brought back to its end.

Sooner, a newer wish puts it off: whoever scrubs sees where the pointer is now.
"""

_LONGEST = 0.5
"""Seconds after which a newer wish goes before one that still takes its time."""

CourseBuilder = Callable[[int, Port, CheckInterrupt], Course]
"""Builds the course of a run's number, which may take a while and is interrupted."""


class _Abandoned(Exception):  # noqa: N818 (no error: there are better things to do)
    """The work under way is given up, because there are better things to do."""


def _never() -> bool:
    return False


class Loop:
    """Drives one course in ticks of a few milliseconds, obeying commands between them.

    Parameters
    ----------
    run
        The number that everything sent for it carries.
    build
        Builds the course, here and now.
    port
        Where commands come from and reports go to.

    Attributes
    ----------
    course
        What is driven; nobody else may touch it.
    """

    def __init__(self, run: int, build: CourseBuilder, port: Port) -> None:
        self._port = port
        self._is_ready, self._resting, self._may_show = False, False, True
        self._is_disturbed: Callable[[], bool] = _never
        self._arrived_at = self._set_out_at = 0.0
        self.course = build(run, port, self.check_interrupt)
        self._pacer = IterationPacer()
        self._reporter = Reporter(self.course, port)
        self._queue = CommandQueue(self.course, self._reporter, self._pacer)
        self._state, self._is_ready = self._queue.state, True

    def tick(self) -> None:
        """Obey what is asked, then train a little, or rest until something is."""
        self._receive()
        if not self._queue.obey_waiting(self._end_if_asked):
            self._wait(None)
            return
        if self.course.look_again():
            self._reporter.pressure.has_news()
        is_busy = self.course.work_aside()
        if self._state.goal is not None:
            self._travel(self._state.goal)
        elif self._state.remaining != 0:
            self._go_on()
        else:
            self._rest(is_busy=is_busy)

    def finish(self) -> None:
        """Do what was asked before the end: nothing to be saved gets lost."""
        self._receive()
        self._queue.save_what_waits(self._end_if_asked)

    def leave(self) -> None:
        """Hand over what was done: it is over here, but can be brought back."""
        self.course.leave()
        # They refer back to the loop: its data would stay until garbage is collected.
        del self.course, self._reporter, self._queue

    def check_interrupt(self) -> None:
        """Serve the window in the middle of something that takes long.

        Raises
        ------
        Interrupted
            If the thread is to end.
        """
        if not self._is_ready:
            if self._port.interrupted:
                raise Interrupted
            return
        self._end_if_asked()
        self._receive()
        if self._is_disturbed():
            raise _Abandoned
        if self._may_show:
            self._serve()

    def _serve(self) -> None:
        """Report what there is while the course evaluates; its numbers are at rest."""
        if not self._resting:
            self._reporter.pressure.has_news()
        now = self._state.remaining == 0 or self._pacer.followable
        self._reporter.report_iterations(now=now)
        self._reporter.show(with_trace=self._resting)

    def _receive(self) -> None:
        """Accept all commands that have come."""
        while (command := self._port.next_command()) is not None:
            self._queue.accept(command)

    def _wait(self, seconds: float | None) -> None:
        """Sleep until a command comes, this long at most."""
        command = self._port.next_command(seconds)
        if command is not None:
            self._queue.accept(command)

    def _end_if_asked(self) -> None:
        if not self._port.interrupted:
            return
        # What was asked before the end has come by now, a file to be saved too.
        self._receive()
        if not self._queue.must_save:
            raise Interrupted

    def _try(
        self,
        work: Callable[[], None],
        is_disturbed: Callable[[], bool],
        *,
        may_show: bool = True,
    ) -> bool:
        """Do work that may be given up, and return whether it was done to its end."""
        self._is_disturbed, self._may_show = is_disturbed, may_show
        try:
            work()
        except _Abandoned:
            return False
        finally:
            self._is_disturbed, self._may_show = _never, True
        return True

    def _go_on(self) -> None:
        """Do what is due, or wait until something is."""
        due = self._pacer.due()
        if self._pacer.followable and not self._reporter.pressure.may_send:
            self._wait(None)
        elif due == 0:
            self._report()
            self._wait(self._pacer.wait())
        else:
            self._train(due)
            self._report()

    def _train(self, count: int) -> None:
        """Do some of the iterations that remain, or show those recorded once more."""
        course, state = self.course, self._state
        count = min(count, course.most_at_once)
        if state.remaining is not None:
            count = min(count, state.remaining)
            state.remaining -= count
        is_past = course.position != course.now
        began, before = time.perf_counter(), course.seconds
        progress = course.progress
        disturbed = self._disturbance(is_past=is_past)
        self._try(
            lambda: course.advance(count, self.check_interrupt),
            disturbed,
            # On its way through the past a course is between two moments.
            may_show=not is_past,
        )
        spent = time.perf_counter() - began if is_past else course.seconds - before
        done = course.position.iteration
        self._pacer.done(course.progress - progress, spent)
        self._reporter.meter.mark(done)
        self._reporter.pressure.has_news()
        if not course.can_go_on:
            state.remaining = 0
        elif not disturbed():
            self._look_closer()

    def _disturbance(self, *, is_past: bool) -> Callable[[], bool]:
        """Return what tells whether to give up the iterations that begin now."""
        if is_past:
            goal = self._state.goal
            return lambda: self._state.goal != goal
        if self.course.defers_evaluations:
            order = self._state.order
            return lambda: self._state.order != order
        return _never

    def _look_closer(self) -> None:
        order, followable = self._state.order, self._pacer.followable
        self._try(
            lambda: self.course.look_closer(
                self.check_interrupt, followable=followable
            ),
            lambda: self._state.order != order,
            may_show=not followable,
        )

    def _report(self) -> None:
        followable = self._pacer.followable
        self._reporter.report_iterations(now=followable)
        # Where nothing remains, what is seen at rest follows at once.
        if self._state.goal is None and self._state.remaining != 0:
            self._reporter.show(with_trace=followable)

    def _travel(self, goal: Position) -> None:
        """Show another moment, before anything else is done."""
        self.course.report_position(goal)
        self._set_out_at = time.perf_counter()
        arrived = self._try(
            lambda: self.course.go_to(goal, self.check_interrupt),
            lambda: self._is_overtaken(goal),
            may_show=False,
        )
        if not arrived:
            return
        self._arrived_at = time.perf_counter()
        self._reporter.pressure.has_news()
        if self._state.goal == goal:
            self._state.goal = None
        else:
            self._reporter.show(with_trace=True)

    def _is_overtaken(self, goal: Position) -> bool:
        """Tell whether to give a moment up for a newer wish; not again and again."""
        state, waiting = self._state, self._queue.waiting
        if state.goal == goal and not waiting:
            return False
        now = time.perf_counter()
        overdue = now - self._arrived_at > _PATIENCE
        overdue &= now - self._set_out_at < _LONGEST
        return not overdue or bool(waiting) or state.goal is None

    def _rest(self, *, is_busy: bool) -> None:
        """Report all that is left, look closely, and wait for a command."""
        self._reporter.report_iterations(now=True)
        if not self._reporter.all_reported:
            self._wait(None)
            return
        if not self._state.at_rest:
            self._come_to_rest()
        self.course.report_position(self.course.position)
        if self.course.completes_soon:
            self._complete(may_show=False)
        self._reporter.show(with_trace=True)
        if not self.course.is_complete:
            self._complete(may_show=True)
        elif not is_busy:
            self._wait(self.course.nap)

    def _come_to_rest(self) -> None:
        course, state = self.course, self._state
        state.at_rest = True
        course.come_to_rest()
        self._reporter.meter.begin(course.position.iteration)
        self._reporter.pressure.has_news()
        self._port.send(Rested(state.order))
        stop = course.stop
        if stop is not None and stop is not state.stop_reported:
            self._port.send(stop)
        state.stop_reported = stop

    def _complete(self, *, may_show: bool) -> None:
        """Measure what is not known of the moment shown, if nothing comes between."""
        self._resting = True
        state, queue = self._state, self._queue
        done = self._try(
            lambda: self.course.complete(self.check_interrupt),
            lambda: bool(queue.waiting or state.goal or state.remaining != 0),
            may_show=may_show,
        )
        self._resting = False
        if done:
            self._reporter.pressure.has_news()
