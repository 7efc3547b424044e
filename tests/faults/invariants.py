"""What must hold when a run is over (SAFETY §6): I1 to I8, checked on what is stored and what arrived."""

import json
from collections import Counter
from itertools import pairwise
from typing import Any

from tests.faults.watcher import ALLOWED_ERRORS, PRACTICE, UNASKED, is_seen
from tests.faults.world import World

OF_OUTAGES = frozenset(("alert_late", "alert_lost"))
"""What whoever runs this is to hear of when a provider is away for long."""

TERMINAL = frozenset(("sent", "delivered", "failed", "expired", "dropped"))
WAITING = "SELECT 'inbox', COUNT(*) FROM inbox UNION ALL SELECT 'tell', COUNT(*) FROM tell"
LONG, SOON = 600_000, 600_000
BY_ITSELF = UNASKED - {"assignment"}
SIX_HOURS = 6 * 3_600_000
CARD = "It sounds like you may be going through something very hard"


async def check(world: World, logged: list[Any]) -> None:
    """Look at everything; what is wrong becomes a breach."""
    await _ends(world)
    _duplicates(world)
    _caught_up(world)
    await _nothing_lost(world)
    _cards(world)
    await _audit(world)
    _apart(world)
    _errors(world, logged)


async def _rows(world: World, sql: str) -> list[Any]:
    assert world.process is not None
    return list(await world.process.store._pump.read(sql))


async def _ends(world: World) -> None:
    """I5: every text has come to its end, and nothing waits."""
    arrived = {text.ref for phone in world.phones.values() for text in phone.texts}
    for id, kind, state, tries in await _rows(world, "SELECT id, kind, state, tries FROM outbox"):
        world.watcher.checked["I5"] += 1
        world.ends[state] += 1
        if state in ("sent", "delivered") and id in world.watcher.texts and id not in arrived:
            world.watcher.breach("I5 counted as sent, never arrived", id, kind)
        if state not in TERMINAL and world.watcher.texts[id].at < world.watch.now() - 13 * 3_600_000:
            world.watcher.breach("I5 no end", id, kind, state, tries)
    if world.process and world.process.spool.waiting:
        world.watcher.breach("I5 still waiting", "spool", world.process.spool.waiting)
    for table, count in await _rows(world, WAITING):
        if count:
            world.watcher.breach("I5 still waiting", table, count)


def _caught_up(world: World) -> None:
    """After an outage of ten minutes or more at most one text that nobody asked for, a client."""
    for end in [end for begin, end in world.outages if end - begin >= LONG]:
        for role in world.roles:
            world.watcher.checked["catch-up"] += 1
            soon = [
                t for t in world.phones[role.name].texts if end < t.at <= end + SOON and t.kind in BY_ITSELF
            ]
            refs = {text.ref for text in soon if not world.watcher.texts[text.ref].reply}
            if role.of and len(refs) > 1:
                world.watcher.breach("more than one catch-up", role.name, [text.kind for text in soon])


def _duplicates(world: World) -> None:
    """I4: the far side saw a text twice only where it was open whether it had arrived."""
    for phone in world.phones.values():
        for (ref, _), times in Counter((text.ref, text.text) for text in phone.texts if text.ref).items():
            world.watcher.checked["I4"] += 1
            if times > 1 + world.watcher.doubts[ref]:
                world.watcher.breach("I4 twice", phone.name, ref, times, world.watcher.doubts[ref])


async def _nothing_lost(world: World) -> None:
    """I1: what was answered 2xx is applied, kept, or of somebody nobody knows any more."""
    assert world.process is not None
    store = world.process.store
    exports = {}
    for role in world.roles:
        phone = world.phones[role.name]
        id = await store.person_of(PRACTICE, phone.channel, phone.address)
        exports[role.name] = printed(await store.export_person(PRACTICE, id)) if id else None
    for key in world.sent:
        world.watcher.checked["I1"] += 1
        act, watcher = world.sent[key], world.watcher
        if key not in world.acked:
            watcher.breach("I1 never acknowledged", key)
        elif exports[act.who] is None:
            continue
        elif not await is_seen(store, key):
            watcher.breach("I1 lost", key, act)
        elif (
            key in watcher.heard and act.words.startswith("note ") and act.token not in str(exports[act.who])
        ):
            watcher.breach("I1 words lost", key, act)


def _cards(world: World) -> None:
    """I6: every word of distress got its card, once; the full one at most once in six hours."""
    watcher = world.watcher
    answers: dict[str, list[str]] = {}
    for ref, text in watcher.texts.items():
        if text.kind == "safety" and text.asked_for:
            answers.setdefault(text.asked_for, []).append(ref)
    missing = Counter[str]()
    for key, act in world.sent.items():
        if not act.distress or key not in world.acked:
            continue
        watcher.checked["I6"] += 1
        cards = set(answers.get(key, ()))
        missing[act.who] += not any(text.ref in cards for text in world.phones[act.who].texts)
    for who, count in missing.items():
        past_the_store = [t for t in world.phones[who].texts if not t.ref and t.kind == "safety"]
        if count > len(past_the_store):
            watcher.breach("I6 no card", who, count, len(past_the_store))
    for phone in world.phones.values():
        full = sorted({watcher.texts[t.ref].at for t in phone.texts if t.ref and t.text.startswith(CARD)})
        for before, after in pairwise(full):
            if 0 < after - before < SIX_HOURS:
                watcher.breach("I6 the full text again", phone.name, after - before)


async def _audit(world: World) -> None:
    """I7: the audit chain holds from its first entry to its last."""
    assert world.process is not None
    report = await world.process.store.audit_verify()
    world.watcher.checked["I7"] += report.entries
    if report.broken:
        world.watcher.breach("I7 audit", report.faults)


def _apart(world: World) -> None:
    """I8: nobody's words reach anybody but their therapist."""
    for role in world.roles:
        for text in world.phones[role.name].texts:
            for other in world.roles:
                world.watcher.checked["I8"] += 1
                if not other.canary or other is role or other.of == role.name:
                    continue
                if other.canary in text.text or f"{other.name.capitalize()} Reed" in text.text:
                    world.watcher.breach("I8 crossed", other.name, "to", role.name, text)


def _errors(world: World, logged: list[Any]) -> None:
    """Nothing failed but what was made to fail."""
    for entry in logged:
        known = entry.get("error") in ALLOWED_ERRORS or entry["event"] in OF_OUTAGES
        if entry["log_level"] in ("error", "critical") and not known:
            world.watcher.breach("unexpected", printed(entry))


def printed(value: Any) -> str:
    """Anything as one line."""
    return json.dumps(value, sort_keys=True, default=str, ensure_ascii=False)
