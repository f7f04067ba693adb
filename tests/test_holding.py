"""What a person has given stays: answers, edits by hand, names and folders, whatever happens."""

from __future__ import annotations

import os
import re
import shutil
import sys
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import kits
from klyngepakke.commands import line, making, start
from klyngepakke.commands.closing import changed
from klyngepakke.content.cluster_file import CLUSTER_FILE, read_cluster
from klyngepakke.content.meeting import Answers, Cluster, MeetingDay, PackUse, Participants
from klyngepakke.content.meeting_file import read_meeting, write_meeting
from klyngepakke.content.participants import adopt
from klyngepakke.errors import FileError, InputError, LeftError
from klyngepakke.printing.changes import Change, Changes
from klyngepakke.wizard import keeping
from klyngepakke.wizard.draft import Draft
from klyngepakke.wizard.flow import begun
from klyngepakke.wizard.question import BACK
from klyngepakke.wizard.session import create, recovered, run

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="XDG_STATE_HOME moves the folder")
NAMES = "navn;praksisform\nLæge Et;solo\nLæge To;kompagniskab\n"
OTHERS = "navn;praksisform\nLæge Tre;solo\n"
DAY = MeetingDay(date=date(2027, 3, 4), start=990, end=1200, place="Salen")
LEAVE = KeyboardInterrupt


@pytest.fixture(autouse=True)
def _state(tmp_path, monkeypatch):
    """A state folder and a place of the test's own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / "klynge").mkdir()
    monkeypatch.chdir(tmp_path / "klynge")


@pytest.fixture
def klynge(tmp_path):
    """The folder of the cluster's meetings, where the person stands."""
    return tmp_path / "klynge"


class Person:
    """Answers by the id of the question, each list from its beginning; then what is suggested.

    An answer may be a function, which does something first; it, or a class of error, may leave.
    """

    def __init__(self, **answers):
        self.answers = {name.replace("_", "-"): list(given) for name, given in answers.items()}
        self.asked = []

    def __call__(self, question):
        """The next answer to the question."""
        self.asked.append(question)
        assert len(self.asked) < 100, [q.id for q in self.asked]
        given = self.answers.get(question.id) or [question.standard]
        answer = given.pop(0)
        if isinstance(answer, type):
            raise answer
        return answer() if callable(answer) else answer

    def ids(self):
        """What was asked."""
        return [q.id for q in self.asked]


def new(klynge, person, **how):
    """A new meeting, asked for."""
    known = kits.everything()
    draft = begun(making.world_of(klynge, known), str(klynge), id_="abc234")
    return making.make(draft, known, person, (), **how)


def going_on(person, packs=()):
    """The draft that is kept, gone on with."""
    (draft,) = keeping.drafts()
    return start._gone_on(person, draft, packs)


def meeting_in(folder, **changes):
    """A made meeting in a folder."""
    meeting = replace(kits.meeting("trivsel"), days=(DAY,), **changes)
    folder.mkdir(parents=True)
    write_meeting(folder, meeting)
    return meeting


def changing(folder, person):
    """A made meeting, opened and changed."""
    return making.change(folder, kits.everything(), person, ())


def rewritten(folder, before, after):
    """A hand edit, as an answer that is given afterwards."""
    file = folder / "moede.yaml"
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after), "utf-8")


# --- Lists of names ------------------------------------------------------------------------


def test_the_list_is_the_one_that_was_shown(klynge, tmp_path, monkeypatch):
    """A name without a folder is seen from the cluster's folder, wherever one stands."""
    (tmp_path / "andet").mkdir()
    (tmp_path / "andet" / "liste.csv").write_text(OTHERS, "utf-8")
    (klynge / "liste.csv").write_text(NAMES, "utf-8")
    monkeypatch.chdir(tmp_path / "andet")

    assert new(klynge, Person(antal=["liste.csv"], gennemsyn=["gem"])) == 0

    (copy,) = klynge.glob("*/liste.csv")
    assert copy.read_text("utf-8") == NAMES


@pytest.mark.parametrize("typed", ["~findes-ikke-her/l.csv", "a\0b.csv", "x" * 300 + ".csv"])
def test_what_can_be_no_path_is_told(klynge, typed):
    """A home that nobody has, a sign that no name has, a name that is too long."""
    world = making.world_of(klynge, kits.everything())

    for asked in (world.path, world.people, world.columns):
        with pytest.raises(InputError):
            asked(typed)


def test_a_list_that_is_corrected_is_read_anew(klynge):
    """What is shown of a file is what it says now."""
    file = klynge / "liste.csv"
    file.write_text(NAMES, "utf-8")
    world = making.world_of(klynge, kits.everything())
    assert len(world.people("liste.csv").people) == 2

    file.write_text(OTHERS, "utf-8")

    assert len(world.people("liste.csv").people) == 1
    assert world.people("liste.csv") is world.people("liste.csv")


def test_a_meeting_whose_list_is_gone_can_be_mended(klynge):
    """Other answers can be changed, and another list can be given."""
    folder = klynge / "m"
    meeting_in(folder, participants=Participants(file="vaek.csv"))
    (klynge / "ny.csv").write_text(NAMES, "utf-8")
    person = Person(
        gennemsyn=["sted", "antal", "gem"], sted=["Kantinen"], antal=[str(klynge / "ny.csv")]
    )

    assert changing(folder, person) == 0

    found = read_meeting(folder).value
    assert (found.days[0].place, found.participants.file) == ("Kantinen", "ny.csv")
    assert (folder / "ny.csv").read_text("utf-8") == NAMES


def test_a_list_is_taken_in_once(klynge):
    """What happens afterwards to the file it came from is nothing to the meeting."""
    folder, source = klynge / "m", klynge / "liste.csv"
    meeting_in(folder)
    source.write_text(NAMES, "utf-8")

    def later():
        source.write_text(OTHERS, "utf-8")
        return "Kantinen"

    person = Person(gennemsyn=["antal", "sted", "gem"], antal=[str(source)], sted=[later])
    changing(folder, person)

    assert [f.name for f in folder.glob("*.csv")] == ["liste.csv"]
    assert (folder / "liste.csv").read_text("utf-8") == NAMES
    assert read_meeting(folder).value.days[0].place == "Kantinen"


@pytest.mark.parametrize("name", ["moede.yaml", "Moede.yaml", "moede.skema.json"])
def test_a_list_never_takes_the_place_of_the_meeting(klynge, name):
    """Whatever it is called."""
    (klynge / name).write_text(NAMES, "utf-8")
    (klynge / "m").mkdir()

    assert adopt(klynge / name, klynge / "m") == "deltagere.csv"


# --- Packs of one's own --------------------------------------------------------------------


@pytest.fixture
def own(tmp_path):
    """A folder with one pack of the cluster's own, which is in no catalogue but its own."""
    folder = tmp_path / "vore pakker" / "egen"
    folder.parent.mkdir()
    shutil.copytree(kits.everything().packs["trivsel"].folder, folder)
    file = folder / "pakke.yaml"
    text = re.sub(r"^id: trivsel$", "id: egen", file.read_text("utf-8"), flags=re.MULTILINE)
    file.write_text(text, "utf-8")
    return folder.parent


def left_with(own, monkeypatch):
    """`ny m --pakker X`, left after the pack was chosen."""
    person = Person(pakke=["egen"], dato=[LEAVE])
    asked_by(monkeypatch, person)
    with pytest.raises(LeftError, match="Dine svar er gemt"):
        start.new(Path("m"), [Path(os.path.relpath(own))])


def asked_by(monkeypatch, person):
    """The person stands at the terminal."""

    @contextmanager
    def asking():
        yield person

    monkeypatch.setattr(start, "asking", asking)


def test_a_draft_knows_its_packs(klynge, own, monkeypatch, capsys):
    """It is gone on with from the menu, without naming the folder again."""
    left_with(own, monkeypatch)
    (draft,) = keeping.drafts()
    assert draft.pack_folders == (str(own),)

    assert going_on(Person(gennemsyn=["gem"])) == 0

    assert "egen" in read_meeting(klynge / "m").value.packs
    assert f'--pakker "{own}"' in capsys.readouterr().out


def test_the_menu_has_the_packs_that_are_named(own, monkeypatch):
    """`klyngepakke --pakker X` alone is the menu with them."""
    person = Person(start=["nyt", "slut"], pakke=[LEAVE])
    asked_by(monkeypatch, person)

    assert line.main(["--pakker", str(own)]) == 130

    (question,) = (q for q in person.asked if q.id == "pakke")
    assert "egen" in [c.id for c in question.choices]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--pakker"], "Kommandoen blev ikke forstået"),
        (["--pakker", "x", "byg", "m"], "Skriv ”byg” først og --pakker sidst"),
    ],
)
def test_packs_without_a_folder_or_before_a_command(capsys, words, sentence):
    """It is said how it is written."""
    assert line.main(words) == 2
    assert sentence in capsys.readouterr().err


def test_a_draft_whose_pack_is_gone_can_take_another(klynge, own, monkeypatch):
    """Which pack, and what to do; with a yes the pack is asked again, and nothing else is lost."""
    left_with(own, monkeypatch)
    shutil.rmtree(own)

    refused = Person()
    assert going_on(refused) is None
    assert [q.id for q in refused.asked] == ["pakken-mangler"]
    assert "”egen”" in refused.asked[0].above[0]
    assert "--pakker MAPPE" in refused.asked[0].above[1]

    person = Person(pakken_mangler=["ja"], pakke=["samarbejde"], gennemsyn=["gem"])
    assert going_on(person) == 0
    assert person.ids()[:3] == ["pakken-mangler", "pakke", "dato"]
    assert list(read_meeting(klynge / "m").value.packs) == ["samarbejde"]


def test_a_draft_whose_version_is_gone_takes_the_whole_pack(klynge):
    """The pack is not asked for again."""
    answers = Answers(id="abc234", days=(DAY,), packs={"trivsel": PackUse(version="mini")})
    keeping.keep(Draft(base=str(klynge), answers=answers, done=("klynge", "pakke", "dato")))
    person = Person(pakken_mangler=["ja"], gennemsyn=["gem"])

    assert going_on(person) == 0

    assert "”mini”" in person.asked[0].above[0]
    assert "pakke" not in person.ids()
    (file,) = klynge.glob("*/moede.yaml")
    assert read_meeting(file.parent).value.packs["trivsel"].version is None


def test_a_meeting_whose_pack_is_gone_says_which(klynge):
    """Nothing is asked."""
    folder = klynge / "m"
    meeting_in(folder)
    text = (folder / "moede.yaml").read_text("utf-8").replace("trivsel", "fremmed")
    (folder / "moede.yaml").write_text(text, "utf-8")

    with pytest.raises(InputError, match=r"”fremmed”.*\n.*--pakker MAPPE"):
        changing(folder, Person())


# --- Two who write -------------------------------------------------------------------------


def test_an_edit_by_hand_is_not_undone(klynge, capsys):
    """The answer is not written, one is told, and goes on from what the file says."""
    folder = klynge / "m"
    meeting_in(folder)

    def meanwhile():
        rewritten(folder, "sted: Salen", "sted: Kantinen")
        return "Vores titel"

    person = Person(gennemsyn=["mere", "titel", "gem"], titel=[meanwhile])
    assert changing(folder, person) == 0

    found = read_meeting(folder).value
    assert found.days[0].place == "Kantinen"
    assert found.title != "Vores titel"
    assert "ændret i et andet program" in capsys.readouterr().out
    assert person.asked[-1].id == "gennemsyn"
    assert any("Kantinen" in c.title for c in person.asked[-1].choices)


def test_after_an_edit_by_hand_the_answer_can_be_given_again(klynge):
    """Then both are there."""
    folder = klynge / "m"
    meeting_in(folder)

    def meanwhile():
        rewritten(folder, "sted: Salen", "sted: Kantinen")
        return "formanden"

    again = ["mere", "ordstyrer"]
    person = Person(gennemsyn=["mere", "ordstyrer", *again, "gem"], ordstyrer=[meanwhile, "Ny"])
    changing(folder, person)

    found = read_meeting(folder).value
    assert (found.days[0].place, found.roles.chair) == ("Kantinen", "Ny")


def test_half_an_edit_by_hand_is_waited_for(klynge):
    """What is wrong in the file is told above the same question."""
    folder = klynge / "m"
    meeting_in(folder)

    def breaks():
        rewritten(folder, "sted: Salen", "steed: Salen")
        return "Kantinen"

    def mends():
        rewritten(folder, "steed: Salen", "sted: Salen")
        return "Kantinen"

    person = Person(gennemsyn=["sted", "gem"], sted=[breaks, mends])
    assert changing(folder, person) == 0

    second = [q for q in person.asked if q.id == "sted"][1]
    assert any("steed" in said for said in second.above)
    assert any("ikke skrevet" in said for said in second.above)
    assert read_meeting(folder).value.days[0].place == "Kantinen"


def test_looking_around_writes_nothing(klynge):
    """Only another answer does."""
    folder = klynge / "m"
    meeting_in(folder)
    before = (folder / "moede.yaml").stat().st_mtime_ns
    person = Person(gennemsyn=["sted", "aften", "gem"], sted=[BACK])

    changing(folder, person)

    assert (folder / "moede.yaml").stat().st_mtime_ns == before


def test_a_folder_that_is_deleted_is_not_made_again(klynge):
    """One is told that the answer is nowhere."""
    folder = klynge / "m"
    meeting_in(folder)

    def meanwhile():
        shutil.rmtree(folder)
        return "Kantinen"

    with pytest.raises(FileError, match="er væk, så dit svar er ikke skrevet"):
        changing(folder, Person(gennemsyn=["sted"], sted=[meanwhile]))
    assert not folder.exists()


# --- What is kept, and when ----------------------------------------------------------------


def test_nothing_is_kept_before_the_first_answer(klynge):
    """Who leaves at once has no draft, and is not told of one."""
    with pytest.raises(LeftError, match="Farvel") as left:
        new(klynge, Person(klynge=[LEAVE]))

    assert "gemt" not in str(left.value)
    assert keeping.drafts() == ()


def test_back_from_the_first_question_is_the_menu(monkeypatch):
    """There and back, and no draft of it."""
    person = Person(start=["nyt", "slut"], klynge=[BACK])
    asked_by(monkeypatch, person)

    assert start.run() == 0

    assert person.ids() == ["start", "klynge", "start"]
    assert not person.asked[1].first
    assert keeping.drafts() == ()


def test_without_a_menu_the_first_question_is_the_first(monkeypatch):
    """`ny m` has nothing before it."""
    person = Person(klynge=[BACK, LEAVE])
    asked_by(monkeypatch, person)

    with pytest.raises(LeftError):
        start.new(Path("m"))

    assert [q.first for q in person.asked] == [True, True]


def test_an_answer_that_cannot_be_kept_is_asked_for_again(klynge):
    """The sentence stands above the same question, and nothing given before is lost."""
    known = kits.everything()
    world = making.world_of(klynge, known)
    refused = []

    def keep(draft):
        if draft.answers.days and not refused:
            refused.append(draft)
            raise InputError("Dine svar kan ikke gemmes, som de er skrevet.")
        return draft

    person = Person(klynge=["Klynge Nord"], gennemsyn=["gem"])
    done = run(begun(world, str(klynge)), world, person, keep)

    first, second = (q for q in person.asked if q.id == "dato")
    assert not first.above
    assert "kan ikke gemmes" in second.above[0]
    assert done.answers.cluster.name == "Klynge Nord"


def test_what_stops_a_meeting_says_how_to_go_on(klynge):
    """A list that is gone when the folder is made: its sentence, and that all is kept."""
    file = klynge / "liste.csv"
    file.write_text(NAMES, "utf-8")

    def loses():
        file.unlink()
        return "gem"

    with pytest.raises(InputError) as stopped:
        new(klynge, Person(antal=["liste.csv"], gennemsyn=[loses]))

    first, last = stopped.value.problems
    assert "”liste.csv” findes ikke" in first.sentence
    assert "Dine svar er gemt" in last.sentence
    assert not list(klynge.iterdir())
    assert len(keeping.drafts()) == 1


def test_a_draft_is_deleted_from_the_menu(klynge, monkeypatch):
    """Only with a yes; the line is there only with a draft."""
    keeping.keep(Draft(base=str(klynge), answers=Answers(id="abc234")))
    person = Person(start=["slet", "slet", "slut"], slet=["nej", "ja"])
    asked_by(monkeypatch, person)

    assert start.run() == 0

    menus = [[c.id for c in q.choices] for q in person.asked if q.id == "start"]
    assert ["slet" in menu for menu in menus] == [True, True, False]
    assert keeping.drafts() == ()


# --- Folders -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["/", "..", "a/..", "a\nb", "~findes-ikke-her", "x" * 300])
@pytest.mark.parametrize("words", [[], ["--standard"]])
def test_a_folder_that_cannot_be_is_refused(monkeypatch, capsys, name, words):
    """Before anything is asked or made."""
    person = Person()
    asked_by(monkeypatch, person)

    assert line.main(["ny", name, *words]) == 3

    assert not person.asked
    assert capsys.readouterr().err


def test_a_base_that_is_a_file_is_told_before_the_first_question(klynge, monkeypatch, capsys):
    """And so is one that cannot be written."""
    (klynge / "fil").write_text("")
    person = Person()
    asked_by(monkeypatch, person)

    assert line.main(["ny", "fil/m"]) == 5
    assert "er en fil, men her skal være en mappe" in capsys.readouterr().err
    assert line.main(["ny", "/proc/klynge/m"]) == 5
    assert not person.asked


def test_a_broken_cluster_file_below_is_passed_over(klynge, monkeypatch, capsys):
    """It is named, and a new meeting can be made."""
    (klynge / "a").mkdir()
    (klynge / "a" / CLUSTER_FILE).write_text("strat: 1\n")
    person = Person(start=["nyt"], klynge=[LEAVE])
    asked_by(monkeypatch, person)

    assert line.main([]) == 130
    assert re.search(r"Springes over: .*a/klynge.yaml:1:1", capsys.readouterr().out)
    assert person.ids() == ["start", "klynge"]


def test_the_example_is_not_put_among_someones_own_files(klynge, monkeypatch, capsys):
    """One is told, and nothing is written."""
    own = klynge / "klyngepakke-eksempel" / "noter.txt"
    own.parent.mkdir()
    own.write_text("mine")
    asked_by(monkeypatch, Person(start=["eksempel"]))

    assert line.main([]) == 5
    assert "noget, du selv har lagt der" in capsys.readouterr().err
    assert [*own.parent.iterdir()] == [own]


def finished(klynge, **answers):
    """A draft that is to be made into a meeting."""
    said = {"days": (DAY,), "packs": {"trivsel": PackUse()}} | answers
    return Draft(base=str(klynge), folder="m", answers=Answers(id="abc234", **said), done=("gem",))


def test_killed_before_the_list_is_copied(klynge):
    """The meeting's file is there first; the same folder gets the list when one goes on."""
    world = making.world_of(klynge, kits.everything())
    (klynge / "liste.csv").write_text(NAMES, "utf-8")
    draft = replace(
        finished(klynge, participants=Participants(file="liste.csv")),
        people=str(klynge / "liste.csv"),
    )
    folder = create(draft, world)
    (folder / "liste.csv").unlink()

    assert recovered(draft) == folder

    assert (folder / "liste.csv").read_text("utf-8") == NAMES
    assert (folder / "liste.csv").stat().st_mode & 0o777 == 0o600


def test_killed_before_the_meetings_file_is_written(klynge):
    """What was left is ours, and the same folder is used."""
    (klynge / "m").mkdir()
    for name in ("moede.skema.json", ".moede.yaml.x1"):
        (klynge / "m" / name).write_text("{")

    assert create(finished(klynge), making.world_of(klynge, kits.everything())) == klynge / "m"


def test_what_cannot_be_made_whole_is_taken_away(klynge):
    """A logo that cannot be read: no names, and no half meeting, are left."""
    (klynge / "liste.csv").write_text(NAMES, "utf-8")
    (klynge / "logo.png").symlink_to("/proc/self/mem")
    draft = replace(
        finished(klynge, cluster=Cluster(logo="logo.png")), people=str(klynge / "liste.csv")
    )

    with pytest.raises(FileError):
        create(draft, making.world_of(klynge, kits.everything()))

    assert not (klynge / "m").exists()


# --- Without being asked -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "sentence"), [(None, "findes ikke"), ("navn\nEn\nEn\n", "står allerede")]
)
def test_a_list_that_cannot_be_used_ends_what_asks_nobody(klynge, capsys, text, sentence):
    """Exit 3 and the sentence."""
    (klynge / "svar.yaml").write_text("deltagere: {fil: liste.csv}\n", "utf-8")
    if text:
        (klynge / "liste.csv").write_text(text, "utf-8")

    assert line.main(["ny", "m", "--standard", "--svar", "svar.yaml"]) == 3

    assert sentence in capsys.readouterr().err
    assert not (klynge / "m").exists()


def test_an_evening_that_cannot_hold_ends_what_asks_nobody(klynge, capsys):
    """Exit 3, never the same question for ever."""
    (klynge / "svar.yaml").write_text(
        "pakker: {trivsel: {}}\ndeltagere: {antal: 5, klinikker: 9}\n", "utf-8"
    )

    assert line.main(["ny", "m", "--standard", "--svar", "svar.yaml"]) == 3

    assert capsys.readouterr().err.strip()
    assert not (klynge / "m").exists()


def test_what_asks_nobody_teaches_nothing(klynge):
    """Suggested answers say nothing of a cluster."""
    assert line.main(["ny", "m", "--standard"]) == 0

    assert (klynge / "m" / "moede.yaml").exists()
    assert not (klynge / CLUSTER_FILE).exists()


# --- What a cluster learns -----------------------------------------------------------------


def test_a_later_meeting_teaches_what_is_lacking(klynge):
    """Answers to a pack, and a usual place; what is known stays."""
    first = finished(klynge, days=(replace(DAY, place=None),))
    create(first, making.world_of(klynge, kits.everything()))
    assert read_cluster(klynge).place is None
    later = finished(
        klynge,
        packs={"samarbejde": PackUse(slots=dict.fromkeys(_slots("samarbejde"), "svar"))},
        participants=Participants(number=26),
    )

    create(replace(later, folder="n"), making.world_of(klynge, kits.everything()))

    known = read_cluster(klynge)
    assert (known.place, known.participants.number) == ("Salen", 26)
    assert set(known.slots.get("samarbejde", {})) == set(_slots("samarbejde"))
    create(
        replace(finished(klynge, days=(replace(DAY, place="Et andet sted"),)), folder="o"),
        making.world_of(klynge, kits.everything()),
    )
    assert read_cluster(klynge).place == "Salen"


def _slots(pack):
    return [s.id for s in kits.everything().packs[pack].pack.slots]


def test_a_cluster_file_that_is_edited_by_hand_is_left_alone(klynge):
    """Down to its comments."""
    text = "format: 1\n# vores\nklynge: {navn: Nord}\n"
    (klynge / CLUSTER_FILE).write_text(text, "utf-8")

    create(finished(klynge), making.world_of(klynge, kits.everything()))

    assert (klynge / CLUSTER_FILE).read_text("utf-8") == text


# --- What is printed -----------------------------------------------------------------------


def test_titles_from_an_old_build_cannot_steer_the_terminal():
    """They come from a file that anyone may have written."""
    gone = Change("a\x1b[2J.pdf", "Ark\x07 et\u202e", 0, 1)

    said = "\n".join(changed(Changes(0, gone=(gone,), changed=(gone,))))

    assert "\x1b" not in said
    assert "\x07" not in said
    assert "\u202e" not in said
