from nnviz.session.comparison.ranking import leading
from nnviz.session.comparison.spread import Spread


def test_whoever_overlaps_one_of_several_first_is_level() -> None:
    found = leading(
        {
            "narrow": Spread(1.0, 0.9, 1.1, 5),
            "wide": Spread(1.0, 0.5, 2.0, 5),
            "third": Spread(1.5, 1.4, 1.6, 5),
            "last": Spread(3.0, 2.5, 3.5, 5),
        },
        lowest=True,
    )
    assert found is not None
    assert found.first == ("narrow", "wide")
    assert found.level == ("third",)
    assert found.winner is None
