"""How the window writes numbers: every number on the screen comes from here.

All functions are pure. They write a true minus, never a hyphen, and keep their
width while a value changes, so that nothing jumps.
"""

import math
import re
from collections.abc import Callable

MINUS = "\N{MINUS SIGN}"
INFINITY = "\N{INFINITY}"
NOT_A_NUMBER = "not a number"
THIN = "\N{NARROW NO-BREAK SPACE}"
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
    sign = MINUS if _is_negative(value) else "+" if plus else " "
    width = decimals + 2
    size = abs(value)
    if not math.isfinite(size):
        return _not_finite(value, sign).rjust(width + 1)
    body = f"{size:.{decimals}f}"
    if len(body) > width:
        spare = max(decimals - (len(body) - width), 0)
        body = f"{size:.{spare}f}"
    lost = size > 0.0 and not any(digit in body for digit in "123456789")
    if lost or size >= 10.0 ** max(width, 4):
        body = _exponent(size, max(width - 5, 0))
    return (sign + body).rjust(width + 1)


def significant(value: float, digits: int = 4) -> str:
    """Write a cost or a rate with this many significant digits, zeros kept.

    Magnitudes from 0.0001 up to ``10 ** digits`` are written plainly, others with an
    exponent.
    """
    sign = MINUS if _is_negative(value) else ""
    size = abs(value)
    if not math.isfinite(size):
        return _not_finite(value, sign)
    if size == 0.0:
        return f"{0.0:.{digits - 1}f}"
    mantissa, power = f"{size:.{digits - 1}e}".split("e")
    exponent = int(power)
    if -4 <= exponent < digits:
        return f"{sign}{size:.{digits - 1 - exponent}f}"
    return f"{sign}{mantissa}e{_integer(exponent)}"


def compact(value: float, digits: int = 4) -> str:
    """Write a number as short as it goes: an axis label, a setting.

    Zeros at the end are dropped; see `significant`.
    """
    if not math.isfinite(value):
        return significant(value, digits)
    if value == int(value) and abs(value) < 10**digits:
        return _integer(int(value))
    body, e, power = significant(value, digits).partition("e")
    if "." in body:
        body = body.rstrip("0").rstrip(".")
    return body + e + power


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
        return _not_finite(value, MINUS if value < 0.0 else "")
    return repr(float(value)).replace("e+", "e").replace("-", MINUS)


def count(value: int) -> str:
    """Write how many there are, in full: 12,480."""
    return _integer(value, ",")


def short_count(value: float) -> str:
    """Write how many there are in four characters or fewer: 950, 12.5k, 3.2M."""
    size = abs(value)
    for index, (scale, letter) in enumerate(SCALES):
        if size >= scale * 0.9995:
            body = _three_digits(size / scale)
            if body == "1000" and index:
                body, letter = "1", SCALES[index - 1][1]
            return (MINUS if value < 0 else "") + body + letter
    return (MINUS if value < 0 else "") + _three_digits(size)


def percent(share: float, decimals: int = 1) -> str:
    """Write a share of one as a percentage: 0.996 gives 99.6 %.

    A share short of one is never rounded up to 100 %, nor one above nought down to 0 %.
    """
    if not math.isfinite(share):
        return _not_finite(share, MINUS if share < 0.0 else "")
    body = f"{abs(share) * 100.0:.{decimals}f}"
    step = 10.0**-decimals
    if 0.0 < share < 1.0 and float(body) >= 100.0:
        body = f"{100.0 - step:.{decimals}f}"
    elif share != 0.0 and float(body) == 0.0:
        body = f"{step:.{decimals}f}"
    return f"{MINUS if share < 0.0 else ''}{body}{THIN}%"


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


def _is_negative(value: float) -> bool:
    return value < 0.0


def _not_finite(value: float, sign: str) -> str:
    if math.isnan(value):
        return NOT_A_NUMBER
    return sign.strip() + INFINITY


def _exponent(size: float, decimals: int) -> str:
    mantissa, power = f"{size:.{decimals}e}".split("e")
    return f"{mantissa}e{_integer(int(power))}"


def _integer(value: int, group: str = "") -> str:
    return f"{value:{group}d}".replace("-", MINUS)


def _three_digits(size: float) -> str:
    """Return at most three significant digits without zeros at the end."""
    if size >= 99.95:
        return f"{size:.0f}"
    body = f"{size:.1f}" if size >= 9.995 else f"{size:.2f}"
    return body.rstrip("0").rstrip(".")
