"""Which commands are found by what is typed, and in which order."""

import pytest

from nnviz.views.command_search import CommandWords, search

COMMANDS = (
    CommandWords("Train or pause", "Run", "Space"),
    CommandWords("Reset", "Run", "Ctrl+R"),
    CommandWords("Reset layout", "View"),
    CommandWords("learning rate", "Setting"),
    CommandWords("Compare learning rates", "Compare"),
    CommandWords("Two spirals", "Data set"),
    CommandWords("batch size", "Setting"),
)


def found(typed: str) -> list[str]:
    return [COMMANDS[place].words for place in search(typed, COMMANDS)]


def test_nothing_typed_lists_all_in_their_order() -> None:
    assert found("  ") == [command.words for command in COMMANDS]


@pytest.mark.parametrize(
    ("typed", "best"),
    [
        ("reset", "Reset"),
        ("layout", "Reset layout"),
        ("LEARN", "learning rate"),
        ("rate comp", "Compare learning rates"),
        ("lrng", "learning rate"),
        ("spirals data", "Two spirals"),
        ("size", "batch size"),
        ("pirals", "Two spirals"),
    ],
)
def test_the_best_match_comes_first(typed: str, best: str) -> None:
    assert found(typed)[0] == best


@pytest.mark.parametrize("typed", ["quux", "reset quux", "tesre"])
def test_every_word_must_match(typed: str) -> None:
    assert found(typed) == []


def test_the_name_counts_more_than_the_group() -> None:
    assert found("compare") == ["Compare learning rates"]
    assert found("run") == ["Reset", "Train or pause"]
    assert found("rese") == ["Reset", "Reset layout"]


def test_signs_are_no_words() -> None:
    assert search("x1", [CommandWords("w × x1")]) == [0]
    assert search("&", COMMANDS) == list(range(len(COMMANDS)))
