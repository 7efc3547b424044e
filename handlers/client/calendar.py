"""CALENDAR: what is planned and the coming meetings, as a file for the phone's own calendar (CONTENT A-37).

Whoever sees that calendar sees the entries, so how they read is asked first. By SMS no file can come: the
moments are said in words.
"""

from typing import Any

from handlers.client import week
from handlers.client.people import active, bonds, client_of
from handlers.talk import Ask, Ctx, Say, Script
from handlers.talking import begin
from handlers.turn import DAY, Turn

FILE = "calendar:own"
"""Stands for the file until the words around it are rendered (`bot/calendar_file.py`)."""

MEETINGS_AHEAD = 28 * DAY
SHOWN_SMS = 3
OFF_IN_A_ROW = 8
"""So many meetings that are off are looked past, and no more."""


def calendar(turn: Turn, rest: str) -> None:
    """The file, after a word about who could see it; by SMS the next moments."""
    events = coming(turn)
    if not events:
        turn.say("reply", "own_calendar/none")
    elif turn.person.channel == "sms":
        turn.say("reply", "own_calendar/sms", events=events[:SHOWN_SMS], more=max(0, len(events) - SHOWN_SMS))
    else:
        begin(turn, "calendar", {"events": events})


def coming(turn: Turn) -> list[dict[str, Any]]:
    """Planned doings and meetings, the next first: `id`, `at`, `minutes` (0: open end), `what`, `title`."""
    return sorted([*_doings(turn), *_meetings(turn)], key=lambda one: int(one["at"]))


def _doings(turn: Turn) -> list[dict[str, Any]]:
    """What is planned and lies ahead; not while messages rest."""
    client = client_of(turn.person)
    if client.held or client.paused_until > turn.now:
        return []
    return [
        {"id": one.id, "at": one.planned_at, "minutes": item.minutes, "what": "moment", "title": item.title}
        for item in active(client)
        for one in item.occurrences
        if one.state == "planned" and one.planned_at > turn.now
    ]


def _meetings(turn: Turn) -> list[dict[str, Any]]:
    """The meetings of the coming four weeks that take place."""
    found: list[dict[str, Any]] = []
    for bond in bonds(client_of(turn.person)):
        at = turn.now
        for _ in range(OFF_IN_A_ROW):
            upcoming = week.meeting(bond, turn.person.zone, at)
            if upcoming is None or upcoming[0] > turn.now + MEETINGS_AHEAD:
                break
            at = upcoming[0]
            if upcoming[1]:
                id = f"{bond.therapist}.{at}"
                found.append({"id": id, "at": at, "minutes": 0, "what": "meeting", "title": bond.name})
    return found


def calendar_talk(ctx: Ctx) -> Script:
    """How the entries read, then the file."""
    events: list[dict[str, Any]] = ctx.args["events"]
    choice = yield Ask("own_calendar/how", "choice", "reply", {}, ("neutral", "titles", "no"), skip=True)
    if choice.value not in ("neutral", "titles"):
        yield Say("menu/left", "reply")
        return
    shown = events if choice.value == "titles" else [{**one, "title": ""} for one in events]
    words = {"n": len(events), "events": shown, "made_at": choice.at}
    yield Say("own_calendar/file", "reply", words, media=(FILE,))


SCRIPTS = {"calendar": calendar_talk}
