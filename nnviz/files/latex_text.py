"""Text for LaTeX, whatever signs it has."""

import re
import unicodedata
from collections.abc import Iterator

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "²": r"\textsuperscript{2}",
    "…": r"\ldots{}",
    "–": "--",
    "—": "---",
    "‘": "`",
    "’": "'",
    "“": "``",
    "”": "''",
    "«": r"\ensuremath{\ll}",
    "»": r"\ensuremath{\gg}",
    "\N{NARROW NO-BREAK SPACE}": r"\,",
    "Þ": "Th",
    "þ": "th",
    "Ŋ": "Ng",
    "ŋ": "ng",
    **dict(zip("ÐðĐđĦħŦŧĸſ", "DdDdHhTtks", strict=True)),
}
_SPECIAL |= {sign: rf"\{sign}" for sign in "{}$&#_%"}
_GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho "
    "sigma tau upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon "
    "Phi Psi Omega"
)
_MATHS = {
    "\N{MINUS SIGN}": "-",
    "·": r"\cdot",
    "×": r"\times",
    "∂": r"\partial",
    "∇": r"\nabla",
    "∞": r"\infty",
    "≤": r"\leq",
    "≥": r"\geq",
    "≠": r"\neq",
    "≈": r"\approx",
    "→": r"\rightarrow",
    "←": r"\leftarrow",
} | dict(
    zip(
        "αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΥΦΨΩ",
        (rf"\{name}" for name in _GREEK.split()),
        strict=True,
    )
)
_SPECIAL |= {sign: rf"\ensuremath{{{name}}}" for sign, name in _MATHS.items()}
_PLACED = {"<super>": "superscript", "<sub>": "subscript"}
_OGONEKS = "ĄąĘęĮįŲųĿŀŉ"
"""Letters that the usual fonts have without their marks alone."""
_RUN_TOGETHER = re.compile(r"(?<=[-`'?!])(?=[-`'])")


def escaped(text: str) -> str:
    """Return a text as LaTeX sets it with its usual fonts.

    Letters that these lack lose their marks, and other signs become "?".
    """
    return "".join(_set(_RUN_TOGETHER.sub("\0", text)))


def _set(text: str) -> Iterator[str]:
    for sign in text:
        if sign == "\0":
            # Two hyphens would become a dash.
            yield "{}"
        elif sign in _SPECIAL:
            yield _SPECIAL[sign]
        elif " " <= sign <= "~" or ("\xa0" <= sign < "ƀ" and sign not in _OGONEKS):
            yield sign
        else:
            yield _in_parts(sign)


def _in_parts(sign: str) -> str:
    """Return a small number as LaTeX places it, or a letter without its marks."""
    kind, _, number = unicodedata.decomposition(sign).partition(" ")
    if kind in _PLACED and " " not in number:
        return rf"\text{_PLACED[kind]}{{{''.join(_set(chr(int(number, 16))))}}}"
    plain = "".join(one for one in unicodedata.normalize("NFKD", sign) if one < "\x7f")
    return plain if plain.isalnum() else "?"
