"""A flag on the therapist's side: it interrupts, also when they are away, until somebody takes it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from handlers.events import Due
from handlers.safety import flags_pass
from handlers.safety.flags_pass import AGAIN, Alert, waiting
from handlers.state import Case, Person, Timed
from handlers.talking import begin, close
from handlers.therapist import notices
from handlers.therapist.cover import covers
from handlers.therapist.whom import therapist_of
from handlers.turn import DAY, HOUR, Turn

TALK, TAKEN = "flag", "flag_taken"
AT_ONCE = 20
"""So many alerts about one client interrupt within an hour; only beyond that do more join them."""

LASTS = 3650 * DAY
KEPT = 40
"""Settled alerts beyond this number are forgotten here; the client's side keeps its flags."""


def open_case(turn: Turn, client: str) -> Case | None:
    """The open relation with this client."""
    return next((c for c in therapist_of(turn.person).cases if c.client == client and not c.ended_at), None)


def told_flag(turn: Turn, data: Mapping[str, Any]) -> None:
    """A client's text raised a flag. Tier 1 interrupts now; tier 2 waits for the next digest."""
    case = open_case(turn, data["client"])
    former = bool(data.get("former"))
    if case is None and not former and not covers(turn, data["client"]):
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
    alert = {**data, "told": 1, "taken_at": 0, "backup": "", "by": ""}
    crowded = len([a for a in waiting(turn, data["client"]) if turn.now - a["at"] < HOUR]) >= AT_ONCE
    taken = [a for a in therapist.alerts if a["taken_at"]]
    therapist.alerts = [*taken[-KEPT:], *(a for a in therapist.alerts if not a["taken_at"]), alert]
    if crowded:
        return  # it comes again with the others
    say_alert(turn, alert, passed=flags_pass.looks_away(turn) and flags_pass.pass_on(turn, alert))


def say_alert(turn: Turn, alert: Alert, *, passed: bool = False) -> None:
    """The alert itself: no name, because it shows on a locked screen; urgent, because it skips the line."""
    for talk in turn.talks:
        if talk.script == TALK and talk.args["flag"] == alert["flag"]:
            close(turn, talk)
    before = turn.open_talk()
    args = {
        "client": alert["client"],
        "flag": alert["flag"],
        "at": alert["at"],
        "again": alert["told"],
        "former": bool(alert.get("former")),
        "source": alert["source"],
        "backup": flags_pass.standing(turn, alert["client"]),
        "backup_at": 0 if passed else alert["at"] + AGAIN[0],
        "by": alert.get("by", ""),
        "unsent": alert.get("unsent", ""),
        "before": before.id if before else "",
    }
    talk = begin(turn, TALK, args, about=alert["client"])
    turn.said[-1] = replace(turn.said[-1], urgent=True)
    if before is not None and turn.person.channel != "sms":
        talk.state, before.state = "suspended", "open"  # its buttons work anyway; words stay with the work


def say_waiting(turn: Turn) -> None:
    """Every client's newest alert that nobody has taken, once more: texts reach this therapist again."""
    newest = {alert["client"]: alert for alert in waiting(turn)}
    for alert in newest.values():
        say_alert(turn, alert, passed=bool(alert.get("backup")))


def told_taken(turn: Turn, data: Mapping[str, Any]) -> None:
    """Another therapist of this client has taken it: nothing more comes about it here."""
    if taken := settle(turn, data["client"]):
        turn.say("alert", "safety/taken_by", at=taken[0]["at"], by=data["by"])


def take(turn: Turn, flag: str) -> list[Alert]:
    """A human has it: every waiting alert about this client is settled, and the client's side knows."""
    alert = alert_of(turn, flag)
    client = alert["client"] if alert else ""
    taken = settle(turn, client)
    if taken and client:  # "": erased since
        flags, by = sorted(a["flag"] for a in taken), turn.person.name
        turn.tell(client, "acknowledged", flags=flags, at=turn.now, by=by, therapist=turn.person.id)
        turn.audit("flag_taken", client)
    return taken


def settle(turn: Turn, client: str) -> list[Alert]:
    """No alert about this client waits here any more; a backup who was told hears that it is over."""
    settled = waiting(turn, client)
    flags = {a["flag"] for a in settled}
    for alert in settled:
        alert["taken_at"] = turn.now
        flags_pass.over(turn, alert)
    for talk in turn.talks:
        if talk is not turn.talk and talk.script == TALK and talk.args["flag"] in flags:
            close(turn, talk)
    return settled


def alert_of(turn: Turn, flag: str) -> Alert | None:
    """This therapist's alert about a flag; None when it is not theirs, or long settled."""
    return next((a for a in therapist_of(turn.person).alerts if a["flag"] == flag), None)


def has_backup(turn: Turn) -> bool:
    """Whether somebody else can be told from here."""
    return bool(therapist_of(turn.person).backup_id)


def backup_words(turn: Turn) -> str:
    """How the backup is known; "" when there is none."""
    return therapist_of(turn.person).backup


def rows(person: Person) -> Iterator[Timed]:
    """A flag nobody has taken comes again after an hour, and after a day; one that was lost, sooner."""
    therapist = therapist_of(person)
    open_alerts = [alert for alert in therapist.alerts if not alert["taken_at"]]
    for alert in open_alerts:
        if alert["told"] <= len(AGAIN):
            due = alert["at"] + AGAIN[alert["told"] - 1]
            yield Timed("alert", alert["flag"], due, due + LASTS, 0)
    if therapist.alert_again_at and open_alerts and not person.stopped_at:
        yield Timed("alert_lost", "", therapist.alert_again_at, therapist.alert_again_at + LASTS, 0)


def due(turn: Turn, due: Due) -> None:
    """Nobody has taken it: once more, and the backup hears, unless somebody there is on it."""
    alert = alert_of(turn, due.scope)
    if alert is not None:
        step = alert["told"]
        for other in waiting(turn, alert["client"]):  # several flags of one client come again as one
            other["told"] += other["told"] == step
        turn.not_after = turn.now + 12 * HOUR
        say_alert(turn, alert, passed=flags_pass.pass_again(turn, alert, step))


def due_lost(turn: Turn, due: Due) -> None:
    """An alert did not arrive: once more, as long as the flag is open."""
    therapist_of(turn.person).alert_again_at = 0
    turn.not_after = turn.now + 12 * HOUR
    say_waiting(turn)


TOLD = {"flag": told_flag, "flag_taken": told_taken, **flags_pass.TOLD}
DUE = {"alert": due, "alert_lost": due_lost}
