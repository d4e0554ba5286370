"""How long the window's thread is held, and after which kinds of action."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

LEAST = 0.02
"""Seconds of processor time that are no hold yet: a frame and what goes with it."""

_PLACE = re.compile(r" (?:at|from) -?\d+, -?\d+$")


@dataclass
class _Held:
    times: int = 0
    worst: float = 0.0
    total: float = 0.0


class Holds:
    """Sorts holds by what was done last, in seconds of processor time.

    Between two beats of the event loop, that is what the window's thread has worked
    without looking up: other programs on the machine make no difference to it.
    """

    def __init__(self) -> None:
        self._by_kind: dict[str, _Held] = defaultdict(_Held)

    def note(self, words: str, seconds: float) -> None:
        """Note what was done last, and how long there was no beat after it."""
        if seconds < LEAST:
            return
        held = self._by_kind[_PLACE.sub("", words)]
        held.times += 1
        held.worst = max(held.worst, seconds)
        held.total += seconds

    def lines(self, most: int) -> Iterator[str]:
        """Yield the kinds that have held the thread longest, in milliseconds."""
        ranked = sorted(self._by_kind.items(), key=lambda pair: -pair[1].total)
        yield f"{'worst':>8} {'total':>8} {'times':>6}  held by, in ms"
        for words, held in ranked[:most]:
            yield (
                f"{held.worst * 1e3:8.0f} {held.total * 1e3:8.0f} {held.times:6}"
                f"  {words[:60]}"
            )
