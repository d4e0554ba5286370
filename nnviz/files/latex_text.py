"""Text for LaTeX, whatever signs it has."""

import re

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "\N{MINUS SIGN}": r"\ensuremath{-}",
    "…": r"\ldots{}",
    "·": r"\ensuremath{\cdot}",
    "²": r"\textsuperscript{2}",
    "δ": r"\ensuremath{\delta}",
    "×": r"\ensuremath{\times}",
    "\N{NARROW NO-BREAK SPACE}": r"\,",
} | {sign: rf"\{sign}" for sign in "{}$&#_%"}


def escaped(text: str) -> str:
    """Return a text as LaTeX sets it; signs that its usual fonts lack become "?"."""
    kept = "".join(_SPECIAL.get(sign, sign) for sign in text)
    return re.sub(r"[^\x20-\x7e\xa0-ſ]", "?", kept)
