"""What must hold when a run is over (SAFETY §6), checked on what is stored and what arrived."""

import json
from collections import Counter
from typing import Any

from storage.erased import read_erased
from tests.faults.arriving import check_arriving
from tests.faults.cards import check_cards
from tests.faults.catching_up import check_catching_up
from tests.faults.life import Act
from tests.faults.watcher import PRACTICE
from tests.faults.world import World

TERMINAL = frozenset(("sent", "delivered", "failed", "expired", "dropped"))
ENDS = "SELECT id, kind, state, tries, failure FROM outbox"
WAITING = "SELECT 'inbox', COUNT(*) FROM inbox UNION ALL SELECT 'tell', COUNT(*) FROM tell"
LEFT_OUT = "Nothing was kept."


async def check(world: World) -> None:
    """Look at everything; what is wrong becomes a breach."""
    await _ends(world)
    _duplicates(world)
    check_arriving(world)
    check_catching_up(world)
    _remembered(world)
    await _nothing_lost(world)
    await _adds_up(world)
    check_cards(world)
    await _audit(world)
    _apart(world)


async def _adds_up(world: World) -> None:
    """I2: what is stored is what the committed turns add up to, and nobody's words are in it twice."""
    assert world.process is not None
    watcher, store = world.watcher, world.process.store
    await watcher.ledger.compare(store, PRACTICE)
    watcher.checked["I2"] += watcher.ledger.checked
    kept = {}
    for role in world.roles:
        phone = world.phones[role.name]
        id = await store.person_of(PRACTICE, phone.channel, phone.address)
        kept[role.name] = watcher.ledger.kept(id) if id else []
    for key, act in world.sent.items():
        held = Counter(kind for kind, doc in kept[act.who] if act.token and act.token.encode() in doc)
        if max(held.values(), default=0) > 1:
            watcher.breach("I2 kept twice", key, act)


async def _rows(world: World, sql: str) -> list[Any]:
    assert world.process is not None
    return list(await world.process.store._pump.read(sql))


async def _ends(world: World) -> None:
    """I5: every text has come to its end, and nothing waits."""
    watcher, said = world.watcher, Counter[tuple[str, str]]()
    for id, kind, state, tries, failure in await _rows(world, ENDS):
        watcher.checked["I5"] += 1
        world.ends[id] = kind, state, failure
        if state in ("sent", "delivered") and id in watcher.texts:
            said[watcher.words.get(id, ("", id))] += 1
        if state not in TERMINAL and watcher.texts[id].at < world.watch.now() - 13 * 3_600_000:
            watcher.breach("I5 no end", id, kind, state, tries)
    await _there(world)
    _arrived(world, said)
    if world.process and world.process.spool.waiting:
        watcher.breach("I5 still waiting", "spool", world.process.spool.waiting)
    for table, count in await _rows(world, WAITING):
        if count:
            watcher.breach("I5 still waiting", table, count)


async def _there(world: World) -> None:
    """What a committed turn says has a row, as long as its reader and whom it is about are not erased."""
    assert world.process is not None
    people = set(await world.process.store.people(PRACTICE))
    for ref in sorted(world.watcher.done - world.ends.keys()):
        text = world.watcher.texts[ref]
        if {text.person, text.about} <= people:
            world.watcher.breach("I5 a text is gone", ref, text)


def _arrived(world: World, said: Counter[tuple[str, str]]) -> None:
    """What counts as sent has arrived. Of texts with the same words a provider's list tells not which."""
    came = Counter(world.watcher.words[text.mark] for phone in world.phones.values() for text in phone.texts)
    for words, times in (said - came).items():
        world.watcher.breach("I5 counted as sent, never arrived", times, words)


def _remembered(world: World) -> None:
    """Who was erased stands in the list beside the store: a copy of it from before knows them still."""
    assert world.process is not None
    file = world.process.store._erased_file
    listed = read_erased(file) if file is not None else frozenset()
    for person in world.watcher.erased:
        world.watcher.checked["erased"] += 1
        if person not in listed:
            world.watcher.breach("an erasure is not remembered", person)


def _duplicates(world: World) -> None:
    """I4: the far side saw a text twice only where it was open whether it had arrived."""
    for phone in world.phones.values():
        for (mark, _), times in Counter((text.mark, text.text) for text in phone.texts).items():
            world.watcher.checked["I4"] += 1
            if times > 1 + world.watcher.doubts[mark]:
                world.watcher.breach("I4 twice", phone.name, mark, times, world.watcher.doubts[mark])


async def _nothing_lost(world: World) -> None:
    """I1: what was answered 2xx is applied, kept, or of somebody nobody knows any more."""
    assert world.process is not None
    store = world.process.store
    exports = {}
    for role in world.roles:
        phone = world.phones[role.name]
        id = await store.person_of(PRACTICE, phone.channel, phone.address)
        exports[role.name] = printed(await store.export_person(PRACTICE, id)) if id else None
    known = await store.known(PRACTICE, list(world.sent))
    for key in world.sent:
        world.watcher.checked["I1"] += 1
        act, watcher = world.sent[key], world.watcher
        seen = key in known
        if not seen and key not in watcher.acked:
            watcher.breach("I1 never taken", key)
        elif exports[act.who] is None or key in watcher.unknown:
            continue
        elif not seen:
            watcher.breach("I1 lost", key, act)
        elif key in watcher.heard and _keeps(world, act) and act.token not in str(exports[act.who]):
            watcher.breach("I1 words lost", key, act)


def _keeps(world: World, act: Act) -> bool:
    """Whether these words are kept whatever was asked; who may have had them left out is let be."""
    left_out = any(LEFT_OUT in text.text for text in world.phones[act.who].texts)
    return act.words.startswith(("note ", "win ")) and not left_out


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


def printed(value: Any) -> str:
    """Anything as one line."""
    return json.dumps(value, sort_keys=True, default=str, ensure_ascii=False)
