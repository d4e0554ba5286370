"""The engine's LaTeX formulas as short rich text, for tooltips and small labels."""

import re
from collections.abc import Callable

SYMBOLS = {
    "alpha": "α",
    "beta": "β",
    "gamma": "γ",
    "delta": "δ",
    "Delta": "Δ",
    "epsilon": "ε",
    "eta": "η",
    "theta": "θ",
    "mu": "μ",
    "rho": "ρ",
    "pi": "π",
    "Phi": "Φ",
    "sum": "Σ",
    "sim": "~",
    "leftarrow": "←",
    "leq": "≤",
    "approx": "≈",
    "partial": "∂",
    "lfloor": "⌊",
    "rfloor": "⌋",
}
"""How a LaTeX command is written; any other is its own name, as in ``tanh``."""

_GROUP = r"\{((?:[^{}]|\{[^{}]*\})*)\}"


def formula_html(latex: str) -> str:
    """Return a formula as rich text on one line, with superscripts and subscripts."""
    text = latex.replace("<", "&lt;")
    text = re.sub(r"\\(?:mathrm|text)" + _GROUP, r"\1", text)
    text = re.sub(r"\\hat" + _GROUP, "\\1\u0302", text)
    while r"\frac" in text:
        text, count = re.subn(r"\\frac" + _GROUP + _GROUP, _fraction, text)
        if not count:
            break
    text = re.sub(r"\\sqrt" + _GROUP, r"√(\1)", text)
    text = re.sub(r"\\([A-Za-z]+)", _symbol, text)
    text = re.sub(r"\\[,;! ]", " ", text)
    for sign, tag in (("_", "sub"), ("^", "sup")):
        pattern = re.escape(sign) + r"(?:" + _GROUP + r"|(\S))"
        text = re.sub(pattern, _placed(tag), text)
    text = text.replace("-", "−").replace("{", "").replace("}", "")
    return re.sub(r" {2,}", " ", text).strip()


def _fraction(match: re.Match[str]) -> str:
    above, below = (_bracketed(part) for part in match.groups())
    return f"{above} / {below}"


def _bracketed(part: str) -> str:
    """Put a sum or a product in brackets; a single symbol needs none."""
    return f"({part})" if re.search(r"[\s+*-]", part.strip()) else part


def _symbol(match: re.Match[str]) -> str:
    return SYMBOLS.get(match[1], match[1])


def _placed(tag: str) -> Callable[[re.Match[str]], str]:
    def place(match: re.Match[str]) -> str:
        return f"<{tag}>{match[1] if match[1] is not None else match[2]}</{tag}>"

    return place
