"""A flag on the therapist's side: it interrupts, also when they are away, until somebody takes it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from handlers.events import Due
from handlers.state import Case, Person, Timed
from handlers.talking import begin, close
from handlers.therapist import notices
from handlers.therapist.caseload import is_away
from handlers.therapist.whom import therapist_of
from handlers.turn import DAY, HOUR, Turn

TALK, TAKEN = "flag", "flag_taken"
AGAIN = (HOUR, 24 * HOUR)
"""Without an answer a flag comes again this long after it was raised."""

AT_ONCE = 3
"""So many alerts about one client interrupt within an hour; what follows joins them."""

LASTS = 3650 * DAY
KEPT = 40
"""Settled alerts beyond this number are forgotten here; the client's side keeps its flags."""

Alert = dict[str, Any]


def open_case(turn: Turn, client: str) -> Case | None:
    """The open relation with this client."""
    return next((c for c in therapist_of(turn.person).cases if c.client == client and not c.ended_at), None)


def told_flag(turn: Turn, data: Mapping[str, Any]) -> None:
    """A client's text raised a flag. Tier 1 interrupts now; tier 2 waits for the next digest."""
    case = open_case(turn, data["client"])
    former = bool(data.get("former"))
    if case is None and not former:
        return
    therapist = therapist_of(turn.person)
    if data["tier"] == 2:
        if case is None:
            return
        if notices.waits(turn):  # for the Morning card; otherwise the summary shows it
            notices.put(turn, "flag", data["client"], at=data["at"])
        return
    if case is not None:
        case.held = True
    alert = {**data, "told": 1, "taken_at": 0}
    crowded = len([a for a in _waiting(turn, data["client"]) if turn.now - a["at"] < HOUR]) >= AT_ONCE
    taken = [a for a in therapist.alerts if a["taken_at"]]
    therapist.alerts = [*taken[-KEPT:], *(a for a in therapist.alerts if not a["taken_at"]), alert]
    if crowded:
        return  # it comes again with the others
    alone = bool(turn.person.stopped_at) or is_away(therapist, turn.person.zone, turn.now)
    say_alert(turn, alert, passed=alone and pass_on(turn, alert))


def say_alert(turn: Turn, alert: Alert, *, passed: bool = False) -> None:
    """The alert itself: no name, because it shows on a locked screen; urgent, because it skips the line."""
    for talk in turn.talks:
        if talk.script == TALK and talk.args["flag"] == alert["flag"]:
            close(turn, talk)
    before = turn.open_talk()
    therapist = therapist_of(turn.person)
    args = {
        "client": alert["client"],
        "flag": alert["flag"],
        "at": alert["at"],
        "again": alert["told"],
        "former": bool(alert.get("former")),
        "backup": "told" if therapist.backup_id else "words" if therapist.backup else "",
        "backup_at": 0 if passed else alert["at"] + AGAIN[0],
        "before": before.id if before else "",
        "of": "",
    }
    talk = begin(turn, TALK, args, about=alert["client"])
    turn.said[-1] = replace(turn.said[-1], urgent=True)
    if before is not None and turn.person.channel != "sms":
        talk.state, before.state = "suspended", "open"  # its buttons work anyway; words stay with the work


def pass_on(turn: Turn, alert: Alert) -> bool:
    """The backup hears now, if there is one who can be reached from here."""
    backup = therapist_of(turn.person).backup_id
    view = turn.views.get(alert["client"])
    if not backup:
        return False
    told = {key: alert[key] for key in ("client", "flag", "at")}
    name = view.person.name if view else ""
    turn.tell(backup, "flag_backup", **told, of=turn.person.id, of_name=turn.person.name, name=name)
    turn.audit("flag_passed", alert["client"])
    return True


def told_backup(turn: Turn, data: Mapping[str, Any]) -> None:
    """Somebody else's flag, not taken by them; the client's name stays in the talk, under its own key."""
    if turn.person.therapist is None:
        return
    args = {**data, "again": 1, "former": False, "backup": "", "backup_at": 0, "before": ""}
    begin(turn, TALK, args, about=data["client"])
    turn.said[-1] = replace(turn.said[-1], urgent=True)


def told_taken(turn: Turn, data: Mapping[str, Any]) -> None:
    """The backup has taken it: nothing more comes about this flag."""
    taken = take(turn, data["flag"])
    if taken:
        turn.say("alert", "safety/taken_by", at=taken[0]["at"], by=data["by"])


def take(turn: Turn, flag: str) -> list[Alert]:
    """A human has it: every waiting alert about this client is settled, and the client's side knows."""
    alert = alert_of(turn, flag)
    client = alert["client"] if alert else ""
    waiting = _waiting(turn, client)
    settled = {a["flag"] for a in waiting}
    for alert in waiting:
        alert["taken_at"] = turn.now
    for talk in turn.talks:
        if talk is not turn.talk and talk.script == TALK and talk.args["flag"] in settled:
            close(turn, talk)
    if waiting:
        turn.tell(client, "acknowledged", flags=sorted(settled), at=turn.now)
        turn.audit("flag_taken", client)
    return waiting


def alert_of(turn: Turn, flag: str) -> Alert | None:
    """This therapist's alert about a flag; None when it is not theirs, or long settled."""
    return next((a for a in therapist_of(turn.person).alerts if a["flag"] == flag), None)


def _waiting(turn: Turn, client: str) -> list[Alert]:
    """The alerts about this client that nobody has taken."""
    return [a for a in therapist_of(turn.person).alerts if a["client"] == client and not a["taken_at"]]


def rows(person: Person) -> Iterator[Timed]:
    """A flag nobody has taken comes again after an hour, and after a day."""
    for alert in therapist_of(person).alerts:
        if not alert["taken_at"] and alert["told"] <= len(AGAIN):
            due = alert["at"] + AGAIN[alert["told"] - 1]
            yield Timed("alert", alert["flag"], due, due + LASTS, 0)


def due(turn: Turn, due: Due) -> None:
    """Nobody has taken it: once more, and the backup hears."""
    alert = alert_of(turn, due.scope)
    if alert is not None:
        step = alert["told"]
        for other in _waiting(turn, alert["client"]):  # several flags of one client come again as one
            other["told"] += other["told"] == step
        turn.not_after = turn.now + 12 * HOUR
        say_alert(turn, alert, passed=pass_on(turn, alert))


def has_backup(turn: Turn) -> bool:
    """Whether somebody else can be told from here."""
    return bool(therapist_of(turn.person).backup_id)


def backup_words(turn: Turn) -> str:
    """How the backup is known; "" when there is none."""
    return therapist_of(turn.person).backup


def told_backup_asked(turn: Turn, data: Mapping[str, Any]) -> None:
    """A colleague named this person as backup; only a therapist can be one, and says so by this answer."""
    if turn.person.therapist is not None:
        turn.tell(data["of"], "backup_known", backup=turn.person.id)
        turn.say("notice", "safety/backup_asked", by=data["name"])


def told_backup_known(turn: Turn, data: Mapping[str, Any]) -> None:
    """The backup is a therapist of this practice and can be told from here."""
    therapist_of(turn.person).backup_id = data["backup"]


TOLD = {
    "flag": told_flag,
    "flag_backup": told_backup,
    "flag_taken": told_taken,
    "backup_asked": told_backup_asked,
    "backup_known": told_backup_known,
}
