"""How often words of distress are recognised, how often harmless ones are taken for them, and how fast.

The sets are described in tests/safety/blind/README.md: lists are tuned on `.dev` and
`.held`; `.fresh` is only ever counted, never read, and its first figures are the ones to quote. Every
set is invented; none is an outside data set.
"""

import time

from prompts.phrases import load_phrases
from tests.figures import Figure
from tests.safety.everyday.made import made
from tests.safety.lines import matcher, wilson
from tests.safety.sets import texts

RISK = ("risk.en", "risk.es", "risk_long.en")
HARD = ("hard.en", "hard.es", "hard_long.en")
HOSTILE = (
    "i want to die ",
    "want to not i think ",
    "i feel like i ",
    "d i e ",
    "iwanttodie",
    "i\u0301\u0327",
    "k*",
)
SENSITIVE, SPECIFIC, ALARMS, MOST_MS = 0.85, 0.90, 5, 5.0


def tiers(lines: list[str]) -> list[int]:
    """The tier of each text, 0 for none."""
    return [found.tier if (found := matcher().tier(line)) else 0 for line in lines]


def share(hits: int, of: int) -> str:
    low, high = wilson(hits, of)
    return f"{hits / of:.3f} ({low:.3f}-{high:.3f}), n={of}"


def sensitivity(name: str, half: str) -> list[Figure]:
    """Of the texts of somebody at risk, how many are recognised at all, and how many at once."""
    found = tiers(texts(f"blind/{name}.{half}.txt"))
    either, first = sum(t > 0 for t in found), sum(t == 1 for t in found)
    n = len(found)
    return [
        Figure(f"sensitivity, {name}, {half}", share(either, n), f">= {SENSITIVE}", either >= SENSITIVE * n),
        Figure(f"of these at tier 1, {name}, {half}", share(first, n), "reported", reached=True),
    ]


def specificity(name: str, half: str) -> Figure:
    """Of texts that only look like it, how many stay quiet."""
    found = tiers(texts(f"blind/{name}.{half}.txt"))
    quiet = sum(t == 0 for t in found)
    reached = quiet >= SPECIFIC * len(found)
    return Figure(f"specificity, {name}, {half}", share(quiet, len(found)), f">= {SPECIFIC}", reached)


def recognition(half: str) -> list[Figure]:
    """Both kinds of error on one part of the blind sets."""
    found = [figure for name in RISK for figure in sensitivity(name, half)]
    return [*found, *(specificity(name, half) for name in HARD)]


def alarms(name: str, lines: list[str]) -> Figure:
    """False alarms of either tier per 10,000 everyday texts."""
    count, n = sum(t > 0 for t in tiers(lines)), len(lines)
    low, high = (10_000 * x for x in wilson(count, n))
    value = f"{10_000 * count / n:.1f} ({low:.1f}-{high:.1f}), {count} of {n}"
    return Figure(f"false alarms per 10,000, {name}", value, f"< {ALARMS}", count < ALARMS * n / 10_000)


def speed(rounds: int) -> list[Figure]:
    """The time of one text: everyday ones of 160 characters, hostile ones of 4 KiB (processor time, p99)."""
    everyday = [text[:160] for text in made("en", "dev", 400)]
    slow = [taken((piece * 4096)[:4096]) for piece in HOSTILE for _ in range(rounds)]
    usual = [taken(text) for text in everyday for _ in range(3)]
    middle = 1000 * sorted(usual)[len(usual) // 2]
    worst = sorted(slow)[int(0.99 * (len(slow) - 1))]
    return [
        Figure("time per 160 characters, median", f"{middle:.0f} us", "reported", reached=True),
        Figure("time per hostile 4 KiB, p99", f"{worst:.2f} ms", f"< {MOST_MS} ms", worst < MOST_MS),
    ]


def taken(text: str) -> float:
    """Milliseconds of processor time for one text."""
    begun = time.process_time()
    matcher().tier(text)
    return 1000 * (time.process_time() - begun)


def measure(size: str) -> list[Figure]:
    """Quick: the dev halves. Full: both halves, the fresh sets, and everyday texts joined to longer ones."""
    halves = ("dev",) if size == "quick" else ("dev", "held")
    lists = ", ".join(f"{code}-{one.version}" for code, one in load_phrases().items())
    found = [Figure("lists measured", lists, "named", reached=True)]
    for half in halves:
        found += recognition(half)
        for code in ("en", "es"):
            found.append(alarms(f"{code}, {half}", texts(f"everyday/written.{code}.{half}.txt")))
            if size == "full":
                found.append(alarms(f"{code}, {half}, joined", made(code, half, 5000)))
    if size == "full":
        found += recognition("fresh")
    return [*found, *speed(5 if size == "quick" else 40)]
