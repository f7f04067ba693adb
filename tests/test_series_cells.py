"""The cells of a table of clusters: dates and clock times as people and Danish Excel write them."""

from __future__ import annotations

import io
import re
import shutil
from pathlib import Path

import pytest

import kits
from klyngepakke.content.series_file import table_series
from klyngepakke.errors import InputError
from klyngepakke.road.series import planned

EXAMPLE = Path(__file__).parents[1] / "examples" / "serie"


def table(folder, text, name="klynger.csv"):
    """The example's meeting with a table of one's own, as a series that is read."""
    shutil.copytree(EXAMPLE / "moede", folder / "moede")
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return table_series(folder / "moede", folder / name)


def wrong(folder, text):
    """What is said of a table that is wrong."""
    with pytest.raises(InputError) as told:
        planned(table(folder, text), kits.everything(), folder / "klynger")
    return [str(problem) for problem in told.value.problems]


def names_and_dates(series, tmp_path):
    """What the clusters of a series are called, and when they meet."""
    orders = planned(series, kits.everything(), tmp_path / "klynger")
    return [(o.cluster, re.findall(r"dato: (\S+)", o.text)) for o in orders]


@pytest.mark.parametrize(
    "text", ["4-3-2027", "4.3.2027", "4/3 2027", "4-3-27", "04-mar-27", "torsdag den 4. marts 2027"]
)
def test_dates_are_taken_as_danes_write_them(tmp_path, text):
    """In a cell, and in a list in the file itself."""
    found = names_and_dates(table(tmp_path, f"navn;dato\nKlynge A;{text}\n"), tmp_path)

    assert found == [("Klynge A", ["2027-03-04"])]


def test_what_is_no_date_is_told_why(tmp_path):
    """A day that is not, a year that is missing, a weekday that is another, and no date at all."""
    days = ("31/2-2027", "4/3", "onsdag den 4. marts 2027", "snart")
    rows = "".join(f"Klynge {at};{day}\n" for at, day in enumerate(days))

    said = wrong(tmp_path, f"navn;dato\n{rows}")

    assert "er ikke en dato i kalenderen" in said[0]
    assert "Året mangler i ”4/3”." in said[1]
    assert "datoen er en torsdag" in said[2]
    assert "”snart” kan ikke læses som en dato. Skriv den som" in said[3]


@pytest.mark.parametrize("text", ["17", "17,00", "kl. 17.00", "1700", "17:00:00"])
def test_clock_times_are_taken_as_people_write_them(tmp_path, text):
    """With and without minutes, and with what Excel puts after them."""
    series = table(tmp_path, f"navn;dato;start\nKlynge A;2027-03-04;{text}\n")
    (order,) = planned(series, kits.everything(), tmp_path / "klynger")

    assert "start: 17.00\n" in order.text


def test_a_broken_number_is_no_clock_time(tmp_path):
    """What Excel made of a clock time is not guessed at."""
    import xlsxwriter

    raw = io.BytesIO()
    book = xlsxwriter.Workbook(raw, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["navn", "slut"])
    sheet.write_row(1, 0, ["Klynge Nord", 19.5])
    book.close()
    series = table(tmp_path, raw.getvalue(), name="klynger.xlsx")

    with pytest.raises(InputError) as told:
        planned(series, kits.everything(), tmp_path / "klynger")

    (problem,) = told.value.problems
    assert (problem.line, problem.column) == (2, 2)
    assert "tallet 19,5" in problem.sentence
    assert problem.sentence.endswith("sæt kolonnen til tekst.")
