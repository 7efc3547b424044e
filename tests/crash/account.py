"""What a run came to, to be held against the same run without a death (invariants of SAFETY §6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from handlers.times import to_ms
from tests.crash.kept import Kept, unlike
from tests.crash.mortal import MortalStage, Said
from tests.crash.week import DISTRESS, KIM_ONLY, SAM_ONLY
from tests.world import Line

UNFINISHED = """
SELECT 'outbox', COUNT(*) FROM outbox WHERE state IN ('queued', 'sending')
UNION ALL SELECT 'tell', COUNT(*) FROM tell UNION ALL SELECT 'inbox', COUNT(*) FROM inbox
"""
NOT_AFTER = "SELECT id, not_after FROM outbox"
SEEN = "SELECT key FROM seen"
AT_ONCE = 10_000
"""Within so many milliseconds the card follows a word of distress."""


@dataclass(frozen=True, slots=True)
class Account:
    """What people got, what is kept of them, and what is wrong whatever else happened."""

    texts: dict[str, list[tuple[str, str]]]
    """Kind and words of what each person got, in order, each row of the outbox once."""
    before: Kept
    """What the store kept just before the erasure."""
    after: Kept
    unseen: list[str]
    """Keys of what people sent that the store does not know."""
    erased: int
    twice: int
    """Texts the provider took more than once."""
    wrong: tuple[str, ...]


async def account(stage: MortalStage, before: Kept) -> Account:
    """Called when the week is over."""
    return Account(
        texts=_texts(stage),
        before=before,
        after=await stage.kept(),
        unseen=await _unseen(stage),
        erased=len(stage.erased()),
        twice=sum(count - 1 for count in stage.taken.values()),
        wrong=(
            *await _unfinished(stage),
            *await _late(stage),
            *comfortless(stage.said, stage.printed),
            *_of_others(stage),
            *_unwanted(stage),
            *await _audit(stage),
        ),
    )


def _texts(stage: MortalStage) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for event in stage.printed:
        if "kind" in event:
            found.setdefault(event["to"], []).append((event["kind"], event["text"]))
    return found


async def _unseen(stage: MortalStage) -> list[str]:
    known = {row[0] for row in await stage.engine.store._pump.read(SEEN)}
    vault = stage.engine.store._vault
    return [key for key in stage.keys if vault.blind("seen", stage.practice, key) not in known]


async def _unfinished(stage: MortalStage) -> list[str]:
    rows = await stage.engine.store._pump.read(UNFINISHED)
    return [f"{count} rows of {table} are not at an end" for table, count in rows if count]


async def _late(stage: MortalStage) -> list[str]:
    last: dict[str, int] = dict(await stage.engine.store._pump.read(NOT_AFTER))
    return [f"text {ref} went late" for ref, at in stage.taken_at if at > last.get(ref, at)]


def comfortless(said: Iterable[Said], printed: Iterable[Line]) -> list[str]:
    """Who wrote in distress and did not have the card at once, whatever died meanwhile."""
    cards = [event for event in printed if event.get("kind") == "safety"]
    moments = [(event["to"], to_ms(datetime.fromisoformat(event["at"]))) for event in cards]
    return [
        f"{who} wrote in distress and had no card for {AT_ONCE} ms"
        for who, text, at in said
        if text in DISTRESS and not any(one == who and at <= when <= at + AT_ONCE for one, when in moments)
    ]


def _of_others(stage: MortalStage) -> list[str]:
    """Sam's and Kim's words are for themselves and for Ada."""
    private = {"sam": SAM_ONLY, "kim": KIM_ONLY}
    return [
        f"{event['to']} read {owner}'s words"
        for event in stage.printed
        for owner, word in private.items()
        if word in event.get("text", "") and event["to"] not in (owner, "ada")
    ]


def _unwanted(stage: MortalStage) -> list[str]:
    """Nothing comes to Kim between STOP's confirmation and START, or after the last text of an erasure."""
    kinds = [event["kind"] for event in stage.printed if event.get("to") == "kim"]
    after_stop = kinds[kinds.index("optout") + 1] if "optout" in kinds[:-1] else "nothing"
    told = [] if after_stop == "welcome" else [f"after STOP came {after_stop}"]
    last = [event["text"] for event in stage.printed if event.get("to") == "kim"][-1:]
    return told if last and last[0].startswith("It's deleted") else [*told, f"{last} after the erasure"]


async def _audit(stage: MortalStage) -> list[str]:
    report = await stage.engine.store.audit_verify()
    return [f"the audit is broken: {report.broken}"] if report.broken else []


def differences(found: Account, wanted: Account) -> list[str]:
    """In what a run differs from the one without a death, and what is wrong with it anyway."""
    told = list(found.wrong)
    for person in sorted(wanted.texts.keys() | found.texts.keys()):
        pairs = zip_longest(found.texts.get(person, ()), wanted.texts.get(person, ()))
        told += [f"{person} got {mine} instead of {due}" for mine, due in pairs if mine != due]
    told += [f"before the erasure {one}" for one in unlike(found.before, wanted.before)]
    told += [f"at the end {one}" for one in unlike(found.after, wanted.after)]
    for name in ("unseen", "erased"):
        if getattr(found, name) != getattr(wanted, name):
            told.append(f"{name}: {getattr(found, name)} instead of {getattr(wanted, name)}")
    return told
