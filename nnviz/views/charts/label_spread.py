"""Labels one below the other that would overlap are moved apart."""

from collections.abc import Sequence

LABEL_HEIGHT = 14.0


def spread(
    wanted: Sequence[float], low: float, high: float, row: float = LABEL_HEIGHT
) -> list[float]:
    """Return places near the wanted ones that are ``row`` apart, in the same order.

    They lie from ``low`` to ``high``; where there is too little room, they are evenly
    spread. ``wanted`` must not fall.
    """
    row = min(row, (high - low) / max(len(wanted) - 1, 1))
    places: list[float] = []
    for place in wanted:
        least = places[-1] + row if places else low
        places.append(max(place, least))
    # Those that were pushed out at the end push back the ones before them.
    for index in reversed(range(len(places))):
        places[index] = min(places[index], high)
        high = places[index] - row
    return places
