"""From a therapist's alert to their backup: when it is passed on, what comes back, what got lost (S3)."""

from collections.abc import Mapping
from typing import Any

from handlers.client.people import bonds
from handlers.events import Blocked, NotDelivered
from handlers.therapist.caseload import is_away
from handlers.therapist.measure_backup import without_backup
from handlers.therapist.whom import therapist_of
from handlers.times import inside, local
from handlers.turn import HOUR, MINUTE, Turn

AGAIN = (HOUR, 24 * HOUR)
"""Without an answer a flag comes again this long after it was raised."""

LADDER = (5 * MINUTE, 15 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR)
"""An alert that did not arrive is said again after these, the last over and over, while the flag is open."""

Alert = dict[str, Any]


def waiting(turn: Turn, client: str | None = None) -> list[Alert]:
    """The alerts nobody has taken, about this client ("": erased since) or about all, oldest first."""
    alerts = therapist_of(turn.person).alerts
    return [a for a in alerts if not a["taken_at"] and client in (None, a["client"])]


def looks_away(turn: Turn) -> bool:
    """Whether the therapist is not looking now: stopped, locked out, away, or outside the hours they set."""
    side, person = therapist_of(turn.person), turn.person
    outside = side.alert_hours and not inside(local(turn.now, person.zone).time(), side.alert_hours)
    locked_out = side.lock.refused_until > turn.now
    return bool(person.stopped_at or outside or locked_out) or is_away(side, person.zone, turn.now)


def standing(turn: Turn, client: str) -> str:
    """What an alert about this client says of the backup: told from here, asked, only words, or nothing."""
    side = therapist_of(turn.person)
    if side.backup_id == client != "":
        return "words"
    return "told" if side.backup_id else "asked" if side.backup_asked else "words" if side.backup else ""


def pass_on(turn: Turn, alert: Alert, *, again: bool = False) -> bool:
    """The backup hears now, without a name or words, if there is one who can be told from here."""
    backup = therapist_of(turn.person).backup_id
    if not backup or backup == alert["client"]:  # nobody is the backup for their own flag
        return False
    alert["backup"] = "told"
    if not _has_it_already(turn, alert["client"], backup):
        which = {"of": turn.person.id, "flag": alert["flag"], "at": alert["at"]}
        turn.tell(backup, "flag_backup", **which, again=again, deaf=bool(turn.person.stopped_at))
        turn.audit("flag_passed", alert["client"])
    return True


def _has_it_already(turn: Turn, client: str, backup: str) -> bool:
    """A backup who is this client's therapist too has had the flag as their own, or it is about them."""
    if client == backup:
        return True
    view = turn.views.get(client)
    side = view.person.client if view else None
    return side is not None and any(bond.therapist == backup for bond in bonds(side))


def pass_again(turn: Turn, alert: Alert, step: int) -> bool:
    """Nobody has taken it: the backup hears, unless they are on it (for a day) or reached the therapist."""
    state = alert.get("backup", "")
    if state == "reached" or (state == "on_it" and step == 1):
        return False
    return pass_on(turn, alert, again=bool(state) or step > 1)


def over(turn: Turn, alert: Alert) -> None:
    """It is taken: a backup who was told hears that nothing more is needed."""
    side = therapist_of(turn.person)
    told = alert.get("backup") in ("told", "on_it") and side.backup_id
    if told and not _has_it_already(turn, alert["client"], side.backup_id):
        turn.tell(side.backup_id, "flag_over", of=turn.person.id, flag=alert["flag"], at=alert["at"])
    if not waiting(turn):
        side.alert_again_at = side.alert_tries = 0


def undelivered(turn: Turn, event: NotDelivered | Blocked) -> None:
    """An alert did not arrive, or is held up: the backup hears at once, and it is said again (SAFETY S3)."""
    if isinstance(event, Blocked) or event.kind != "alert":
        return
    for mine in turn.person.backs:
        if mine.agreed and event.failure != "delayed":
            turn.tell(mine.therapist, "backup_unreached", backup=turn.person.id)
    if turn.person.therapist is None or not waiting(turn):
        return
    pass_all(turn)
    if event.failure != "delayed":
        side = turn.person.therapist
        side.alert_again_at = turn.now + LADDER[min(side.alert_tries, len(LADDER) - 1)]
        side.alert_tries += 1
    turn.audit("alert_undelivered", turn.person.id)


def pass_all(turn: Turn) -> None:
    """Every client's newest alert goes to the backup who has not heard of it."""
    for alert in {one["client"]: one for one in waiting(turn)}.values():
        if not alert.get("backup"):
            pass_on(turn, alert)


def told_acked(turn: Turn, data: Mapping[str, Any]) -> None:
    """The backup answered: recorded, told, and the flag stays open."""
    for alert in waiting(turn):
        if alert["flag"] == data["flag"] and data["backup"] == therapist_of(turn.person).backup_id:
            alert["backup"], alert["by"] = data["how"], data["name"]
            turn.say("alert", "backup/acked", urgent=True, name=data["name"], how=data["how"], at=alert["at"])


def told_unreached(turn: Turn, data: Mapping[str, Any]) -> None:
    """The text to the backup did not arrive: said once a flag; they are tried again when it comes again."""
    if data["backup"] != therapist_of(turn.person).backup_id:
        return
    for alert in waiting(turn):
        if alert.get("backup") == "told":
            alert["backup"] = "unreached"
            turn.say("alert", "backup/unreached", urgent=True, at=alert["at"])


def told_known(turn: Turn, data: Mapping[str, Any]) -> None:
    """The one who was asked agreed: from now on flags go there, also those that wait longer than an hour."""
    side = therapist_of(turn.person)
    if data["backup"] != side.backup_asked:
        turn.tell(data["backup"], "backup_ended", of=turn.person.id)
        return
    if side.backup_id not in ("", data["backup"]):
        turn.tell(side.backup_id, "backup_ended", of=turn.person.id)
    side.backup, side.backup_id, side.backup_asked = data["name"], data["backup"], ""
    turn.say("notice", "backup/known", name=data["name"])
    _tell_clients(turn, "backup")
    if looks_away(turn) or any(turn.now - a["at"] >= AGAIN[0] for a in waiting(turn)):
        pass_all(turn)


def told_declined(turn: Turn, data: Mapping[str, Any]) -> None:
    """The one who was asked said no: who was the backup until now still is."""
    side = therapist_of(turn.person)
    if data["backup"] == side.backup_asked:
        side.backup_asked = ""
        side.backup = side.backup if side.backup_id else ""
        turn.say("notice", "backup/not_known", name=data["name"])


def told_gone(turn: Turn, data: Mapping[str, Any]) -> None:
    """The backup ended it: nobody is told of flags but the therapist, and no card may say otherwise."""
    side = therapist_of(turn.person)
    if data["backup"] == side.backup_id:
        name, side.backup, side.backup_id = side.backup, "", ""
        for alert in waiting(turn):
            alert["backup"] = alert["by"] = ""
        turn.say("notice", "backup/gone", name=name)
        without_backup(turn)
        _tell_clients(turn, "nobody")


def _tell_clients(turn: Turn, unheard: str) -> None:
    """While the therapist takes no texts, their clients' card says who does hear."""
    if turn.person.stopped_at:
        for case in therapist_of(turn.person).cases:
            if not case.ended_at or case.client in turn.former:
                turn.tell(case.client, "unheard", therapist=turn.person.id, unheard=unheard)


TOLD = {
    "backup_acked": told_acked,
    "backup_unreached": told_unreached,
    "backup_known": told_known,
    "backup_declined": told_declined,
    "backup_gone": told_gone,
}
