"""What happens when a client's agenda row comes due."""

from collections.abc import Callable
from datetime import date
from typing import Any

from handlers.client import (
    coming_back,
    course_stuck,
    covered,
    evenings,
    handing_out,
    inviting,
    leaving_data,
    letter_due,
    measures,
    note_to_self,
    notices,
    pair,
    shared_card,
    snapshots,
    still_me,
    to_self,
    told_outcome,
    travel,
    week,
)
from handlers.client.delivering import deliver, prompt, too_late_to_deliver
from handlers.client.people import active, bonds, client_of, this_week
from handlers.client.prompted import counts_anew, day_is_taken, quiet_from
from handlers.events import Due
from handlers.safety import release
from handlers.times import local
from handlers.turn import Turn
from handlers.week_parts import Assignment, Cue, Occurrence

TAPER = ((5, 3), (2, 2))
"""After this many cue days without a reply, at least so many days between cues (DESIGN §4.1)."""


BEFORE_CUES = ("letter", "evening", "rest")
"""A letter, barrier talk or wrap-up, or what waited for the evening, takes the place of that day's cue."""


def cue(turn: Turn, due: Due) -> None:
    """The planned moment: one cue for all of the day's occurrences, or none."""
    client = client_of(turn.person)
    today = [
        (a, o) for a in active(client) for o in a.occurrences if o.state == "planned" and o.day == due.scope
    ]
    wanted = _wanted_today(turn, today)
    if not wanted or not _cue_fits(turn, due.scope):
        for _, one in today:
            one.state = "uncued"
        _another_day(turn, [item for item, _ in today])
        return
    offered = _fewest_cues(wanted)
    for _, one in today:
        one.state = "uncued"
    for _, one in offered:
        one.state, one.cued_at = "cued", turn.now
    _another_day(turn, [item for item, one in today if one.state == "uncued"])
    client.prompted_on = client.last_cue_day = due.scope
    client.silent_cue_days += 1
    _send_cue(turn, offered)


def _fewest_cues(wanted: list[tuple[Assignment, Occurrence]]) -> list[tuple[Assignment, Occurrence]]:
    """The two that were offered least this week, in the order they were sent: each has its turn."""
    cued = {one.id: sum(o.cued_at > 0 for o in this_week(item)) for item, one in wanted}
    chosen = [one.id for _, one in sorted(wanted, key=lambda pair: cued[pair[1].id])[:2]]
    return [(item, one) for item, one in wanted if one.id in chosen]


def _another_day(turn: Turn, items: list[Assignment]) -> None:
    """What is to be done once has another moment before the meeting, where this one was taken."""
    for item in items:
        if item.rhythm == "once" and not (item.optional and any(o.cued_at for o in item.occurrences)):
            week.plan(turn.person, item, turn.now)


def _wanted_today(
    turn: Turn, today: list[tuple[Assignment, Occurrence]]
) -> list[tuple[Assignment, Occurrence]]:
    """An optional assignment has one cue at most."""
    return [(a, o) for a, o in today if not (a.optional and any(x.cued_at for x in a.occurrences))]


def _cue_fits(turn: Turn, day: str) -> bool:
    client = client_of(turn.person)
    if client.prompted_on == day or day_is_taken(turn.person, day, BEFORE_CUES) or _measure_comes(turn, day):
        return False
    gap = next((gap for silent, gap in TAPER if client.silent_cue_days >= silent), 1)
    if gap == 1 or not client.last_cue_day:
        return True
    return (date.fromisoformat(day) - date.fromisoformat(client.last_cue_day)).days >= gap


def _measure_comes(turn: Turn, day: str) -> bool:
    """So does a measure that comes again; one that was only just sent is no prompt."""
    again = {one.id for one in client_of(turn.person).measures if one.asked_at}
    rows = [row for row in turn.person.agenda if row.kind == "measure" and row.scope in again]
    return any(local(row.due_at, turn.person.zone).date().isoformat() == day for row in rows)


def _send_cue(turn: Turn, offered: list[tuple[Assignment, Occurrence]]) -> None:
    items = [snapshots.running(turn, a, o.id) for a, o in offered]
    prompt(turn, "cue", _cue_words(turn, items))
    alone = all(item["card"]["sentence"] for item in items)  # a sentence that comes back is no task
    client_of(turn.person).cue = Cue(turn.talks[-1].id, turn.now, [o.id for _, o in offered], alone=alone)


def _cue_words(turn: Turn, items: list[dict[str, Any]]) -> dict[str, Any]:
    """What a cue begins with. By SMS "how" and "why" are words to send: a cue is one short text."""
    return {"name": turn.person.name, "items": items, "explains": turn.person.channel == "telegram"}


def followup(turn: Turn, due: Due) -> None:
    """One neutral pointer to the smaller version."""
    client = client_of(turn.person)
    if client.cue is None or client.cue.talk != due.scope or client.cue.answered:
        return
    client.cue.followed = True
    found = [(a, o) for a in active(client) for o in a.occurrences if o.id in client.cue.occurrences]
    if found:
        items = [snapshots.running(turn, a, o.id) for a, o in found[:1]]
        sensitive = found[0][0].avoidance_sensitive
        prompt(turn, "followup", {"name": turn.person.name, "items": items, "avoidance_sensitive": sensitive})


def later(turn: Turn, due: Due) -> None:
    """The moment the client asked for."""
    client = client_of(turn.person)
    client.laters = [x for x in client.laters if x[0] != due.scope]
    for item in active(client):
        for one in item.occurrences:
            if one.id == due.scope and one.state != "done":
                one.state, one.cued_at = ("cued" if one.state != "part" else "part"), turn.now
                prompt(turn, "cue", _cue_words(turn, [snapshots.running(turn, item, one.id)]))
                return


def week_closes(turn: Turn, due: Due) -> None:
    """A meeting (or seven days) closes one week of counting; nothing is said."""
    client = client_of(turn.person)
    bond = next((b for b in bonds(client) if b.therapist == due.scope), None)
    if bond is None:
        return
    counted = week.meeting_took_place(turn.person, bond, due.due_at)
    if counted and bond.session is not None:
        told_outcome.put_aside(bond)
    rests = client.paused_until or client.held or week.is_short(bond, due.due_at)
    counts = counted and not rests
    week.close_week(turn.person, bond, due.due_at, counted=counts)
    if counts and bond.session is not None:
        course_stuck.meeting_passed(turn, bond.therapist)


def silent(turn: Turn, due: Due) -> None:
    """After three weeks without a word the therapist decides (CONTENT I-14)."""
    since = quiet_from(client_of(turn.person), turn.now)
    for bond in bonds(client_of(turn.person)):
        bond.told_silent = True
        turn.tell(bond.therapist, "silent", client=turn.person.id, since=since)


def resume(turn: Turn, due: Due) -> None:
    """A pause ends by itself; the week is planned anew, and nothing is asked at once."""
    client = client_of(turn.person)
    client.paused_until, client.rested_until = 0, turn.now
    counts_anew(client)
    week.plan_all(turn.person, turn.now)


TABLE: dict[str, Callable[[Turn, Due], None]] = {
    "still_me": still_me.ask_due,
    "cover": covered.begin_due,
    "deliver": deliver,
    "pathway": handing_out.due,
    "blanks": handing_out.blanks_due,
    "cue": cue,
    "followup": followup,
    "later": later,
    "rest": evenings.rest,
    "to_self": to_self.due,
    "measure": measures.due,
    "self_note": note_to_self.due,
    **coming_back.DUE,
    **travel.DUE,
    **course_stuck.TABLE,
    "week": week_closes,
    "silent": silent,
    "resume": resume,
    "invite_lapse": inviting.no_answer,
    "decision": notices.due,
    "invite_send": inviting.send_due,
    "left": leaving_data.left,
    "let_go": inviting.let_go,
    "evening": evenings.evening,
    "pace": release.ask_pace,
    **pair.DUE,
    **shared_card.DUE,
    **letter_due.TABLE,
}


def too_late_for_cue(turn: Turn, due: Due) -> None:
    """The moment has passed without a cue: what was never cued is not missed."""
    for item in active(client_of(turn.person)):
        missed = [one for one in item.occurrences if one.day == due.scope and one.state == "planned"]
        for one in missed:
            one.state = "uncued"
        _another_day(turn, [item] if missed else [])


def too_late_for_later(turn: Turn, due: Due) -> None:
    """The moment the client asked for has passed: it does not come at a stale one."""
    client = client_of(turn.person)
    client.laters = [x for x in client.laters if x[0] != due.scope]


def too_late_for_followup(turn: Turn, due: Due) -> None:
    """The one pointer of that cue has lapsed."""
    client = client_of(turn.person)
    if client.cue is not None:
        client.cue.followed = True


LATE: dict[str, Callable[[Turn, Due], None]] = {
    "deliver": too_late_to_deliver,
    "pathway": handing_out.too_late,
    "blanks": handing_out.blanks_too_late,
    "cue": too_late_for_cue,
    "later": too_late_for_later,
    "rest": evenings.too_late_for_rest,
    "measure": measures.too_late,
    "to_self": to_self.due,
    "self_note": note_to_self.due,
    **coming_back.DUE,
    **travel.DUE,
    **course_stuck.TABLE,
    "followup": too_late_for_followup,
    "evening": evenings.too_late_for_evening,
    "week": week_closes,
    "silent": silent,
    "resume": resume,
    "invite_lapse": inviting.no_answer,
    "decision": notices.too_late,
    "invite_send": inviting.send_due,
    "left": leaving_data.left,
    "let_go": inviting.let_go,
    "pace": release.ask_pace,
    **pair.DUE,
    **shared_card.DUE,
    **letter_due.LATE,
}
