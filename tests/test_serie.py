"""A series: one meeting for many clusters, each with its folder, its zip and its line in the overview."""

from __future__ import annotations

import csv
import errno
import hashlib
import io
import json
import os
import pickle
import re
import shutil
import signal
import subprocess
import sys
import zipfile
from argparse import Namespace
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from dataclasses import replace
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path

import pytest

import helpers_pdf
import kits
from helpers_faults import used
from klyngepakke.commands import closing, series_closing
from klyngepakke.commands.line import main
from klyngepakke.content.meeting_file import read_meeting
from klyngepakke.content.series_file import MOST_ROWS, read_series, table_series
from klyngepakke.errors import InputError, MissingError
from klyngepakke.files.disk import System
from klyngepakke.printing.document import Sheet, written
from klyngepakke.printing.pdf.forms import read_form
from klyngepakke.printing.produce import html_only
from klyngepakke.printing.templates import render
from klyngepakke.road import prepare
from klyngepakke.road.makers import Makers
from klyngepakke.road.series import InTurn, Made, make_all, planned, run
from klyngepakke.road.series.common import common
from klyngepakke.road.series.holders import holders
from klyngepakke.road.series.leftover import Leftover
from klyngepakke.road.series.order import ZIPS
from klyngepakke.road.series.overview import strays, whole, write_overview
from klyngepakke.road.series.planning import folder_name
from klyngepakke.road.series.scheduler import dask
from klyngepakke.road.series.sharing import sharing, tidy

EXAMPLE = Path(__file__).parents[1] / "examples" / "serie"
NOBODY = "tcp://127.0.0.1:9"
NAMES = ("Klynge Nord", "Klynge Syd", "Klynge Øst", "Klynge Vest")


def plain(document, theme, *, filters):
    """A sheet as HTML, made in this process."""
    return Sheet(document, b"", html_only(document, theme, filters=filters), 0)


PLAIN = Makers(plain, written)


def ordered(target, path=EXAMPLE / "serie.yaml"):
    """The orders of a series, as HTML."""
    (target / ZIPS).mkdir(parents=True, exist_ok=True)
    return planned(read_series(path), kits.everything(), target, html=True)


def built(orders):
    """What comes of orders, kit after kit."""
    make = partial(make_all, makers=PLAIN, read=cache(common))
    return tuple(run(orders, InTurn(), make=make))


def table(folder, text, name="klynger.csv", encoding="utf-8"):
    """The example's meeting with a table of one's own, as a series that is read."""
    folder.mkdir(exist_ok=True)
    shutil.copytree(EXAMPLE / "moede", folder / "moede", dirs_exist_ok=True)
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return table_series(folder / "moede", folder / name)


def wrong(folder, text, **how):
    """What is said of a table that is wrong; nothing is written anywhere."""
    with pytest.raises(InputError) as told:
        planned(table(folder, text, **how), kits.everything(), folder / "klynger")
    assert not (folder / "klynger").exists()
    return [str(p).replace(f"{folder}{os.sep}", "") for p in told.value.problems]


def hashes(folder):
    """Every file below a folder by its fingerprint, locks left out."""
    return {
        p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and p.suffix != ".lock"
    }


def zip_of(orders, number):
    """The files in the zip of an order."""
    with zipfile.ZipFile(orders[number - 1].zip) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """The example's series, built once."""
    target = tmp_path_factory.mktemp("serie")
    orders = ordered(target)
    made = built(orders)
    write_overview(target, whole(orders, made))
    return target, orders, made


@pytest.fixture
def copied(example, tmp_path):
    """The same in a folder of its own, that a test may change."""
    target = tmp_path / "klynger"
    shutil.copytree(example[0], target)
    return target, ordered(target)


# --- What is built ----------------------------------------------------------------------------


def test_each_cluster_has_a_folder_and_a_zip(example):
    """ASCII names from the clusters' own, a whole meeting's folder each, and a zip to send."""
    target, orders, made = example

    assert [(m.cluster, m.folder, m.state) for m in made] == [
        (name, folder, "klar")
        for name, folder in zip(
            NAMES, ("klynge-nord", "klynge-syd", "klynge-oest", "klynge-vest"), strict=True
        )
    ]
    assert all((o.home / "til-print" / "indhold.json").is_file() for o in orders)
    assert sorted(p.name for p in (target / "zip").iterdir()) == sorted(
        f"{o.folder}.zip" for o in orders
    )


def test_a_row_overrides_keys_of_the_meeting(example):
    """What it says stands in the cluster's meeting, what it leaves empty is the meeting's own."""
    _, orders, _ = example
    north, south, east, west = (read_meeting(o.home).value for o in orders)

    assert [str(m.days[0].date) for m in (north, south, east)] == [
        "2027-03-04",
        "2027-03-09",
        "2027-03-11",
    ]
    assert (west.days[0].date, west.days[0].place) == (None, "Biblioteket, store sal")
    assert (north.participants.number, north.participants.solo) == (24, 6)
    assert (west.participants.number, west.participants.solo) == (29, None)
    assert (north.cluster.colour, south.cluster.colour) == (None, "#7a3b1d")
    assert north.packs["emnevalg"].slots == {"antal_emner": "3"}
    assert len({m.id for m in (north, south, east, west)}) == 4


def test_a_zip_begins_with_a_letter_about_this_meeting(example):
    """Whose, when, and only what is left to write by hand; the meeting itself is in it, too."""
    _, orders, _ = example
    north, west = zip_of(orders, 1), zip_of(orders, 4)
    letter = (
        north["klynge-nord/00-laes-foerst.html"]
        .decode()
        .replace("\xa0", " ")
        .replace("&nbsp;", " ")
    )

    assert min(north) == "klynge-nord/00-laes-foerst.html"
    assert "i Klynge Nord, regnet ud til 24 deltagere" in letter
    assert "4. marts 2027" in letter
    assert "på linjerne" not in letter
    assert "Skriv dato på linjerne<" in west["klynge-vest/00-laes-foerst.html"].decode()
    assert north["klynge-nord/til-programmet/moede.yaml"].decode() == orders[0].text
    assert "navn: Klynge Nord" in orders[0].text


def test_the_overview_tells_of_every_cluster(example):
    """A line each for Excel, and the same for other programs."""
    target, _, _ = example
    data = json.loads((target / "oversigt.json").read_bytes())["klynger"]
    rows = list(
        csv.DictReader(io.StringIO((target / "oversigt.csv").read_text("utf-8-sig")), delimiter=";")
    )

    assert [(r["klynge"], r["status"], r["pakker"]) for r in rows] == [
        (name, "klar", "emnevalg 2027.1") for name in NAMES
    ]
    assert [e["klynge"] for e in data] == list(NAMES)
    assert data[3]["se_efter"][0].startswith("Mødet har ingen dato.")
    assert data[0]["zip"] == "zip/klynge-nord.zip"
    assert all(e["ark"] > 5 for e in data)


def test_what_people_wrote_is_no_formula_in_the_overview(tmp_path):
    """A cluster called =1+1 is text in Excel."""
    write_overview(tmp_path, [Made(1, "=1+1", "klynge-1-1", "klar")])

    assert b";'=1+1;" in (tmp_path / "oversigt.csv").read_bytes()


def test_the_same_series_gives_the_same_bytes(example, tmp_path):
    """In another folder, one kit alone: the same zip."""
    _, orders, _ = example
    again = ordered(tmp_path / "andet")

    (made,) = built(again[:1])

    assert made.state == "klar"
    assert again[0].zip.read_bytes() == orders[0].zip.read_bytes()


def test_what_is_alike_is_the_same_paper(tmp_path):
    """Another name, day and place change the sheets that say so, and no others."""
    table_ = "navn;dato;sted\nKlynge Nord;2027-03-04;Salen\nKlynge Syd;2027-03-09;Havnen\n"
    orders = planned(table(tmp_path, table_), kits.everything(), tmp_path / "klynger")
    north, south = (written_html(order) for order in orders)

    assert {name for name in north if north[name] != south[name]} == {
        *("drejebog", "dagsorden", "spoergeskema", "deltagerliste", "slides"),
    } & north.keys()
    assert len(north) > 8


def written_html(order):
    """The HTML of every sheet of an order, by the sheet's id."""
    order.home.mkdir(parents=True)
    (order.home / "moede.yaml").write_text(order.text, "utf-8")
    ready = prepare(order.home, kits.everything())
    return {d.id: render(d, ready.theme, {}) for d in ready.kit.documents}


def test_a_form_belongs_to_its_own_meeting(tmp_path):
    """On paper stands the series' id; in the file the meeting's, so that answers find home."""
    series = table(tmp_path, "navn\nKlynge Nord\n")
    target = tmp_path / "klynger"
    (target / ZIPS).mkdir(parents=True)
    orders = planned(series, kits.everything(), target)

    (made,) = run(orders, InTurn(), make=partial(make_all, makers=Makers(kits.once, written)))

    forms = [
        read_form(path.read_bytes())
        for path in (orders[0].home / "til-print").glob("*.pdf")
        if "afslutningsark" in path.name
    ]
    assert made.state == "klar"
    assert [form.identity["moede"] for form in forms] == ["emner27-klynge-nord"]
    sheet = next((orders[0].home / "til-print").glob("*-afslutningsark.pdf"))
    assert "emner27/afslutningsark" in helpers_pdf.text(sheet.read_bytes())
    assert "00-laes-foerst.pdf" in "".join(zip_of(orders, 1))
    assert made.pages > 10


# --- Going on where it was --------------------------------------------------------------------


def test_what_is_ready_is_not_built_again(copied):
    """The same command again writes nothing, and tells the same."""
    target, orders = copied
    before = hashes(target)

    made = built(orders)

    assert [(m.state, m.is_new) for m in made] == [("klar", False)] * 4
    write_overview(target, whole(orders, made))
    assert hashes(target) == before


def test_a_kit_that_is_not_whole_is_built_again(copied, example):
    """Cut off before its end, or with something missing: they alone, and as they were."""
    target, orders = copied
    (orders[0].home / "serie.json").unlink()
    (orders[1].home / "til-print" / "01-printliste.html").unlink()
    orders[2].zip.unlink()

    made = built(orders)

    assert [m.is_new for m in made] == [True, True, True, False]
    assert hashes(target) == hashes(example[0])


def test_a_pack_that_is_corrected_is_read_again(copied, tmp_path):
    """In the same process, which may be one that lives for weeks."""
    target, _ = copied
    packs = (tmp_path / "mine",)
    shutil.copytree(kits.everything().packs["emnevalg"].folder, packs[0] / "emnevalg")
    orders = [replace(order, packs=packs) for order in ordered(target)[:1]]
    one = partial(make_all, makers=PLAIN)
    assert [one(orders)[0].is_new, one(orders)[0].is_new] == [True, False]
    file = packs[0] / "emnevalg" / "pakke.yaml"
    text = file.read_text("utf-8")
    title = re.search(r"^titel: (.*)$", text, re.MULTILINE)[1]
    file.write_text(text.replace(title, "Rettet titel"), "utf-8")
    (again,) = one(orders)

    assert again.is_new
    assert any(b"Rettet titel" in p.read_bytes() for p in orders[0].home.rglob("*.html"))


def test_nobody_vouches_for_what_strangers_code_writes(tmp_path, monkeypatch):
    """It may read any file, so its kits are built each time."""
    about = tmp_path / "fremmed_serie-1.0.dist-info"
    about.mkdir()
    head = "Metadata-Version: 2.1\nName: fremmed_serie\nVersion: 1.0\n"
    (about / "METADATA").write_text(head, "utf-8")
    (about / "entry_points.txt").write_text("[klyngepakke]\nf = fremmed_serie\n", "utf-8")
    (about / "RECORD").write_text("fremmed_serie.py,,\n", "utf-8")
    hook = "@hookimpl\ndef klyngepakke_documents(plan):\n    return []\n"
    (tmp_path / "fremmed_serie.py").write_text(f"from klyngepakke import hookimpl\n{hook}", "utf-8")
    assert common(()).digest

    monkeypatch.syspath_prepend(tmp_path)

    assert common(()).known.is_open
    assert common(()).digest == ""


def test_a_kit_that_was_made_in_another_way_since_is_built_again(copied, example):
    """Whole, but not the one that the series made and packed."""
    target, orders = copied
    code = main(["byg", str(orders[0].home), "--html", "--enkeltsidet"])

    made = built(orders[:2])

    assert code in {0, 6}
    assert [m.is_new for m in made] == [True, False]
    assert hashes(target) == hashes(example[0])


def test_what_nobody_got_to_may_be_ready_from_before(copied):
    """After an interrupted run the overview says so, unless something is gone or changed."""
    _, orders = copied
    orders[1].zip.unlink()
    other = replace(orders[2], text=orders[2].text + "# andet\n")

    every = whole((orders[0], orders[1], other, orders[3]), ())

    assert [one.state for one in every] == ["klar", "mangler", "mangler", "klar"]
    assert every[0].sheets > 5


def test_a_row_that_is_changed_is_built_again_alone(copied, tmp_path):
    """Another place for one cluster: the others are ready."""
    target, _ = copied
    series = tmp_path / "serie"
    shutil.copytree(EXAMPLE, series)
    text = (series / "klynger.csv").read_text("utf-8")
    (series / "klynger.csv").write_text(text.replace("Rådhuset", "Havnen"), "utf-8")

    made = built(ordered(target, series / "serie.yaml"))

    assert [m.is_new for m in made] == [False, True, False, False]
    assert read_meeting(target / "klynge-syd").value.days[0].place == "Havnen"


def test_what_somebody_wrote_is_never_written_over(copied):
    """A meeting that was changed by hand is told and left; a filled form is moved aside."""
    target, orders = copied
    own = (orders[0].home / "moede.yaml").read_text("utf-8") + "# min egen linje\n"
    (orders[0].home / "moede.yaml").write_text(own, "utf-8")
    (orders[1].home / "til-print" / "01-printliste.html").write_text("udfyldt", "utf-8")

    made = built(orders)

    assert [m.state for m in made] == ["sprunget over", "klar", "klar", "klar"]
    assert "Klyngens egen mødefil er rettet i hånden" in made[0].problems[0]
    assert "Skriv rettelsen i tabellen, og slet filen" in made[0].problems[0]
    assert (orders[0].home / "moede.yaml").read_text("utf-8") == own
    assert (target / made[1].moved[0]).read_text("utf-8") == "udfyldt"


def test_a_list_that_was_changed_in_a_cluster_is_kept(tmp_path):
    """The meeting's files are copied to each cluster; what was changed there is moved aside."""
    series = table(tmp_path, "navn;deltagerfil\nKlynge Nord;nord.csv\n")
    (tmp_path / "moede" / "nord.csv").write_text("navn;klinik\nA;X\nB;Y\n", "utf-8")
    target = tmp_path / "klynger"
    (target / ZIPS).mkdir(parents=True)

    def once():
        return built(planned(series, kits.everything(), target, html=True))[0]

    once()
    copy = target / "klynge-nord" / "nord.csv"
    assert copy.read_text("utf-8").endswith("B;Y\n")
    assert copy.stat().st_mode & 0o077 == 0
    copy.write_text("navn\nmin rettelse\n", "utf-8")
    (tmp_path / "moede" / "nord.csv").write_text("navn;klinik\nA;X\nC;Y\n", "utf-8")

    assert once().state == "klar"
    assert copy.read_text("utf-8").endswith("C;Y\n")
    kept = target / "klynge-nord" / "gemt" / "nord.csv"
    assert kept.read_text("utf-8") == "navn\nmin rettelse\n"
    copy.unlink()
    assert [once().is_new, once().is_new] == [True, False]
    assert copy.read_text("utf-8").endswith("C;Y\n")


def test_a_changed_list_is_never_missing(tmp_path):
    """Where the new list cannot be written, the changed one stands; the next run keeps it once."""
    series = table(tmp_path, "navn;deltagerfil\nKlynge Nord;nord.csv\n")
    (tmp_path / "moede" / "nord.csv").write_text("navn;klinik\nA;X\nB;Y\n", "utf-8")
    target = tmp_path / "klynger"
    copy = target / "klynge-nord" / "nord.csv"
    (target / ZIPS).mkdir(parents=True)
    copy.parent.mkdir()
    copy.write_text("navn\nmin rettelse\n", "utf-8")

    def full(path):
        if path.name.startswith(f".{copy.name}."):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        return System().create(path)

    def once():
        return built(planned(series, kits.everything(), target, html=True))[0]

    with used(replace(System(), create=full)):
        made = once()

    assert (made.state, copy.read_text("utf-8")) == ("fejl", "navn\nmin rettelse\n")
    assert once().state == "klar"
    assert copy.read_text("utf-8").endswith("B;Y\n")
    kept = [path.read_text("utf-8") for path in (copy.parent / "gemt").iterdir()]
    assert kept == ["navn\nmin rettelse\n"]


def test_clusters_that_are_in_the_series_no_more_are_named(example):
    """Their folders stay, and somebody is told."""
    target, _, made = example

    assert strays(target, made) == ()
    (north,) = strays(target, made[1:])
    assert (north.folder, north.cluster, north.date) == ("klynge-nord", "Klynge Nord", "2027-03-04")


# --- What is wrong is told before anything is built -------------------------------------------


def test_every_wrong_row_is_told_at_once_at_its_cell(tmp_path):
    """File, row and column, and what to do; nothing is written."""
    said = wrong(
        tmp_path,
        "navn;dato;antal;logo;farve\n"
        "Klynge A;31/2-2027;12;;\n"
        "Klynge B;2027-03-04;-3;;\n"
        "Klynge C;2027-03-04;12;mangler.svg;\n"
        "Klynge D;2027-03-04;12;;#ffff99\n"
        "Klynge E;2027-03-04;12;;\n",
    )

    assert [s.split(": ")[:2] for s in said] == [
        ["klynger.csv:2:2", "dato"],
        ["klynger.csv:3:3", "antal"],
        ["klynger.csv:4:4", "logo"],
        ["klynger.csv:5:5", "farve"],
    ]
    assert "”31/2-2027” er ikke en dato i kalenderen." in said[0]
    assert "”mangler.svg” findes ikke i mødets mappe. Læg den der." in said[2]


def test_a_plan_that_cannot_be_is_the_rows_fault(tmp_path):
    """More doctors alone than there are doctors is found by planning, and told at the row."""
    said = wrong(tmp_path, "navn;antal;solo;kompagniskab\nKlynge A;12;6;6\nKlynge B;12;20;3\n")

    assert len(said) == 1
    assert said[0].startswith("klynger.csv:3:")


@pytest.mark.parametrize(
    ("heading", "told"),
    [
        ("datoo", "Overskriften ”datoo” kendes ikke. Mente du ”dato”?"),
        ("klynge.nvan", "Ukendt nøgle ”nvan”. Mente du ”navn”?"),
        ("Navn", "Kolonnerne ”navn” og ”Navn” siger det samme. Slet den ene."),
        ("dage[3].sted", "Mødet har 1 dag, så her kan intet stå."),
    ],
)
def test_a_heading_that_is_wrong_is_told_once(tmp_path, heading, told):
    """At the heading, however many rows there are."""
    said = wrong(tmp_path, f"navn;{heading}\nKlynge A;x\nKlynge B;y\n")

    assert [s for s in said if told in s] == said
    assert len(said) == 1
    assert said[0].startswith("klynger.csv:1:2: ")


def test_one_list_of_people_is_not_for_many_clusters(tmp_path):
    """The names of one cluster would come with the kits of all; one that says its own is none."""
    series = table(tmp_path, "navn;antal\nA;\nB;12\nC;\n")
    file = tmp_path / "moede" / "moede.yaml"
    file.write_text(file.read_text("utf-8").replace("antal: 29", "fil: liste.csv"), "utf-8")
    (tmp_path / "moede" / "liste.csv").write_text("navn;klinik\nA;X\nB;Y\n", "utf-8")

    with pytest.raises(InputError, match=r"navne i mapperne til 2 klynger\..*deltagerfil") as told:
        planned(series, kits.everything(), tmp_path / "klynger")
    assert [(p.line, Path(p.file).name) for p in told.value.problems] == [(9, "moede.yaml")]

    one = table_series(tmp_path / "moede", tmp_path / "klynger.csv")
    assert planned(replace(one, rows=one.rows[:2]), kits.everything(), tmp_path / "klynger")


def test_two_clusters_of_one_name_are_refused(tmp_path):
    """Case and signs make no other folder; both rows are named."""
    said = wrong(tmp_path, "navn\nKlynge Øst\nklynge  øst\nKLYNGE OEST\n")

    assert [s.split(": ")[0] for s in said] == ["klynger.csv:3:1", "klynger.csv:4:1"]
    assert "”klynge-oest”, som den i række 2" in said[0]


def test_a_folder_or_an_id_that_is_taken_is_refused(tmp_path):
    """What a person chose is judged as what follows from the name."""
    said = wrong(tmp_path, "navn;mappe;id\nA;nord;x1\nB;nord;X1\nC;zip;x3\nD;Øst 1;x4\n")

    assert [s.split(": ")[0] for s in said] == [
        "klynger.csv:3:2",
        "klynger.csv:3:3",
        "klynger.csv:4:2",
        "klynger.csv:5:2",
    ]
    assert "fx ”oest-1”" in said[3]


def test_a_table_without_names_or_clusters_is_refused(tmp_path):
    """No column, no name in a row, no rows at all, too many."""
    assert "Kolonnen ”navn” med klyngens navn mangler." in wrong(tmp_path, "dato\n2027-03-04\n")[0]
    assert wrong(tmp_path, "navn;dato\n;2027-03-04\n")[0].startswith("klynger.csv:2: Klyngens navn")
    assert "ingen klynger" in wrong(tmp_path, "navn;dato\n")[0]
    assert "er tom" in wrong(tmp_path, "\n\n")[0]
    many = "navn\n" + "\n".join(f"Klynge {n}" for n in range(MOST_ROWS + 1))
    assert f"har {MOST_ROWS + 1} klynger; der er plads til {MOST_ROWS}" in wrong(tmp_path, many)[0]


def test_a_mistake_in_the_meeting_itself_is_told_there_and_once(tmp_path):
    """However many clusters there are."""
    series = table(tmp_path, "navn\nKlynge A\nKlynge B\n")
    path = tmp_path / "moede" / "moede.yaml"
    path.write_text(path.read_text("utf-8").replace("emnevalg/valget", "emnevalg/valgett"), "utf-8")

    with pytest.raises(InputError) as told:
        planned(series, kits.everything(), tmp_path / "klynger")

    assert len(told.value.problems) == 1
    assert Path(told.value.problems[0].file).name == "moede.yaml"


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("Klynge Ærø/Østfyn", "klynge-aeroe-oestfyn"),
        ("CON", "klynge-con"),
        ("Zip", "klynge-zip"),
        ("Gamle zip", "klynge-gamle-zip"),
        ("😀", "klynge"),
        ("Sankt Éloi 2", "sankt-eloi-2"),
        ("x" * 300, "x" * 60),
    ],
)
def test_a_folder_has_a_name_that_every_computer_takes(name, folder):
    """ASCII, no device of Windows, not too long."""
    assert folder_name(name) == folder


# --- How the table is written -----------------------------------------------------------------


def names_and_dates(series, tmp_path):
    """What the clusters of a series are called, and when they meet."""
    orders = planned(series, kits.everything(), tmp_path / "klynger")
    return [(o.cluster, re.findall(r"dato: (\S+)", o.text)) for o in orders]


def test_danish_excels_csv_is_read(tmp_path):
    """Windows' letters and line ends, a column that is set in parentheses, a blank line."""
    text = "navn;dato;(note)\r\nKlynge Øst;4/3-2027;ring\r\n;;\r\nKlynge Å;;\r\n"

    found = names_and_dates(table(tmp_path, text, encoding="cp1252"), tmp_path)

    assert found == [("Klynge Øst", ["2027-03-04"]), ("Klynge Å", [])]


def test_a_workbook_is_read_with_its_dates_and_times(tmp_path):
    """A cell that is a date or a time in Excel is one in the meeting."""
    from datetime import date, time

    import xlsxwriter

    raw = io.BytesIO()
    book = xlsxwriter.Workbook(raw, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["navn", "dato", "start", "antal"])
    sheet.write(1, 0, "Klynge Nord")
    sheet.write_datetime(1, 1, date(2027, 3, 4), book.add_format({"num_format": "dd-mm-yyyy"}))
    sheet.write_datetime(1, 2, time(16, 15), book.add_format({"num_format": "hh:mm"}))
    sheet.write(1, 3, 24)
    book.close()

    series = table(tmp_path, raw.getvalue(), name="klynger.xlsx")
    (order,) = planned(series, kits.everything(), tmp_path / "klynger")

    assert "dato: 2027-03-04\n    start: 16.15\n" in order.text
    assert "antal: 24" in order.text


def test_a_list_in_the_file_itself_does_as_well(tmp_path):
    """Short words, whole addresses and keys below keys; a mistake has its line and column."""
    shutil.copytree(EXAMPLE / "moede", tmp_path / "moede")
    path = tmp_path / "serie.yaml"
    head = "format: 1\nmøde: moede/moede.yaml\nklynger:\n"
    good = (
        "  - {navn: Klynge Nord, dato: 2027-03-04, deltagere: {antal: 24, solo: 4}}\n"
        "  - klynge: {navn: Klynge Syd, kommune: Sydkommunen}\n"
        "    dage.sted: Havnen\n"
    )
    path.write_text(head + good, "utf-8")
    north, south = planned(read_series(path), kits.everything(), tmp_path / "klynger")

    assert "antal: 24\n  solo: 4" in north.text
    assert "kommune: Sydkommunen" in south.text
    assert "sted: Havnen" in south.text

    path.write_text(f"{head}{good}  - navn: Klynge Øst\n    antal: mange\n", "utf-8")
    with pytest.raises(InputError) as told:
        planned(read_series(path), kits.everything(), tmp_path / "klynger")
    assert str(told.value.problems[0]).startswith(f"{path}:8:12: antal: ")


# --- Who does the work ------------------------------------------------------------------------


def test_orders_and_results_are_small(example):
    """What travels between machines is paths and numbers, no sheets."""
    _, orders, made = example

    assert all(len(pickle.dumps(one)) < 5_000 for one in (*orders, *made))


def test_any_executor_can_do_the_work(copied, example):
    """A process of its own gives the same bytes as this one, some kits at a time."""
    target, orders = copied
    shutil.rmtree(orders[2].home)

    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        make = partial(make_all, makers=PLAIN)
        made = list(run(orders, executor, make=make, batch=3, waiting=2))

    assert {m.number: (m.state, m.is_new) for m in made} == {
        n: ("klar", n == 3) for n in (1, 2, 3, 4)
    }
    assert hashes(target) == hashes(example[0])


class _Lost(Executor):
    """Machines that go away with what they were given, and then take no more."""

    left = 1

    def submit(self, fn, /, *args, **kwargs):
        """A future that says so."""
        del fn, args, kwargs
        self.left -= 1
        if self.left < 0:
            raise RuntimeError("lukket")
        future = Future()
        future.set_exception(ConnectionError("væk"))
        return future


def test_a_machine_that_is_lost_takes_only_its_own_kits_with_it(example):
    """They failed, with what to do; nothing is raised."""
    _, orders, _ = example

    made = list(run(orders, _Lost(), batch=3))

    assert [m.state for m in made] == ["fejl"] * 4
    assert "Kør den samme kommando igen" in made[0].problems[0]


def test_a_machine_that_sees_other_folders_says_so(copied):
    """A series built where nobody finds it again would be none; another program's neither."""
    _, orders = copied
    elsewhere = replace(orders[0], target=orders[0].target / "andetsteds")
    other = replace(orders[0], program="9.9")

    gone = replace(orders[0], source=orders[0].target / "flyttet")

    unseen, moved, unlike = built([elsewhere, gone, other])

    assert f"kan ikke se {elsewhere.target}. Mappen skal være der" in unseen.problems[0]
    assert f"kan ikke se {gone.source}. " in moved.problems[0]
    assert "er bestilt af 9.9" in unlike.problems[0]


def test_a_dask_cluster_makes_the_same_bytes(copied, example, capsys):
    """The command sends the work to an existing scheduler's workers, processes of their own."""
    distributed = pytest.importorskip("distributed", reason="the extra ”dask” is not installed")
    target, orders = copied
    shutil.rmtree(orders[0].home)

    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        words = ["--til", str(target), "--html", "--dask", cluster.scheduler_address]
        code = main(["serie", str(EXAMPLE), *words])

    assert code == 6
    assert "1 klynge er bygget, 3 klynger var klar i forvejen." in capsys.readouterr().out
    assert hashes(target) == hashes(example[0])


def test_a_scheduler_without_machines_is_told():
    """Nobody would ever build anything, and somebody would wait."""
    distributed = pytest.importorskip("distributed", reason="the extra ”dask” is not installed")

    with (
        distributed.LocalCluster(n_workers=0, processes=False, dashboard_address=None) as cluster,
        pytest.raises(MissingError, match="har ingen maskiner, der kan bygge"),
        dask(cluster.scheduler_address),
    ):
        pass


def test_a_disk_that_says_no_in_this_process_is_no_lost_machine(example):
    """Whoever started the series is told what the disk said."""

    def full(orders):
        raise OSError(28, "fuld", str(orders[0].home))

    with pytest.raises(OSError, match="fuld"):
        list(run(example[1], InTurn(), make=full))


def test_a_scheduler_that_does_not_answer_is_told():
    """In Danish, with what to do, and as something that is missing."""
    pytest.importorskip("distributed", reason="the extra ”dask” is not installed")

    with pytest.raises(MissingError, match="Ingen dask-scheduler svarer på"), dask(NOBODY, 1):
        pass


def test_what_is_kept_meanwhile_lies_with_the_series_and_goes(tmp_path):
    """Finished sheets name people: never anywhere else, and no killed process leaves them for good."""
    left = tmp_path / ".klyngepakke" / "imens-1-x" / ".klyngepakke" / "til-print"
    left.mkdir(parents=True)
    (left / ("0" * 64)).write_bytes(b"et navn")

    tidy(tmp_path)
    assert not [*(tmp_path / ".klyngepakke").iterdir()]
    with sharing(tmp_path, html=True, meanwhile=True) as makers:
        ready = prepare(EXAMPLE / "moede", kits.everything())
        makers.sheet(ready.kit.documents[0], ready.theme, filters={})
        kept = [p for p in tmp_path.rglob("*") if p.is_file()]
        assert kept
        assert {p.stat().st_mode & 0o077 for p in kept} == {0}
    assert not [*(tmp_path / ".klyngepakke").iterdir()]


def test_a_run_in_which_nothing_changed_keeps_its_sheets(tmp_path):
    """They are what the next run, with one row corrected, will not make again."""
    ready = prepare(EXAMPLE / "moede", kits.everything())
    with sharing(tmp_path, html=True) as makers:
        makers.sheet(ready.kit.documents[0], ready.theme, filters={})
    before = hashes(tmp_path)

    with sharing(tmp_path, html=True):
        pass

    assert hashes(tmp_path) == before != {}


def test_what_is_left_is_not_looked_for_behind_a_link(tmp_path):
    """Nothing outside the series' own folder is removed."""
    theirs = tmp_path / "andres" / "imens-1"
    theirs.mkdir(parents=True)
    (tmp_path / "klynger").mkdir()
    (tmp_path / "klynger" / ".klyngepakke").symlink_to(tmp_path / "andres")

    tidy(tmp_path / "klynger")

    assert theirs.is_dir()


# --- The command ------------------------------------------------------------------------------


def test_the_command_tells_what_failed_and_goes_on(copied, capsys):
    """A line for each kit, the totals, the failure with its sentence; exit code 3.

    The zip of a kit that is not as the table says is none to send.
    """
    target, orders = copied
    shutil.copytree(orders[3].home, target / "klynge-gammel")
    (orders[0].home / "moede.yaml").write_text("min egen", "utf-8")

    code = main(["serie", str(EXAMPLE), "--til", str(target), "--html"])

    said, complained = capsys.readouterr()
    assert code == 3
    assert "1 af 4: Klynge Nord er sprunget over; mødets fil er rettet i hånden" in said
    assert "3 klynger var klar i forvejen, 1 klynge er sprunget over. Tid: " in said
    assert f"og er flyttet til ”{target / 'gamle-zip'}”: klynge-nord.zip." in said
    assert f"Mappen ”{target / 'klynge-gammel'}” er ikke rørt." in said
    assert "Ikke bygget:\n  – Klynge Nord: " in complained
    assert "Klynge Vest: Mødet har ingen dato." in complained
    entries = json.loads((target / "oversigt.json").read_bytes())["klynger"]
    assert [(e["nr"], e["status"], e["dato"], e["zip"]) for e in entries] == [
        (1, "sprunget over", "2027-03-04", ""),
        (2, "klar", "2027-03-09", "zip/klynge-syd.zip"),
        (3, "klar", "2027-03-11", "zip/klynge-oest.zip"),
        (4, "klar", "", "zip/klynge-vest.zip"),
        (None, "ikke i serien", "", ""),
    ]


def test_a_fault_in_the_program_is_told_with_a_command_that_shows_it(tmp_path, capsys):
    """One that can be copied as it stands: blanks, packs and HTML and all."""
    order = ordered(tmp_path / "mine klynger")[0]

    def broken(packs):
        raise ZeroDivisionError(packs)

    (made,) = make_all([order], makers=PLAIN, read=broken)
    found = Namespace(packs=[tmp_path / "andre"], html=True)
    outcome = series_closing.Outcome((made,), (), Leftover())
    code = series_closing.tell(found, outcome, tmp_path / "mine klynger", 1)

    assert (code, made.problems) == (3, ("Her er en fejl i klyngepakke selv (ZeroDivisionError).",))
    said = " ".join(capsys.readouterr().err.split())
    shown = closing.command(order.home, found.packs, html=True)
    assert f"Se fejlen hos Klynge Nord med: {shown}" in said
    assert "--pakker" in shown


def test_the_command_takes_a_meeting_and_a_table(copied, capsys):
    """The same series, said in another way; what is only to be looked at is exit code 6."""
    target, _ = copied
    table_ = str(EXAMPLE / "klynger.csv")

    code = main(
        ["serie", str(EXAMPLE / "moede"), "--klynger", table_, "--til", str(target), "--html"]
    )

    said = capsys.readouterr().out
    assert code == 6
    assert said.startswith("Serien har 4 klynger. Nu ses der efter, om noget er galt.\n")
    assert f"i forvejen, og mapperne ligger i ”{target}”.\n1 af 4: " in said
    assert "4 klynger var klar i forvejen" in said


def test_an_interrupt_leaves_what_is_finished(tmp_path):
    """Ctrl-C after the first kit: it stays, the overview says who is missing, and no more runs."""
    words = ["serie", str(EXAMPLE), "--til", str(tmp_path / "k"), "--html"]
    process = subprocess.Popen(
        [sys.executable, "-m", "klyngepakke", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("1 af 4"):
            process.send_signal(signal.SIGINT)
            break
    said, complained = process.communicate(timeout=60)

    entries = json.loads((tmp_path / "k" / "oversigt.json").read_bytes())["klynger"]
    assert process.returncode == 130
    assert "Afbrudt" in complained
    assert "1 af 4 er færdige. Skriv det samme igen, så bygges resten." in said
    assert [e["status"] for e in entries] == ["klar", "mangler", "mangler", "mangler"]
    assert [p.name for p in (tmp_path / "k" / "zip").iterdir()] == ["klynge-nord.zip"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "Skriv også, hvor serien er."),
        (["{}"], "er der ingen serie.yaml"),
        (["{}/klynger.csv"], "er en tabel, så skriv også mødets mappe"),
        (["{}", "--udgave", "emnevalg"], "Skriv pakken og udgaven"),
        (["{}", "--udgave", "a=1", "--aeldre-end", "a=2"], "ikke begge"),
        (["{}/findes-ikke", "--udgave", "a=1"], "er ikke en mappe"),
    ],
)
def test_words_that_are_off_are_told(tmp_path, capsys, words, told):
    """Exit code 2, and how it is written."""
    code = main(["serie", *(w.format(tmp_path) for w in words)])

    assert (code, told in capsys.readouterr().err) == (2, True)


# --- Who has an edition -----------------------------------------------------------------------


def test_who_has_an_edition_is_found(copied, tmp_path, capsys):
    """The earliest meeting first; in any folder with kits below it, and no other pack's."""
    target, orders = copied
    shutil.copytree(orders[1].home, tmp_path / "mit-moede")
    content = tmp_path / "mit-moede" / "til-print" / "indhold.json"
    old = content.read_text("utf-8").replace('"udgave": "2027.1"', '"udgave": "2026.2"')
    content.write_text(old.replace('"klynge": "Klynge Syd"', '"klynge": ""'), "utf-8")

    found = holders(tmp_path, "emnevalg", "2027.1")
    older = holders(tmp_path, "emnevalg", before="2027.1")

    assert [(h.cluster, h.date) for h in found] == [
        ("Klynge Nord", "2027-03-04"),
        ("Klynge Syd", "2027-03-09"),
        ("Klynge Øst", "2027-03-11"),
        ("Klynge Vest", ""),
    ]
    assert [(h.cluster, h.edition, h.folder) for h in older] == [
        ("mit-moede", "2026.2", "mit-moede/til-print")
    ]
    assert holders(tmp_path, "trivsel") == ()
    assert main(["serie", str(target), "--udgave", "emnevalg=2027.1"]) == 0
    assert f"4 mødemapper i ”{target}”" in capsys.readouterr().out
    assert main(["serie", str(target), "--aeldre-end", "emnevalg=2027.1"]) == 0
    assert "har emnevalg ældre end 2027.1." in capsys.readouterr().out
    assert main(["serie", str(target), "--udgave", "emnvalg=2027.1"]) == 6
    assert "De har: emnevalg 2027.1" in capsys.readouterr().out
    (tmp_path / "tom").mkdir()
    assert main(["serie", str(tmp_path / "tom"), "--udgave", "emnevalg=2027.1"]) == 6
    assert "ingen mødemapper" in capsys.readouterr().out
