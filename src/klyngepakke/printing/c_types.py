"""C types: what the engine asks its C libraries for, known before a sheet's first letter is set.

Every name of a C type is parsed as a program in C when the engine first asks for it: some
milliseconds each, a dozen of them in a process' first sheet, and later one for every number of
letters that a font is cut down to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Final

_FIRST: Final = (
    *("PangoFcFontMap *", "FcChar8 **", "FcResult *", "char[]", "char[4]", "PangoRectangle *"),
    *("PangoLogAttr[]", "unsigned int *", "hb_tag_t[100]", "hb_codepoint_t *"),
)
_TRIED: Final = "hb_codepoint_t[3]"
_LETTERS: Final = re.compile(r"hb_codepoint_t\[([1-9][0-9]*)\]")


class Known(dict[str, Any]):
    """The types known so far; a list of letters of any length is made without being parsed."""

    def __init__(self, known: Mapping[str, Any], array: Callable[[Any, int], Any]) -> None:
        super().__init__(known)
        self._array = array

    def __missing__(self, name: str) -> Any:  # noqa: ANN401 - a C type and what kind it is
        if not (found := _LETTERS.fullmatch(name)):
            raise KeyError(name)
        letter, _ = self["hb_codepoint_t *"]
        self[name] = self._array(letter, int(found[1])), False
        return self[name]


def prepare(ffi: Any) -> None:  # noqa: ANN401 - the engine's own, untyped
    """Let a door to C libraries know the types that it will be asked for, where it lets us.

    Args:
        ffi: The engine's; what it does not know is left to be told when it is asked for.
    """
    for name in _FIRST:
        with suppress(Exception):
            ffi.typeof(name)
    # There is no other way in, and another edition of the library may be made in another way.
    with suppress(Exception):
        import _cffi_backend  # type: ignore[import-untyped]  # noqa: PLC0415 - may be missing

        known = Known(ffi._parsed_types, _cffi_backend.new_array_type)  # noqa: SLF001
        if known[_TRIED] == (ffi.typeof(_TRIED), False):
            ffi._parsed_types = known  # noqa: SLF001
