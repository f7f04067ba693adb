"""Digests: everything that has a say in a kit, as SHA-256 of its bytes; nothing is parsed.

No digest holds the place of a folder, an hour, or anything else of this computer than what lies
on it. Nothing heavy is imported: a build that has nothing to do should cost next to nothing.
"""

from __future__ import annotations

import functools
import hashlib
import os
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from klyngepakke.content.theme import Theme

GROUP: Final = "klyngepakke"
LIBRARIES: Final = frozenset(
    {
        "annotated-types",
        "anyio",
        "babel",
        "brotli",
        "cffi",
        "cssselect2",
        "fonttools",
        "idna",
        "jinja2",
        "klyngepakke",
        "lxml",
        "markdown-it-py",
        "markupsafe",
        "mdurl",
        "packaging",
        "pikepdf",
        "pillow",
        "platformdirs",
        "pluggy",
        "prompt-toolkit",
        "pycparser",
        "pydantic",
        "pydantic-core",
        "pydyf",
        "pypdfium2",
        "pyphen",
        "python-calamine",
        "python-docx",
        "python-pptx",
        "pyyaml",
        "questionary",
        "segno",
        "tinycss2",
        "tinyhtml5",
        "typing-extensions",
        "typing-inspection",
        "tzdata",
        "watchfiles",
        "wcwidth",
        "weasyprint",
        "webencodings",
        "xlsxwriter",
        "zopfli",
        "zxing-cpp",
    }
)
"""What the program is built on, by the names of distributions."""

NO_SAY: Final = frozenset(
    {"commands", "library", "lint", "preview", "replies", "testing.py", "wizard", "writing"}
)
"""The rooms of the program above the road, which no build asks."""

_PASSED_OVER: Final = frozenset(
    {"__pycache__", ".git", ".DS_Store", "Thumbs.db", "desktop.ini", "direct_url.json"}
)
_NEVER_READ: Final = frozenset(name.casefold() for name in _PASSED_OVER)
_FOLDER: Final = "folder"
_FILE: Final = "file"
_CHUNK: Final = 1 << 18
_LARGEST: Final = 64_000_000  # of a file that is read; above it, size and time speak for it
_MOST_FILES: Final = 20_000
_FLAGS: Final = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NONBLOCK", 0)  # or a pipe in a pack's folder would be waited for
)

# What the engine opens, and what that is built on: Linux, macOS, Windows.
_NATIVE: Final = (
    ("libpango-1.0.so.0", "libpango-1.0.0.dylib", "libpango-1.0-0.dll"),
    ("libpangoft2-1.0.so.0", "libpangoft2-1.0.0.dylib", "libpangoft2-1.0-0.dll"),
    ("libharfbuzz.so.0", "libharfbuzz.0.dylib", "libharfbuzz-0.dll"),
    ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib", "libharfbuzz-subset-0.dll"),
    ("libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig-1.dll"),
    ("libfreetype.so.6", "libfreetype.6.dylib", "libfreetype-6.dll"),
    ("libfribidi.so.0", "libfribidi.0.dylib", "libfribidi-0.dll"),
    ("libgobject-2.0.so.0", "libgobject-2.0.0.dylib", "libgobject-2.0-0.dll"),
    ("libglib-2.0.so.0", "libglib-2.0.0.dylib", "libglib-2.0-0.dll"),
)
_USUAL: Final = "/lib /usr/lib /lib64 /usr/lib64 /usr/local/lib /opt/homebrew/lib"
_WINDOWS: Final = "C:/msys64/ucrt64/bin;C:/msys64/mingw64/bin"


class Undigested(Exception):  # noqa: N818 - no mistake of anybody's
    """Something that cannot be vouched for; whoever asked does the whole work."""


# --- Files ------------------------------------------------------------------------------------


def combined(*parts: str) -> str:
    """One digest of several texts, which no other texts have."""
    whole = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogateescape")
        whole.update(b"%d:" % len(data))
        whole.update(data)
    return whole.hexdigest()


def file_digest(path: Path | str) -> str:
    """The digest of a file's bytes; what cannot be read is told apart, as `?EACCES`.

    A link counts as what it leads to. Pipes and the like are never waited for.
    """
    try:
        handle = os.open(path, _FLAGS)
    except (OSError, ValueError) as error:
        return _unread(error)
    try:
        return _digest_of(handle)
    except OSError as error:
        return _unread(error)
    finally:
        os.close(handle)


def _digest_of(handle: int) -> str:
    about = os.fstat(handle)
    if not stat.S_ISREG(about.st_mode):
        return "?nofile"
    if about.st_size > _LARGEST:
        return f"?{about.st_size}:{about.st_mtime_ns}"
    whole = hashlib.sha256()
    while chunk := os.read(handle, _CHUNK):
        whole.update(chunk)
    return whole.hexdigest()


def _unread(error: OSError | ValueError) -> str:
    return f"?{getattr(error, 'errno', None)}"


def files_under(folder: Path | str, *, anywhere: bool = False) -> Mapping[str, str]:
    """The digest of every file in a folder and those below it, by name, as `ark/tal.html`.

    A folder that cannot be read, or is reached a second time by a link, stands there as what it
    is. What systems and editors leave is passed over: no sheet can be made of it. Nor of what a
    link out of the folder leads to; that is never opened, and the link counts as its text.

    Args:
        folder: A pack's, a look's, or another's whose links may lead nowhere else.
        anywhere: Links lead anywhere, as those of Python's modules may.

    Raises:
        Undigested: There are too many files.
    """
    found: dict[str, str] = {}
    root = "" if anywhere else os.path.realpath(folder)
    for name, digest in _walked(str(folder), "", root, set()):
        found[name] = digest
        if len(found) > _MOST_FILES:
            raise Undigested(f"more than {_MOST_FILES} files")
    return found


def passed_over(name: PurePath) -> bool:
    """Whether a file is in no digest, for its name or a folder's; no sheet may be made of it.

    Args:
        name: As it is in a pack's or a look's folder; in whatever case, as some disks read it.
    """
    return any(part.casefold() in _NEVER_READ for part in name.parts)


def _walked(
    folder: str, above: str, root: str, seen: set[tuple[int, int]]
) -> Iterator[tuple[str, str]]:
    """Names and digests in the order of their names; no folder twice, however links go."""
    try:
        about = os.stat(folder)  # noqa: PTH116 - hundreds of them
        if (about.st_dev, about.st_ino) in seen:
            yield above, "?again"
            return
        seen.add((about.st_dev, about.st_ino))
        with os.scandir(folder) as entries:
            ordered = sorted((e.name, _kind(e, root)) for e in entries)
    except OSError as error:
        yield above, _unread(error)
        return
    for name, kind in ordered:
        if name in _PASSED_OVER:
            continue
        if kind == _FOLDER:
            yield from _walked(f"{folder}/{name}", f"{above}{name}/", root, seen)
        else:
            yield f"{above}{name}", file_digest(f"{folder}/{name}") if kind == _FILE else kind


def _kind(entry: os.DirEntry[str], root: str) -> str:
    """A file, a folder, or the text of a link that leads out of where all should be."""
    is_link = entry.is_symlink() or getattr(entry, "is_junction", bool)()  # from Python 3.12
    if root and is_link:
        try:
            text = os.readlink(entry.path)  # noqa: PTH115 - as above
        except OSError as error:  # it was changed meanwhile
            return _unread(error)
        target = os.path.realpath(entry.path)
        if target != root and not target.startswith(root.rstrip(os.sep) + os.sep):
            return f"?out:{text}"
    return _FOLDER if entry.is_dir() else _FILE


def folder_digest(folder: Path | str, *, anywhere: bool = False) -> str:
    """The digest of all files in a folder and below it, names included: a pack's, a theme's.

    Args:
        folder: As `files_under`.
        anywhere: As `files_under`.

    Raises:
        Undigested: There are too many files.
    """
    return _of_pairs(files_under(folder, anywhere=anywhere).items())


def _of_pairs(pairs: Iterable[tuple[str, str]]) -> str:
    return combined(*(text for pair in pairs for text in pair))


def theme_digest(theme: Theme) -> str:
    """The digest of a look: the files of its whole chain, its order, variables and logo.

    Raises:
        Undigested: There are too many files.
    """

    def named(path: Path) -> str:
        for number, folder in enumerate(theme.folders):
            if path.is_relative_to(folder):
                return f"{number}/{path.relative_to(folder).as_posix()}"
        return file_digest(path)

    return combined(
        *(theme.id, theme.title, theme.edition, *theme.built_on),
        _of_pairs((str(n), folder_digest(folder)) for n, folder in enumerate(theme.folders)),
        combined(*map(named, theme.styles)),
        _of_pairs((f"{f.family}:{f.weight}:{f.italic}", named(f.file)) for f in theme.faces),
        _of_pairs(theme.variables),
        f"{theme.logo.suffix}{file_digest(theme.logo)}" if theme.logo else "",
    )


# --- The program ------------------------------------------------------------------------------


def own_code(package: Path = Path(__file__).parent) -> str:
    """The digest of the program's own modules and templates, as far as they have a say.

    Args:
        package: Where they lie.
    """
    here = str(package)
    with os.scandir(here) as entries:
        rooms = sorted((e.name, e.is_dir()) for e in entries)
    return _of_pairs(
        (name, folder_digest(place, anywhere=True) if is_folder else file_digest(place))
        for name, is_folder in rooms
        for place in (f"{here}/{name}",)
        if name not in NO_SAY and name not in _PASSED_OVER
    )


def libraries() -> str:
    """The digest of Python's version and those of all libraries that the program is built on."""
    known = {f"{name} {version}" for name, version, _ in installed() if name in LIBRARIES}
    return combined(*map(str, sys.version_info), sys.platform, *sorted(known))


def installed() -> tuple[tuple[str, str, str], ...]:
    """Every installed distribution: name, version, and the folder of what is known of it.

    The names are as indexes write them (`markdown-it-py`). They are read off the folders' names:
    the standard library takes a tenth of a second to be asked.
    """
    return tuple(sorted(found for place in _paths() for found in _installed_in(place)))


def _paths() -> tuple[str, ...]:
    return tuple(dict.fromkeys(os.path.realpath(place) for place in sys.path))


def _installed_in(place: str) -> Iterator[tuple[str, str, str]]:
    try:
        names = os.listdir(place)  # noqa: PTH208 - names are all that is wanted
    except OSError:  # a zip with modules, or a folder that is not there
        return
    for name in names:
        stem, dot, kind = name.rpartition(".")
        if dot and kind in {"dist-info", "egg-info"}:
            distribution, _, version = stem.partition("-")
            told = version or file_digest(f"{place}/{name}/PKG-INFO")
            yield distribution.lower().replace("_", "-").replace(".", "-"), told, f"{place}/{name}"


def native() -> str:
    """The digest of the system libraries that lay out text.

    Raises:
        Undigested: They are not where they usually are, so nobody can say which are used.
    """
    found = {name: tuple(_copies(names)) for names in _NATIVE for name in names[:1]}
    if not all(found[names[0]] for names in _NATIVE[:2]):
        raise Undigested("Pango is not where it usually is")
    return _of_pairs((name, combined(*copies)) for name, copies in found.items())


def _copies(names: Iterable[str]) -> Iterator[str]:
    """The digests of all copies of a library, in the order in which they are looked for."""
    paths = (f"{place}/{name}" for place in _library_places() for name in names)
    for path in dict.fromkeys(os.path.realpath(p) for p in paths if os.path.isfile(p)):  # noqa: PTH113 - a hundred of them
        yield _library_digest(path, _written(path))


@functools.lru_cache(maxsize=100)
def _library_digest(path: str, _written: tuple[int, ...]) -> str:
    """The digest of a library, read once in a process as long as nobody writes another there."""
    return file_digest(path)


def _written(path: str) -> tuple[int, ...]:
    try:
        found = os.stat(path)  # noqa: PTH116 - as above
    except OSError:
        return ()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _library_places() -> Iterator[str]:
    for variable in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH"):
        yield from filter(None, os.environ.get(variable, "").split(os.pathsep))
    kind = getattr(sys.implementation, "_multiarch", "")
    for place in _USUAL.split():
        yield from ((f"{place}/{kind}", place) if kind else (place,))
    yield f"{sys.base_prefix}/lib"
    yield from os.environ.get("WEASYPRINT_DLL_DIRECTORIES", _WINDOWS).split(";")


# --- Plugins ----------------------------------------------------------------------------------


def plugins() -> str:
    """The digest of every distribution that brings packs, themes, documents or filters.

    Of our own it is the packs and themes. A stranger's is code, which may ask any other
    distribution: its own files count, wherever they lie, and the versions of all there are.

    Raises:
        Undigested: There are too many files.
    """
    own = (_plugin(*one) for one in installed() if one[0] == GROUP)
    return combined(*filter(None, own), strangers())


def strangers() -> str:
    """The digest of the distributions whose code runs beside ours; "" where there are none.

    Raises:
        Undigested: There are too many files.
    """
    everything = installed()
    found = (_plugin(*one) for one in everything if one[0] != GROUP)
    parts = tuple(part for part in found if part)
    others = (f"{name} {version}" for name, version, _ in everything if parts)
    return combined(*parts, *others) if parts else ""


def _plugin(name: str, version: str, about: str) -> str:
    """The digest of a distribution; "" where it has no entry point of ours."""
    points = _points(about)
    if not points:
        return ""
    packages = (value.partition(":")[0].partition(".")[0] for value in points.values())
    code = tuple((package, _package(package)) for package in sorted(set(packages)))
    own = () if name == GROUP else tuple(_files_of(about))
    return combined(name, version, _of_pairs(points.items()), _of_pairs(code), *own)


def _points(about: str) -> Mapping[str, str]:
    """The entry points of our group, of one distribution; a file that is odd is told as such."""
    try:
        with open(f"{about}/entry_points.txt", encoding="utf-8") as file:  # noqa: PTH123 - as above
            text = file.read()
    except (OSError, ValueError):
        return {}
    _, found, rest = text.partition(f"[{GROUP}]")
    lines = rest.partition("\n[")[0].splitlines()[1:] if found else ()
    return {name.strip(): value.strip() for name, _, value in (x.partition("=") for x in lines)}


def _package(name: str) -> str:
    """The digest of an import package or module, wherever it is found; nothing of it is run."""
    for finder in sys.meta_path:
        found = finder.find_spec(name, None)
        if found is None:
            continue
        places = found.submodule_search_locations
        if places:
            return combined(*(folder_digest(place, anywhere=True) for place in places))
        return file_digest(found.origin or "")
    return "?missing"


def _files_of(about: str) -> Iterator[str]:
    """The digests of a distribution's files, and of the folders that it adds to the path."""
    root = Path(about).parent
    try:
        lines = Path(about, "RECORD").read_text("utf-8").splitlines()
    except (OSError, ValueError):
        yield "?record"
        return
    for line in sorted(lines):
        name = line.split(",")[0].strip('"')
        if name.endswith((".pyc", "direct_url.json")) or name.startswith(".."):
            continue
        yield combined(name, file_digest(root / name))
        if name.endswith(".pth"):
            yield from (folder_digest(place, anywhere=True) for place in _added(root / name))


def _added(path: Path) -> Iterator[str]:
    """The folders that a `.pth` file adds, as an editable install's."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, ValueError):
        return
    yield from (line for line in lines if line and not line.startswith(("import ", "#")))
