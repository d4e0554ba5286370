"""Where keys lead from a moment of a run."""

from PySide6.QtCore import Qt

from nnviz.session.timeline.standing import Position, TimelineStanding

Key = Qt.Key


def moment_by_key(
    key: Qt.Key, here: Position, standing: TimelineStanding, per_epoch: int
) -> Position | None:
    """Return the moment a key goes to; None for a key that goes nowhere.

    Parameters
    ----------
    here
        The moment to go from.
    standing
        Where the branches end, and where training goes on.
    per_epoch
        Iterations of an epoch; Page Up and Page Down go to where epochs begin.
    """
    at = here.iteration
    wanted = {
        Key.Key_Left: at - 1,
        Key.Key_Right: at + 1,
        Key.Key_PageUp: (at - 1) // per_epoch * per_epoch,
        Key.Key_PageDown: (at // per_epoch + 1) * per_epoch,
        Key.Key_Home: 0,
    }
    if key == Key.Key_End:
        return standing.now
    if key not in wanted:
        return None
    return within(Position(wanted[key], here.branch), standing)


def within(wanted: Position, standing: TimelineStanding) -> Position:
    """Return the moment of the same branch that exists and lies nearest."""
    end = standing.branches[wanted.branch].end
    if wanted.branch == standing.now.branch:
        end = max(end, standing.now.iteration)
    return Position(max(0, min(wanted.iteration, end)), wanted.branch)
