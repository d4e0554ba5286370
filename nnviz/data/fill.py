"""What the missing values of one column are filled in with."""

import msgspec


class Fill(msgspec.Struct, frozen=True, kw_only=True):
    """A column whose missing values are filled in.

    Attributes
    ----------
    column
        Its name.
    rule
        "median" or "most-common".
    value
        A number or a word.
    inputs, words
        The inputs that are made of it, and the word that each stands for, if any.
    rows
        Which samples had no value, from 0.
    """

    column: str
    rule: str
    value: float | str
    inputs: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    rows: tuple[int, ...] = ()
