"""Columns of numbers in the forms people write them, and words that stay words."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.data.readers.raw_table import RawColumn
from nnviz.data.readers.values.kinds import Cells, make_columns
from nnviz.data.remark import Remark
from nnviz.data.table_choices import TableChoices

NBSP, NARROW, MINUS = "\u00a0", "\u202f", "\u2212"


def made(
    *columns: list[str], **choices: object
) -> tuple[list[RawColumn], tuple[Remark, ...]]:
    cells = [
        Cells(Path("t.csv"), f"c{k}", column, range(2, 2 + len(column)))
        for k, column in enumerate(columns)
    ]
    found = make_columns(cells, TableChoices(**choices))  # type: ignore[arg-type]
    return list(found.columns), found.remarks


def read(column: list[str], **choices: object) -> tuple[object, list[str]]:
    (found,), remarks = made(column, **choices)
    assert found.problem is None
    return found.values.tolist(), [remark.kind for remark in remarks]


@pytest.mark.parametrize(
    ("cells", "numbers", "kind"),
    [
        # Decimal comma and thousands.
        (["0,5", "12,25", "-3,0"], [0.5, 12.25, -3], "decimal"),
        (["1,5e3", "2,5E-1"], [1500, 0.25], "decimal"),
        (["1.234,5", "12,75"], [1234.5, 12.75], "thousands"),
        (["1.234.567,5", "1.000,0"], [1234567.5, 1000], "thousands"),
        (["0,125", "1,250"], [0.125, 1.25], "decimal"),
        (["1,100", "2,207", "12,345"], [1100, 2207, 12345], "thousands"),
        (["1,234,567", "5"], [1234567, 5], "thousands"),
        (["55,805.20", "99.5"], [55805.2, 99.5], "thousands"),
        (["12,34,567", "1,00,000.5"], [1234567, 100000.5], "thousands"),
        (["1.234.567", "2.000"], [1234567, 2000], "thousands"),
        (["1'234.5", "12'000"], [1234.5, 12000], "thousands"),
        (["1’234", "12’000"], [1234, 12000], "thousands"),
        (["1 234", "12 000,5", "7"], [1234, 12000.5, 7], "thousands"),
        ([f"1{NBSP}234", f"2{NARROW}000{NARROW}000"], [1234, 2000000], "thousands"),
        (["1_000", "2_500_000"], [1000, 2500000], "thousands"),
        # Other scripts, powers of ten.
        (["١٢", "٣٫٥"], [12, 3.5], "digits"),
        (["９９", "7"], [99, 7], "digits"),
        (["5.3×10^4", "2 x 10^-3"], [53000, 0.002], "exponents"),
        (["1·10⁵", "4·10⁻²"], [1e5, 0.04], "exponents"),
        # Flags of statistics; b is a break, not a billion.
        (["7.8 b", "9.4", "3.1 p", "8", "4"], [7.8, 9.4, 3.1, 8, 4], "footnotes"),
        (["7.1(2)", "9.4", "3.1¹", "8", "4"], [7.1, 9.4, 3.1, 8, 4], "footnotes"),
        (['="00123"', '="45678"'], [123, 45678], "codes"),
        # Money.
        (["$1000", "$2,007.50", "-$5", "($3)"], [1000, 2007.5, -5, -3], "currency"),
        (["$-5", "$ 6"], [-5, 6], "currency"),
        (["1.000,50 €", "2,00 €"], [1000.5, 2], "currency"),
        (["€0.5", "€12"], [0.5, 12], "currency"),
        (["£1m", "£750k"], [1e6, 750e3], "currency"),
        (["€110.5M", "€565K", "€0"], [110.5e6, 565e3, 0], "currency"),
        (["CHF 1'200.50", "CHF 90"], [1200.5, 90], "currency"),
        (["100 kr", "1 250 kr"], [100, 1250], "currency"),
        (["100 USD", "-1,250 USD"], [100, -1250], "currency"),
        (["¥12,000", "¥900"], [12000, 900], "currency"),
        (["US$5", "US$6.5"], [5, 6.5], "currency"),
        (["Rs. 500", "Rs. 1,200"], [500, 1200], "currency"),
        (["₹12,34,567", "₹5"], [1234567, 5], "currency"),
        # Shares and units.
        (["12%", "3.5 %", "-1%", "0"], [12, 3.5, -1, 0], "percent"),
        (["12,5 %", "3,0 %"], [12.5, 3], "percent"),
        (["3 km", "12 km", "0.5 km"], [3, 12, 0.5], "units"),
        (["72kg", "80.5kg"], [72, 80.5], "units"),
        (["20°C", "-3°C"], [20, -3], "units"),
        (["5 m/s", "6.5 m/s"], [5, 6.5], "units"),
        (["1,200 sq ft", "950 sq ft"], [1200, 950], "units"),
        (["23.6 kmpl", "19.67 kmpl"], [23.6, 19.67], "units"),
        (["10,000+", "500+"], [10000, 500], "units"),
        (["19M", "8.7M", "201k"], [19e6, 8.7e6, 201e3], "multiples"),
        # Signs and other notations.
        ([f"{MINUS}5", "3"], [-5, 3], ""),
        (["(5)", "3", "(1,200)"], [-5, 3, -1200], "thousands"),
        (["(5)", "3"], [-5, 3], "negatives"),
        (["5-", "3"], [-5, 3], "negatives"),
        (["+5", ".5", "5.", "1e5"], [5, 0.5, 5, 1e5], ""),
        (["2.5D+02", "1.0d-1"], [250, 0.1], "exponents"),
        (["0x1f", "0XFF", "-0x1"], [31, 255, -1], "hexadecimal"),
        # Times.
        (["12:30", "00:45"], [12.5, 0.75], "durations"),
        (["1:02:03", "0:00:36"], [1 + 123 / 3600, 0.01], "durations"),
        (["59:30", "1:00:30"], [3570 / 3600, 3630 / 3600], "durations"),
        (["18.00.00", "19.30.00"], [18, 19.5], "durations"),
        (["12:30 AM", "1:30 pm"], [0.5, 13.5], "durations"),
        (["0 days 00:30:00", "1 days 06:00:00"], [0.5, 30], "durations"),
        (["2h 30m", "45m", "3h"], [2.5, 0.75, 3], "durations"),
        (["1h 6min 36s", "30s"], [1.11, 1 / 120], "durations"),
        # Places, heights and footnotes.
        (["27.5°S", "13.25°N", "0°"], [-27.5, 13.25, 0], "degrees"),
        (["3°30'36\"N", "5°15'W"], [3.51, -5.25], "degrees"),
        (["-12°30'", "10°"], [-12.5, 10], "degrees"),
        (["5'9\"", "6'", "5 ft 6 in"], [5.75, 6, 5.5], "units"),
        (["0.5[1]", "0.25", "3*", "4 †"], [0.5, 0.25, 3, 4], "footnotes"),
        (["1,200[a]", "950"], [1200, 950], "footnotes"),
        (["64.9 Lac", "1.2 Cr"], [6.49e6, 1.2e7], "multiples"),
    ],
)
def test_a_column_of_numbers_in_a_form_is_one_of_numbers(
    cells: list[str], numbers: list[float], kind: str
) -> None:
    found, kinds = read(cells)
    assert found == pytest.approx(numbers)
    assert kinds == [kind] * bool(kind)


@pytest.mark.parametrize(
    "cells",
    [
        ["10-19", "20-29", "30-39"],
        ["500 m", "1.2 km", "3 km"],
        ["$5", "€6", "£7"],
        ["2wd", "4wd", "2wd", "4wd", "4wd"],
        ["Q1", "Q2", "Q3"],
        ["item0", "item1"],
        ["1.2.3", "1.2.4"],
        ["192.168.0.1", "10.0.0.1"],
        ["2:1", "0:0"],
        ["12:75", "10:20"],
        ["1,23,4", "1,2"],
        ["12%", "0.5", "30%"],
        ["1/2", "3/4"],
        ["x1[2]", "x2[3]"],
        ["1617,red", "1618,red", "1619,red"] * 9,
        ["3* hotel", "4* hotel"],
        ["<5", "6", "<7"],
        ["1,5", "2.5", "3,5"],
        ["+49 30 1234", "+49 89 55"],
        ["1st", "2nd", "3rd"],
        ["0x1g", "0x2f"],
        ["2020-01-05", "2020-02-05"],
        ["12.3 (4)", "11.9 (5)", "10.1 (3)"],
        ["4 km", "3 mi"],
    ],
)
def test_what_is_no_number_in_one_form_stays_words(cells: list[str]) -> None:
    (found,), _ = made(cells)
    assert found.kind == "category"
    assert found.values.tolist() == cells


def test_a_comma_in_doubt_is_decided_by_the_other_columns() -> None:
    doubtful = ["1,100", "2,207"]
    (_, column), remarks = made(["0,5", "1,5"], doubtful)
    assert column.values.tolist() == [1.1, 2.207]
    assert [str(way.value) for r in remarks for way in r.ways] == ["point"]
    (_, column), remarks = made(["0.5", "1.5"], doubtful)
    assert column.values.tolist() == [1100, 2207]
    (way,) = remarks[0].ways
    assert way.option == "--decimal comma"
    assert read(doubtful, decimal="comma")[0] == [1.1, 2.207]
    assert read(doubtful, thousands="comma") == ([1100, 2207], [])


def test_a_point_is_one_of_thousands_where_others_have_a_decimal_comma() -> None:
    (_, column), remarks = made(["0,5", "1,5"], ["1.100", "2.207"])
    assert column.values.tolist() == [1100, 2207]
    (way,) = remarks[-1].ways
    assert way.option == "--decimal point"
    chosen, _ = made(["0,5", "1,5"], ["1.100", "2.207"], decimal=".")
    assert [c.values.tolist() for c in chosen] == [[0.5, 1.5], [1.1, 2.207]]
    assert read(["1.100", "2.207"]) == ([1.1, 2.207], [])


def test_prices_hardly_have_three_decimals() -> None:
    (column,), (remark,) = made(["870.000 €", "99.500 €"])
    assert column.values.tolist() == [870000, 99500]
    assert [way.option for way in remark.ways] == ["--decimal point"]
    assert read(["870.000 €", "99.500 €"], decimal="point")[0] == [870, 99.5]
    (_, column), _ = made(["0.5", "1.25"], ["870.000 €", "99.500 €"])
    assert column.values.tolist() == [870, 99.5]


def test_divided_thousands_tell_the_decimal_mark() -> None:
    (_, column), _ = made(["1.234.567", "2.000"], ["1.100", "2.207"])
    assert column.values.tolist() == [1100, 2207]


def test_a_decimal_comma_is_said_once_for_a_file() -> None:
    _, remarks = made(["0,5", "1,5"], ["2,5", "3,25"], ["1", "2"])
    (remark,) = remarks
    assert (remark.kind, remark.column) == ("decimal", None)
    assert "'0,5' is read as 0.5" in str(remark)


def test_a_word_among_amounts_is_a_fault() -> None:
    (column,), _ = made([*(f"${k},000" for k in range(1, 10)), "on request"])
    assert column.kind == "number"
    assert column.problem is not None
    assert "'on request' is not a number" in column.problem.message
    assert column.values[:2].tolist() == [1000, 2000]


@pytest.mark.parametrize(
    ("cells", "years"),
    [
        (["2021-01", "2021-07"], [2021, 2021 + 181 / 365]),
        (["2020-01-01", "2020-12-31"], [2020, 2020 + 365 / 366]),
        (
            ["2021-01-01 12:00", "2021-01-02T00:00:00Z"],
            [2021 + 0.5 / 365, 2021 + 1 / 365],
        ),
        (["31/01/2021", "01/02/2021"], [2021 + 30 / 365, 2021 + 31 / 365]),
        (["01/31/2021", "02/01/2021"], [2021 + 30 / 365, 2021 + 31 / 365]),
        (["1/2/2021", "1/3/2021", "2/1/2021"], [2021 + d / 365 for d in (1, 2, 31)]),
        (["01.02.2021", "02.01.2021"], [2021 + 31 / 365, 2021 + 1 / 365]),
        (["5/1/69", "5/1/20"], [1969 + 4 / 365, 2020 + 4 / 366]),
        (["3 May 2021", "14 Jun 2021"], [2021 + 122 / 365, 2021 + 164 / 365]),
        (["May 3, 2021", "June 14th, 2021"], [2021 + 122 / 365, 2021 + 164 / 365]),
        (["03-May-21", "14-Jun-21"], [2021 + 122 / 365, 2021 + 164 / 365]),
        (["Jan-58", "Feb-2021"], [2058, 2021 + 31 / 365]),
    ],
)
def test_dates_are_numbers_where_asked(cells: list[str], years: list[float]) -> None:
    values, kinds = read(cells, dates=True)
    assert values == pytest.approx(years, abs=1e-9)
    assert kinds == ["dates"]
    assert made(cells)[0][0].kind == "category"


@pytest.mark.parametrize(
    "cells", [["2021-02-30"], ["31/31/2021"], ["10-19"], ["3-01", "3-02"], ["May"]]
)
def test_what_is_no_date_stays_a_word(cells: list[str]) -> None:
    assert made(cells, dates=True)[0][0].kind == "category"


def test_the_day_and_the_month_may_be_in_doubt() -> None:
    _, (remark,) = made(["01/02/2021", "03/01/2021", "02/02/2021"], dates=True)
    assert "it could be the other way round" in remark.done


NUMBERS = st.lists(
    st.decimals(-(10**9), 10**9, places=2, allow_nan=False), min_size=1, max_size=8
)
STYLES = [
    (decimal, thousands)
    for decimal in ".,"
    for thousands in ("", ".", ",", " ", "'", NBSP, NARROW)
    if decimal != thousands
]
AROUND = ["{}", "${}", "{} €", "{}%", "{} km", "CHF {}", "{}kg", "¥ {}"]


@given(NUMBERS, st.sampled_from(STYLES), st.sampled_from(AROUND), st.booleans())
def test_numbers_in_any_form_come_back(
    numbers: list[object], style: tuple[str, str], around: str, typographic: bool
) -> None:
    decimal, thousands = style
    cells = []
    for number in numbers:
        text = f"{abs(number):,.2f}"  # type: ignore[arg-type]
        text = text.replace(",", "t").replace(".", decimal).replace("t", thousands)
        minus = (MINUS if typographic else "-") * (number < 0)  # type: ignore[operator]
        cells.append(minus + around.format(text))
    values, _ = read(cells)
    np.testing.assert_array_equal(values, [float(n) for n in numbers])  # type: ignore[arg-type,call-overload]


@given(
    st.lists(st.integers(0, 10**7), min_size=1, max_size=8),
    st.sampled_from(STYLES),
    st.sampled_from(AROUND),
)
def test_whole_numbers_come_back_or_there_is_another_way(
    numbers: list[int], style: tuple[str, str], around: str
) -> None:
    cells = [around.format(f"{n:,}".replace(",", style[1])) for n in numbers]
    (column,), _ = made(cells)
    if column.values.tolist() == [float(n) for n in numbers]:
        return
    # A single mark before three digits may be a decimal one.
    assert style[1] == "."
    chosen, _ = made(cells, thousands="point")
    assert chosen[0].values.tolist() == [float(n) for n in numbers]


@given(st.lists(st.text("0123456789.,'-+ %$km:/eDx()", max_size=9), max_size=6))
def test_no_cells_break_the_reader(cells: list[str]) -> None:
    stripped = [cell.strip() for cell in cells]
    (column,), _ = made(stripped)
    assert len(column.values) == len(cells)
