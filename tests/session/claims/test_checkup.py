"""Which iterations are looked at, in which manner, and which of them is shown."""

from types import SimpleNamespace as Has
from typing import Any, cast

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.session.claims.arranging import Claims, Writing, arrange, has_batch, manners
from nnviz.session.claims.checkup import Checkup, _tells, _worst
from nnviz.session.claims.claim_words import headline
from nnviz.session.claims.costs import _factors
from nnviz.session.claims.given import Given, given_by_names
from nnviz.session.claims.judging import Judged, Judgement
from nnviz.session.claims.naming import Fault
from nnviz.session.claims.settling import Said, _ambiguous, _question


def given(**arrays: Any) -> Given:
    return given_by_names({name: np.array(one, float) for name, one in arrays.items()})


def checkup(count: int, with_batch: Any = (), **said: Any) -> Checkup:
    """Return the check of so many iterations, of which some have a batch."""

    def read(place: int) -> Given:
        batch = {"X": [[1.0]]} if place in with_batch else {}
        return given(W1=[[1.0]], **batch)

    return Checkup(range(1, count + 1), read, Said(**said))


@pytest.mark.parametrize(
    ("count", "with_batch", "place"),
    [
        (1, [0], 0),
        (5, [4], 4),
        (8, [7], 7),
        (80, [8], 0),  # Not one of those looked at: 0 to 7, 11, 22, ...
        (80, [11, 22], 11),
        (80, [77], 77),
        (80, [78], 0),
    ],
)
def test_a_batch_is_looked_for_at_the_first_and_at_some_places(
    count: int, with_batch: list[int], place: int
) -> None:
    assert checkup(count, with_batch).first_place() == place


def test_where_nothing_is_recorded_that_is_said() -> None:
    with pytest.raises(InputError, match="no iteration is recorded in it"):
        checkup(0).first_place()


@pytest.mark.parametrize(
    ("count", "samples", "places"),
    [
        (3, 10, [0, 1, 2]),
        (40, 10, [*range(40)]),
        (41, 10, [*range(10), *range(10, 41)]),
        (400, 10, sorted({*range(10), *(int(k) for k in np.linspace(0, 399, 30))})),
        # Of 3,000,001 numbers each nine make 30 million.
        (400, 500_000, sorted({0, 1, *(int(k) for k in np.linspace(0, 399, 7))})),
        (9, 20_000_000, [0]),
    ],
)
def test_as_many_iterations_are_looked_at_as_takes_no_long_time(
    count: int, samples: int, places: list[int]
) -> None:
    claims = cast("Claims", Has(samples=samples, sizes=(2, 3, 1)))
    found = checkup(count)._places(claims)
    if count == 41:
        spread = {int(k) for k in np.linspace(0, 40, 30)}
        places = sorted({*range(10), *spread})
    assert found == places


@pytest.mark.parametrize(
    ("sizes", "words"),
    [
        ((2, 1), "say the activations of the layer, such as --activations sigmoid"),
        ((2, 3, 1), "of the 2 layers, such as --activations relu,sigmoid"),
        ((2, 3, 4, 2), "of the 3 layers, such as --activations relu,relu,softmax"),
    ],
)
def test_the_question_for_activations_names_as_many(
    sizes: tuple[int, ...], words: str
) -> None:
    claims = cast("Claims", Has(sizes=sizes, layers=range(1, len(sizes))))
    assert str(_question(claims)).endswith(words)


def writing(product: Any, samples: Any) -> Writing:
    return Writing(product, samples, samples)


@pytest.mark.parametrize(
    ("one", "other", "asked"),
    [
        (("x @ W", "rows"), ("W @ x", "rows"), ("--weights 'x @ W' or", "")),
        (("x @ W", "rows"), ("x @ W", "columns"), ("", "--samples rows or")),
        (("x @ W", "rows"), ("W @ x", "columns"), ("--weights 'x", "--samples rows")),
    ],
)
def test_what_shapes_do_not_tell_is_asked(one: Any, other: Any, asked: Any) -> None:
    said = str(_ambiguous([writing(*one), writing(*other)]))
    for words, option in zip(asked, ("--weights", "--samples"), strict=True):
        assert words in said
        assert (option in said) == bool(words)
    assert (", and " in said) == all(asked)


def judged(
    name: str, ok: bool, difference: float, fault: Fault | None = None
) -> Judged:
    return Judged(name, ok, difference, fault)


def verdict(number: int, *quantities: Judged) -> Judgement:
    found = cast("Any", Judgement)
    claims = Has(number=number)
    return cast("Judgement", found(claims, (), None, quantities, (), 0.0, None))


KNOWN, NAMELESS = Fault(("sign",), ("",), "dW1"), Fault((), (), "dW1")
UNSURE = Fault(("sign",), ("",), "dW1", ("transposed",))


def test_what_tells_most_names_all_and_leaves_nothing_open() -> None:
    bad = judged("dW1", False, 1.0, KNOWN)
    follows = judged("db1", False, 1.0)
    in_order = [
        verdict(7, bad, follows),
        verdict(8, bad, follows),
        verdict(2, bad),
        verdict(1, judged("dW1", False, 1.0, UNSURE), follows),
        verdict(3, judged("dW1", False, 1.0, NAMELESS), follows),
    ]
    assert sorted([*in_order[2:], *in_order[:2]], key=_tells) == in_order
    assert _tells(in_order[3]) == (0, 1, -2, 1)
    assert _tells(in_order[4]) == (1, 0, -2, 3)


def test_of_right_iterations_the_largest_differences_are_shown() -> None:
    found = _worst(
        [
            verdict(4, judged("z1", True, 1e-9), judged("a1", True, 3e-9)),
            verdict(5, judged("z1", True, 2e-9), judged("a1", True, 1e-9)),
            verdict(6, judged("z1", True, 2e-9), judged("cost", True, 5e-9)),
        ]
    )
    assert found.claims.number == 4
    shown = [(one.name, one.difference) for one in found.quantities]
    assert shown == [("z1", 2e-9), ("a1", 3e-9), ("cost", 5e-9)]


@pytest.mark.parametrize(
    ("averages", "factors"),
    [
        (True, [1.0, 0.5, 3.0, 1.5, 7.0, 3.5, 21.0, 10.5]),
        (False, [1.0, 1 / 3, 7.0, 1 / 3 * 7.0]),
    ],
)
def test_a_cost_may_be_so_many_times_as_large(
    averages: bool, factors: list[float]
) -> None:
    claims = cast("Claims", Has(sizes=(2, 3), samples=7))
    assert _factors(cast("Any", Has(averages_outputs=averages)), claims) == factors


TWO_THREE = {"W1": np.ones((2, 3)), "b1": np.ones(3)}


@pytest.mark.parametrize(
    ("arrays", "found"),
    [
        ({"X": np.ones((5, 2))}, [("x @ W", "rows", (2, 3))]),
        ({"X": np.ones((2, 5))}, [("x @ W", "columns", (2, 3))]),
        (
            {"X": np.ones((2, 2))},
            [("x @ W", "rows", (2, 3)), ("x @ W", "columns", (2, 3))],
        ),
        ({"X": np.ones((5, 2)), "y": np.ones((5, 3))}, [("x @ W", "rows", (2, 3))]),
        ({"X": np.ones((5, 2)), "y": np.ones(5)}, [("x @ W", "rows", (2, 3))]),
        (
            {"X": np.ones((3, 5)), "W1": np.ones((2, 3)), "b1": np.ones(2)},
            [("W @ x", "columns", (3, 2))],
        ),
    ],
)
def test_shapes_tell_the_manner_or_leave_several(arrays: Any, found: Any) -> None:
    seen = given(**TWO_THREE | arrays)
    listed = [(one.product, one.samples, sizes) for one, sizes in manners(seen)]
    assert listed == found


@pytest.mark.parametrize(
    ("arrays", "words"),
    [
        ({"X": np.ones((5, 4))}, "inputs have shape .5, 4., but W1 takes 2 numbers"),
        ({"X": np.ones((5, 2)), "y": np.ones((4, 3))}, "targets have shape .4, 3."),
        ({"X": np.ones((5, 2)), "y": np.ones(4)}, "targets have 4 numbers, but inputs"),
        ({"X": np.ones((5, 2)), "b1": np.ones(4)}, "b1 has shape"),
        (
            {"X": np.ones((5, 2)), "W3": np.ones((3, 3))},
            "W2 is missing: there are W1, W3",
        ),
        (
            {"X": np.ones((5, 2)), "W2": np.ones((4, 5))},
            "W2 has shape .4, 5., which does",
        ),
        ({}, "the inputs are missing"),
        ({"X": np.ones((0, 2))}, "inputs has shape .0, 2.: it should be a matrix"),
    ],
)
def test_what_fits_in_no_manner_is_named(arrays: Any, words: str) -> None:
    with pytest.raises(InputError, match=words):
        manners(given(**TWO_THREE | arrays))


@pytest.mark.parametrize(
    ("inputs", "targets", "there"),
    [
        (np.ones((5, 2)), np.ones((5, 3)), True),
        (np.ones((5, 2)), np.ones((3, 5)), True),
        (np.ones((5, 2)), None, True),
        (np.ones((5, 2)), np.ones((4, 3)), False),
        (np.ones((2, 5)), np.ones((5, 3)), False),
        (np.ones((0, 2)), None, False),
        (np.ones((5, 2, 1)), None, False),
        (None, None, False),
    ],
)
def test_a_batch_is_one_that_lies_as_the_program_writes_it(
    inputs: Any, targets: Any, there: bool
) -> None:
    seen = given(**TWO_THREE)
    seen.inputs, seen.targets = inputs, targets
    assert has_batch(seen, writing("x @ W", "rows"), (2, 3)) == there


LABELS = np.array([0.0, 2.0, 1.0])


@pytest.mark.parametrize(
    ("targets", "wanted"),
    [
        (LABELS, np.eye(3)[[0, 2, 1]]),
        (LABELS[:, None], np.eye(3)[[0, 2, 1]]),
        (np.arange(9.0).reshape(3, 3), np.arange(9.0).reshape(3, 3)),
        (LABELS + 1, "labels from 1 to 3, but 3 outputs stand for the classes 0 to 2"),
        (LABELS - 1, "labels from -1 to 1"),
        (LABELS / 2, "labels from 0 to 1"),
    ],
)
def test_labels_become_rows_of_zeros_and_a_one(targets: Any, wanted: Any) -> None:
    seen = given(**TWO_THREE, X=np.ones((3, 2)), y=targets)
    manner = writing("x @ W", "rows")
    if isinstance(wanted, str):
        with pytest.raises(InputError, match=wanted):
            arrange(seen, manner, (2, 3))
        return
    claims = arrange(seen, manner, (2, 3))
    np.testing.assert_array_equal(claims.targets, wanted)


@pytest.mark.parametrize(
    ("quantities", "words"),
    [
        ((), "Nothing was given."),
        (
            (judged("z1", True, 0.0), judged("a1", True, 0.0)),
            "All 2 quantities are right.",
        ),
        (
            (judged("db1", False, 1.0), judged("dW1", False, 1.0, KNOWN)),
            "First: dW1 has the opposite sign.",
        ),
    ],
)
def test_a_line_says_whether_all_is_right(
    quantities: tuple[Judged, ...], words: str
) -> None:
    assert headline(verdict(1, *quantities)).endswith(words)
