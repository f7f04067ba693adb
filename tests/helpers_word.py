"""Word files made by hand: the XML that Word and others write, and some that nobody honest does."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{KIND}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{KIND}.styles+xml"/></Types>'
)
PACKAGE_RELATIONS = (
    f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="a" '
    f'Type="{R}/officeDocument" Target="word/document.xml"/></Relationships>'
)


def relations(*more):
    """The document's relationships: its styles, and whatever else."""
    return (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="styles" '
        f'Type="{R}/styles" Target="styles.xml"/>{"".join(more)}</Relationships>'
    )


def document(body):
    """The document's part around its body."""
    return f'<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{body}</w:body></w:document>'


def styles(*more):
    """The styles' part."""
    return f'<w:styles xmlns:w="{W}">{"".join(more)}</w:styles>'


def parts(body, **changed):
    """The parts of a Word file with this body; others may be changed, or added by their path."""
    made = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": PACKAGE_RELATIONS,
        "word/document.xml": document(body),
        "word/_rels/document.xml.rels": relations(),
        "word/styles.xml": styles(),
    }
    return {name: HEAD + text for name, text in made.items()} | changed


def zipped(files):
    """A zip of names and texts or bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return made.getvalue()


def p(text, style="", inside=""):
    """A paragraph; `inside` is XML after its text."""
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    run = f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""
    return f"<w:p>{look}{run}{inside}</w:p>"


def tc(text, look="", inside=""):
    """A cell; lines of the text are paragraphs."""
    lines = "".join(p(line) for line in text.split("\n"))
    return f"<w:tc><w:tcPr>{look}</w:tcPr>{inside or lines}</w:tc>"


def tbl(*rows):
    """A table; a row is a tuple of texts, or of XML that begins with <w:tc>."""
    made = ("".join(c if c.startswith("<w:tc>") else tc(c) for c in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in made)}</w:tbl>"
