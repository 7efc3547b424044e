"""Being somebody's backup contact: asked once, a yes of their own, and the way out (SAFETY §2 and S3)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from handlers.answering import answer_text, press
from handlers.client.welcome import wording
from handlers.dialling import next_shared
from handlers.events import Due, Event, Joined, Media, Tap, Text
from handlers.link_parts import Backing
from handlers.safety.leaving_now import leave
from handlers.safety.reached import numbers
from handlers.state import Person, Timed
from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.talking import begin, close
from handlers.times import next_inside
from handlers.turn import DAY, MINUTE, Bind, Changes, House, Invite, Turn
from handlers.week_parts import Consent

ASKED = "backup_ask"
INVITE_LASTS = 7 * DAY
"""A request by text that nobody answers ends after this time (SAFETY §2, CTIA row)."""

LET_GO = 5 * MINUTE
"""After a no the address is kept for this long, so that the closing text can still arrive."""

WHENEVER = 3650 * DAY

NO = frozenset(("no", "n", "nope", "no thanks", "no gracias"))

changes = Changes()


def new_backup(house: House, id: str, name: str, zone: str, channel: str) -> Person:
    """A backup contact before they have agreed."""
    return Person(id, house.practice.id, name, zone, house.practice.language, channel)


def is_only(person: Person) -> bool:
    """Whether this person is here as a backup contact and as nothing else."""
    return person.client is None and person.therapist is None


def backing(turn: Turn, therapist: str) -> Backing | None:
    """What there is between this person and that therapist."""
    return next((b for b in turn.person.backs if b.therapist == therapist), None)


def told_asked(turn: Turn, data: Mapping[str, Any]) -> None:
    """Somebody of this practice is named as backup; a client is never asked, and nobody learns why not."""
    if turn.person.client is not None and turn.person.therapist is None:
        return
    mine = _note(turn, data["of"], data["name"], data.get("zones", ()))
    if turn.person.therapist is not None:
        _ask(turn, mine, "backup/ask")
    else:
        _ask_or_wait(turn, mine)


def told_invited(turn: Turn, data: Mapping[str, Any]) -> None:
    """Somebody new: by SMS the opt-in text, by day wherever they may be; on Telegram a one-use code."""
    mine = _note(turn, data["of"], data["of_name"], data.get("zones", ()))
    if data["code"]:
        turn.invites.append(Invite(data["code"], turn.person.id, "backup", data["until"]))
        return
    turn.binds.append(Bind("sms", data["phone"], "invited"))
    _ask_or_wait(turn, mine)


def _note(turn: Turn, therapist: str, name: str, zones: Sequence[str]) -> Backing:
    mine = Backing(therapist, name, turn.now, zones=list(zones))
    turn.person.let_go_at = 0
    turn.person.backs = [*(b for b in turn.person.backs if b.therapist != therapist), mine]
    turn.audit("backup_asked", turn.person.id)
    return mine


def _ask_or_wait(turn: Turn, mine: Backing) -> None:
    """Inside the practice's hours wherever this number may be; one that agreed to nothing yet is invited."""
    practice = turn.house.practice
    opening = next_shared(mine.zones or [turn.person.zone], turn.now, practice.client_hours)
    if opening is None:
        opening = next_inside(practice.zone, turn.now, practice.client_hours)
    mine.invite_at = opening if opening > turn.now else 0
    if mine.invite_at:
        return
    known = any(state == "active" for _, _, state in turn.addresses)
    _ask(turn, mine, "backup/ask" if known else "backup/invite")


def _ask(turn: Turn, mine: Backing, prompt: str) -> None:
    mine.invite_at, mine.asked_at = 0, turn.now
    begin(turn, ASKED, {"of": mine.name, "therapist": mine.therapist, "prompt": prompt})


def rows(person: Person) -> Iterator[Timed]:
    """Opt-in texts that wait for their hours, requests nobody answers, and an address after a no."""
    if person.let_go_at:
        yield Timed("backup_let_go", "", person.let_go_at, person.let_go_at + WHENEVER, 0)
    for mine in person.backs:
        if is_only(person) and mine.agreed is None and not person.stopped_at:
            lapse = max(mine.asked_at, mine.invite_at) + INVITE_LASTS
            yield Timed("backup_lapse", mine.therapist, lapse, lapse + WHENEVER, 0)
        if mine.invite_at:
            yield Timed("backup_invite", mine.therapist, mine.invite_at, mine.invite_at + DAY, 0)


def due_invite(turn: Turn, due: Due) -> None:
    """The hours have begun."""
    mine = backing(turn, due.scope)
    if mine is not None:
        _ask_or_wait(turn, mine)


def due_lapse(turn: Turn, due: Due) -> None:
    """Seven days without an answer: the request ends, and a number that agreed to nothing is let go."""
    mine = backing(turn, due.scope)
    if mine is None:
        return
    for talk in turn.talks:
        if talk.script == ASKED and talk.args["therapist"] == mine.therapist:
            close(turn, talk)
    _answered(turn, mine.therapist, "", agreed=False)
    if not turn.person.backs:
        _let_go(turn)
    turn.audit("invite_lapsed")


def due_let_go(turn: Turn, due: Due) -> None:
    """The closing text is out: the address is nobody's again, unless they stopped, which is kept."""
    turn.person.let_go_at = 0
    if is_only(turn.person) and not turn.person.backs:
        _let_go(turn)


def _let_go(turn: Turn) -> None:
    for channel, address, state in turn.addresses:
        if state == "invited":
            turn.binds.append(Bind(channel, address, "gone"))


def joined(turn: Turn, event: Joined) -> None:
    """The link was opened: what it is about, and the question."""
    turn.person.channel = event.channel
    for mine in turn.person.backs[-1:]:
        _ask(turn, mine, "backup/ask")


def backup_ask(ctx: Ctx) -> Script:
    """A yes of their own before the first notice (SAFETY §2)."""
    args = ctx.args
    if args["prompt"] == "backup/invite":
        yield Ask(args["prompt"], "text", "invite", args)
        return
    answer = yield Ask(args["prompt"], "choice", "consent", args, ("yes", "no"))
    agreed = answer.value == "yes"
    yield Do("answer_backup", {"therapist": args["therapist"], "agreed": agreed})
    yield Say("backup/agreed" if agreed else "backup/declined", "reply", args)


@changes.change(undo="bar")
def answer_backup(turn: Turn, therapist: str, agreed: bool) -> dict[str, Any]:
    """Keep the yes with the wording it answered, or let the whole thing go."""
    asked = turn.talk.asked if turn.talk else None
    _answered(turn, therapist, asked.message if asked else "", agreed=agreed)
    return {}


def _answered(turn: Turn, therapist: str, shown: str, *, agreed: bool) -> None:
    person, mine = turn.person, backing(turn, therapist)
    if mine is None:
        return
    if not agreed:
        person.backs.remove(mine)
        turn.tell(therapist, "backup_declined", backup=person.id, name=person.name)
        return
    mine.agreed = Consent("backup", turn.now, wording(shown), person.channel, person.id)
    turn.keep("consent", what="backup", given_at=turn.now, wording=mine.agreed.wording, by=person.id)
    turn.audit("consent", "backup")
    turn.tell(therapist, "backup_known", backup=person.id, name=person.name)


def receives(turn: Turn, event: Event) -> bool:
    """Whether this came from somebody who is only a backup contact; distress was answered before."""
    if not is_only(turn.person):
        return False
    if isinstance(event, Tap) and not turn.person.stopped_at:
        press(turn, event)
    elif isinstance(event, Text):
        _text(turn, event)
    elif isinstance(event, Media) and not turn.person.stopped_at:
        _say_what(turn)
    return True


def _text(turn: Turn, event: Text) -> None:
    heard = turn.hear(event.text)
    word = heard.carrier
    if word == "help":
        turn.say("help", "backup/help", **numbers(turn), names=_names(turn))
    elif turn.person.stopped_at:
        if word == "start":
            _start(turn)
    elif heard.wants_out:
        _stop(turn)
    elif not _answers_invite(turn, event) and not answer_text(turn, event):
        _say_what(turn)


def _answers_invite(turn: Turn, event: Text) -> bool:
    """YES or NO to the opt-in text, in any wording; anything else is asked what is meant."""
    talk = next((t for t in turn.talks if t.script == ASKED and t.args["prompt"] == "backup/invite"), None)
    mine = backing(turn, talk.args["therapist"]) if talk else None
    if talk is None or talk.asked is None or mine is None or turn.now - mine.asked_at > INVITE_LASTS:
        return False
    agreed = turn.house.opt_out.opts_in(event.text)
    if not agreed and event.text.strip(" .!").casefold() not in NO:
        turn.say("consent", "backup/yes_or_no", of=mine.name)
        return True
    if agreed:
        _activate(turn)
    _answered(turn, mine.therapist, talk.asked.message, agreed=agreed)
    close(turn, talk)
    turn.say("reply", "backup/agreed" if agreed else "backup/declined", of=mine.name)
    if not turn.person.backs:
        turn.person.let_go_at = turn.now + LET_GO
    return True


def _activate(turn: Turn) -> None:
    for channel, address, _ in turn.addresses:
        turn.binds.append(Bind(channel, address, "active"))


def _names(turn: Turn) -> list[str]:
    return [mine.name for mine in turn.person.backs if mine.agreed]


def _say_what(turn: Turn) -> None:
    names = _names(turn)
    turn.say("reply", "backup/what" if names else "backup/nothing", names=names)


def _stop(turn: Turn) -> None:
    """STOP ends it at once; every therapist concerned hears that nobody backs them now."""
    names = _names(turn)
    resign(turn)
    leave(turn)
    turn.say("optout", "backup/stopped", **numbers(turn), names=names)


def resign(turn: Turn) -> None:
    """This person is nobody's backup any more."""
    for mine in turn.person.backs:
        turn.tell(mine.therapist, "backup_gone", backup=turn.person.id)
    turn.person.backs = []


def _start(turn: Turn) -> None:
    turn.person.stopped_at = 0
    _activate(turn)
    turn.say("optout", "backup/again")


def told_ended(turn: Turn, data: Mapping[str, Any]) -> None:
    """The therapist names nobody, or somebody else."""
    mine = backing(turn, data["of"])
    if mine is not None:
        turn.person.backs.remove(mine)
        if mine.agreed:
            turn.say("alert", "backup/ended", of=mine.name)


SCRIPTS = {ASKED: backup_ask}
TOLD = {"backup_asked": told_asked, "backup_invited": told_invited, "backup_ended": told_ended}
DUE = {"backup_invite": due_invite, "backup_lapse": due_lapse, "backup_let_go": due_let_go}
