"""A cluster's colour must be readable on white paper."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kits
from klyngepakke.content.colour import ENOUGH, contrast, darkened
from klyngepakke.content.meeting import Cluster
from klyngepakke.errors import InputError

colours = st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06x}")


def test_black_and_white():
    """Black on white is 21, white on white is 1."""
    assert contrast("#000000") == pytest.approx(21)
    assert contrast("#ffffff") == pytest.approx(1)


@given(colours)
def test_a_darkened_colour_is_dark_enough(colour):
    """What is suggested always has enough contrast, and a dark colour is left as it is."""
    assert contrast(darkened(colour)) >= ENOUGH
    assert contrast(colour) < ENOUGH or darkened(colour) == colour


def test_a_pale_colour_is_refused_with_a_darker_one():
    """A pale colour in the meeting is told with its line, and a darker one is suggested."""
    meeting = replace(kits.meeting("emnevalg", 10), cluster=Cluster(colour="#ffcc00"))

    with pytest.raises(InputError, match="for lys") as error:
        kits.prepare(kits.write(meeting), kits.everything())

    assert error.value.problems[0].line
    assert darkened("#ffcc00") in str(error.value)
