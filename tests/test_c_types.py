"""C types: known beforehand, and the very ones that the library would have made."""

from __future__ import annotations

import pytest

from klyngepakke.printing import c_types

cffi = pytest.importorskip("cffi")


@pytest.fixture
def ffi():
    """A door of one's own, which knows some of the engine's types."""
    made = cffi.FFI()
    made.cdef("typedef unsigned int hb_codepoint_t; typedef unsigned int hb_tag_t;")
    return made


def test_lists_of_letters_are_never_parsed(ffi, monkeypatch):
    """Of any length, and with what is put into them."""
    c_types.prepare(ffi)
    monkeypatch.setattr(ffi._parser, "parse_type", None)

    for length in (1, 17, 2000):
        made = ffi.new(f"hb_codepoint_t[{length}]", list(range(length)))
        assert list(made) == list(range(length))

    assert ffi.sizeof("hb_tag_t[100]") == 400


def test_what_is_unknown_is_told_as_ever(ffi):
    """A type that is not there, a wrong length, and more than there is room for."""
    c_types.prepare(ffi)

    assert ffi.new("unsigned int[2]", [1, 2])[1] == 2
    with pytest.raises(cffi.CDefError):
        ffi.typeof("no_such_type[3]")
    with pytest.raises(ValueError, match="negative"):
        ffi.typeof("hb_codepoint_t[-1]")
    with pytest.raises(IndexError):
        ffi.new("hb_codepoint_t[1]", [1, 2])


class _Closed:
    """Another version of the library, which may be built otherwise."""

    def typeof(self, name):
        """Nothing that is known here."""
        raise ValueError(name)


def test_a_door_that_lets_nobody_in_is_let_alone():
    """Then all is parsed, as before."""
    c_types.prepare(closed := _Closed())

    assert vars(closed) == {}


class _Other(_Closed):
    """One that remembers its types as something else."""

    def __init__(self):
        self._parsed_types = {"hb_codepoint_t *": "a pointer"}


def test_a_door_that_remembers_otherwise_is_let_alone():
    """What is put in is tried against the library's own first."""
    c_types.prepare(other := _Other())

    assert other._parsed_types == {"hb_codepoint_t *": "a pointer"}


def test_the_engines_own_door_is_prepared():
    """In the edition of the engine that is locked."""
    from klyngepakke.printing import layout

    layout.get_ready()

    assert isinstance(layout.ffi._parsed_types, c_types.Known)
