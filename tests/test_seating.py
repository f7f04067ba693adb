"""Who comes, who sits where, and the cards that work when some stay away."""

import subprocess
import sys
from collections import Counter
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from klyngepakke.content.meeting import Participants
from klyngepakke.content.participants import MOST_PEOPLE, Person
from klyngepakke.errors import InputError
from klyngepakke.planning.crowd import crowd
from klyngepakke.planning.seating import Crowd, Seating, alone, deal, seat, shown_names

# A busy computer is no fault of the seating.
patient = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])

AT_TABLES = ["blandet", "emne"]
ALL_KINDS = ["blandet", "praksisform", "klinik", "emne", "par", "trio"]
SIZES = [10, 29, 40, 73, 2, 3, 5, 7, 11, 13, 17, 19, 23, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71]


def numbers(number: int, solo: int | None = None) -> Crowd:
    """A crowd known by its numbers only."""
    return crowd(Participants(number=number, solo=solo))


def named(*people: Person) -> Crowd:
    """A crowd known by name."""
    return crowd(Participants(), people)


def clinic(letter: str, *roles: str, practice: str = "kompagniskab") -> list[Person]:
    """A clinic with these people, each with a name of their own."""
    return [
        Person(f"{letter}{n:02}", f"Klinik {letter}", practice=practice, role=role)
        for n, role in enumerate(roles)
    ]


@st.composite
def crowds(draw: st.DrawFn) -> Crowd:
    """People of any clinics, forms and roles, in any order."""
    sizes = draw(st.lists(st.integers(1, 14), min_size=1, max_size=20))
    # Drawn one by one, forms and roles would take most of the time.
    random = draw(st.randoms(use_true_random=False))
    people: list[Person] = []
    for at, size in enumerate(sizes):
        form = random.choice(["solo", "kompagniskab", "kompagniskab", ""])
        roles = ["ejer", "ansat", "uddannelseslæge", "personale", ""]
        people += clinic(f"K{at:02}-", *random.choices(roles, k=size), practice=form)
    random.shuffle(people)
    return named(*people)


def where(seating: Seating) -> dict[str, int]:
    """The table of each name."""
    return {name: table.number for table in seating.tables for name in table.names}


def together(seating: Seating, people: tuple[Person, ...]) -> Counter[str]:
    """The most people of each clinic at one table."""
    tables = where(seating)
    at = Counter((p.clinic, tables[p.name]) for p in people)
    most: Counter[str] = Counter()
    for (name, _), count in at.items():
        most[name] = max(most[name], count)
    return most


# --- The crowd -------------------------------------------------------------------------------


def test_the_meeting_of_the_example():
    """29 doctors, 8 of them alone: the clinics are worked out and said to be."""
    found = crowd(Participants(number=29, solo=8, partnership=20, employed=1))
    assert found == Crowd(29, 8, 20, 1, clinics=15, estimated=True)
    assert crowd(Participants(number=29, solo=8, clinics=16)) == Crowd(29, 8, 21, 0, 16)


@pytest.mark.parametrize(
    ("said", "counts"),
    [
        (Participants(solo=8, partnership=20, employed=1), (29, 8, 20, 1)),
        (Participants(number=29, solo=8), (29, 8, 21, 0)),
        (Participants(number=29, partnership=20), (29, 9, 20, 0)),
        (Participants(number=29, solo=8, partnership=20), (29, 8, 20, 1)),
        (Participants(number=29, solo=8, employed=2), (29, 8, 19, 2)),
        (Participants(number=12, solo=12), (12, 12, 0, 0)),
        (Participants(solo=4), (4, 4, 0, 0)),
    ],
)
def test_one_missing_count_follows_from_the_others(said, counts):
    """What is not said is the rest, and nothing is warned of."""
    found = crowd(said)
    assert (found.number, found.solo, found.partnership, found.employed) == counts
    assert not found.unknown
    assert not found.notes


@pytest.mark.parametrize("said", [Participants(number=29), Participants(number=29, employed=3)])
def test_practice_forms_may_be_unknown(said):
    """Then nobody is counted as alone, and that is no cause for a warning."""
    found = crowd(said)
    assert (found.solo, found.partnership, found.unknown, found.notes) == (0, 0, True, ())
    assert found.clinics in {13, 15}


def test_doctors_left_over_make_the_forms_unknown():
    """With all three counts given and some left over, it is said how many."""
    found = crowd(Participants(number=30, solo=8, partnership=20, employed=0))
    assert found.unknown
    assert "2 af 30" in found.notes[0]


def test_nobody_knows_yet():
    """A kit for the usual cluster, with a warning; clinics that were counted still fit in."""
    found = crowd(Participants())
    assert (found.number, found.unknown) == (29, True)
    assert "er ikke oplyst" in found.notes[0]
    assert crowd(Participants(clinics=40)).number == 40


@pytest.mark.parametrize(
    ("said", "places"),
    [
        (Participants(number=20, solo=21), ["deltagere.solo"]),
        (Participants(number=20, solo=8, partnership=13), ["deltagere.kompagniskab"]),
        (Participants(number=20, solo=8, partnership=12, employed=1), ["deltagere.ansat"]),
        (Participants(number=20, clinics=21), ["deltagere.klinikker"]),
        (Participants(number=20, solo=8, partnership=12, clinics=8), ["deltagere.klinikker"]),
        (Participants(number=MOST_PEOPLE + 1), ["deltagere.antal"]),
        (Participants(number=9, solo=10, clinics=11), ["deltagere.solo", "deltagere.klinikker"]),
    ],
)
def test_contradictions_name_their_key(said, places):
    """Each contradiction is a sentence at the key to look at."""
    with pytest.raises(InputError) as caught:
        crowd(said)
    assert [problem.place for problem in caught.value.problems] == places


def test_names_are_counted():
    """Guests are not participants; staff are, and count in no form."""
    found = named(
        *clinic("A", "ejer", practice="solo"),
        *clinic("B", "ejer", "", "ansat", "uddannelseslæge", "personale"),
        *clinic("C", "gæst", practice=""),
    )
    assert (found.number, found.solo, found.partnership, found.employed) == (6, 1, 2, 2)
    assert (found.clinics, found.unknown, found.estimated) == (2, False, False)
    assert len(found.people) == 7


def test_a_form_is_taken_from_a_partner():
    """One row with kompagniskab is enough for the clinic; alone one blank is unknown."""
    rows = (Person("A", "K", practice="kompagniskab"), Person("B", "k"), Person("C", "L"))
    assert named(*rows[:2]).partnership == 2
    assert not named(*rows[:2]).unknown
    assert named(*rows).unknown


def test_names_without_clinics():
    """Clinics are counted by provider number, else estimated as without names."""
    assert named(Person("A", provider="1"), Person("B", provider="1")).clinics == 1
    nameless = tuple(Person(f"P{n}", practice="kompagniskab") for n in range(7))
    assert (named(*nameless).clinics, named(*nameless).estimated) == (3, True)
    said = crowd(Participants(clinics=5), nameless)
    assert (said.clinics, said.estimated) == (5, False)


def test_the_file_wins_over_the_count():
    """A count that differs from the names is warned of, and only then."""
    assert "40" in crowd(Participants(number=40), (Person("A"),)).notes[0]
    assert not crowd(Participants(number=1), (Person("A"),)).notes


def test_only_guests_is_an_error():
    """A list without doctors makes no meeting."""
    with pytest.raises(InputError, match=r"deltagere\.fil"):
        named(Person("A", role="gæst"))


# --- Tables from numbers ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "sizes"),
    [
        (29, [5, 5, 5, 5, 5, 4]),
        (10, [5, 5]),
        (40, [5] * 8),
        (73, [5] * 13 + [4] * 2),
        (8, [4, 4]),
        (7, [7]),
        (1, [1]),
        (13, [5, 4, 4]),
    ],
)
def test_the_tables_of_known_crowds(number, sizes):
    """Tables of five, or what comes nearest."""
    assert [t.seats for t in seat("blandet", numbers(number), 0).tables] == sizes


@patient
@given(st.integers(8, MOST_PEOPLE))
def test_tables_hold_four_to_six(number):
    """From eight people on, and differ by at most one."""
    sizes = [t.seats for t in seat("blandet", numbers(number), 0).tables]
    assert sum(sizes) == number
    assert min(sizes) >= 4
    assert max(sizes) <= 6
    assert max(sizes) - min(sizes) <= 1


@patient
@given(st.sampled_from(ALL_KINDS), st.integers(1, 99), st.integers(0, 99), st.integers(2, 9))
def test_everybody_has_a_seat_without_names(kind, number, solo, size):
    """Every kind seats exactly the crowd, at tables numbered from one, none empty."""
    seating = seat(kind, numbers(number, min(solo, number)), 0, ("a", "b"), table_size=size)
    assert sum(t.seats for t in seating.tables) == number
    assert [t.number for t in seating.tables] == list(range(1, len(seating.tables) + 1))
    assert all(t.seats for t in seating.tables)


def test_solo_doctors_have_tables_of_their_own():
    """Both forms are tables of about five; the forms are said."""
    tables = seat("praksisform", numbers(29, 8), 0).tables
    assert [(t.form, t.seats) for t in tables] == [
        ("solo", 4),
        ("solo", 4),
        *[("kompagniskab", 6)],
        *[("kompagniskab", 5)] * 3,
    ]


@pytest.mark.parametrize("solo", [0, 1, 28, 29])
def test_nobody_sits_alone_for_being_the_only_one(solo):
    """One solo doctor, or one who is not, sits with the rest."""
    tables = seat("praksisform", numbers(29, solo), 0).tables
    assert min(t.seats for t in tables) == 4
    assert {t.form for t in tables} == {{0: "kompagniskab", 29: "solo"}.get(solo, "")}


def test_unknown_forms_are_not_claimed():
    """Where practice forms are "ved ikke", no table has one."""
    for kind in ALL_KINDS:
        assert {t.form for t in seat(kind, numbers(29), 0).tables} == {""}


def test_a_table_for_each_clinic_and_makkerpar_by_number():
    """Seven clinics and four pairs of solo doctors."""
    tables = seat("klinik", crowd(Participants(number=29, solo=8, partnership=21)), 0).tables
    assert [(t.form, t.seats) for t in tables] == [("kompagniskab", 3)] * 7 + [("solo", 2)] * 4


@pytest.mark.parametrize("number", [2, 3, 4, 7, 10, 29, 73])
def test_pairs_and_trios(number):
    """Pairs with one trio when odd; trios with pairs for what is left, never one alone."""
    pairs = Counter(t.seats for t in seat("par", numbers(number), 0).tables)
    assert set(pairs) <= {2, 3}
    assert pairs[3] == number % 2
    trios = [t.seats for t in seat("trio", numbers(number), 0).tables]
    assert set(trios) <= {2, 3}
    assert trios.count(2) <= 2


def test_plenum_has_no_tables():
    """Nobody is moved for a plenum."""
    assert seat("plenum", numbers(29), 2) == Seating("plenum", ())


def test_topics_go_round_the_tables():
    """Every table has one topic; topics that are more than the tables are left out."""
    tables = seat("emne", numbers(29), 0, ("a", "b", "c", "d")).tables
    assert "".join(t.topic for t in tables) == "abcdab"
    assert [t.topic for t in seat("emne", numbers(10), 0, ("a", "b", "c")).tables] == ["a", "b"]
    assert {t.topic for t in seat("emne", numbers(10), 0).tables} == {""}
    assert {t.topic for t in seat("blandet", numbers(10), 0, ("a",)).tables} == {""}


@patient
@given(st.sampled_from(ALL_KINDS), st.integers(1, 80), st.integers(0, 30), st.booleans())
def test_guests_are_spread(kind, number, guests, every_second):
    """All guests have a seat, evenly at the tables that take them."""
    tables = seat(kind, numbers(number, number // 3), guests, every_second=every_second).tables
    takers = tables[::2] if every_second else tables
    assert sum(t.guests for t in tables) == sum(t.guests for t in takers) == guests
    assert max(t.guests for t in takers) - min(t.guests for t in takers) <= 1


def test_guests_fill_the_small_tables_first():
    """Two guests with 29 doctors: nobody sits seven together."""
    tables = seat("blandet", numbers(29), 2).tables
    assert [t.seats + t.guests for t in tables] == [6, 5, 5, 5, 5, 5]
    assert [t.guests for t in seat("blandet", numbers(29), 3, every_second=True).tables] == [
        *[1, 0] * 3
    ]


# --- Tables from names -----------------------------------------------------------------------


@patient
@given(crowds(), st.sampled_from(ALL_KINDS))
def test_everybody_is_seated_exactly_once(who, kind):
    """Each name stands at one table, and the seats are the names."""
    tables = seat(kind, who, 0, ("a", "b", "c")).tables
    assert sorted(n for t in tables for n in t.names) == sorted(p.name for p in who.people)
    assert all(len(t.names) == t.seats > 0 for t in tables)


@patient
@given(crowds(), st.sampled_from([*AT_TABLES, "par", "trio"]))
def test_colleagues_are_apart(who, kind):
    """At most ⌈clinic/tables⌉ of a clinic meet, so none while it has no more than the tables."""
    seating = seat(kind, who, 0)
    sizes = Counter(p.clinic for p in who.people)
    for name, most in together(seating, who.people).items():
        assert most == -(-sizes[name] // len(seating.tables))


@patient
@given(crowds(), st.sampled_from([*AT_TABLES, "par", "trio"]))
def test_mixed_tables_are_even_in_size_and_form(who, kind):
    """Sizes and the practice forms differ by at most one from table to table."""
    seating = seat(kind, who, 0)
    tables = where(seating)
    for form in ("solo", "kompagniskab", ""):
        counts = Counter(tables[p.name] for p in who.people if p.practice == form)
        spread = [counts[t.number] for t in seating.tables]
        assert max(spread) - min(spread) <= 1
    sizes = [t.seats for t in seating.tables]
    assert max(sizes) - min(sizes) <= 1


@patient
@given(crowds(), st.sampled_from(ALL_KINDS), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(who, kind, random):
    """The same people give the same plan."""
    shuffled = list(who.people)
    random.shuffle(shuffled)
    assert seat(kind, who, 3, ("a",)) == seat(kind, named(*shuffled), 3, ("a",))


def test_the_plan_is_the_same_in_another_process():
    """Nothing hangs on the hash seed."""
    code = (
        "from klyngepakke.content.participants import Person;"
        "from klyngepakke.content.meeting import Participants;"
        "from klyngepakke.planning.crowd import crowd; from klyngepakke.planning.seating import seat;"
        "c = crowd(Participants(), tuple(Person(f'P{n}', f'K{n % 9}', role='ejer', practice='solo'"
        " if n % 9 < 3 else 'kompagniskab') for n in range(29)));"
        "print([seat(k, c, 2) for k in ('blandet', 'praksisform', 'klinik', 'par')])"
    )
    plans = {
        subprocess.run(
            [sys.executable, "-c", code],
            check=True,
            capture_output=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(plans) == 1


@pytest.mark.parametrize("number", SIZES)
def test_all_solo(number):
    """A cluster of solo doctors: tables of five, and makkerpar of two or three."""
    people = [p for n in range(number) for p in clinic(f"S{n:02}-", "ejer", practice="solo")]
    for kind in ("blandet", "praksisform"):
        assert {t.form for t in seat(kind, named(*people), 0).tables} == {"solo"}
    pairs = seat("klinik", named(*people), 0).tables
    assert {t.seats for t in pairs} <= {2, 3}
    assert {t.form for t in pairs} == {"solo"}


def test_one_clinic_of_twelve():
    """Twelve partners over six tables sit two by two, owners with owners."""
    twelve = clinic("Z", *["ejer"] * 6, *["ansat"] * 4, *["uddannelseslæge"] * 2)
    others = [p for n in range(17) for p in clinic(f"S{n:02}-", "ejer", practice="solo")]
    who = named(*twelve, *others)
    seating = seat("blandet", who, 0)
    assert together(seating, who.people)["Klinik Z"] == 2
    tables = where(seating)
    pairs = [
        {a.role, b.role} for a, b in combinations(twelve, 2) if tables[a.name] == tables[b.name]
    ]
    assert sorted(map(sorted, pairs)) == [["ansat"]] * 2 + [["ejer"]] * 3 + [["uddannelseslæge"]]
    assert Counter(t.clinic for t in seat("klinik", who, 0).tables)["Klinik Z"] == 1


@patient
@given(crowds())
def test_owners_sit_with_their_employees_only_when_they_must(who):
    """At the tables of a large clinic, at most one has both an owner and somebody else."""
    seating = seat("blandet", who, 0)
    tables = where(seating)
    for name in {p.clinic for p in who.people}:
        both = [
            {p.role in {"ejer", ""} for p in who.people if (p.clinic, tables[p.name]) == (name, t)}
            for t in range(1, len(seating.tables) + 1)
        ]
        assert both.count({True, False}) <= 1


@patient
@given(crowds())
def test_a_seating_by_form_parts_the_forms(who):
    """No solo doctor sits at another's table where both forms have tables."""
    tables = seat("praksisform", who, 0).tables
    solos = {p.name for p in who.people if alone(p)}
    if {t.form for t in tables} >= {"solo"} and solos != {p.name for p in who.people}:
        assert solos == {n for t in tables if t.form == "solo" for n in t.names}


@patient
@given(crowds())
def test_makkerpar_are_two_or_three_of_different_clinics(who):
    """Clinics sit together; those who come alone sit in twos and threes across clinics."""
    clinics = {p.name: p.clinic for p in who.people}
    sizes = Counter(p.clinic for p in who.people)
    for table in seat("klinik", who, 0).tables:
        here = [clinics[name] for name in table.names]
        if table.clinic and table.seats > 1:
            assert set(here) == {table.clinic}
            assert len(here) == sizes[table.clinic]
        elif max(sizes.values()) == 1 and len(sizes) > 1:
            assert table.seats in {2, 3}
            assert len(set(here)) == len(here)


def test_makkerpar_stay_the_same():
    """Other clinics may come or go, guests too: the solo doctors keep their partners."""
    solos = [p for n in range(9) for p in clinic(f"S{n}-", "ejer", practice="solo")]
    big = clinic("B", "ejer", "ejer", "ansat")

    def pairs(*people, guests=0):
        tables = seat("klinik", named(*people), guests, ("a",), table_size=4).tables
        return [t.names for t in tables if t.form == "solo"]

    assert pairs(*solos) == pairs(*big, *solos) == pairs(*reversed(solos), guests=5)
    assert [len(pair) for pair in pairs(*solos)] == [3, 2, 2, 2]


def test_solo_doctors_who_share_rooms_are_not_each_others_makker():
    """In a samarbejdspraksis two solo doctors have one clinic's name; partners lie elsewhere."""
    shared = clinic("S", "ejer", "ejer", practice="solo")
    others = [p for n in "ABCD" for p in clinic(n, "ejer", practice="solo")]
    tables = where(seat("klinik", named(*shared, *others), 0))
    assert tables["S00"] != tables["S01"]


def test_a_solo_doctor_with_staff_sits_with_them():
    """Who has brought colleagues is not alone; the table is still a solo clinic's."""
    who = named(*clinic("S", "ejer", "personale", practice="solo"), *clinic("B", "ejer", "ejer"))
    assert [(t.clinic, t.form) for t in seat("klinik", who, 0).tables] == [
        ("Klinik S", "solo"),
        ("Klinik B", "kompagniskab"),
    ]


def test_the_only_one_of_a_partnership_has_company():
    """Delegates pair like solo doctors; one solo doctor alone joins them."""
    delegates = [*clinic("A", "ejer"), *clinic("B", "ansat")]
    (pair,) = seat("klinik", named(*delegates), 0).tables
    assert (pair.names, pair.form, pair.clinic) == (("A00", "B00"), "kompagniskab", "")
    (trio,) = seat("klinik", named(*delegates, *clinic("S", "ejer", practice="solo")), 0).tables
    assert (trio.seats, trio.form) == (3, "")


def test_by_clinic_without_clinics_falls_back_on_numbers():
    """Names without a clinic cannot be put together, so the tables have sizes only."""
    people = [Person(f"P{n}", practice="kompagniskab") for n in range(9)]
    tables = seat("klinik", named(*people), 0).tables
    assert [(t.seats, t.names) for t in tables] == [(3, ())] * 3


def test_guests_on_the_list_are_not_seated_by_name():
    """They have no table of their own before it is known which point they come to."""
    who = named(*clinic("A", "ejer", "ejer"), Person("Gæst", role="gæst"))
    (table,) = seat("blandet", who, 1).tables
    assert (table.names, table.seats, table.guests) == (("A00", "A01"), 2, 1)


def test_namesakes_carry_their_clinic():
    """Two of one name are told apart at the door."""
    people = (Person("Bo Dam", "Øst"), Person("bo dam", "Vest"), Person("Åse", "Øst"))
    assert list(shown_names(people).values()) == ["Bo Dam (Øst)", "bo dam (Vest)", "Åse"]
    (table,) = seat("blandet", named(*people), 0).tables
    assert table.names == ("bo dam (Vest)", "Bo Dam (Øst)", "Åse")


def test_names_at_a_table_are_in_danish_order():
    """Æ, ø and å come last, in that order."""
    (table,) = seat(
        "blandet", named(*map(Person, ["Åse", "Øjvind", "Ærø", "Zoe", "anna"])), 0
    ).tables
    assert table.names == ("anna", "Zoe", "Ærø", "Øjvind", "Åse")


# --- Cards -----------------------------------------------------------------------------------


def even(cards: tuple[int, ...], tables: list[int]) -> bool:
    """Whether every prefix of the cards spreads over the tables, give or take one."""
    drawn = dict.fromkeys(tables, 0)
    for card in cards:
        drawn[card] += 1
        if max(drawn.values()) - min(drawn.values()) > 1:
            return False
    return True


@patient
@given(st.integers(1, 90), st.integers(0, 90), st.integers(0, 6), st.sampled_from(AT_TABLES))
def test_cards_survive_no_shows(number, solo, spare, kind):
    """However many draw from a pile, the tables are even; when all come, they are full."""
    who = numbers(number, min(solo, number))
    seating = seat(kind, who, 0)
    tables = [t.number for t in seating.tables]
    piles = deal(seating, who, spare)
    assert even(piles.solo, tables)
    assert even(piles.others, tables)
    dealt = Counter(piles.solo[: who.solo] + piles.others[: number - who.solo])
    assert dealt == {t.number: t.seats for t in seating.tables}
    assert len(piles.solo) == (who.solo + spare if who.solo else 0)


def test_cards_of_a_known_crowd():
    """8 solo doctors and 21 others over six tables, two spare cards in each pile."""
    who = numbers(29, 8)
    piles = deal(seat("blandet", who, 0), who, 2)
    assert piles.solo == (1, 2, 3, 4, 5, 6, 1, 2, 3, 4)
    assert piles.others[:5] == (3, 4, 5, 6, 1)
    assert len(piles.others) == 23


@patient
@given(st.integers(4, 90), st.integers(2, 90))
def test_cards_by_form_lead_to_tables_of_the_form(number, solo):
    """Solo doctors draw among the solo tables, the others among the rest."""
    who = numbers(number, min(solo, number - 2))
    seating = seat("praksisform", who, 0)
    piles = deal(seating, who)
    own = [t.number for t in seating.tables if t.form == "solo"]
    rest = [t.number for t in seating.tables if t.form != "solo"]
    assert even(piles.solo, own)
    assert even(piles.others, rest)
    seats = {t.number: t.seats for t in seating.tables}
    assert Counter(piles.solo + piles.others) == seats


def test_unknown_forms_draw_from_one_pile():
    """Where nobody knows who is alone there is one pile, for all."""
    who = numbers(29)
    piles = deal(seat("blandet", who, 0), who, 1)
    assert (piles.solo, len(piles.others)) == ((), 30)


def test_a_plenum_needs_no_cards():
    """Without tables there is nothing to draw."""
    who = numbers(29, 8)
    assert deal(seat("plenum", who, 0), who, 2) == deal(Seating("plenum", ()), who)
