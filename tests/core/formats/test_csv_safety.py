import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from course.core.formats.csv_safety import looks_like_formula, neutralise, restore

_PIECES = st.sampled_from([*"'=+-@＝＋－＠ \t\r\n\u00a0\u3000\u200b\ufeff\"", "a", "1", "SUM(A1)"])
_CELLS = st.one_of(st.text(), st.lists(_PIECES, max_size=6).map("".join))


@given(_CELLS)
@example("'=1+1")
@example("''=1+1")
@example("'Abd al-Rahman")
def test_what_was_neutralised_comes_back_unchanged(cell):
    assert restore(neutralise(cell)) == cell


@given(_CELLS)
def test_no_cell_runs_as_a_formula_once_neutralised(cell):
    safe = neutralise(cell)

    assert not looks_like_formula(safe)
    assert safe.lstrip()[:1] not in {"=", "+", "-", "@"}
    assert safe[:1] not in {"\t", "\r"}


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+216 00",
        "-1",
        "@SUM(A1)",
        "\tx",
        "\rx",
        "  =1",
        "\u00a0=1",
        "\u3000＝1",
        "\n+1",
        "\u200b@x",
        " \tx",
    ],
)
def test_a_cell_that_a_spreadsheet_could_run_gets_an_apostrophe(cell):
    assert neutralise(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Leïla", "a=b", "'Abd al-Rahman", "Saint-Louis", "3-4", "'", "«=»"])
def test_a_plain_cell_is_left_as_it_is(cell):
    assert (neutralise(cell), restore(cell)) == (cell, cell)


@given(st.lists(_CELLS.filter(lambda cell: "\x00" not in cell), min_size=2, max_size=4))
def test_neutralised_cells_survive_a_csv_file(cells):
    file = io.StringIO(newline="")
    csv.writer(file).writerow([neutralise(cell) for cell in cells])
    file.seek(0)

    assert [restore(cell) for cell in next(csv.reader(file))] == cells
