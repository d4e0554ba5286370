"""The page of a run, in a browser: it shows the run's own numbers."""

import html
import os
import re
from functools import partial
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from click.testing import CliRunner

from nnviz.cli.main import nnviz
from nnviz.core.errors import InputError
from nnviz.core.writing.number_text import significant
from nnviz.data.assets import asset_path
from nnviz.data.dataset import Dataset
from nnviz.files.run_page.html import style_of
from nnviz.files.run_page.story import findings_of, story_of
from nnviz.notebook import Run, compare, show
from nnviz.session.config import RunConfig
from nnviz.session.probe import Probe, sample_of
from nnviz.session.timeline.timeline import Timeline
from nnviz.session.trainer import Trainer
from nnviz.ui.theme.tokens import DARK, LIGHT
from nnviz.ui.web_page.page_text import page_text
from nnviz.ui.web_page.run_source import source_of_run
from nnviz.views.numbers import signed
from tests.files.run_page.test_html import HOSTILE, header_in
from tests.ui.web_page.browsing import (
    CHROMIUM,
    dumped,
    elements_in,
    lines_in,
    measured,
    tables_in,
    values_in,
)
from tests.watch.recording import Recording

CONFIG = RunConfig(dataset="circle", hidden=(3, 2), seed=4)
needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium")


@needs_browser
def test_a_browser_shows_the_numbers_of_the_run(tmp_path: Path, qapp: object) -> None:
    file = tmp_path / "run.html"
    described = (
        "--dataset circle --hidden 3,2 --seed 4 --until 12 --sample 18 --sample 40"
    )
    result = CliRunner().invoke(nnviz, f"page {described} --out {file}".split())
    assert result.exit_code == 0, f"{result.exception} {result.output}"
    shown = dumped(file, "iteration=7&neuron=2.1&sample=2")
    assert 'data-ready="yes"' in shown
    trainer = Trainer(CONFIG)
    trainer.run(7)
    sample = sample_of(trainer.data, 39)
    assert sample is not None
    trace, update = Probe().look(trainer, sample), trainer.trace()
    written = lines_in(shown)
    for name, value in (
        ("z2[1]", trace["z2"][0, 0]),
        ("a2[1]", trace["a2"][0, 0]),
        ("delta2[1]", trace["delta2"][0, 0]),
        ("b2[1]", trace["b2"][0]),
        ("loss", trace["losses"][0]),
        ("cost of the batch", trainer.history.costs[6]),
        ("change of b2[1]", update["update_b2"][0]),
    ):
        assert written[name] == significant(float(value)), name
    tables = tables_in(shown)
    weights, before = trace["W2"][0], trace["a1"][0]
    for k in range(3):
        products = weights[k], before[k], weights[k] * before[k]
        row = tables["Products that z is the sum of"][f"a1[{k + 1}]"]
        assert row == [significant(float(value)) for value in products]
        [slope] = tables["Slopes of the weights"][f"a1[{k + 1}]"]
        assert slope == significant(float(trace["delta2"][0, 0] * before[k]))
    back = trace["W3"][0, 0], trace["delta3"][0, 0]
    row = tables["Products that come back"]["delta3[1]"]
    assert row == [significant(float(v)) for v in (*back, back[0] * back[1])]
    values = values_in(shown)
    for layer, found in enumerate((trace["inputs"], trace["a1"], trace["a2"])):
        for neuron, value in enumerate(found[0].tolist()[: CONFIG_SIZES[layer]]):
            assert values[layer, neuron] == signed(value).strip()


CONFIG_SIZES = (2, 3, 2)


@needs_browser
def test_a_page_writes_numbers_as_the_window_does(tmp_path: Path) -> None:
    random = np.random.default_rng(2)
    values = random.normal(size=400) * 10.0 ** random.integers(-9, 4, 400)
    special = (
        0.0,
        -0.0,
        0.00049,
        0.0005,
        0.99996,
        9.9996,
        99.996,
        9999.4,
        1e-99,
        3e200,
    )
    every = [*values.tolist(), *special, np.inf, -np.inf, np.nan]
    text = asset_path("page", "numbers.js").read_text("utf-8")
    listed = ", ".join(str(each).replace("inf", "Infinity") for each in every)
    listed = listed.replace("nan", "NaN")
    file = tmp_path / "numbers.html"
    file.write_text(
        f"<!DOCTYPE html><meta charset='utf-8'><body><script>{text}\n"
        f"const all = [{listed}];\n"
        "const write = (f) => all.map((v) => f(v)).join('|');\n"
        "document.body.dataset.a = write((v) => significant(v));\n"
        "document.body.dataset.b = write(signed);\n</script></body>",
        "utf-8",
    )
    shown = dumped(file)
    for name, write in (("a", significant), ("b", lambda v: signed(v).strip())):
        [found] = re.findall(rf' data-{name}="([^"]*)"', shown)
        assert found.split("|") == [write(each) for each in every]


def test_a_run_that_diverged_says_so_first() -> None:
    config = RunConfig(dataset="plane", optimizer="sgd", learning_rate=1e200, seed=0)
    trainer = Trainer(config)
    trainer.run(20)
    story = story_of(trainer, findings_of(trainer))
    assert story.startswith(
        "After 2 iterations the cost is not finite. The cost diverged"
    )


@needs_browser
def test_names_of_a_file_are_text_in_a_browser(tmp_path: Path, qapp: object) -> None:
    random = np.random.default_rng(1)
    dataset = Dataset(
        name=HOSTILE[0],
        task="classification",
        inputs=random.normal(size=(30, 3)),
        targets=np.eye(3)[random.integers(0, 3, 30)],
        input_names=tuple(HOSTILE[:3]),
        class_names=tuple(HOSTILE[3:]),
    )
    config = RunConfig(dataset="iris", hidden=(2,), seed=1)
    timeline = Timeline(Trainer(config, dataset))
    timeline.run(2)
    file = tmp_path / "run.html"
    file.write_text(page_text(source_of_run(timeline)), "utf-8")
    shown = dumped(file)
    assert 'data-ready="yes"' in shown
    tags, attributes = elements_in(shown)
    assert tags.count("script") == 3
    assert "img" not in tags
    assert not [name for name in attributes if name.startswith("on")]
    header = header_in(file.read_text("utf-8"))
    assert header["lanes"][0]["input_names"] == HOSTILE[:3]


@needs_browser
def test_a_browser_shows_the_numbers_of_every_contender(
    tmp_path: Path, qapp: object
) -> None:
    file = tmp_path / "both.html"
    described = "--dataset circle --hidden 3,2 --seed 4 --vary activation=relu,tanh"
    command = f"page {described} --until 9 --out {file}"
    result = CliRunner().invoke(nnviz, command.split())
    assert result.exit_code == 0, f"{result.exception} {result.output}"
    shown = dumped(file, "iteration=5&neuron=1.2&contender=2")
    text = file.read_text("utf-8")
    assert [lane["name"] for lane in header_in(text)["lanes"]] == ["relu", "tanh"]
    trainer = Trainer(CONFIG.changed(activation="tanh"))
    trainer.run(5)
    sample = sample_of(trainer.data, 0)
    assert sample is not None
    trace = Probe().look(trainer, sample)
    written = lines_in(shown)
    assert written["z1[2]"] == significant(trace["z1"][0, 1])
    assert written["delta1[2]"] == significant(trace["delta1"][0, 1])
    assert '<section id="report"' in shown
    assert "networks above are those of seed 4" in shown
    # On a phone nothing is wider than the screen, and all can be touched.
    assert measured(file, 360, 740) == {"wide": "0", "small": "", "across": "360"}


def test_the_page_has_the_colours_of_the_window() -> None:
    light, dark = style_of(("", "")).split("prefers-color-scheme: dark) {\n", 1)
    for theme, css in ((LIGHT, light), (DARK, dark)):
        for name, value in re.findall(r"--([a-z-]+): (#\w{6});", css):
            assert getattr(theme, name.replace("-", "_")) == value
    assert "--selection: " in light


def test_a_usual_run_has_every_iteration_in_a_small_page(qapp: object) -> None:
    timeline = Timeline(Trainer(RunConfig(dataset="circle", hidden=(6, 4), seed=1)))
    timeline.run(250)
    text = page_text(source_of_run(timeline))
    header = header_in(text)
    assert header["moments"] == list(range(251))
    assert "The page has every iteration, 0 to 250." in text
    # Eight times as many iterations are to stay below 5 MB, and well below.
    assert len(text) < 700_000


def test_what_has_no_room_is_left_out_but_not_the_ends_nor_events(
    qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nnviz.ui.web_page.page_text.LARGEST", 60_000)
    timeline = Timeline(Trainer(CONFIG))
    timeline.run(57)
    timeline.change(learning_rate=0.02)
    timeline.bookmark("half", timeline.now, "way")
    timeline.run(143)
    text = page_text(source_of_run(timeline))
    header = header_in(text)
    moments = header["moments"]
    assert (moments[0], moments[-1]) == (0, 200)
    assert 57 in moments
    assert len(moments) < 150
    assert f"The page has {len(moments)} of 201 iterations" in text
    [numbers] = re.findall(r'id="numbers">(.*?)</script>', text, re.DOTALL)
    assert len(numbers) <= 60_000
    said = [mark[1:] for mark in header["marks"]]
    assert ["change", "learning rate 0.03 → 0.02"] in [
        [kind, re.sub(r"rate \S+ ", "rate 0.03 ", words)] for kind, words in said
    ]
    assert ["bookmark", "half. way"] in said


def test_colours_of_both_themes_are_variables(qapp: object) -> None:
    timeline = Timeline(Trainer(CONFIG))
    timeline.run(1)
    text = page_text(source_of_run(timeline))
    [diagram] = re.findall(r'<div class="diagram wide".*?(<svg.*?</svg>)', text, re.S)
    ElementTree.fromstring(diagram)
    used = set(re.findall(r"var\((--p\d+)\)", text.split("<script")[0]))
    assert used
    for name in used:
        assert text.count(f"{name}: ") == 2
    assert "--positive: #0f919c;" in page_text(
        source_of_run(timeline), "teal and brown"
    )
    assert style_of(("--p0: #111111;", "--p0: #eeeeee;")).count("--p0") == 2


def test_a_notebook_shows_the_page_in_a_frame(qapp: object) -> None:
    trainer = Trainer(CONFIG)
    trainer.run(3)
    shown = show(trainer, height=500)._repr_html_()
    [page] = re.findall(r'^<iframe srcdoc="([^"]*)" width="100%" height="500"', shown)
    assert header_in(html.unescape(page))["last"] == 3
    trainer.network.parameters[0] += 1.0
    with pytest.raises(InputError, match="changed on its way"):
        show(trainer)


def test_a_run_in_a_notebook_is_shown_with_all_its_iterations(qapp: object) -> None:
    run = Run("xor", hidden=(2,), seed=3).train(4).train(3)
    found = header_in(html.unescape(run.show()._repr_html_()))
    assert (found["last"], found["lanes"][0]["sizes"]) == (7, [2, 2, 1])
    for make in (Run, partial(compare, vary={"hidden": [(2,), (3,)]})):
        with pytest.raises(InputError, match="preset 'nothing'"):
            make("nothing")


def test_files_and_comparisons_are_shown_in_a_notebook(
    tmp_path: Path, qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As a kernel may have it, which has no display.
    monkeypatch.setenv("QT_QPA_PLATFORM", "")
    log = tmp_path / "run.nnvizlog"
    recording = Recording(log)
    recording.train(3)
    recording.watch.close()
    found = header_in(html.unescape(show(str(log))._repr_html_()))
    assert os.environ["QT_QPA_PLATFORM"] == "offscreen"
    assert found["moments"] == [1, 2, 3]
    varied = compare("xor", vary={"hidden": [(2,), (3, 2)]}, iterations=4, seed=3)
    text = html.unescape(varied._repr_html_())
    found = header_in(text)
    assert [lane["sizes"] for lane in found["lanes"]] == [[2, 2, 1], [2, 3, 2, 1]]
    assert found["last"] == 4
    assert '<section id="report"' in text
    with pytest.raises(InputError, match=r"missing\.nnviz"):
        show(tmp_path / "missing.nnviz")


def test_on_a_phone_every_neuron_can_be_touched(qapp: object) -> None:
    for hidden in ((3, 2), (16, 12), (40,)):
        timeline = Timeline(Trainer(CONFIG.changed(hidden=hidden)))
        timeline.run(1)
        text = page_text(source_of_run(timeline))
        [narrow] = re.findall(
            r'<div class="diagram narrow".*?(<svg.*?</svg>)', text, re.S
        )
        heights = re.findall(r'class="hit".*?height="([\d.]+)"', narrow)
        assert len(heights) == 3 + sum(min(size, 16) for size in hidden)
        assert min(map(float, heights)) >= 44
