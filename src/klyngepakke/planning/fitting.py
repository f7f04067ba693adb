"""Fitting: so many minutes shared among pieces, between their bounds, and what must go.

Everything is in whole minutes. Starts of points and blocks lie on five minutes where the
bounds allow; the phases inside a block need not: they stand in the run sheet only, where one
reads them off one by one, while points and blocks stand on the agenda and are remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from klyngepakke.planning.pieces import KEPT, Entry, Piece

_NICE = 5
_LEAST, _FIRM, _WISH, _MOST = range(4)


@dataclass(frozen=True)
class Placed:
    """A piece on the clock; times in minutes after midnight."""

    entry: Entry
    piece: Piece
    start: int
    end: int

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return self.end - self.start


def share(total: int, pieces: Sequence[Piece]) -> tuple[int, ...]:
    """Share minutes in proportion between the bounds, by largest remainder.

    Between `least` and `firm`, `firm` and `wish`, and `wish` and `most`, everybody gives or
    gets the same part of what they can. A total below all least gives each its least, and one
    above all most gives each its most.
    """
    sums = [_sum(pieces, level) for level in range(4)]
    total = min(max(total, sums[_LEAST]), sums[_MOST])
    upper = next((n for n in (_FIRM, _WISH, _MOST) if total <= sums[n]), _MOST)
    spans = [p.levels[upper] - p.levels[upper - 1] for p in pieces]
    return tuple(
        p.levels[upper - 1] + extra
        for p, extra in zip(pieces, _in_proportion(total - sums[upper - 1], spans), strict=True)
    )


def fit(start: int, limit: int, entries: Sequence[Entry]) -> tuple[Placed, ...]:
    """Put entries on the clock one after another, from `start` and, if they can, to `limit`.

    They end before the limit when all have what they like, and after it only when even the
    least of all is too much.
    """
    room = limit - start
    pieces = [p for e in entries for p in e.pieces]
    if _sum(pieces, _LEAST) >= room:
        minutes = iter([p.least for p in pieces])
        return _placed(start, entries, [[next(minutes) for _ in e.pieces] for e in entries])
    total = min(room, _sum(pieces, _MOST))
    ideal = iter(share(total, pieces))
    wanted = [sum(next(ideal) for _ in e.pieces) for e in entries]
    ends = _ends(start, start + total, limit, entries, wanted)
    starts = [start, *ends]
    return _placed(
        start,
        entries,
        [share(b - a, e.pieces) for a, b, e in zip(starts, ends, entries, strict=False)],
    )


def trimmed(
    entries: Sequence[Entry], room: int, measure: Callable[[Piece], int]
) -> tuple[tuple[Entry, ...], tuple[tuple[Piece, int], ...]]:
    """Cut, in the order of `skæres_som_nr`, until the pieces fit or nothing more may be cut.

    Args:
        entries: What there is.
        room: Minutes there are for it.
        measure: A piece's minutes, as they count against the room.

    Returns:
        What is left of the entries, and each piece that was cut with the minutes it has left.
    """
    cuts: list[tuple[Piece, int]] = []
    kept = tuple(entries)
    while sum(measure(p) for e in kept for p in e.pieces) > room:
        found = _next_cut(kept, measure)
        if found is None:
            break
        piece, left = found
        kept = tuple(_without(e, piece, left) for e in kept)
        cuts.append((piece, left))
    return tuple(e for e in kept if e.pieces), tuple(cuts)


def _sum(pieces: Iterable[Piece], level: int) -> int:
    return sum(p.levels[level] for p in pieces)


def _in_proportion(minutes: int, spans: Sequence[int]) -> list[int]:
    whole = sum(spans)
    if not whole:
        return [0] * len(spans)
    shares = [minutes * span // whole for span in spans]
    # Largest remainder; of equals, the earlier.
    order = sorted(range(len(spans)), key=lambda i: (-(minutes * spans[i] % whole), i))
    for i in order[: minutes - sum(shares)]:
        shares[i] += 1
    return shares


def _ends(
    start: int, target: int, limit: int, entries: Sequence[Entry], wanted: Sequence[int]
) -> list[int]:
    """When each entry ends: as near what is wanted as its bounds and five minutes allow."""
    pieces = [p for e in entries for p in e.pieces]
    floor = _FIRM if _sum(pieces, _FIRM) <= target - start else _LEAST
    stretching = target - start > _sum(pieces, _WISH)
    ends: list[int] = []
    now = start
    for i, entry in enumerate(entries):
        rest = [p for e in entries[i + 1 :] for p in e.pieces]
        low = now + _sum(entry.pieces, floor)
        high = min(now + _sum(entry.pieces, _MOST), limit - _sum(rest, floor))
        if stretching:
            low = max(low, target - _sum(rest, _MOST))
        else:
            high = min(high, now + _sum(entry.pieces, _WISH))
        now = _nice(start + sum(wanted[: i + 1]), low, high, limit)
        ends.append(now)
    return ends


def _nice(want: int, low: int, high: int, limit: int) -> int:
    """The five minutes nearest to what is wanted, or the limit itself, within the bounds."""
    want = min(max(want, low), high)
    if want == limit:
        return want
    below = want // _NICE * _NICE
    nice = [x for x in (below, below + _NICE) if low <= x <= high]
    return min(nice, key=lambda x: abs(x - want), default=want)


def _placed(
    start: int, entries: Sequence[Entry], minutes: Sequence[Sequence[int]]
) -> tuple[Placed, ...]:
    placed = []
    now = start
    for entry, shares in zip(entries, minutes, strict=True):
        for piece, length in zip(entry.pieces, shares, strict=True):
            placed.append(Placed(entry, piece, now, now + length))
            now += length
    return tuple(placed)


def _next_cut(
    entries: Sequence[Entry], measure: Callable[[Piece], int]
) -> tuple[Piece, int] | None:
    options = [
        (piece.cut, piece, left)
        for entry in entries
        for piece in entry.pieces
        if piece.cut is not None and (left := _left(piece, entry, measure(piece))) is not None
    ]
    found = min(options, key=lambda option: option[0], default=None)
    return found and found[1:]


def _left(piece: Piece, entry: Entry, minutes: int) -> int | None:
    """The minutes left by a cut; None where it may not be cut or nothing would be won."""
    if piece.shortened:
        return None
    if piece.cut_to is not None:
        return piece.cut_to if piece.cut_to < minutes else None
    # What stands at a fixed clock time is expected there, by a kitchen or by guests.
    alone = entry.pinned is not None and len(entry.pieces) == 1
    return None if piece.kind in KEPT or alone else 0


def _without(entry: Entry, cut: Piece, left: int) -> Entry:
    if cut not in entry.pieces:
        return entry
    shorter = (
        (replace(cut, least=left, firm=left, wish=left, most=left, shortened=True),) if left else ()
    )
    at = entry.pieces.index(cut)
    return replace(entry, pieces=(*entry.pieces[:at], *shorter, *entry.pieces[at + 1 :]))
