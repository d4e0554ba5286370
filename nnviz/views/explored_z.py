"""Where z may go, and how keys move it."""

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


def moved(z: float, way: str) -> float | None:
    """Return where a key of this name takes z; None for one that does not move it."""
    ways = {
        "Left": stepped(z, -1),
        "Right": stepped(z, 1),
        "PageDown": within_reach(z - _LEAP),
        "PageUp": within_reach(z + _LEAP),
        "Home": -REACH,
        "End": REACH,
    }
    return ways.get(way)
