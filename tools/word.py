"""Write the form for packs in Word, and the filled example; `make docs` keeps them as the code is."""  # noqa: INP001 - a script

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from klyngepakke.content.folders import pack_in
from klyngepakke.writing.form import empty_form, form_of, form_paper, pack_paper
from klyngepakke.writing.to_word import word_bytes

_ROOT = Path(__file__).parents[1]
_SHELF = _ROOT / "src" / "klyngepakke" / "writing" / "word"
_EXAMPLE = _ROOT / "tools" / "word-eksempel"


def main() -> None:
    """Write the files."""
    for path, data in word_files():
        path.write_bytes(data)


def word_files() -> Iterator[tuple[Path, bytes]]:
    """Each file and its bytes."""
    pack = pack_in(_EXAMPLE).pack
    yield _SHELF / "skabelon.docx", word_bytes(empty_form(), form_paper())
    yield _SHELF / "eksempel.docx", word_bytes(form_of(pack), pack_paper(pack))


if __name__ == "__main__":
    main()
