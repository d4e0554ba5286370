"""Tables are written so that other programs read what the window shows."""

import csv
import io
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from nnviz.files.written_table import (
    WrittenTable,
    as_csv,
    as_latex,
    table_of_texts,
    table_text,
)

TABLE = WrittenTable(
    ("class", "50 % & more", "loss"),
    (("a_b", "12,480", "−0.125"), ("x,y", "3", "1e−9")),
    exact=(("a_b", 12480, -0.12512345678901234), ("x,y", 3, 1.1e-9)),
    title="of two\nclasses",
)


def test_csv_has_all_digits_and_keeps_cells_apart() -> None:
    rows = list(csv.reader(io.StringIO(as_csv(TABLE))))
    assert rows[0] == list(TABLE.headings)
    assert [float(row[2]) for row in rows[1:]] == [-0.12512345678901234, 1.1e-9]
    assert rows[2][0] == "x,y"


def test_csv_of_mere_texts_has_numbers_that_programs_read() -> None:
    shown = WrittenTable(TABLE.headings, TABLE.rows)
    rows = list(csv.reader(io.StringIO(as_csv(shown))))
    assert [[float(cell) for cell in row[1:]] for row in rows[1:]] == [
        [12480.0, -0.125],
        [3.0, 1e-9],
    ]


def test_latex_has_a_column_for_each_heading_and_no_sign_that_breaks_it() -> None:
    lines = as_latex(TABLE).splitlines()
    assert lines[0] == "% of two classes"
    assert lines[1] == r"\begin{tabular}{lrr}"
    rows = [line for line in lines if line.endswith(r"\\")]
    assert rows[0] == r"class & 50 \% \& more & loss \\"
    assert rows[1] == r"a\_b & 12,480 & \ensuremath{-}0.125 \\"


@pytest.mark.parametrize("ending", [".tex", ".md"])
def test_ticks_are_words_where_fonts_lack_them(ending: str) -> None:
    text = table_text(WrittenTable(("is",), (("✓",), ("✗",))), ending)
    assert "right" in text
    assert "wrong" in text
    assert text.isascii()


def test_a_bar_in_a_name_does_not_end_a_cell_of_markdown() -> None:
    table = WrittenTable(("a|b", "n"), (("c|d", "1"),))
    for line in table_text(table, ".md").splitlines():
        assert line.replace(r"\|", "").count("|") == 3


def test_latex_breaks_sentences_into_lines() -> None:
    table = WrittenTable(
        ("name", "says"), (("W1", "too long for a line " * 3),), frozenset({0, 1})
    )
    assert r"\begin{tabular}{lp{0.6\linewidth}}" in as_latex(table)


def test_columns_of_texts_are_numbers_where_all_their_cells_are() -> None:
    table = table_of_texts(("a", "b", "c"), (("1.5", "", "x"), ("-2", "3", "4")))
    assert table.words == {2}


HOSTILE = (
    *("a,b", 'say "hi"', "=cmd|' /C calc'!A0", "&%$#_{}~^\\", "<b>x</b>", "a\nb"),
    *("[1] *bold*", "*", "--", "Grüße 漢字", "Þ Ą «β₁» ∂C/∂z²\x00"),
)


def test_csv_keeps_whatever_names_have() -> None:
    table = WrittenTable(HOSTILE, (HOSTILE,), frozenset(range(len(HOSTILE))))
    assert [tuple(row) for row in csv.reader(io.StringIO(as_csv(table)))] == [
        HOSTILE,
        HOSTILE,
    ]


def test_csv_has_columns_of_its_own_where_a_cell_has_several_numbers() -> None:
    table = WrittenTable(
        ("name", "cost"),
        (("relu", "0.12 (0.10 to 0.14)"),),
        exact=(("relu", 0.1234, 0.1, 0.14),),
        columns=("name", "cost", "low", "high"),
    )
    assert as_csv(table) == "name,cost,low,high\nrelu,0.1234,0.1,0.14\n"
    assert "(0.10 to 0.14)" in as_latex(table)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_one_cell_of_latex(name: str) -> None:
    table = WrittenTable(("class", "n"), ((name, "1"),))
    [_, line] = [one for one in as_latex(table).splitlines() if one.endswith(r" \\")]
    assert len(re.split(r"(?<!\\)&", line)) == 2
    # These would belong to the end of the row before.
    assert not line.startswith(("[", "*"))


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no LaTeX")
def test_latex_sets_all_names(tmp_path: Path) -> None:
    rows = tuple((name, "1") for name in HOSTILE)
    (tmp_path / "table.tex").write_text(as_latex(WrittenTable(HOSTILE[:2], rows)))
    begin = r"\documentclass{article}\usepackage[utf8]{inputenc}\begin{document}"
    (tmp_path / "all.tex").write_text(begin + r"\input{table}\end{document}")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "all"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout[-600:]
