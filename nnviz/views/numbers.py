"""How the window writes numbers: every number on the screen comes from here.

All functions are pure. They write a true minus, never a hyphen, and keep their
width while a value changes, so that nothing jumps.
"""

import math
import re
from collections.abc import Callable

from nnviz.core.writing.number_text import INFINITY as INFINITY
from nnviz.core.writing.number_text import MINUS as MINUS
from nnviz.core.writing.number_text import NOT_A_NUMBER as NOT_A_NUMBER
from nnviz.core.writing.number_text import THIN as THIN
from nnviz.core.writing.number_text import compact as compact
from nnviz.core.writing.number_text import (
    is_negative,
    not_finite,
    whole_number,
    with_exponent,
)
from nnviz.core.writing.number_text import percent as percent
from nnviz.core.writing.number_text import significant as significant

SCALES = ((1e9, "G"), (1e6, "M"), (1e3, "k"))


def signed(value: float, decimals: int = 3, plus: bool = False) -> str:
    """Write a weight, activation or gradient so that a column of them aligns.

    Parameters
    ----------
    value
        Any number.
    decimals
        Digits after the point. A large magnitude gives some of them up, and one that
        would read as zero without being zero is written with an exponent.
    plus
        Whether a positive number gets a plus; otherwise a space stands there.

    Returns
    -------
    str
        ``decimals + 3`` characters where the magnitude is below 10,000.
    """
    sign = MINUS if is_negative(value) else "+" if plus else " "
    width = decimals + 2
    size = abs(value)
    if not math.isfinite(size):
        return not_finite(value, sign).rjust(width + 1)
    body = f"{size:.{decimals}f}"
    if len(body) > width:
        spare = max(decimals - (len(body) - width), 0)
        body = f"{size:.{spare}f}"
    lost = size > 0.0 and not any(digit in body for digit in "123456789")
    if lost or size >= 10.0 ** max(width, 4):
        body = with_exponent(size, max(width - 5, 0))
    return (sign + body).rjust(width + 1)


def amount(value: float, short: Callable[[float], str] = compact) -> str:
    """Write a value in the units of the data, where people expect all digits.

    Parameters
    ----------
    value
        A target, a prediction, an input or an error, as the user's file has it.
    short
        How to write numbers of a usual size.

    Returns
    -------
    str
        What ``short`` returns, but 600,000 instead of 6e5 and 1.234e-5 instead of 1e-5.
    """
    text = short(value).strip()
    size = abs(value)
    sign = text[0] if text[:1] in ("+", MINUS) else ""
    if _FULL_FROM <= size < _FULL_BELOW:
        plain = f"{size:.0f}" if "e" in text else text.removeprefix(sign)
        head, point, tail = plain.partition(".")
        return f"{sign}{int(head):,}{point}{tail}"
    if "e" in text and math.isfinite(value):
        return sign + compact(size)
    return text


_FULL_FROM, _FULL_BELOW = 1e4, 1e15


def exact(value: float) -> str:
    """Write the shortest decimal that is this very number, as read back."""
    if not math.isfinite(value):
        return not_finite(value, MINUS if value < 0.0 else "")
    # Adding 0 turns a negative zero into zero.
    digits, e, power = repr(float(value) + 0.0).partition("e")
    return f"{digits}{e}{int(power) if e else ''}".replace("-", MINUS)


def cost_text(cost: float) -> str:
    """Write a cost in little room, in eight characters at most."""
    # Leading zeros and long exponents take the place of a digit.
    return significant(cost, 4 if cost >= 1e-3 else 3)


def count(value: int) -> str:
    """Write how many there are, in full: 12,480."""
    return whole_number(value, ",")


def short_count(value: float) -> str:
    """Write how many there are in four characters or fewer: 950, 12.5k, 3.2M."""
    size, sign = abs(value), MINUS if value < 0 else ""
    for index, (scale, letter) in enumerate(SCALES):
        if size >= scale * 0.9995:
            body = _three_digits(size / scale)
            if body == "1000" and index:
                body, letter = "1", SCALES[index - 1][1]
            return sign + body + letter
    body = _three_digits(size)
    return body if body == "0" else sign + body


def parsed(text: str) -> float:
    """Read a number as a person types it, with either minus and any grouping.

    Raises
    ------
    ValueError
        If the text is not a finite number.
    """
    plain = text.replace(MINUS, "-").replace(",", "").replace(THIN, "").strip()
    try:
        value = float(plain)
    except ValueError:
        raise ValueError(f"{text!r} is not a number: type one like 0.25") from None
    if not math.isfinite(value):
        raise ValueError(f"{text!r} is not a finite number: type one like 0.25")
    return value


def parsed_share(text: str) -> float:
    """Read a share of one as a person types it: 0.9, 90 or 90 %.

    A number above 1 is a percentage. Without a percent sign, 1 is the whole.

    Raises
    ------
    ValueError
        If the text is not a share from 0 to 100 %.
    """
    body = text.strip()
    percentage = body.endswith("%")
    value = parsed(body.removesuffix("%"))
    if percentage or value > 1.0:
        # Through the text, so that 99.9 % is the same number as 0.999.
        value = float(f"{value / 100.0:.15g}")
    if not 0.0 <= value <= 1.0:
        raise ValueError(f"{text!r} is not a share: type one like 0.9 or 90 %")
    return value


def parsed_class_weights(text: str) -> str | dict[str, float] | None:
    """Read class weights as a person types them: none, balanced, setosa=2,virginica=1.

    A plus divides as a comma does; names may have an equals sign in them.

    Raises
    ------
    ValueError
        If the text is neither.
    """
    plain = text.strip()
    if plain in ("none", "balanced"):
        return None if plain == "none" else plain
    found = {}
    for part in re.split(r"[,+]", plain):
        name, sign, weight = part.rpartition("=")
        if not sign or not name.strip():
            raise ValueError(
                f"{text!r} is not a list of class weights: type balanced, none, or a "
                "weight for each class like setosa=2,virginica=1"
            )
        found[name.strip()] = parsed(weight)
    return found


def parsed_iteration(text: str, here: int) -> int:
    """Read an iteration as a person types it: 1200, 1,200, or +100 and -500 from here.

    Raises
    ------
    ValueError
        If the text is not a whole number.
    """
    plain = text.replace(MINUS, "-").replace(THIN, "").replace(" ", "")
    if not re.fullmatch(r"[+-]?(\d+|\d{1,3}(,\d{3})+)", plain):
        raise ValueError(
            f"{text.strip()!r} is not an iteration: type one like 1,200, or steps from "
            f"here like {MINUS}500 or +100"
        )
    number = int(plain.replace(",", ""))
    return here + number if plain[0] in "+-" else number


def _three_digits(size: float) -> str:
    """Return at most three significant digits without zeros at the end."""
    if size >= 99.95:
        return f"{size:.0f}"
    body = f"{size:.1f}" if size >= 9.995 else f"{size:.2f}"
    return body.rstrip("0").rstrip(".")
