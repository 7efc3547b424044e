"""`/away FROM TO [cover NAME]`: no meetings in these days; all clients are told at once (DESIGN §4, §8)."""

import re
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from handlers import sessions
from handlers.dates import read_date
from handlers.day_spans import with_months
from handlers.names import match
from handlers.state import Case
from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.talking import begin
from handlers.therapist.whom import client_side, name_of, open_cases, therapist_of, zone_of
from handlers.times import instant, local
from handlers.turn import Changes, Turn

LONGEST_NAME = 40  # characters
LONGEST_AWAY = 200  # days
MOST_NAMES = 9
COVER = re.compile(r" (?:cover|cubre) ", re.IGNORECASE)
"""What stands before the name of whoever covers."""

_JOINING = frozenset(("to", "till", "until", "-", "–", "from", "and", "al", "hasta", "desde", "del", "y"))

changes = Changes()


def command(turn: Turn, rest: str) -> None:
    """The days are whole days in each client's zone."""
    dates, *named = COVER.split(rest, maxsplit=1)
    cover = named[0] if named else ""
    today = local(turn.now, turn.person.zone).date()
    days = with_months(dates).split()
    if is_backwards(days, today, turn.person.language):
        turn.say("reply", "away/backwards", words=dates)
        return
    span = read_span(days, today, turn.person.language)
    if span is None:
        turn.say("reply", "usage/away" if not rest.strip() else "away/not_read", words=dates)
        return
    start, end = span
    if end < local(turn.now, turn.person.zone).date() or (end - start).days > LONGEST_AWAY:
        turn.say("reply", "away/past", words=dates)
        return
    found = match(cover, turn.colleagues) if cover.strip() else []
    if len(found) > 1:
        turn.say("reply", "away/which_cover", names=[turn.colleagues[id] for id in found[:MOST_NAMES]])
        return
    name = turn.colleagues[found[0]] if found else cover.strip()[:LONGEST_NAME]
    args = {"start": start.isoformat(), "end": end.isoformat(), "cover": name}
    args |= {"cover_id": found[0] if found else "", "therapist": turn.person.name}
    begin(turn, "away", {**args, **_shown(turn, start, end)})


def read_span(words: list[str], today: date, language: str) -> tuple[date, date] | None:
    """Two days, the second not before the first; one day alone is both."""
    for cut in range(1, len(words)):
        start = _day([*words[:cut]], today, language)
        end = _day([*words[cut:]], today, language)
        if start and end and start <= end:
            return start, end
    alone = _day(words, today, language)
    return (alone, alone) if alone else None


def is_backwards(words: list[str], today: date, language: str) -> bool:
    """Whether these are two days of which the second is the earlier, read in the same year."""
    pairs = [
        (_day(words[:cut], today, language), _day(words[cut:], today, language))
        for cut in range(1, len(words))
    ]
    both = [(start, end) for start, end in pairs if start and end]
    return bool(both) and all(end < start for start, end in both)


def _day(words: list[str], today: date, language: str) -> date | None:
    kept = [word for word in words if word.casefold() not in _JOINING]
    return read_date(" ".join(kept), today, language) if kept else None


def _shown(turn: Turn, start: date, end: date) -> dict[str, Any]:
    """Whom it touches: how many are told, and whose meetings are off."""
    told = [c for c in open_cases(turn) if client_side(turn, c).stage == "joined"]
    zone = turn.person.zone
    return {
        "told": len(told),
        "off": [name_of(turn, c.client) for c in open_cases(turn) if meetings(c, start, end)],
        "from_at": instant(start, "12:00", zone),
        "to_at": instant(end, "12:00", zone),
    }


def meetings(case: Case, start: date, end: date) -> list[date]:
    """The meetings of this client that fall into these days and are on so far."""
    if case.session is None:
        return []
    planned = sessions.planned_between(case.session, start, end)
    return [day for day in planned if not sessions.is_off(case.session, day)]


def away(ctx: Ctx) -> Script:
    """What all clients will read; nothing happens before Send."""
    args, own = ctx.args, ""
    while True:
        choice = yield Ask(
            "away/confirm", "choice", "reply", {**args, "own": own}, ("send", "words", "cancel")
        )
        if choice.value == "cancel":
            yield Say("session/left", "reply")
            return
        if choice.value == "send":
            chosen = {part: args[part] for part in ("start", "end", "cover", "cover_id")}
            done = yield Do("go_away", {**chosen, "own": own})
            yield Say("away/done", "reply", done)
            return
        reply = yield Ask("away/words", "text", "reply", {}, skip=True)
        own = "" if reply.skipped else reply.words


@changes.change(undo="bar")
def go_away(turn: Turn, start: str, end: str, cover: str, own: str, cover_id: str = "") -> dict[str, Any]:
    """Every case's meetings in these days are off; joined clients are told, each in their own zone."""
    therapist, first, last = therapist_of(turn.person), date.fromisoformat(start), date.fromisoformat(end)
    therapist.away = [*(span for span in therapist.away if span != [start, end]), [start, end]]
    therapist.cover = cover
    days = _cover(turn, first, last, cover, cover_id)
    told = 0
    for case in open_cases(turn):
        told += _tell(turn, case, first, last, {"cover": cover, "own": own}, days)
    turn.audit("away")
    return {"told": told, "cover": cover if cover_id else ""}


def _cover(turn: Turn, first: date, last: date, name: str, id: str) -> dict[str, Any]:
    """The colleague hears for whom they cover and when; gives what each client's side is to know of it."""
    therapist, zone = therapist_of(turn.person), turn.person.zone
    days = {
        "since": max(turn.now, instant(first, "00:00", zone)),
        "until": instant(last + timedelta(days=1), "00:00", zone),
    }
    clients = [case.client for case in open_cases(turn) if case.client != id]
    asked = {"of": turn.person.id, "name": turn.person.name, **days}
    if therapist.cover_id and therapist.cover_id != id:
        turn.tell(therapist.cover_id, "covers", **asked, clients=[])
    if id:
        tags = {case.client: case.tags for case in open_cases(turn) if case.tags}
        turn.tell(id, "covers", **asked, clients=clients, tags=tags)
    therapist.cover_id = id
    return {**days, "cover": {"id": id, "name": name} if id else None}


def _tell(
    turn: Turn, case: Case, start: date, end: date, words: dict[str, str], days: dict[str, Any]
) -> bool:
    zone = zone_of(turn, case)
    joined = client_side(turn, case).stage == "joined"
    if case.session:
        case.session = sessions.go_away(case.session, start, end)
    following = sessions.next_session(case.session, zone, turn.now) if case.session else None
    args = {
        "therapist": turn.person.name,
        "from_at": instant(start, "12:00", zone),
        "to_at": instant(end, "12:00", zone),
        "next_at": following or 0,
        **words,
    }
    session = asdict(case.session) if case.session else None
    say: dict[str, Any] = {"prompt": "away/notice", "args": args}
    if days["cover"] and days["cover"]["id"] == case.client:  # nobody covers for themselves
        days = {**days, "cover": None}
    if days["cover"]:
        say = {"script": "cover", "args": {**args, "of": turn.person.id, "since": days["since"]}}
    turn.tell(
        case.client,
        "away",
        therapist=turn.person.id,
        session=session,
        say=say if joined or days["cover"] else None,
        **days,
    )
    return joined


SCRIPTS = {"away": away}
