"""What is no function of x is refused at once, and the character is named."""

import string

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nnviz.core.errors import InputError
from nnviz.core.expression.error import ExpressionError, pointing
from nnviz.core.expression.own import own_function
from nnviz.core.network import find_activation

REFUSED = [
    ("", 0, "empty"),
    ("   ", 0, "empty"),
    ("x * tanh(lg(x))", 9, "did you mean 'log'"),
    ("2x", 1, "an operator is missing before 'x'"),
    ("x (1 + x)", 2, "an operator is missing"),
    ("x +", 3, "missing before the end"),
    ("x + * 2", 4, "missing before '*'"),
    ("(x + 1", 0, "never closed"),
    ("x)", 1, "closes nothing"),
    ("max(x)", 0, "2 to 8 arguments, not 1"),
    ("max(x" + ", 1" * 8 + ")", 0, "2 to 8 arguments, not 9"),
    ("sin(x, x)", 0, "1 argument, not 2"),
    ("1 + tanh x", 4, "needs brackets: tanh(x)"),
    ("1,5 * x", 1, "0.5"),
    ("x % 2", 2, "'%' cannot be used"),
    ("x²", 1, "write ^2"),
    ("|x|", 0, "write abs(x)"),
    ("x > 0", 2, "step(x)"),
    ("٣ * x", 0, "cannot be used"),
    ("x\0", 1, "U+0000"),
    ("x.__class__", 1, "point"),
    ("__import__('os')", 11, "cannot be used"),
    ("lambda x: x", 8, "cannot be used"),
    ("1e999 * x", 0, "too large"),
    ("9**9**9**9 * x", 4, "no finite value"),
    ("0/0 + x", 1, "no finite value"),
    ("log(0) + x", 0, "no finite value"),
    ("x + sqrt(-1)", 4, "no finite value"),
    ("(" * 10_000 + "x" + ")" * 10_000, 200, "at most 200 characters"),
    ("(" * 80 + "x" + ")" * 80, 30, "nested more than 30 deep"),
    ("-" * 150 + "x", 30, "nested more than 30 deep"),
    ("x" + "^x" * 80, 61, "nested more than 30 deep"),
    ("log(x)", 0, "at x = 0: log needs numbers above 0"),
    ("1 + sqrt(x)", 4, "not a number at x = -0.0"),
    ("x / abs(x)", 2, "not a number at x = 0"),
    ("x^0.5", 1, "only whole powers"),
    ("exp(exp(x))", 0, "grows too fast"),
    ("sqrt(abs(x))", 0, "its slope is not a number at x = 0"),
    ("abs(sin(40*x))", 0, "more than 64 places"),
    ("sin(x) + 1e17 - 1e17", 0, "does not agree with central differences"),
    ("a = b = x", 6, "a name and = can only precede"),
    ("relu = x", 0, "already a"),
    ("x = x", 0, "short name"),
    ("2nd = x", 0, "short name"),
    ("mine = x +", 10, "missing before the end"),
    ("mine =", 0, "empty"),
]


@pytest.mark.parametrize(("text", "position", "words"), REFUSED)
def test_a_refusal_names_the_character(text: str, position: int, words: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        own_function(text)
    error = caught.value
    assert error.position == position
    assert words in error.reason
    assert len(str(error).splitlines()) == 1


def test_as_much_as_is_allowed_is_allowed() -> None:
    own_function("max(x" + ", 1" * 7 + ")")
    own_function("(" * 30 + "x" + ")" * 30)
    own_function("x".ljust(200))


def test_a_caret_stands_below_the_character() -> None:
    with pytest.raises(ExpressionError) as caught:
        find_activation("x * tanh(lg(1 + exp(x)))")
    line, caret = caught.value.pointed().splitlines()
    assert line[caret.index("^") :].startswith("lg(")


def test_of_a_long_text_the_part_around_the_character_is_shown() -> None:
    text = "+".join(["sin(x)"] * 20 + ["sim(x)"] + ["x"])
    with pytest.raises(ExpressionError) as caught:
        own_function(text)
    line, caret = caught.value.pointed().splitlines()
    assert len(line) <= 60
    assert line[caret.index("^") :].startswith("sim(x)")


def test_the_setting_is_named() -> None:
    with pytest.raises(ExpressionError, match=r"^output activation 'x \+', character"):
        find_activation("x +", "output activation")


@pytest.mark.parametrize("word", ["rellu", "Tanh", "leaky-relu", "my function"])
def test_a_word_is_an_unknown_name_as_ever(word: str) -> None:
    with pytest.raises(InputError, match=r"unknown activation .*choose from linear"):
        find_activation(word)


def test_a_bare_function_says_how_it_is_written() -> None:
    with pytest.raises(InputError, match=r"write sin\(x\)"):
        find_activation("sin")


pieces = st.sampled_from(
    ["x", "(", ")", "+", "-", "*", "/", "^", "**", ",", "max", "exp", "log", "sin", "1",
     "0.5", "1e300", "e", " ", ".", "_", "=", "'", "[", "é", "٣", "import", "z"]
)  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(
    st.one_of(
        st.text(max_size=60),
        st.text(string.printable, max_size=60),
        st.lists(pieces, max_size=20).map("".join),
    )
)
@example("x^x^x^x")
@example("max(" * 29 + "x" + ",1)" * 29)
def test_no_text_does_anything_but_work_or_be_refused(text: str) -> None:
    try:
        assert find_activation(text).name == text
    except ExpressionError as error:
        place = error.position
    except InputError:
        place = 0
    else:
        place = 0
    assert 0 <= place <= len(text)


def test_the_place_of_a_cause_is_found() -> None:
    cause = ExpressionError("no", "x +", 3)
    error = InputError("the setting cannot be read")
    error.__cause__ = ValueError("again")
    assert pointing(error) is None
    error.__cause__.__cause__ = cause
    assert pointing(error) is cause
