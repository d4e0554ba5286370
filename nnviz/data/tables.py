"""The bundled tables: four of measurements, and the 8 x 8 digits."""

from dataclasses import replace

from nnviz.data.assets import asset_path
from nnviz.data.dataset import Dataset, Task
from nnviz.data.table_choices import TableChoices

LICENCE = "CC BY 4.0"
DIGITS_RANGE = (0.0, 16.0)


def load_iris() -> Dataset:
    """Return 150 irises of three species, measured in centimetres."""
    return replace(
        _read("iris.csv"),
        name="iris",
        title="Iris",
        description="Sepals and petals of three species of iris.",
        source="R. A. Fisher, 1936; UCI Machine Learning Repository",
        licence=LICENCE,
    )


def load_wine() -> Dataset:
    """Return 178 wines of three cultivars, analysed chemically."""
    return replace(
        _read("wine.csv"),
        name="wine",
        title="Wine",
        description="Chemical analysis of wines from three cultivars.",
        source="M. Forina et al., PARVUS; UCI Machine Learning Repository",
        licence=LICENCE,
    )


def load_breast_cancer() -> Dataset:
    """Return 569 tumours, benign or malignant, by the shapes of their cell nuclei."""
    return replace(
        _read("breast_cancer.csv"),
        name="breast_cancer",
        title="Breast cancer (Wisconsin, diagnostic)",
        description="Cell nuclei in images of tumours, benign or malignant.",
        source="W. H. Wolberg, W. N. Street, O. L. Mangasarian, 1995; UCI Machine "
        "Learning Repository",
        licence=LICENCE,
    )


def load_diabetes() -> Dataset:
    """Return 442 patients, with how far their diabetes had progressed a year later."""
    return replace(
        _read("diabetes.csv", "regression"),
        name="diabetes",
        title="Diabetes",
        description="Ten measurements and the progression of diabetes a year later.",
        source="B. Efron, T. Hastie, I. Johnstone, R. Tibshirani: Least Angle "
        "Regression, 2004",
        licence="published with the paper, no licence stated",
    )


def load_digits() -> Dataset:
    """Return 1,797 handwritten digits of 8 x 8 pixels, from 0 to 16."""
    return replace(
        _read("digits.csv.gz"),
        name="digits",
        title="Handwritten digits, 8 × 8",
        input_range=DIGITS_RANGE,
        description="Counts of inked points in 8 x 8 squares of a digit; 0 is paper.",
        source="E. Alpaydin, C. Kaynak, 1998; UCI Machine Learning Repository",
        licence=LICENCE,
    )


def _read(name: str, task: Task | None = None) -> Dataset:
    # Imported when it is needed: most windows begin without a table.
    from nnviz.data.readers.columns.look import to_dataset
    from nnviz.data.readers.formats.csv_table import read_table

    table = read_table(asset_path("data", "tables", name))
    return replace(to_dataset(table, TableChoices(task=task)), remarks=())
