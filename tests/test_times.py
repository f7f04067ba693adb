"""Clock times, dates and minutes as Danes write and print them."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klyngepakke.content.times import (
    clock_from,
    clock_text,
    clock_written,
    date_text,
    day_from,
    day_written,
    day_wrong,
    kl_text,
    minutes_text,
    short_date_text,
    span_text,
)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("12:30", 750), ("16.30", 990), ("9.30", 570), ("09:00", 540), ("0.00", 0), ("23.59", 1439)],
)
def test_clock_forms(text, minutes):
    """A clock time may have a dot or a colon, and one or two digits for the hour (P04, P05)."""
    assert minutes == clock_from(text)


@pytest.mark.parametrize(
    "text",
    ["24:00", "9:60", "kl. 19", "7pm", "١٩:٣٠", "19", "1930", "9.3", "-1.30", "16.30.00", ""],
)
def test_not_clock_times(text):
    """What is not a clock time of one day is none at all (P06)."""
    assert clock_from(text) is None


@pytest.mark.parametrize(
    "text", ["2027-03-04", "4/3-2027", "04/03-2027", "4. marts 2027", "4. Marts 2027"]
)
def test_day_forms(text):
    """A day may be written in the international form, the short one or in words."""
    assert date(2027, 3, 4) == day_from(text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-30",
        "30/11-26",
        "4/3",
        "4. marts",
        "4.3.2027",
        "2027-3-4",
        "٢٠٢٧-٠٣-٠٤",
        "0001-01-01",
        "",
    ],
)
def test_not_days(text):
    """A day that the calendar does not have, or that can be misread, is none (P27)."""
    assert day_from(text) is None


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("17", 1020),
        ("1630", 990),
        ("930", 570),
        ("16,30", 990),
        ("kl. 16.30", 990),
        ("16:30:00", 990),
        ("16:30:15", None),
        ("19.5", None),
        ("25", None),
        ("1660", None),
        ("", None),
    ],
)
def test_clock_times_as_people_write_them(text, minutes):
    """What can be only one clock time is taken; what can be several, or none, is not."""
    assert clock_written(text) == minutes


@pytest.mark.parametrize(
    "text",
    [
        "2027-03-04",
        "4-3-2027",
        "04-03-2027",
        "4.3.2027",
        "4/3-2027",
        "4/3 2027",
        "4-3-27",
        "4. mar 2027",
        "4 marts 2027",
        "04-mar-27",
        "den 4. marts 2027",
        "torsdag den 4. marts 2027",
        "Tors. 4/3-27",
    ],
)
def test_days_as_people_write_them(text):
    """Danish Excel's ways and people's are one day."""
    assert (day_written(text), day_wrong(text)) == (date(2027, 3, 4), "")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("31/2-2027", "”31/2-2027” er ikke en dato i kalenderen."),
        ("4-13-2027", "”4-13-2027” er ikke en dato i kalenderen."),
        ("4/3", "Året mangler i ”4/3”."),
        ("4. marts", "Året mangler i ”4. marts”."),
        ("i morgen", "”i morgen” kan ikke læses som en dato. Skriv den som 2027-03-04,"),
        ("4. marx 2027", "”4. marx 2027” kan ikke læses som en dato."),
        ("onsdag den 4. marts 2027", "passer ugedagen ikke: datoen er en torsdag."),
    ],
)
def test_why_a_day_is_none(text, why):
    """Each reason has its own sentence."""
    assert why in day_wrong(text)


@given(st.times())
def test_clock_round_trip(moment: time):
    """Every minute of the day is read back as it is printed."""
    minutes = moment.hour * 60 + moment.minute
    assert minutes == clock_from(clock_text(minutes))


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_day_round_trip(day: date):
    """Every day is read back from its printed and from its written form."""
    assert day == day_from(short_date_text(day)) == day_from(day.isoformat())


def test_printed_forms():
    """Clock times, spans, minutes and dates are printed as Danish typography has them."""
    assert clock_text(990) == "16.30"
    assert clock_text(24 * 60 + 5) == "0.05"
    assert span_text(990, 1000) == "16.30–16.40"
    assert kl_text(990) == "kl.\u00a016.30"
    assert minutes_text(10) == "10\u00a0minutter"
    assert minutes_text(1) == "1\u00a0minut"
    assert date_text(date(2027, 3, 4)) == "torsdag den 4. marts 2027"
    assert short_date_text(date(2027, 3, 4)) == "4. marts 2027"
