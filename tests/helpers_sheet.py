"""Small documents for tests: a pack of one template, written where the test says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from klyngepakke.content.theme import Face, Theme, read_theme
from klyngepakke.planning.document import Document, PackFiles

KLINIK = Path(__file__).parents[1] / "themes" / "klyngepakke_klinik"


def klinik() -> Theme:
    """The theme that comes with klyngepakke."""
    return read_theme(KLINIK)


def plain_theme(folder: Path, css: str = "") -> Theme:
    """A theme of one font and the CSS given; its own files lie in the folder."""
    fonts = folder / "fonts"
    fonts.mkdir(parents=True, exist_ok=True)
    font = fonts / "SourceSansPro-Regular.ttf"
    font.write_bytes((KLINIK / "fonts" / font.name).read_bytes())
    style = folder / "tema.css"
    style.write_text(f'html {{ font-family: "Source Sans Pro" }}\n{css}', encoding="utf-8")
    face = Face("Source Sans Pro", font, 400, italic=False)
    return Theme("enkelt", "Enkelt", "1", (folder,), (style,), (face,))


def page(body: str, head: str = "") -> str:
    """A whole template around a body."""
    return (
        '<!doctype html>\n<html lang="da"><head><meta charset="utf-8"><title>Prøve</title>'
        f"{head}</head>\n<body>\n{body}\n</body></html>\n"
    )


def document(
    folder: Path, template: str, data: dict[str, Any] | None = None, **more: Any
) -> Document:
    """A document whose pack lies in the folder and whose template is the text given."""
    (folder / "ark").mkdir(parents=True, exist_ok=True)
    (folder / "ark" / "prøve.html").write_text(template, encoding="utf-8")
    return Document(
        id="prøve",
        sheet="prøve",
        title="Prøvearket",
        template="ark/prøve.html",
        data=data or {},
        pack=PackFiles("prøvepakke", folder),
        **{"audience": "bord", "copies": 1, **more},
    )
