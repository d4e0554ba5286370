"""Finds commands by what is typed: every word must match, the best come first."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_WHOLE, _START, _INSIDE, _SCATTERED = 0, 1, 4, 8
"""How far a word typed is from one of the command's words; 0 is the same."""
_GROUP = 3
"""How far it is where only the group of a command has a word that begins so."""


@dataclass(frozen=True, slots=True)
class CommandWords:
    """What a command is called.

    Attributes
    ----------
    words
        What it does.
    group
        Where it belongs, such as the menu that has it.
    keys
        Its key, or "".
    obstacle
        Why it cannot be done now; "" if it can.
    """

    words: str
    group: str = ""
    keys: str = ""
    obstacle: str = ""


def search(typed: str, commands: Sequence[CommandWords]) -> list[int]:
    """Return the places of the commands that have every word typed, best first.

    A word matches one of the command's if it is the same, begins it, is part of it, or
    has its letters in their order from the first one on; or if it begins a word of the
    command's group. Where matches are equally good
    shorter names come first, then the order given; nothing typed matches everything.
    """
    wanted = _split(typed)
    if not wanted:
        return list(range(len(commands)))
    found = []
    for place, command in enumerate(commands):
        distance = _distance(wanted, command)
        if distance is not None:
            found.append((distance, len(command.words), place))
    return [place for *_, place in sorted(found)]


def _distance(wanted: Sequence[str], command: CommandWords) -> int | None:
    """Return how far a command is from what is typed; None if it does not match."""
    title, group, total = _split(command.words), _split(command.group), 0
    for word in wanted:
        found = [_apart(word, other) for other in title]
        found += [_GROUP for other in group if other.startswith(word)]
        near = [distance for distance in found if distance is not None]
        if not near:
            return None
        total += min(near)
    # What begins as the command does is meant rather than what has it further on.
    begins = bool(title) and title[0].startswith(wanted[0])
    return 2 * total + (not begins)


def _apart(word: str, other: str) -> int | None:
    """Return how far a word typed is from another; None if it does not match."""
    if word == other:
        return _WHOLE
    if other.startswith(word):
        return _START
    if word in other:
        return _INSIDE
    letters = iter(other)
    if word[0] == other[0] and all(letter in letters for letter in word):
        return _SCATTERED
    return None


def _split(text: str) -> list[str]:
    """Return the words of a text, without signs and the size of letters."""
    return re.findall(r"[^\W_]+", text.casefold())
