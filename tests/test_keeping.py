"""What lies on the disk between two evenings at the wizard: drafts, recents, the cluster's file."""

from __future__ import annotations

import errno
import fcntl
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kits
from klyngepakke.content.cluster_file import (
    CLUSTER_FILE,
    ClusterFile,
    cluster_of,
    cluster_text,
    read_cluster,
)
from klyngepakke.content.meeting import (
    Answers,
    Cluster,
    Guest,
    MeetingDay,
    PackUse,
    Participants,
)
from klyngepakke.content.meeting_file import write_meeting
from klyngepakke.content.model import Minutes
from klyngepakke.content.point import Point, Vote
from klyngepakke.errors import BusyError, FileError, InputError
from klyngepakke.files.disk import System, disk
from klyngepakke.wizard import drawer, keeping
from klyngepakke.wizard.draft import Draft, answers_of
from strategies import meetings

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="XDG_STATE_HOME moves the folder")
DAY = MeetingDay(date=date(2027, 3, 4), start=990, end=1170, place="Salen")


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    """A state folder of the test's own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state" / "klyngepakke"


def draft(name="k7m2q9", **answers):
    """A draft with some answers."""
    return Draft(base="/moeder", answers=Answers(id=name, **answers))


def aged(path, seconds):
    """The file, as if it was written that long ago."""
    then = time.time() - seconds
    os.utime(path, (then, then))


def mode(path):
    """Who may do what with it."""
    return path.stat().st_mode & 0o777


# --- Drafts --------------------------------------------------------------------------------


def test_a_draft_comes_back_as_it_was_kept():
    """Answers, the way there, and where the person is."""
    kept = replace(
        draft(days=(DAY,), packs={"trivsel": PackUse()}, program=(), guests=()),
        done=("klynge", "dato"),
        at=("aften", "trivsel/energi", "minutter"),
        people="/lister/deltagere æøå.csv",
        pack_folders=("/pakker/vore egne ", "/b"),
    )

    keeping.keep(kept)

    assert keeping.drafts() == (kept,)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(found=meetings())
def test_any_meeting_can_be_kept_as_a_draft(found):
    """No answer is lost on its way over the disk."""
    kept = Draft(base="/moeder", answers=answers_of(found[0]))

    keeping.keep(kept)

    assert keeping.drafts() == (kept,)


def test_drafts_are_for_the_owner_alone(state):
    """Files 0600 in folders 0700, also where the folder was made with more."""
    (state / "kladder").mkdir(parents=True, mode=0o755)

    keeping.keep(draft())

    assert mode(state / "kladder" / "k7m2q9.yaml") == 0o600
    assert {mode(state), mode(state / "kladder")} == {0o700}


def test_the_newest_draft_is_first(state):
    """In the order in which they were last written, whatever they are called."""
    for number, name in enumerate(["a", "c", "b"]):
        keeping.keep(draft(name))
        aged(state / "kladder" / f"{name}.yaml", 100 - number)

    assert [d.answers.id for d in keeping.drafts()] == ["b", "c", "a"]


def test_keeping_again_replaces_and_dropping_removes(state):
    """One file a meeting, and none when it is dropped; to drop it twice does no harm."""
    keeping.keep(draft())
    keeping.keep(draft(title="Nyt"))

    assert [d.answers.title for d in keeping.drafts()] == ["Nyt"]

    keeping.drop(draft())
    keeping.drop(draft())
    assert keeping.drafts() == ()
    assert list((state / "kladder").iterdir()) == []


def test_without_a_state_folder_there_are_no_drafts(state):
    """Looking makes nothing."""
    assert keeping.drafts() == ()
    assert keeping.recent() == ()
    assert not state.exists()


DAMAGED = [
    ("format: 1\nsted: /m\nsvar: {id: gammel\n", ":3:", "gammel.yaml.skadet"),
    ("format: 1\nsted: /m\nsvar:\n  id: gammel\n  tittel: x\n", ":5:", "Mente du ”titel”"),
    ("format: 2\nsted: /m\nnyt: 1\n", ":1:", "en anden udgave af klyngepakke"),
    ("", ":1:", "Filen er tom"),
    ("sted: /m\nsvar: {id: en-anden}\n", ":1:", "id skal være ”gammel”"),
]


@pytest.mark.parametrize(
    ("text", "line", "words"), DAMAGED, ids=["cut", "slip", "newer", "empty", "renamed"]
)
def test_a_damaged_draft_is_put_aside_and_told(state, text, line, words):
    """Exit 3, the line, and where it is now; then the others can be gone on with."""
    keeping.keep(draft())
    (state / "kladder" / "gammel.yaml").write_text(text, "utf-8")

    with pytest.raises(InputError) as error:
        keeping.drafts()

    said = str(error.value)
    aside = state / "kladder" / "gammel.yaml.skadet"
    assert error.value.exit_code == 3
    assert f"{aside}{line}" in said
    assert words in said
    assert f"Kladden er gemt som {aside}; start igen for at begynde forfra" in said
    assert aside.read_text("utf-8") == text
    assert keeping.drafts() == (draft(),)


def test_what_is_put_aside_is_never_written_over(state):
    """The second damaged draft of the same name gets a number."""
    for text in ("nr. 1", "nr. 2", "nr. 3"):
        (state / "kladder").mkdir(parents=True, exist_ok=True)
        (state / "kladder" / "a.yaml").write_text(text)
        with pytest.raises(InputError):
            keeping.drafts()

    found = {p.name: p.read_text() for p in (state / "kladder").iterdir()}
    assert found == {
        "a.yaml.skadet": "nr. 1",
        "a.yaml.skadet-2": "nr. 2",
        "a.yaml.skadet-3": "nr. 3",
    }


def test_of_a_newer_draft_only_that_is_told(state):
    """Its unknown keys are no mistakes of anybody's."""
    (state / "kladder").mkdir(parents=True)
    (state / "kladder" / "a.yaml").write_text("format: 2\nsted: /m\nnyt: 1\n")

    with pytest.raises(InputError) as error:
        keeping.drafts()

    assert len(error.value.problems) == 2
    assert "nyt" not in str(error.value)


def test_what_a_killed_wizard_left_is_swept_up(state):
    """Half a file that nobody writes any more goes, whatever the clock says; others stay."""
    keeping.keep(draft())
    old, new = (state / "kladder" / f".k7m2q9.yaml.ny.{end * 8}" for end in ("0f", "1e"))
    for half in (old, new):
        half.write_text("form")
    aged(old, -4000)
    with new.open() as writing:
        fcntl.flock(writing, fcntl.LOCK_EX)
        assert keeping.drafts() == (draft(),)
        assert (old.exists(), new.exists()) == (False, True)


@pytest.mark.parametrize(
    "base",
    ["/moeder ", "/Ma\u030aned", "/" + "m" * 400, "/m\u202em", "/100 %", "C:\\Møder"],
    ids=["blank", "two signs", "long", "unseen", "percent", "Windows"],
)
@pytest.mark.usefixtures("state")
def test_any_folders_name_is_kept(base):
    """A folder may be called what no answer may; its name comes back as it was."""
    draft = Draft(base=base, folder="å ", people=f"{base}/x.csv", answers=Answers(id="abc234"))
    keeping.keep(draft)

    assert keeping.drafts() == (draft,)


@pytest.mark.usefixtures("state")
def test_what_cannot_be_read_back_is_not_kept():
    """It is told at once, not when the answers are gone."""
    with pytest.raises(InputError):
        keeping.keep(Draft(base="/m", answers=Answers(id="abc234", title=" x")))

    assert keeping.drafts() == ()


def test_a_place_that_can_be_written_is_left_as_it_was(state):
    """The look before the first question leaves nothing."""
    drawer.check_place()

    assert list((state / "kladder").iterdir()) == []


def test_a_place_that_cannot_be_written_is_told_before_the_first_question(tmp_path, monkeypatch):
    """There is a file where the folder should be: exit 5, what it means, and which."""
    (tmp_path / "fil").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "fil"))

    with pytest.raises(FileError, match="der bliver ikke spurgt om noget") as error:
        drawer.check_place()

    assert str(tmp_path / "fil" / "klyngepakke") in str(error.value)
    with pytest.raises(FileError):
        keeping.keep(draft())


FULL = """
import resource
from klyngepakke.wizard import drawer, keeping
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
drawer.check_place()
"""


def test_a_full_disk_is_told_before_the_first_question(state):
    """An empty file can be made on it, but no draft."""
    done = subprocess.run(
        [sys.executable, "-c", FULL], capture_output=True, text=True, encoding="utf-8", check=False
    )

    assert "der bliver ikke spurgt om noget" in done.stderr
    assert list((state / "kladder").iterdir()) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_home_that_can_only_be_read_is_told(state):
    """The same of a folder without the right to write."""
    state.mkdir(parents=True)
    state.parent.chmod(0o500)
    state.chmod(0o500)

    with pytest.raises(FileError, match="Der må ikke skrives"):
        drawer.check_place()


# --- One window at a time ------------------------------------------------------------------

HOLD = """
import sys, time
from klyngepakke.content.meeting import Answers
from klyngepakke.wizard import keeping
from klyngepakke.wizard.draft import Draft
with keeping.held(Draft(base="/m", answers=Answers(id="k7m2q9"))):
    print("ja", flush=True)
    time.sleep(60)
"""


def test_two_windows_never_hold_the_same_draft():
    """The other window is told; a window that was killed holds nothing."""
    with subprocess.Popen([sys.executable, "-c", HOLD], stdout=subprocess.PIPE) as other:
        assert other.stdout.readline() == b"ja\n"
        with (
            pytest.raises(BusyError, match="Mødet er åbent i et andet vindue"),
            keeping.held(draft()),
        ):
            pass
        with keeping.held(draft("x2")):
            pass
        other.send_signal(signal.SIGKILL)

    with keeping.held(draft()):
        keeping.keep(draft())


def test_a_build_elsewhere_is_not_taken_for_another_window():
    """A BusyError of what is done while a draft is held is told as it is."""
    with pytest.raises(BusyError, match="bygger"), keeping.held(draft()):
        raise BusyError("Et andet vindue bygger.")


def test_a_hold_leaves_nothing(state):
    """Neither of a dropped draft nor where the person left in the middle."""
    keeping.keep(draft())
    with keeping.held(draft()):
        keeping.drop(draft())
    with pytest.raises(KeyboardInterrupt), keeping.held(draft("x2")):
        raise KeyboardInterrupt

    assert list((state / "laase").iterdir()) == []


def test_on_windows_a_hold_leaves_nothing(state, monkeypatch):
    """No folder is renamed there while the lock in it is open, and none that another holds."""
    base, handles = System(), set()

    def hold(handle):
        handles.add(handle)
        return base.hold(handle)

    def close(handle):
        handles.discard(handle)
        base.close(handle)

    def rename(one, other):
        if handles:
            raise PermissionError(errno.EACCES, "The process cannot access the file", str(one))
        base.rename(one, other)

    monkeypatch.setattr(disk, "now", replace(base, hold=hold, close=close, rename=rename))
    monkeypatch.setattr(keeping, "_OPEN_STAYS", True)
    with keeping.held(draft()):
        with pytest.raises(BusyError), keeping.held(draft()):
            pass
        assert len(list((state / "laase").iterdir())) == 1

    assert list((state / "laase").iterdir()) == []


# --- Recent meetings -----------------------------------------------------------------------


def folders(tmp_path, number):
    """That many meetings' folders."""
    made = [tmp_path / f"møde {n}" for n in range(number)]
    for folder in made:
        folder.mkdir()
        (folder / "moede.yaml").write_text("titel: Åses fødselsdag\n", "utf-8")
    return made


def test_recent_meetings_are_the_ten_last_and_still_there(tmp_path):
    """The newest first, each once; a folder that is gone or holds no meeting is left out."""
    made = folders(tmp_path, 12)
    for folder in made:
        keeping.remember(folder)
    keeping.remember(made[5])
    (made[11] / "moede.yaml").unlink()

    assert keeping.recent() == tuple(made[n] for n in (5, 10, 9, 8, 7, 6, 4, 3, 2))


def test_the_list_of_recent_meetings_says_paths_and_nothing_else(tmp_path, state):
    """No title and no name, for the owner alone."""
    keeping.remember(folders(tmp_path, 1)[0])

    text = (state / "seneste.json").read_text("utf-8")
    assert mode(state / "seneste.json") == 0o600
    assert "seneste" not in text
    assert "Åse" not in text
    assert "fødselsdag" not in text


def test_a_folder_is_found_from_elsewhere(tmp_path, monkeypatch):
    """What was named from where one stood is remembered whole."""
    made = folders(tmp_path, 1)[0]
    monkeypatch.chdir(tmp_path)
    keeping.remember(made.relative_to(tmp_path))
    monkeypatch.chdir("/")

    assert keeping.recent() == (made,)


@pytest.mark.parametrize(
    "text", [b"", b"{", b'{"a": 1}', b"[1, null]", b"\xff\xfe", b"[" * 100_000, b'["\\u0000"]']
)
def test_a_damaged_list_of_recent_meetings_is_started_over(tmp_path, state, text):
    """It holds nothing that cannot be found again."""
    state.mkdir(parents=True)
    (state / "seneste.json").write_bytes(text)
    made = folders(tmp_path, 1)[0]

    assert keeping.recent() == ()
    keeping.remember(made)
    assert keeping.recent() == (made,)


def test_a_full_disk_forgets_recent_meetings_in_silence(tmp_path, monkeypatch):
    """A kit that is built is not a failure because its folder is not remembered."""
    (tmp_path / "fil").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "fil"))

    keeping.remember(tmp_path)

    assert keeping.recent() == ()


# --- What lies beside ----------------------------------------------------------------------


def a_cluster(folder, name):
    """A folder with a cluster's file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / CLUSTER_FILE).write_text(f"klynge: {{navn: {name}}}\n", "utf-8")


def test_clusters_are_here_or_one_folder_down(tmp_path):
    """Deeper and hidden ones are not looked for."""
    for place, name in [(".", "Her"), ("b", "B"), ("a", "A"), ("a/b", "Dybt"), (".c", "Skjult")]:
        a_cluster(tmp_path / place, name)

    found = keeping.clusters(tmp_path).found

    assert [(path.name, file.cluster.name) for path, file in found] == [
        (tmp_path.name, "Her"),
        ("a", "A"),
        ("b", "B"),
    ]
    assert keeping.clusters(tmp_path / "mangler").found == ()


def test_a_wrong_cluster_file_is_passed_over_and_told_with_its_place(tmp_path):
    """File, line and column; the others are found."""
    a_cluster(tmp_path / "a", "A")
    a_cluster(tmp_path / "b", "B")
    (tmp_path / "a" / CLUSTER_FILE).write_text("format: 1\nsted: Salen\nstrat: 16.30\n")

    there = keeping.clusters(tmp_path)

    assert [file.cluster.name for _, file in there.found] == ["B"]
    (problem,) = there.problems
    assert re.search(r"a/klynge.yaml:3:1: .*Mente du ”start”", str(problem))


def test_links_in_a_ring_hide_no_cluster(tmp_path):
    """A folder that leads to itself is none."""
    a_cluster(tmp_path / "b", "B")
    (tmp_path / "a").symlink_to(tmp_path / "a")

    assert [path.name for path, _ in keeping.clusters(tmp_path).found] == ["b"]
    assert keeping.used(tmp_path) == {}


WRONG_POINTS = [
    ("blok: trivsel/energi, minutter: 10", "”blok”"),
    ("slags: formalia, minutter: 10, fra: trivsel", "”fra”"),
    ("slags: formalia, minutter: 10, gæster: [kommunen]", "”gæster”"),
    ("slags: formalia, minutter: 10, spørgsmål: [q1]", "”spørgsmål”"),
    ("slags: formalia, minutter: 10, dag: 2", "”dag”"),
    ("titel: Kassereren, minutter: 10", "skal have slags"),
    ("slags: formalia", "skal have minutter"),
]


@pytest.mark.parametrize(("point", "words"), WRONG_POINTS)
def test_a_standing_point_belongs_to_the_cluster(tmp_path, point, words):
    """What belongs to a pack or to one evening is refused, with its line."""
    (tmp_path / CLUSTER_FILE).write_text(f"format: 1\nfaste_punkter:\n  - {{{point}}}\n", "utf-8")

    with pytest.raises(InputError) as error:
        read_cluster(tmp_path)

    assert any(words in p.sentence and p.line == 3 for p in error.value.problems)


def test_no_more_than_200_folders_are_looked_at(tmp_path):
    """Someone starts the wizard in a folder with everything in it."""
    for number in range(201):
        (tmp_path / f"{number:03}").mkdir()
    a_cluster(tmp_path / "199", "Med")
    a_cluster(tmp_path / "200", "Uden")

    assert [file.cluster.name for _, file in keeping.clusters(tmp_path).found] == ["Med"]


def test_packs_are_used_when_a_meeting_beside_used_them(tmp_path):
    """The last date of each; what cannot be read is passed over."""
    trivsel, ethics = kits.meeting("trivsel"), kits.meeting("professionsetik")
    early = replace(DAY, date=date(2026, 11, 6))
    for name, meeting, days in [
        ("a", trivsel, (DAY,)),
        ("b", trivsel, (early,)),
        ("c", ethics, (early, replace(early, date=date(2026, 11, 7)))),
    ]:
        (tmp_path / name).mkdir()
        write_meeting(tmp_path / name, replace(meeting, days=days))
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "moede.yaml").write_text("titel: [")
    (tmp_path / "e").mkdir()

    assert keeping.used(tmp_path) == {
        "trivsel": date(2027, 3, 4),
        "professionsetik": date(2026, 11, 7),
    }
    assert keeping.used(tmp_path / "mangler") == {}


# --- The cluster's file --------------------------------------------------------------------


def test_a_cluster_file_reads_back(tmp_path):
    """It says in its first line what it is, and reads as what was written."""
    file = ClusterFile(
        cluster=Cluster(name="Klynge Nord", colour="#0b5a68"),
        start=990,
        end=1170,
        place="Kulturhuset, sal 2",
        participants=Participants(number=29, solo=8),
        standing=(Point(kind="måltid", title="Mad", minutes=Minutes(least=30, wish=30, most=30)),),
        slots={"trivsel": {"myndighed": "Kommunen: nord"}},
    )
    text = cluster_text(file)
    (tmp_path / CLUSTER_FILE).write_text(text, "utf-8")

    assert text.startswith("# Det, klyngen plejer.")
    assert read_cluster(tmp_path) == file
    assert read_cluster(tmp_path / "mangler") is None


def test_a_meeting_teaches_what_its_cluster_usually_does():
    """Time, place, numbers and own points; nothing of the one evening, and no list of people."""
    fifteen = Minutes(least=15, wish=15, most=15)
    own = Point(kind="formalia", minutes=fifteen, guests=("formanden",), questions=("t1",), day=2)
    vote = Vote(proposals=("Ja?",))
    meeting = replace(
        kits.meeting("trivsel"),
        cluster=Cluster(name="Nord"),
        days=(DAY,),
        guests=(Guest(id="formanden", title="Formanden"),),
        participants=Participants(number=29, solo=8, file="deltagere.csv"),
        theme="havn",
        packs={"trivsel": PackUse(slots={"sted": "Sal 2"}), "emnevalg": PackUse()},
        program=(
            Point(kind="velkomst", minutes=fifteen),
            Point(id="pause", kind="pause", source="trivsel"),
            own,
            Point(kind="måltid", minutes=fifteen, pinned=1080, vote=vote),
            Point(block="trivsel/energi"),
            Point(kind="afstemning", minutes=fifteen, vote=vote),
        ),
    )

    assert cluster_of(meeting, None) == ClusterFile(
        cluster=Cluster(name="Nord"),
        start=990,
        end=1170,
        place="Salen",
        participants=Participants(number=29, solo=8),
        standing=(Point(kind="måltid", minutes=fifteen, pinned=1080),),
        theme="havn",
        slots={"trivsel": {"sted": "Sal 2"}},
    )


def test_what_a_meeting_does_not_say_is_still_known():
    """An evening without a place, with a list for numbers, and over two days, forgets nothing."""
    before = ClusterFile(
        cluster=Cluster(name="Nord"),
        start=960,
        end=1140,
        place="Salen",
        participants=Participants(number=29),
        theme="havn",
        slots={"trivsel": {"sted": "Sal 2"}},
    )
    days = (replace(DAY, place=None), replace(DAY, date=date(2027, 3, 5)))
    meeting = replace(
        kits.meeting("emnevalg"),
        cluster=Cluster(),
        days=days,
        participants=Participants(file="deltagere.csv"),
    )

    known = cluster_of(meeting, before)

    assert known == replace(before, standing=known.standing, theme=None)
    assert cluster_of(replace(meeting, days=days[:1]), before).start == 990
    assert cluster_of(replace(meeting, days=days[:1]), before).place == "Salen"


@settings(max_examples=30, deadline=None)
@given(found=meetings(), again=st.booleans())
def test_any_meeting_teaches_a_file_that_reads_back(tmp_path_factory, found, again):
    """Also as the second meeting of the cluster."""
    folder = tmp_path_factory.getbasetemp()
    file = cluster_of(found[0], cluster_of(found[0], None) if again else None)
    (folder / CLUSTER_FILE).write_text(cluster_text(file), "utf-8")

    assert read_cluster(folder) == file
