from msgspec.structs import replace

from nnviz.files.comparison_report.report_page import Picture, Shown, to_html
from nnviz.session.comparison.contender import Variation
from nnviz.session.comparison.seeds.runner import InProcess
from nnviz.session.comparison.verdict.results import Results
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


def test_what_the_window_showed_is_on_the_page() -> None:
    of = plan("relu", "step", seeds=1, iterations=20)
    shown = Shown(
        "after 20 iterations, seed 0",
        ("step: the gradient is zero.", "relu: one matrix.\nW\tb\n1\t2"),
        (Picture("step", b"light", b"dark", 400),),
    )
    text = to_html(Results(of, tuple(outcomes(InProcess(), of))), shown)
    assert "after 20 iterations, seed 0" in text
    assert "<p>step: the gradient is zero.</p>" in text
    assert "W\tb\n1\t2" in text
    assert text.count("data:image/png;base64,") == 2
    assert 'alt="Output and network of step"' in text


def test_settings_are_words_and_what_follows_is_told() -> None:
    of = plan("relu", "tanh", seeds=1, iterations=20)
    text = to_html(Results(of, tuple(outcomes(InProcess(), of))))
    assert "('" not in text
    assert "<td>activation</td><td>varied</td>" in text
    assert "<td>activations</td><td>follows from what is varied</td>" in text
    assert "optimizer" not in text
