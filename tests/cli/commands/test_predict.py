"""``nnviz predict``: raw rows in, the same rows with predictions out."""

import csv
import io
import struct
from pathlib import Path

import numpy as np
import pytest

from nnviz.data.catalog import load_dataset
from nnviz.files.opening import OpenedSession, open_file
from nnviz.session.trainer import Trainer
from tests.cli.command import Done, nnviz

HOUSES = "area,town,rooms,price\n" + "".join(
    f"{40 + k},{'here' if k % 2 else 'there'},{k % 5},{100 + 3 * k + 7 * (k % 5)}\n"
    for k in range(40)
)


def trained(folder: Path, dataset: str | Path, *options: str) -> Path:
    """Train a run on data for a while, and return its session file."""
    path = folder / "run.nnviz"
    words = ("--dataset", dataset, "--iterations", "40", "--save", path, *options)
    assert nnviz("train", *words).returncode == 0
    return path


def cells(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def outputs(session: Path, inputs: list[list[float]]) -> np.ndarray:
    """Work predictions out from the trainer of a session, step by step."""
    opened = open_file(session)
    assert isinstance(opened, OpenedSession)
    trainer = Trainer(opened.session.state.config, opened.dataset)
    trainer.resume(opened.session.state)
    data = trainer.data
    scaled = data.input_scaling.apply(np.array(inputs, float))
    return data.target_scaling.invert(trainer.network.predict(scaled))


@pytest.fixture
def houses(tmp_path: Path) -> Path:
    (tmp_path / "houses.csv").write_text(HOUSES)
    return trained(tmp_path, tmp_path / "houses.csv")


def predicted(session: Path, text: str, *options: str) -> Done:
    path = session.with_name("new.csv")
    path.write_text(text)
    return nnviz("predict", session, path, *options)


def test_rows_come_out_as_written_with_the_prediction_last(houses: Path) -> None:
    done = predicted(
        houses, 'note,rooms,town,area\n"a, b",2,here,5.50e1\nx,3,there,44\n'
    )
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == "note,rooms,town,area,prediction"
    assert lines[1].startswith('"a, b",2,here,5.50e1,')
    wanted = outputs(houses, [[55, 1, 0, 2], [44, 0, 1, 3]])
    found = [float(row["prediction"]) for row in cells(done.stdout)]
    np.testing.assert_allclose(found, wanted[:, 0], rtol=1e-12)


def test_a_target_that_is_there_is_scored(houses: Path) -> None:
    done = predicted(houses, "area,town,rooms,price\n55,here,2,150\n44,there,3,120\n")
    error = outputs(houses, [[55, 1, 0, 2], [44, 0, 1, 3]])[:, 0] - [150, 120]
    rms = float(np.sqrt(np.square(error).mean()))
    assert f"root mean square error {rms:.4g}" in done.stderr
    assert "(price)" in done.stderr


def test_data_that_are_gone_are_not_needed(houses: Path, tmp_path: Path) -> None:
    rows = "area,town,rooms\n55,here,2\n"
    before = predicted(houses, rows).stdout
    (tmp_path / "houses.csv").unlink()
    assert predicted(houses, rows).stdout == before


def test_a_row_that_cannot_be_predicted_says_why_and_stays(houses: Path) -> None:
    bad = ",here,2\n55,Paris,2\n55,here,abc\n55,?,1\n"
    rows = f"area,town,rooms\n55,here,2\n{bad}60,here,4\n"
    done = predicted(houses, rows)
    assert done.returncode == 0
    found = cells(done.stdout)
    assert [bool(row["prediction"]) for row in found] == [
        True,
        *[False] * 4,
        True,
    ]
    assert done.stderr.splitlines() == [
        "new.csv: 4 of 6 rows have no prediction:",
        "line 3, column 'area': the value is missing",
        "line 4, column 'town': 'Paris' was not in the training data",
        "line 5, column 'rooms': 'abc' is not a finite number",
        "line 6, column 'town': the value is missing",
    ]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("area,town\n55,here\n", "there is no column 'rooms'"),
        ("area,town,rooms\n55,Paris,2\n", "no row can be predicted: line 2"),
        ("area,town,rooms\n55,here,a\n44,here,b\n", "column 'rooms' has words"),
        ("area,town,rooms\n", "no rows of samples"),
    ],
)
def test_a_file_that_cannot_be_predicted_is_refused_in_one_line(
    houses: Path, rows: str, said: str
) -> None:
    done = predicted(houses, rows)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_classes_have_names_and_probabilities(tmp_path: Path) -> None:
    session = trained(tmp_path, "iris")
    iris = load_dataset("iris")
    rows = iris.inputs[[0, 60, 120]].tolist()
    names = (*iris.input_names, "kind")
    kinds = [iris.class_names[k] for k in (0, 1, 2)]
    lines = [
        ",".join(map(str, (*row, kind))) for row, kind in zip(rows, kinds, strict=True)
    ]
    done = predicted(session, "\n".join((",".join(names), *lines)), "--probabilities")
    wanted = outputs(session, rows)
    for row, shares in zip(cells(done.stdout), wanted, strict=True):
        assert list(row)[-1] == "prediction"
        assert row["prediction"] == iris.class_names[int(shares.argmax())]
        found = [float(row[f"P({name})"]) for name in iris.class_names]
        np.testing.assert_allclose(found, shares, rtol=1e-12)
    assert "3 of these rows have a target (kind)" in done.stderr
    assert "macro" in done.stderr


def test_of_two_classes_both_have_a_probability(tmp_path: Path) -> None:
    done = predicted(trained(tmp_path, "circle"), "x1,x2\n0,0\n", "--probabilities")
    (row,) = cells(done.stdout)
    shares = [float(row[name]) for name in ("P(outer ring)", "P(inner disc)")]
    assert sum(shares) == pytest.approx(1.0)
    assert row["prediction"] == ("inner disc" if shares[1] >= 0.5 else "outer ring")


def test_derived_inputs_are_worked_out(tmp_path: Path) -> None:
    session = trained(tmp_path, "circle", "--derived", "x1^2,x2^2")
    (row,) = cells(predicted(session, "x2,x1\n2,-1\n", "--probabilities").stdout)
    share = outputs(session, [[-1, 2, 1, 4]])[0, 0]
    assert float(row["P(inner disc)"]) == pytest.approx(share, rel=1e-12)


def test_columns_without_names_are_found_by_their_numbers(tmp_path: Path) -> None:
    data = tmp_path / "plain.csv"
    data.write_text("".join(f"{k % 7},{k % 3},{k % 2}\n" for k in range(30)))
    session = trained(tmp_path, data)
    done = predicted(session, "1,2\n3,1\n")
    assert done.stdout.startswith("column 1,column 2,prediction\n1,2,")
    assert done.returncode == 0


def images(folder: Path) -> tuple[Path, np.ndarray]:
    """Write 40 pictures of 8x8 pixels in IDX, NPZ and CSV; return them, (N, 64)."""
    rng = np.random.default_rng(3)
    labels = np.arange(40, dtype=np.uint8) % 3
    pixels = rng.integers(0, 90, (40, 64)).astype(np.uint8)
    pixels[np.arange(40), labels] = 255
    header = struct.pack(">4i", 0x803, 40, 8, 8)
    (folder / "train-images-idx3-ubyte").write_bytes(header + pixels.tobytes())
    header = struct.pack(">2i", 0x801, 40)
    (folder / "train-labels-idx1-ubyte").write_bytes(header + labels.tobytes())
    np.savez(folder / "new.npz", pixels.reshape(40, 8, 8))
    np.savez(folder / "both.npz", x=pixels.reshape(40, 8, 8), y=labels)
    header = ",".join(f"pixel{k}" for k in range(64))
    table = "\n".join(",".join(map(str, row)) for row in pixels.tolist())
    (folder / "alone.csv").write_text(f"{header}\n{table}\n")
    labelled = "\n".join(
        ",".join(map(str, (label, *row)))
        for label, row in zip(labels.tolist(), pixels.tolist(), strict=True)
    )
    (folder / "labelled.csv").write_text(f"label,{header}\n{labelled}\n")
    return folder / "train-images-idx3-ubyte", pixels


def test_images_are_predicted_from_every_kind_of_file(tmp_path: Path) -> None:
    path, pixels = images(tmp_path)
    session = trained(tmp_path, path)
    wanted = outputs(session, pixels.tolist()).argmax(axis=1).astype(str).tolist()
    for name in ("train-images-idx3-ubyte", "new.npz", "both.npz", "alone.csv"):
        done = nnviz("predict", session, tmp_path / name)
        assert [row["prediction"] for row in cells(done.stdout)] == wanted, name
        has_labels = name in ("train-images-idx3-ubyte", "both.npz")
        assert ("40 of these rows have a target" in done.stderr) == has_labels
    done = nnviz("predict", session, tmp_path / "labelled.csv")
    assert [row["prediction"] for row in cells(done.stdout)] == wanted
    assert "40 of these rows have a target (label)" in done.stderr


def test_pixels_of_another_scale_are_refused(tmp_path: Path) -> None:
    path, pixels = images(tmp_path)
    session = trained(tmp_path, path)
    np.savez(tmp_path / "fractions.npz", pixels / 255.0)
    done = nnviz("predict", session, tmp_path / "fractions.npz")
    assert done.returncode == 2
    assert "bring them to the same scale" in done.stderr


def test_a_file_is_written_whole_and_never_over_what_was_read(houses: Path) -> None:
    out = houses.with_name("out.csv")
    done = predicted(houses, "area,town,rooms,price\n5,here,2,9\n", "--out", str(out))
    assert out.read_text().startswith("area,town,rooms,price,prediction\n5,here,2,9,")
    assert "of these rows have a target (price)" in done.stdout
    new = houses.with_name("new.csv")
    done = predicted(houses, "area,town,rooms\n5,here,2\n", "--out", str(new))
    assert done.returncode == 2
    assert new.read_text() == "area,town,rooms\n5,here,2\n"


def test_a_column_of_that_name_keeps_it(houses: Path) -> None:
    done = predicted(houses, "area,town,rooms,prediction\n5,here,2,old\n")
    (row,) = cells(done.stdout)
    assert row["prediction"] == "old"
    assert list(row)[-1] == "prediction (nnviz)"


def test_values_have_no_probabilities(houses: Path) -> None:
    done = predicted(houses, "area,town,rooms\n5,here,2\n", "--probabilities")
    assert done.returncode == 2
    assert "values, not classes" in done.stderr


def test_what_is_no_session_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(HOUSES)
    done = nnviz("predict", tmp_path / "a.csv", tmp_path / "a.csv")
    assert done.returncode == 2
    assert "is not a session" in done.stderr


def test_a_single_input_is_a_column_alone(tmp_path: Path) -> None:
    session = trained(tmp_path, "sine")
    name = load_dataset("sine").input_names[0]
    done = predicted(session, f"{name}\n1.50\n?\n-2\n")
    found = cells(done.stdout)
    assert [row[name] for row in found] == ["1.50", "?", "-2"]
    wanted = outputs(session, [[1.5], [-2.0]])[:, 0]
    shown = [float(found[k]["prediction"]) for k in (0, 2)]
    np.testing.assert_allclose(shown, wanted, rtol=1e-12)
    assert "line 3" in done.stderr
    assert "the value is missing" in done.stderr
    done = predicted(session, f"note,{name}\na,1.5\n")
    again = float(cells(done.stdout)[0]["prediction"])
    assert again == pytest.approx(shown[0], rel=1e-12)


def test_the_session_of_the_first_format_predicts_too(tmp_path: Path) -> None:
    session = Path(__file__).parents[2] / "files" / "golden" / "format1.nnviz"
    opened = open_file(session)
    assert isinstance(opened, OpenedSession)
    names = opened.dataset.input_names
    row = opened.dataset.inputs[0].tolist()
    new = tmp_path / "new.csv"
    new.write_text(",".join(names) + "\n" + ",".join(map(repr, row)) + "\n")
    done = nnviz("predict", session, new)
    assert done.returncode == 0
    assert "prediction" in done.stdout


def test_numbers_are_written_as_the_session_read_them(tmp_path: Path) -> None:
    data = tmp_path / "data.csv"
    lines = [f"{k},{k % 9}00;{(k * 7) % 10},5;{k}" for k in range(30)]
    data.write_text("a;b;y\n" + "\n".join(lines) + "\n")
    options = ("--decimal", ",", "--target", "y")
    session = trained(tmp_path, data, *options)
    done = predicted(session, "b;a\n2,5;1,100\n")
    (row,) = cells(done.stdout)
    assert (row["b"], row["a"]) == ("2,5", "1,100")
    wanted = outputs(session, [[1.1, 2.5]])[0, 0]
    assert float(row["prediction"]) == pytest.approx(wanted, rel=1e-12)


def test_gaps_are_filled_in_as_in_training(tmp_path: Path) -> None:
    (tmp_path / "houses.csv").write_text(HOUSES.replace("\n50,", "\n,"))
    session = trained(tmp_path, tmp_path / "houses.csv", "--gaps", "median")
    opened = open_file(session)
    assert isinstance(opened, OpenedSession)
    trainer = Trainer(opened.session.state.config, opened.dataset)
    (fill,) = trainer.data.dataset.fills
    assert opened.session.card is not None
    assert opened.session.card.fills == (fill,)
    done = predicted(session, f"area,town,rooms\n,here,2\n{fill.value},here,2\n")
    filled, given = cells(done.stdout)
    assert filled["prediction"] == given["prediction"] != ""
    assert f"1 missing in 'area', filled in with {fill.value}" in done.stderr


@pytest.fixture
def flats(tmp_path: Path) -> Path:
    table = HOUSES.replace(",here", " m²,here").replace(",there", " m²,there")
    (tmp_path / "flats.csv").write_text(table)
    return trained(tmp_path, tmp_path / "flats.csv")


def test_a_word_in_a_few_rows_with_units_is_the_fault_of_its_row(flats: Path) -> None:
    rows = "area,town,rooms\n50 m²,here,2\nbig,here,2\n50,here,2\n"
    done = predicted(flats, rows)
    assert done.returncode == 0, done.stderr
    first, bad, third = (row["prediction"] for row in cells(done.stdout))
    assert first == third != ""
    assert bad == ""
    assert "line 3, column 'area': 'big'" in done.stderr
    done = predicted(flats, "area,town,rooms\nbig,here,2\nsmall,here,3\n")
    assert (done.returncode, done.stdout) == (2, "")
    assert "column 'area' has words, but the data set has numbers" in done.stderr


@pytest.mark.parametrize("other", ["", "big,here,2\n"])
def test_another_unit_than_that_of_the_data_is_refused(flats: Path, other: str) -> None:
    done = predicted(flats, f"area,town,rooms\n50 ft²,here,2\n{other}")
    assert (done.returncode, done.stdout) == (2, "")
    assert "column 'area' is in ft², but the data set has it in m²" in done.stderr
