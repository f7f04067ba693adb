"""What a coordinator is told of a series: before it, while it is built, and what is not to be sent."""

from __future__ import annotations

import errno
import json
import os
import shutil
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import kits
from helpers_faults import used
from helpers_series import ENDED, MEETING, build, cheap
from klyngepakke.commands import serie
from klyngepakke.commands.line import main
from klyngepakke.content.series_file import read_series, table_series
from klyngepakke.errors import FileError, Problem, column_letters
from klyngepakke.files.disk import System
from klyngepakke.road.series import Made, planned
from klyngepakke.road.series.holders import holders
from klyngepakke.road.series.leftover import Leftover, put_away
from klyngepakke.road.series.overview import strays
from klyngepakke.road.series.planning import alike, passed

EXAMPLE = Path(__file__).parents[1] / "examples" / "serie"


def kit(target, folder, state="klar"):
    """A cluster and its zip, as a series leaves them."""
    (target / "zip").mkdir(exist_ok=True)
    with zipfile.ZipFile(target / "zip" / f"{folder}.zip", "w") as archive:
        archive.writestr(f"{folder}/til-programmet/moede.yaml", state)
    return Made(1, folder, folder, state)


def names(folder):
    """The names in a folder; none where there is no folder."""
    return sorted(p.name for p in folder.iterdir()) if folder.is_dir() else []


# --- Zips that are not to be sent ----------------------------------------------------------------


def test_only_what_is_to_be_sent_lies_among_the_zips(tmp_path):
    """Skipped, failed, not reached and gone clusters' are moved; a coordinator's own stays."""
    every = [kit(tmp_path, "a"), kit(tmp_path, "b", "sprunget over"), kit(tmp_path, "c", "fejl")]
    every.append(kit(tmp_path, "d", "mangler"))
    kit(tmp_path, "gaaet")
    (tmp_path / "zip" / "alle.zip").write_bytes(b"min egen")

    left = put_away(tmp_path, every)

    assert left == Leftover(("b.zip", "c.zip", "d.zip", "gaaet.zip"))
    assert names(tmp_path / "zip") == ["a.zip", "alle.zip"]
    assert names(tmp_path / "gamle-zip") == [*left.moved]
    assert put_away(tmp_path, every) == Leftover()


def test_a_zip_that_has_a_new_one_is_kept_no_longer(tmp_path):
    """When its cluster is built again, and the folder goes with the last."""
    put_away(tmp_path, [kit(tmp_path, "b", "fejl")])
    assert names(tmp_path / "gamle-zip") == ["b.zip"]

    put_away(tmp_path, [kit(tmp_path, "b")])

    assert names(tmp_path) == ["zip"]
    assert names(tmp_path / "zip") == ["b.zip"]


def test_a_zip_that_cannot_be_moved_is_named(tmp_path):
    """It is open in another program, and somebody must know not to send it."""
    failed = kit(tmp_path, "b", "fejl")

    def refuse(path, target):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path), None, str(target))

    with used(replace(System(), rename=refuse)):
        left = put_away(tmp_path, [failed])

    assert left == Leftover(stuck=("b.zip",))
    assert names(tmp_path / "zip") == ["b.zip"]


def test_a_zip_that_no_library_reads_is_the_coordinators_own(tmp_path):
    """It asks for version 9.9 of the format; a series that is finished ends well."""
    failed = kit(tmp_path, "b", "fejl")
    file = tmp_path / "zip" / "b.zip"
    data = bytearray(file.read_bytes())
    data[data.index(b"PK\1\2") + 6] = 99
    file.write_bytes(data)

    assert put_away(tmp_path, [failed]) == Leftover()
    assert file.read_bytes() == data


def test_somebodys_own_zip_with_a_clusters_name_is_not_touched(tmp_path):
    """Among those to send it stays; among those put away nothing is written over it, or drops it."""
    failed = kit(tmp_path, "b", "fejl")
    away = tmp_path / "gamle-zip" / "b.zip"
    away.parent.mkdir()
    away.write_bytes(b"min egen")
    (tmp_path / "zip" / "c.zip").write_bytes(b"min egen")

    left = put_away(tmp_path, [failed, Made(2, "c", "c", "fejl")])

    assert left == Leftover(("b-2.zip",))
    assert names(tmp_path / "zip") == ["c.zip"]
    put_away(tmp_path, [kit(tmp_path, "b")])
    assert away.read_bytes() == b"min egen"


def test_an_older_kit_is_written_over(tmp_path):
    """Of one cluster one zip is put away, the last."""
    put_away(tmp_path, [kit(tmp_path, "b", "fejl")])
    failed = kit(tmp_path, "b", "sprunget over")
    last = (tmp_path / "zip" / "b.zip").read_bytes()

    assert put_away(tmp_path, [failed]) == Leftover(("b.zip",))
    assert names(tmp_path / "gamle-zip") == ["b.zip"]
    assert (tmp_path / "gamle-zip" / "b.zip").read_bytes() == last


@pytest.mark.parametrize("folder", ["zip", "gamle-zip"])
def test_nothing_is_moved_or_dropped_behind_a_link(tmp_path, folder):
    """What lies there is somebody's own; what is not to be sent is told."""
    target, theirs = tmp_path / "klynger", tmp_path / "andres"
    theirs.mkdir()
    kit(tmp_path, "a")
    shutil.move(tmp_path / "zip" / "a.zip", theirs)
    target.mkdir()
    (target / folder).symlink_to(theirs)

    left = put_away(target, [kit(target, "a"), kit(target, "b", "fejl")])

    assert left == Leftover(stuck=("b.zip",))
    assert names(target / "zip") == ["a.zip", "b.zip"]
    assert "a.zip" in names(theirs)


def test_the_overview_is_written_before_zips_are_moved(tmp_path):
    """Whatever stops that, it tells what came of the work."""
    failed = kit(tmp_path, "b", "fejl")

    def stop(path, target):
        if target.parent.name == "gamle-zip":
            raise KeyboardInterrupt
        return System().rename(path, target)

    with used(replace(System(), rename=stop)), pytest.raises(KeyboardInterrupt):
        serie._recorded(tmp_path, (failed,))

    assert ";fejl;b;" in (tmp_path / "oversigt.csv").read_text("utf-8-sig")


def test_zips_are_moved_also_where_the_overview_is_open(tmp_path):
    """Nobody sends what is not to be sent because Excel was open."""
    failed = kit(tmp_path, "b", "fejl")

    def refuse(path, target):
        if target.name == "oversigt.csv":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return System().rename(path, target)

    with used(replace(System(), rename=refuse)), pytest.raises(FileError):
        serie._recorded(tmp_path, (failed,))

    assert names(tmp_path / "gamle-zip") == ["b.zip"]


def series_of(folder, *clusters):
    """Build a tiny series with a table of just these clusters."""
    (folder / "moede").mkdir(exist_ok=True)
    (folder / "moede" / "moede.yaml").write_text(MEETING, "utf-8")
    (folder / "klynger.csv").write_text("\n".join(("navn", *clusters, "")), "utf-8")
    with cheap():
        assert build(folder) in ENDED
    return folder / "klynger"


def test_a_cluster_that_is_in_the_table_again_gets_its_zip_back(tmp_path):
    """A run for some, and then the whole again: the rest is as it was, and nothing is built."""
    zips = series_of(tmp_path, "Nord", "Syd") / "zip"
    made = {file.name: file.stat().st_ino for file in zips.iterdir()}
    target = series_of(tmp_path, "Nord")
    assert names(target / "gamle-zip") == ["syd.zip"]

    series_of(tmp_path, "Nord", "Syd")

    assert {file.name: file.stat().st_ino for file in zips.iterdir()} == made
    assert names(target / "gamle-zip") == []


def test_a_zip_that_is_another_now_is_not_taken_back(tmp_path):
    """Somebody has put their own in its place; the cluster gets a new one."""
    series_of(tmp_path, "Nord", "Syd")
    away = series_of(tmp_path, "Nord") / "gamle-zip" / "syd.zip"
    away.write_bytes(b"min egen")

    target = series_of(tmp_path, "Nord", "Syd")

    assert away.read_bytes() == b"min egen"
    assert zipfile.is_zipfile(target / "zip" / "syd.zip")


def test_clusters_that_left_are_told_as_danes_sort_them(tmp_path):
    """Æ, ø and å come last; one that cannot be read is called by its folder."""
    for folder, cluster in (("a", "Åby"), ("b", "Zenit"), ("c", "Ærø"), ("d", "")):
        (tmp_path / folder).mkdir()
        text = f'{{"lavet": {{"cluster": "{cluster}", "date": ""}}}}' if cluster else "?"
        (tmp_path / folder / "serie.json").write_text(text, "utf-8")

    assert [m.cluster for m in strays(tmp_path, ())] == ["d", "Zenit", "Ærø", "Åby"]


def test_who_has_an_edition_is_told_as_danes_sort_them(tmp_path):
    """Clusters that meet on the same day, or on none."""
    for folder, cluster in (("a", "Åby"), ("b", "Zenit"), ("c", "Ærø")):
        content = {"klynge": cluster, "pakker": {"trivsel": {"udgave": "2027.1"}}}
        (tmp_path / folder / "til-print").mkdir(parents=True)
        file = tmp_path / folder / "til-print" / "indhold.json"
        file.write_text(json.dumps(content), "utf-8")

    assert [h.cluster for h in holders(tmp_path, "trivsel")] == ["Zenit", "Ærø", "Åby"]


# --- Before anything is built --------------------------------------------------------------------


def orders(tmp_path, text):
    """The orders of the example's meeting with a table of one's own."""
    shutil.copytree(EXAMPLE / "moede", tmp_path / "moede", dirs_exist_ok=True)
    (tmp_path / "klynger.csv").write_text(text, "utf-8")
    series = table_series(tmp_path / "moede", tmp_path / "klynger.csv")
    return planned(series, kits.everything(), tmp_path / "klynger", html=True)


def test_meetings_that_are_over_are_told(tmp_path):
    """A year may be wrong; today's meeting and one without a day are not over."""
    every = orders(tmp_path, "navn;dato\nA;3-3-2027\nB;4-3-2027\nC;5-3-2027\nD;\n")

    over = passed(every, date(2027, 3, 4))

    assert [order.cluster for order in over] == ["A"]
    (said,) = serie._passed(over)
    assert said.startswith("Mødets dag er passeret hos A (onsdag den 3. marts 2027).")
    assert [*serie._passed(())] == []


def test_many_are_not_all_named(tmp_path):
    """Eight, and how many more."""
    (order,) = orders(tmp_path, "navn;dato\nA;3-3-2027\n")

    (said,) = serie._passed([order] * 30)

    assert said.count("A (onsdag") == 8
    assert " og 22 til. Se efter" in said


def test_what_clusters_have_from_the_meeting_is_told_once(tmp_path):
    """A link that was meant for one is all clusters'; not where the table says it for each."""
    shutil.copytree(EXAMPLE, tmp_path / "serie")
    file = tmp_path / "serie" / "moede" / "moede.yaml"
    links = "links:\n  evaluering: https://example.org/e\nnæste_møde: 3. juni\ndeltagere:"
    file.write_text(file.read_text("utf-8").replace("deltagere:", links), "utf-8")
    series = read_series(tmp_path / "serie" / "serie.yaml")

    assert alike(series) == ("evaluering", "næste møde")
    assert alike(replace(series, rows=series.rows[:1])) == ()
    (said,) = serie._alike(alike(series))
    assert said == (
        "Klyngerne får det samme fra mødets fil: evaluering og næste møde. Er noget af det kun til "
        "én klynge, så giv det en kolonne i tabellen."
    )
    text = "navn;evaluering\nA;https://example.org/a\nB;https://example.org/b\n"
    (tmp_path / "k.csv").write_text(text, "utf-8")
    assert alike(table_series(file.parent, tmp_path / "k.csv")) == ("næste møde",)


@pytest.mark.parametrize("shut", ["klynger", "zip"])
def test_a_folder_that_cannot_be_written_is_told_before_the_first_kit(tmp_path, capsys, shut):
    """Not of each kit, after minutes; and nothing is made."""

    def refuse(path):
        if path.parent.name == shut:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return System().create(path)

    (tmp_path / "klynger" / "zip").mkdir(parents=True)
    with used(replace(System(), create=refuse)):
        code = main(["serie", str(EXAMPLE), "--til", str(tmp_path / "klynger"), "--html"])

    said, complained = capsys.readouterr()
    assert code == 5
    assert str(tmp_path / "klynger") in complained
    assert "1 af 4" not in said
    assert names(tmp_path / "klynger") == ["zip"]


def test_an_overview_that_is_open_is_told_before_the_first_kit(tmp_path, capsys):
    """Excel keeps others from writing it, and the work would be told in vain."""

    def refuse(path, target):
        if target.name == "oversigt.csv":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return System().rename(path, target)

    with used(replace(System(), rename=refuse)):
        code = main(["serie", str(EXAMPLE), "--til", str(tmp_path / "klynger"), "--html"])

    said, complained = capsys.readouterr()
    assert (code, "oversigt.csv" in complained, "1 af 4" in said) == (5, True, False)


# --- Words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("klynger.csv", "klynger.csv:6:4: dato: Nej."),
        ("Klynger.XLSX", "Klynger.XLSX, række 6, kolonne D: dato: Nej."),
    ],
)
def test_a_cell_of_a_workbook_is_named_as_excel_does(file, told):
    """Lines and columns are for files that have lines."""
    assert str(Problem("Nej.", file, 6, 4, "dato")) == told


def test_columns_have_excels_letters():
    """Also after Z, and where only the row is known."""
    assert [column_letters(n) for n in (1, 26, 27, 52, 702, 703)] == [
        *("A", "Z", "AA", "AZ", "ZZ", "AAA")
    ]
    assert str(Problem("Nej.", "k.xlsx", 6)) == "k.xlsx, række 6: Nej."


def test_folders_are_told_in_quotes_and_without_detours(tmp_path, capsys, monkeypatch):
    """A blank in a name is seen; `a/../b` is `b`, but not where `a` is a link to elsewhere."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "min region").mkdir()
    (tmp_path / "fjernt" / "sted").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "fjernt" / "sted")

    code = main(["serie", "min region/../min region"])

    assert code == 2
    assert "I ”min region” er der ingen serie.yaml." in capsys.readouterr().err
    assert serie._tidied(Path("link/../min region")) == Path("link/../min region")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["byg", "foraer"], "Mente du ”foraar”?"),
        (["tjek", "forar"], "Mente du ”foraar”?"),
        (["serie", "seri.yaml"], "”seri.yaml” findes ikke. Mente du ”serie.yaml”?"),
        (["serie", "noget"], "”noget” findes ikke. Skriv fx"),
    ],
)
def test_what_is_misspelt_is_told_what_lies_there(tmp_path, capsys, monkeypatch, words, told):
    """A meeting's folder, and a series."""
    (tmp_path / "foraar").mkdir()
    (tmp_path / "foraar" / "moede.yaml").touch()
    (tmp_path / "serie.yaml").touch()
    monkeypatch.chdir(tmp_path)

    assert main(words) == 3
    assert told in capsys.readouterr().err


def test_a_folder_that_is_there_is_not_misspelt(tmp_path, capsys, monkeypatch):
    """It lacks a meeting, and another one's is not what was meant."""
    (tmp_path / "foraar").mkdir()
    (tmp_path / "foraar" / "moede.yaml").touch()
    (tmp_path / "foraaret").mkdir()
    monkeypatch.chdir(tmp_path)

    assert main(["byg", "foraaret"]) == 3
    assert "Mente du" not in capsys.readouterr().err


# --- While it is built ---------------------------------------------------------------------------


def ahead(wanted, *seconds, **how):
    """What is said after kits that were finished at these times."""
    pace = serie._Pace(wanted, **how)
    for now in seconds:
        pace = pace.after(Made(1, "A", "a", "klar"), now)
    return pace.ahead()


def test_the_time_that_is_left_is_told_when_it_can_be():
    """From the third kit, and the first is no measure; nothing where under half a minute is left."""
    assert ahead(100, 60, 70) == ""
    assert ahead(100, 60, 70, 80) == " (ca. 16 min. tilbage)"
    assert ahead(5, 60, 70, 80) == ""
    assert ahead(100, 60, 70, 80, told=False) == ""


def test_what_was_ready_takes_no_time():
    """It is no kit of the pace."""
    pace = serie._Pace(100).after(Made(1, "A", "a", "klar", is_new=False), 1)

    assert pace.ends == ()


@pytest.mark.parametrize(
    ("number", "ready", "told"),
    [
        (20, 0, "Intet er galt. Nu bygges de, og mapperne ligger i ”k”. Den første tager længst."),
        (20, 17, "3 klynger skal bygges; resten er bygget i forvejen, og mapperne ligger i ”k”."),
        (4, 3, "1 klynge skal bygges; resten er bygget i forvejen, og mapperne ligger i ”k”."),
        (20, 20, "Intet er galt. Alle ser ud til at være bygget i forvejen, og mapperne ligger i"),
        (1, 0, "Intet er galt. Nu bygges den, og mapperne ligger i ”k”."),
    ],
)
def test_what_is_about_to_happen_is_told(number, ready, told):
    """How many kits, and where."""
    assert told in serie._plan(number, ready, Path("k"))
