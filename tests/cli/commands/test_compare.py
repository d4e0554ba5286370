"""``nnviz compare`` as people and programs call it."""

import csv
import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnviz.cli.variations import typed
from nnviz.core.expression.lists import split_list
from tests.cli.command import nnviz, process
from tests.waiting import PATIENCE

BASE = "compare --dataset circle --samples 60 --iterations 300 --jobs 1"


def answer(words: str) -> dict[str, Any]:
    done = nnviz(*words.split(), "--json")
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def without_times(found: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {k: v for k, v in one.items() if k != "seconds_per_iteration"}
        for one in found["contenders"]
    ]


def test_json_has_every_contender_with_its_spreads() -> None:
    found = answer(f"{BASE} --vary activation=relu,tanh,step --seeds 5")
    assert [one["name"] for one in found["contenders"]] == ["relu", "tanh", "step"]
    for one in found["contenders"]:
        assert set(one) >= {
            "name", "seeds", "cost", "accuracy", "r2", "dead_share",
            "saturated_share", "iterations_to_target", "seconds_per_iteration",
            "diverged",
        }  # fmt: skip
        for key in ("cost", "accuracy"):
            spread = one[key]
            assert spread["low"] <= spread["median"] <= spread["high"]
        assert one["r2"] is None
        assert one["seeds"] == [0, 1, 2, 3, 4]
    assert found["target"] == {"quantity": "accuracy", "value": 0.95}
    assert found["fairness"][0].startswith("The same initial weights")


def test_jobs_make_no_difference_to_the_numbers() -> None:
    words = f"{BASE} --vary activation=relu,tanh --seeds 4"
    several = json.loads(process(*f"{words} --jobs 2 --json".split()).stdout)
    assert without_times(several) == without_times(answer(words))


def test_two_settings_make_a_grid() -> None:
    found = answer(f"{BASE} --vary activation=relu,tanh --vary hidden=4,8x8,none")
    assert [one["name"] for one in found["contenders"]] == [
        *("relu, 4", "relu, 8-8", "relu, none", "tanh, 4", "tanh, 8-8", "tanh, none")
    ]


def test_a_regression_has_r2() -> None:
    found = answer(
        "compare --dataset sine --iterations 50 --jobs 1 --vary optimizer=sgd,adam"
    )
    for one in found["contenders"]:
        assert one["accuracy"] is None
        assert one["r2"]["count"] == 1


def test_a_contender_that_diverges_is_named_and_the_others_go_on() -> None:
    done = nnviz(
        *"compare --dataset plane --activation relu --optimizer sgd --iterations 200 "
        "--vary learning_rate=0.01,9 --jobs 1".split()
    )
    assert done.returncode == 0, done.stderr
    assert re.search(r"\b9\b.*diverged", done.stdout)


def test_without_json_there_are_a_table_and_a_verdict() -> None:
    done = nnviz(*f"{BASE} --vary activation=relu,tanh --seeds 2".split())
    assert done.returncode == 0
    assert done.stderr == ""
    assert done.stdout.startswith("contender")
    assert "lowest training cost" in done.stdout or "no winner" in done.stdout
    assert "same batches" in done.stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("", "--vary"),
        ("--vary activation", "'activation'.*activation=relu,tanh"),
        ("--vary activation=relu,,tanh", "write a setting"),
        ("--vary activaton=relu", "'activaton': did you mean 'activation'"),
        ("--vary activation=relu,rellu", "contender 'rellu'.*did you mean 'relu'"),
        ("--vary learning_rate=0.1,fast", "learning_rate 'fast'.*number"),
        ("--vary hidden=4x0", "hidden '4x0'.*16x16"),
        ("--vary seed=1,2 --seeds 2", "seed is already varied"),
        ("--vary target_cost=1,2", "target_cost"),
        ("--vary activation=relu,tanh --jobs 0", "--jobs 0"),
        ("--vary activation=relu,tanh --jobs 2 --cluster x", "one or the other"),
        ("--vary activation=relu,tanh --out a.pdf", "--out a.pdf.*html"),
        ("--vary activation=relu,tanh --out nowhere/a.html", "no such folder"),
        ("--vary activation=relu,tanh --seeds 0", "seeds 0"),
        (
            "--vary activation=relu,tanh --out ~nobody-here/a.html",
            "not a valid file name",
        ),
        ("--vary activation=relu,tanh --out folder.html", "folder.html: is a folder"),
        ("--vary batch_size=1.5,2", "batch_size '1.5'.*a whole number, or full"),
        ("--vary seed=1e3,2", "seed '1e3'.*a whole number"),
    ],
)
def test_a_mistake_is_one_line_that_says_what_would_be_right(
    words: str, message: str, tmp_path: Path
) -> None:
    (tmp_path / "folder.html").mkdir()
    words = words.replace("folder.html", str(tmp_path / "folder.html"))
    done = nnviz(*"compare --dataset circle --iterations 5".split(), *words.split())
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert re.search(message, done.stderr), done.stderr


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("relu,tanh", ("relu", "tanh")),
        ("relu, max(x, 0.1*x)", ("relu", "max(x, 0.1*x)")),
        ("f(g(a, b), c),d", ("f(g(a, b), c)", "d")),
    ],
)
def test_commas_within_parentheses_do_not_split(
    text: str, parts: tuple[str, ...]
) -> None:
    assert split_list(text) == parts


@pytest.mark.parametrize(
    ("setting", "text", "value"),
    [
        ("hidden", "16x8", (16, 8)),
        ("hidden", "16-8", (16, 8)),
        ("hidden", "none", ()),
        ("learning_rate", "1e-3", 1e-3),
        ("batch_size", "full", "full"),
        ("batch_size", "8", 8),
        ("mistakes", "none", ()),
        ("mistakes", "missing_mean+slope_left_out", ("missing_mean", "slope_left_out")),
        ("scaling", "none", "none"),
        ("activations", "relu+tanh", ("relu", "tanh")),
    ],
)
def test_a_value_has_the_type_of_its_setting(
    setting: str, text: str, value: object
) -> None:
    found = typed(setting, text)
    assert found == value
    assert type(found) is type(value)


class Reader(HTMLParser):
    """Notes what is opened, and what does not close."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in ("meta", "input"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_a_report_is_one_page_that_needs_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    done = nnviz(*f"{BASE} --vary activation=relu,tanh --seeds 4 --out".split(), file)
    assert done.returncode == 0, done.stderr
    text, reader = file.read_text(), Reader()
    reader.feed(text)
    assert reader.open == []
    tags = [tag for tag, _ in reader.seen]
    assert not {"link", "img", "iframe", "object"} & set(tags)
    assert tags.count("script") == 3
    assert "default-src 'none'" in text
    assert "://" not in text.replace("http://www.w3.org/2000/svg", "")
    assert "url(" not in text.replace("url(#", "")
    report = text.split('id="report"')[1]
    assert report.count("<circle") == 4
    for words in ("same batches", "relu", "tanh", "iteration", "NumPy"):
        assert words in text


STOPPED = """
import signal, sys
from nnviz.__main__ import main
from nnviz.session.comparison.comparison import Comparison

run = Comparison.run

def run_and_stop(comparison, count):
    run(comparison, count)
    if comparison.iteration > 500:
        signal.raise_signal(signal.SIGINT)

Comparison.run = run_and_stop
# Whoever runs the tests in the background may have had Ctrl+C ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.argv[0] = "nnviz"
main()
"""
"""The command, where Ctrl+C comes in the middle of a run of over 500 iterations."""


def test_what_is_done_when_it_is_stopped_is_reported() -> None:
    words = "compare --dataset circle --samples 60 --jobs 1 --json --vary"
    command = [sys.executable, "-c", STOPPED, *words.split(), "iterations=5,1000000"]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=PATIENCE
    )
    assert (done.returncode, done.stderr) == (130, "nnviz: stopped\n")
    found = json.loads(done.stdout)
    assert found["stopped"] is True
    assert [len(one["seeds"]) for one in found["contenders"]] == [1, 0]


UNFINISHED = """
import signal, sys
from nnviz.__main__ import main
from nnviz.session.comparison.seeds.runner import Tally

reach = Tally.reach

def reach_and_stop(tally, reached):
    progress = reach(tally, reached)
    if progress.done == 4 and reached[0].planned > 5:
        # Said once at least before.
        if seen:
            signal.raise_signal(signal.SIGTERM)
        seen.append(True)
    return progress

seen = []
Tally.reach = reach_and_stop
sys.argv[0] = "nnviz"
main()
"""
"""The command, to which a signal comes when four runs are done and others under way."""


@pytest.mark.parametrize("jobs", [1, 2])
def test_runs_that_are_not_done_when_it_is_stopped_are_named(
    jobs: int, tmp_path: Path
) -> None:
    page = tmp_path / "report.html"
    words = (
        f"compare --dataset circle --samples 60 --jobs {jobs} --seeds 2 --out {page}"
    )
    vary = ("--vary", "iterations=5,1000000000", "--vary", "activation=relu,tanh")
    command = [sys.executable, "-c", UNFINISHED, *words.split(), *vary]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=PATIENCE
    )
    assert (done.returncode, done.stderr) == (143, "nnviz: stopped\n")
    assert "Stopped after 4 of 8 runs." in done.stdout
    said = "2 runs unfinished and not judged, at iteration "
    assert 1 <= done.stdout.count(said) == page.read_text().count(said) <= 2


def test_an_address_that_is_none_is_one_line_too() -> None:
    done = nnviz(
        *f"{BASE.removesuffix(' --jobs 1')} --cluster tcp://here".split(),
        *"--vary activation=relu,tanh".split(),
    )
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("ending", [".tex", ".csv"])
def test_the_table_can_be_written_by_itself(tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"verdict{ending}"
    options = "--dataset xor --hidden 2 --iterations 3 --vary activation=relu,tanh"
    done = nnviz(*f"compare {options} --jobs 1 --out {out}".split())
    assert done.returncode == 0, done.stderr
    lines = out.read_text().splitlines()
    assert sum("relu" in line and "tanh" not in line for line in lines) >= 1
    assert (r"\begin{tabular}" in out.read_text()) == (ending == ".tex")
    if ending == ".csv":
        for name, *numbers in csv.reader(lines[1:]):
            assert name in ("relu", "tanh")
            assert all(np.isfinite(float(number or 0)) for number in numbers)
