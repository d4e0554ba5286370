"""The explanation of a neuron as a document: its numbers, and nothing that breaks."""

import csv
import io
import math
import re
from dataclasses import replace

import pytest

from nnviz.explain.explain import explain
from nnviz.explain.explanation import Explanation
from nnviz.explain.selection import Selection
from nnviz.explain.structure import structure_of
from nnviz.files.explanation_document import document_of
from nnviz.session.config import RunConfig
from nnviz.session.trainer import Trainer

HEADER = ("my_data & 50 % of it, 2-3-1", "sample 1")


@pytest.fixture(scope="module")
def found() -> list[Explanation]:
    trainer = Trainer(RunConfig(dataset="circle", hidden=(3,), seed=3))
    trainer.run(2)
    phases = ("forward", "backward", "update")
    return [
        explain(trainer.trace(), structure_of(trainer), Selection("neuron", p, 0, 1, 1))
        for p in phases
    ]


def test_markdown_has_every_result_in_full(found: list[Explanation]) -> None:
    text = document_of(".md", HEADER, found)
    for each in found:
        for name, value in each.results.items():
            assert f"`{name}` = **{value!r}**" in text
    assert r"my\_data & 50 % of it" in text
    assert text.count("$$") % 2 == 0


def test_the_terms_of_a_table_add_up_to_their_result(found: list[Explanation]) -> None:
    rows = list(csv.DictReader(io.StringIO(document_of(".csv", HEADER, found))))
    [step] = [each for each in found[0].calculations if each.terms is not None]
    here = [row for row in rows if row["calculation"] == step.title]
    products = [float(row["value"]) for row in here if row["left"]]
    for row in here:
        if row["left"]:
            product = float(row["left"]) * float(row["right"])
            assert product == float(row["value"])
    [bias] = [float(row["value"]) for row in here if row["name"].startswith("b1")]
    assert math.fsum([*products, bias]) == pytest.approx(step.result.value, rel=1e-14)


def test_latex_begins_and_ends_what_it_opens(found: list[Explanation]) -> None:
    hostile = replace(found[0], words=r"\input{x} 100% of A_1 & {")
    text = document_of(".tex", HEADER, [hostile, *found])
    opened = re.findall(r"\\begin\{(\w+)\}", text)
    assert sorted(opened) == sorted(re.findall(r"\\end\{(\w+)\}", text))
    assert r"\input{" not in text
    assert r"my\_data \& 50 \% of it" in text
