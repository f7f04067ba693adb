"""What a person types: dates, hours and numbers as Danes write them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klyngepakke.content.times import date_text, span_text
from klyngepakke.wizard import understood

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2027-03-04", date(2027, 3, 4)),
        ("4/3-2027", date(2027, 3, 4)),
        ("4/3-27", date(2027, 3, 4)),
        ("4/3", date(2027, 3, 4)),
        ("4.3.2027", date(2027, 3, 4)),
        ("04-03-2027", date(2027, 3, 4)),
        ("4. marts", date(2027, 3, 4)),
        ("4. marts 2027", date(2027, 3, 4)),
        ("torsdag den 4. marts 2027", date(2027, 3, 4)),
        ("Torsdag d. 4/3", date(2027, 3, 4)),
        ("tors. 4. mar.", date(2027, 3, 4)),
        ("22/11", TODAY),
        ("21/11", date(2027, 11, 21)),
        ("1. december", date(2026, 12, 1)),
        ("30. februar", None),
        ("4/13", None),
        ("i morgen", None),
        ("", None),
        ("٤/٣", None),
    ],
)
def test_a_day(text, expected):
    """A day is taken in the ways it is written; without a year it is the next one."""
    assert understood.day(text, TODAY) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5/3-2027 og 6/3-2027", (date(2027, 3, 5), date(2027, 3, 6))),
        ("5. og 6. marts", (date(2027, 3, 5), date(2027, 3, 6))),
        ("5.–6. marts 2027", (date(2027, 3, 5), date(2027, 3, 6))),
        ("31. og 1. april 2027", (date(2027, 3, 31), date(2027, 4, 1))),
        ("6. og 5. marts", None),
        ("6/3 og 5/3", None),
        ("4. marts", (date(2027, 3, 4),)),
    ],
)
def test_two_days(text, expected):
    """A meeting that stays overnight is written as both its days, in order."""
    assert understood.days(text, TODAY) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("16.30–19.30", (990, 1170)),
        ("16:30-19:30", (990, 1170)),
        ("kl. 16.30 til 19.30", (990, 1170)),
        ("kl 16 - kl 19", (960, 1140)),
        ("1630-1930", (990, 1170)),
        ("16-19", (960, 1140)),
        ("25.00–26.00", None),
        ("16.60–17.00", None),
        ("16.30", None),
        ("", None),
    ],
)
def test_a_span(text, expected):
    """From and to are taken with dots, colons or nothing between hours and minutes."""
    assert understood.span(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("29", (29, None)),
        ("29 fra 15", (29, 15)),
        ("29 læger fra 15 klinikker", (29, 15)),
        ("1 læge fra 1 klinik", (1, 1)),
        ("29, 15 klinikker", (29, 15)),
        ("29 / 15", (29, 15)),
        ("-3", None),
        ("29.5", None),
        ("mange", None),
    ],
)
def test_how_many(text, expected):
    """A number, and perhaps how many clinics they come from."""
    assert understood.heads(text) == expected


@pytest.mark.parametrize("text", ["ved ikke", "Ved ikke.", "", " - ", "ukendt"])
def test_nobody_knows(text):
    """”Ved ikke” is an answer."""
    assert understood.unknown(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("deltagere.csv", "deltagere.csv"),
        ("'/home/x/mine filer/deltagere.csv'", "/home/x/mine filer/deltagere.csv"),
        ('"C:\\Filer\\d.xlsx"', "C:\\Filer\\d.xlsx"),
        ("/home/x/mine\\ filer/d.csv ", "/home/x/mine filer/d.csv"),
        ("file:///home/x/d.csv", "/home/x/d.csv"),
    ],
)
def test_a_path(text, expected):
    """A path may be typed, quoted, or dropped on the window."""
    assert understood.path(text) == expected


@given(st.dates(TODAY, TODAY + timedelta(days=3000)))
def test_what_is_shown_can_be_typed(day):
    """The long form in which a day is shown is itself understood."""
    assert understood.day(date_text(day), TODAY) == day


@given(st.integers(0, 1439), st.integers(0, 1439))
def test_hours_that_are_shown_can_be_typed(start, end):
    """The form in which hours are shown is itself understood."""
    assert understood.span(span_text(start, end)) == (start, end)


@given(st.text(max_size=40))
def test_no_text_breaks_it(text):
    """Whatever is typed is understood or not, and never more than that."""
    understood.days(text, TODAY)
    understood.span(text)
    understood.heads(text)
    understood.path(text)
    understood.unknown(text)
