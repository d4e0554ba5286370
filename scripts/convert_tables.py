"""Write the tables of assets/data/tables from the copies that scikit-learn ships.

Run by hand, once: ``python scripts/convert_tables.py``. Needs scikit-learn.
"""

import csv
import gzip
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from sklearn import datasets

TABLES = Path(__file__).resolve().parents[1] / "assets" / "data" / "tables"
DIABETES_NAMES = (
    "age (years)",
    "sex",
    "body mass index (kg/m2)",
    "blood pressure (mmHg)",
    "total cholesterol",
    "low-density lipoproteins",
    "high-density lipoproteins",
    "cholesterol ratio",
    "log triglycerides",
    "blood sugar",
)
WINE_CLASSES = ("cultivar 1", "cultivar 2", "cultivar 3")


def main() -> None:
    """Convert all five tables."""
    TABLES.mkdir(parents=True, exist_ok=True)
    iris = datasets.load_iris()
    write_classes("iris.csv", iris, iris.feature_names, "species", iris.target_names)
    wine = datasets.load_wine()
    wine_names = [name.replace("_", " ") for name in wine.feature_names]
    write_classes("wine.csv", wine, wine_names, "cultivar", WINE_CLASSES)
    cancer = datasets.load_breast_cancer()
    write_classes(
        "breast_cancer.csv",
        cancer,
        cancer.feature_names,
        "diagnosis",
        cancer.target_names,
    )
    write_diabetes()
    write_digits()


def write_classes(
    name: str,
    bunch: Any,  # noqa: ANN401 - scikit-learn's Bunch has no type
    inputs: Iterable[str],
    target: str,
    classes: Sequence[str],
) -> None:
    """Write a table whose last column is the word for the class."""
    rows = [
        [*map(shortest, row), classes[label]]
        for row, label in zip(bunch.data, bunch.target, strict=True)
    ]
    (TABLES / name).write_bytes(as_csv([[*inputs, target], *rows]))


def write_diabetes() -> None:
    """Write the diabetes table in natural units, not in the usual scaled ones."""
    bunch = datasets.load_diabetes(scaled=False)
    rows = [
        [*map(shortest, row), shortest(target)]
        for row, target in zip(bunch.data, bunch.target, strict=True)
    ]
    header = [*DIABETES_NAMES, "progression"]
    (TABLES / "diabetes.csv").write_bytes(as_csv([header, *rows]))


def write_digits() -> None:
    """Write the digits with the label first, as tables of images usually have it."""
    bunch = datasets.load_digits()
    rows = [
        [int(label), *map(int, row)]
        for row, label in zip(bunch.data, bunch.target, strict=True)
    ]
    header = ["label", *(f"pixel{k}" for k in range(64))]
    packed = gzip.compress(as_csv([header, *rows]), mtime=0)
    (TABLES / "digits.csv.gz").write_bytes(packed)


def shortest(value: float) -> str:
    """Return the shortest text of a number: ``5`` rather than ``5.0``."""
    return repr(float(value)).removesuffix(".0")


def as_csv(rows: Iterable[Sequence[object]]) -> bytes:
    """Return rows as the bytes of a CSV file."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


if __name__ == "__main__":
    main()
