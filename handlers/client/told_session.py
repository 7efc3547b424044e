"""A meeting is set, off or moved, or the therapist is away: the week is planned anew, the client told."""

from typing import Any

from handlers.client import covered, notices, travel, week
from handlers.client.letter_plan import next_week
from handlers.client.people import bonds, client_of
from handlers.sessions import Session
from handlers.state import Bond
from handlers.times import local
from handlers.turn import Turn


def session(turn: Turn, data: dict[str, Any]) -> None:
    """The meeting as the therapist's side has it now; `say` is what the client reads, if anything."""
    client = client_of(turn.person)
    bond = next((b for b in bonds(client) if b.therapist == data["therapist"]), None)
    if bond is None:
        return
    before = week.meeting(bond, turn.person.zone, turn.now)
    bond.session = Session(**data["session"]) if data["session"] else None
    travel.pin_meetings(turn.person)
    _plan_anew(turn, bond, before)
    if "until" in data:
        days = (local(data["since"], turn.person.zone), local(data["until"] - 1, turn.person.zone))
        bond.away.append([day.date().isoformat() for day in days])
    if "cover" in data:
        covered.set_cover(turn, bond, data["cover"], data["since"], data["until"])
    if data["say"] and data["say"].get("script"):
        notices.ask(turn, data["say"]["script"], data["say"]["args"])
    elif data["say"]:
        notices.put(turn, data["say"]["prompt"], **data["say"]["args"])


def _plan_anew(turn: Turn, bond: Bond, before: tuple[int, bool] | None) -> None:
    """Letter, evening and cues follow the meeting; what was sent for it already is not sent twice."""
    after = week.meeting(bond, turn.person.zone, turn.now)
    if before and after and before[0] == bond.evening_for:
        bond.evening_for = after[0]
    if bond.letter.sent_at < max(bond.week_from, 1):
        bond.letter = next_week(bond.letter)
    week.plan_all(turn.person, turn.now)


TABLE = {"session": session, "session_off": session, "session_moved": session, "away": session}
