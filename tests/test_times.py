"""Clock times, dates and minutes as Danes write and print them."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klyngepakke.content.times import (
    clock_from,
    clock_text,
    date_text,
    day_from,
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
