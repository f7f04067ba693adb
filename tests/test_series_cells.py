"""The cells of a table of clusters: dates and clock times as people and Danish Excel write them."""

from __future__ import annotations

import io
import re
import shutil
from datetime import date
from pathlib import Path

import pytest

import kits
from klyngepakke.commands.line import main
from klyngepakke.content.meeting import Cancelling
from klyngepakke.content.series_file import _MEANT, HEADINGS, read_series, table_series
from klyngepakke.errors import InputError
from klyngepakke.road import prepare
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


# --- Headings that are wrong ---------------------------------------------------------------------


def test_a_heading_that_is_wrong_hides_no_cell_that_is(tmp_path):
    """Both are told at once, the name's own heading and a row without a name included."""
    text = "Klyngenavn;Komune;dato;antal\nA;x;4/3;12\nB;y;4-3-2027;mange\n;z;4-3-2027;12\n"

    said = wrong(tmp_path, text)

    assert [s.split("klynger.csv:")[1].split(": ")[0] for s in said] == [
        *("1:1", "1:2", "2:3", "3:4", "4")
    ]
    assert "”Klyngenavn” kendes ikke. Mente du ”navn”?" in said[0]


def test_a_list_with_a_key_that_is_wrong_hides_nothing_either(tmp_path):
    """In the file itself."""
    shutil.copytree(EXAMPLE / "moede", tmp_path / "moede")
    path = tmp_path / "serie.yaml"
    text = "format: 1\nmøde: moede\nklynger:\n  - {navn: A, komune: x}\n  - {navn: B, antal: få}\n"
    path.write_text(text, "utf-8")

    with pytest.raises(InputError) as told:
        planned(read_series(path), kits.everything(), tmp_path / "klynger")

    assert [p.line for p in told.value.problems] == [4, 5]


@pytest.mark.parametrize(
    ("heading", "meant"),
    [
        ("Komune", "kommune"),
        ("Lokale", "sted"),
        ("Mødested", "sted"),
        ("Deltagere", "antal"),
        ("Antal deltagere", "antal"),
        ("Starttid", "start"),
        ("Kl", "start"),
        ("Afbudsfrist", "afbud senest"),
        ("Næste mode", "næste_møde"),
        ("Sololæger", "solo"),
    ],
)
def test_a_heading_is_told_the_one_that_was_meant(tmp_path, heading, meant):
    """Misspelt, or another word for the same; never a key that no cell can be."""
    (said,) = wrong(tmp_path, f"navn;{heading}\nA;1\n")

    assert f"Overskriften ”{heading}” kendes ikke. Mente du ”{meant}”? Skal" in said


def test_no_heading_is_told_to_be_one_that_holds_others(tmp_path):
    """A cell cannot be a programme."""
    (said,) = wrong(tmp_path, "navn;Programm\nA;1\n")

    assert "Overskriften ”Programm” kendes ikke. Skal" in said


def test_every_other_word_is_one_of_a_heading():
    """What a guess says can be written."""
    assert set(_MEANT.values()) <= set(HEADINGS)
    assert not set(_MEANT) & set(HEADINGS)


# --- A last day for cancelling that is too late -------------------------------------------------


@pytest.mark.parametrize(("latest", "is_late"), [(3, False), (4, False), (5, True)])
def test_a_last_day_after_the_meeting_is_told_with_its_line(latest, is_late):
    """The first day of the meeting is what counts, whatever day it is today."""
    said = Cancelling(latest=date(2027, 3, latest), to="sekretæren")
    folder = kits.write(kits.meeting("emnevalg", 10, cancelling=said))
    lines = (folder / "moede.yaml").read_text("utf-8").splitlines()
    line = next(at for at, text in enumerate(lines, start=1) if "senest:" in text)

    told = [w for w in prepare(folder, kits.everything()).kit.warnings if "afbud.senest" in w]

    sentence = (
        f"moede.yaml:{line}: afbud.senest er 5. marts 2027, efter mødet 4. marts 2027. "
        "Ret den ene dato, før indkaldelsen sendes."
    )
    assert told == is_late * [sentence]


def test_tjek_tells_of_it(capsys):
    """On the screen, and by the exit code."""
    said = Cancelling(latest=date(2027, 4, 1))
    folder = kits.write(kits.meeting("emnevalg", 10, cancelling=said))

    assert main(["tjek", str(folder)]) != 0
    shown = capsys.readouterr()
    assert "afbud.senest er 1. april 2027" in " ".join((shown.out + shown.err).split())


def test_every_cluster_that_inherits_it_is_told(tmp_path):
    """Each cluster's own day is held against the last day that the meeting says for all."""
    shutil.copytree(EXAMPLE / "moede", tmp_path / "moede")
    path = tmp_path / "moede" / "moede.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("afbud:\n", "afbud:\n  senest: 2027-03-05\n"), "utf-8")
    (tmp_path / "k.csv").write_text("navn;dato\nA;4-3-2027\nB;5-3-2027\nC;3-3-2027\n", "utf-8")
    series = table_series(tmp_path / "moede", tmp_path / "k.csv")

    told = [
        any("afbud.senest" in w for w in _warnings(tmp_path / order.cluster, order.text))
        for order in planned(series, kits.everything(), tmp_path / "klynger")
    ]

    assert told == [True, False, True]


def _warnings(folder, text):
    """What is said of a cluster's meeting before its sheets are made."""
    folder.mkdir()
    (folder / "moede.yaml").write_text(text, "utf-8")
    return prepare(folder, kits.everything()).kit.warnings
