"""How numbers are written: all sentences, tables and views write them with these.

All functions are pure. They write a true minus, never a hyphen.
"""

import math

MINUS = "\N{MINUS SIGN}"
INFINITY = "\N{INFINITY}"
NOT_A_NUMBER = "not a number"
THIN = "\N{NARROW NO-BREAK SPACE}"


def significant(value: float, digits: int = 4) -> str:
    """Write a cost or a rate with this many significant digits, zeros kept.

    Magnitudes from 0.0001 up to ``10 ** digits`` are written plainly, others with an
    exponent.
    """
    sign = MINUS if is_negative(value) else ""
    size = abs(value)
    if not math.isfinite(size):
        return not_finite(value, sign)
    if size == 0.0:
        return f"{0.0:.{digits - 1}f}"
    mantissa, power = f"{size:.{digits - 1}e}".split("e")
    exponent = int(power)
    if -4 <= exponent < digits:
        return f"{sign}{size:.{digits - 1 - exponent}f}"
    return f"{sign}{mantissa}e{whole_number(exponent)}"


def compact(value: float, digits: int = 4) -> str:
    """Write a number as short as it goes: an axis label, a setting.

    Zeros at the end are dropped; see `significant`.
    """
    if not math.isfinite(value):
        return significant(value, digits)
    if value == int(value) and abs(value) < 10**digits:
        return whole_number(int(value))
    body, e, power = significant(value, digits).partition("e")
    if "." in body:
        body = body.rstrip("0").rstrip(".")
    return body + e + power


def percent(share: float, decimals: int = 1) -> str:
    """Write a share of one as a percentage: 0.996 gives 99.6 %.

    A share short of one is never rounded up to 100 %, nor one above nought down to 0 %.
    """
    if not math.isfinite(share):
        return not_finite(share, MINUS if share < 0.0 else "")
    body = f"{abs(share) * 100.0:.{decimals}f}"
    step = 10.0**-decimals
    if 0.0 < share < 1.0 and float(body) >= 100.0:
        body = f"{100.0 - step:.{decimals}f}"
    elif share != 0.0 and float(body) == 0.0:
        body = f"{step:.{decimals}f}"
    return f"{MINUS if share < 0.0 else ''}{body}{THIN}%"


def is_negative(value: float) -> bool:
    """Tell whether a number is written with a minus; a negative zero is not."""
    return value < 0.0


def not_finite(value: float, sign: str) -> str:
    """Write an infinity with its sign, or that there is no number."""
    if math.isnan(value):
        return NOT_A_NUMBER
    return sign.strip() + INFINITY


def with_exponent(size: float, decimals: int) -> str:
    """Write a magnitude as 1.5e6, with this many decimals."""
    mantissa, power = f"{size:.{decimals}e}".split("e")
    return f"{mantissa}e{whole_number(int(power))}"


def whole_number(value: int, group: str = "") -> str:
    """Write a whole number; ``group`` stands between its thousands."""
    return f"{value:{group}d}".replace("-", MINUS)
