"""Lists of activations in one text."""


def split_list(text: str) -> tuple[str, ...]:
    """Split at the commas outside of brackets: ``relu, max(x, 0.1*x)`` are two.

    Spaces around a part are taken away; a part can be empty.
    """
    parts, depth = [""], 0
    for sign in text:
        depth += (sign == "(") - (sign == ")")
        if sign == "," and depth <= 0:
            parts.append("")
        else:
            parts[-1] += sign
    return tuple(part.strip() for part in parts)
