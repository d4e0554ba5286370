"""Messages are one line that can be read, whatever files have in them."""

import pytest

from nnviz.core.errors import visible


@pytest.mark.parametrize(
    "text",
    [
        "Größe [cm]",
        "κόστος",
        "身長",
        "1\u202f000 €",
        "می\u200cخواهم",
        "👩\u200d🔬",
        "क्\u200dष",
    ],
)
def test_words_of_any_language_stay_as_they_are(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize(
    ("character", "written"),
    [
        ("\x1b", r"\u001b"),
        ("\u200b", r"\u200b"),
        ("\u202e", r"\u202e"),
        ("\u2028", r"\u2028"),
        ("\ud7ff", r"\ud7ff"),
        ("\ud800", r"\ud800"),
        ("\ufeff", r"\ufeff"),
        ("\uffff", r"\uffff"),
        ("\U000e0001", r"\U000e0001"),
    ],
)
def test_what_cannot_be_seen_is_written_out(character: str, written: str) -> None:
    assert visible(f"a{character}b") == f"a{written}b"
