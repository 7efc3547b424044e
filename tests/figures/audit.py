"""Tampering with the audit trail: every byte of every column, every entry removed, every two exchanged."""

from tests.access_trail import Row, flips, heads_of, trail, verified
from tests.figures import Figure


def measure(size: str) -> list[Figure]:
    """Each change alone, in a trail of two practices; found means that the entry itself is named."""
    rows = trail(4 if size == "quick" else 12)
    kept = heads_of(rows)
    tried = found = 0
    for place, row in enumerate(rows):
        others = [*rows[:place], *rows[place + 1 :]]
        for changed in flips(row):
            tried += 1
            found += row[:2] in verified([*others, changed], kept).faults
    removed = [verified([r for r in rows if r is not row], kept).broken == row[:2] for row in rows]
    half = len(rows) // 2
    pairs = [(a, b) for a in range(half) for b in range(a + 1, half)]
    swapped = [{rows[a][:2], rows[b][:2]} <= set(verified(_swap(rows, a, b)).faults) for a, b in pairs]
    cut = [verified(rows[:-n], kept).broken == (rows[-1][0], half - n + 1) for n in range(1, half + 1)]
    ways = [("bits turned", found, tried), ("entries removed", sum(removed), len(removed))]
    ways += [("pairs exchanged", sum(swapped), len(swapped)), ("tails cut off", sum(cut), len(cut))]
    return [
        Figure(f"audit: {name}, found at the entry", f"{hit} of {of}", "all", hit == of)
        for name, hit, of in ways
    ]


def _swap(rows: list[Row], a: int, b: int) -> list[Row]:
    changed = list(rows)
    changed[a], changed[b] = (*rows[a][:2], *rows[b][2:]), (*rows[b][:2], *rows[a][2:])
    return changed
