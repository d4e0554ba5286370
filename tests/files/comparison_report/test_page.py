from msgspec.structs import replace

from nnviz.files.comparison_report.report_page import to_html
from nnviz.session.comparison.contender import Variation
from nnviz.session.comparison.results import Results
from nnviz.session.comparison.runner import InProcess
from tests.session.comparison.plans import outcomes, plan

NAME = "<script>alert('x')</script>&\""


def test_names_are_text_and_nothing_else() -> None:
    of = plan("relu", seeds=1, iterations=20)
    found = outcomes(InProcess(), of)
    named = replace(
        of,
        contenders=(replace(of.contenders[0], name=NAME),),
        variations=(Variation("activation", (NAME,)),),
        base=of.base.changed(dataset=NAME),
    )
    text = to_html(Results(named, tuple(replace(one, contender=NAME) for one in found)))
    assert "<script" not in text
    assert "&lt;script&gt;" in text


def test_a_report_can_be_made_when_nothing_has_come_yet() -> None:
    text = to_html(Results(plan("relu", "tanh"), (), stopped=True))
    assert "Stopped after 0 of 6 runs." in text


def test_a_contender_without_a_value_has_its_row() -> None:
    of = plan(
        "relu", "tanh", seeds=1, dataset="plane", optimizer="sgd", learning_rate=1e200
    )
    text = to_html(Results(of, tuple(outcomes(InProcess(), of))))
    assert "diverged" in text


def test_many_contenders_are_told_apart_by_dashes_too() -> None:
    names = ("relu", "tanh", "sigmoid", "step", "linear", "elu", "gelu", "swish")
    of = plan(*names, "softplus", seeds=1, iterations=20)
    text = to_html(Results(of, tuple(outcomes(InProcess(), of))))
    assert 'class="c0" stroke-dasharray' in text
