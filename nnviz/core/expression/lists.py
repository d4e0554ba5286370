"""Splits a list of activations written as one text."""


def split_list(text: str) -> tuple[str, ...]:
    """Split at the commas outside brackets: ``relu, max(x, 0.1*x)`` has two parts.

    Spaces around each part are removed; a part may be empty.
    """
    parts, depth = [""], 0
    for sign in text:
        depth += (sign == "(") - (sign == ")")
        if sign == "," and depth <= 0:
            parts.append("")
        else:
            parts[-1] += sign
    return tuple(part.strip() for part in parts)
