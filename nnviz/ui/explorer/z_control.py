"""Where z may go, and how keys move it."""

from PySide6.QtCore import Qt

REACH = 6.0
"""z goes from -REACH to REACH."""

FIRST_Z = 1.0
"""Where z is at first."""

_STEP, _LEAP = 0.1, 1.0
_DECIMALS = 2


def within_reach(z: float) -> float:
    """Return z on a hundredth, from -REACH to REACH."""
    return min(max(round(z, _DECIMALS), -REACH), REACH) + 0.0


def stepped(z: float, direction: int) -> float:
    """Return the z a tenth up or down."""
    return within_reach(z + _STEP * direction)


def moved_by_key(key: Qt.Key, z: float) -> float | None:
    """Return where a key takes z, or None for a key that does not move it."""
    ways = {
        Qt.Key.Key_Left: stepped(z, -1),
        Qt.Key.Key_Right: stepped(z, 1),
        Qt.Key.Key_PageDown: within_reach(z - _LEAP),
        Qt.Key.Key_PageUp: within_reach(z + _LEAP),
        Qt.Key.Key_Home: -REACH,
        Qt.Key.Key_End: REACH,
    }
    return ways.get(key)
