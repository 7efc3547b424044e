"""Somebody's side of being a client's supporter: a yes of their own, what comes, one short cheer back (G-33).

They hear who asks, and nothing the client did not pick. Distress of theirs is answered as anybody's, with
the numbers, and told to nobody: no relation to a practice follows from being somebody's supporter.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from handlers import cheer, spoken
from handlers.answering import answer_text, press
from handlers.answers_words import brief, fold
from handlers.client.beside import LET_GO, call_off, over, resign, say_by_day
from handlers.client.welcome import wording_shown
from handlers.events import Blocked, Due, Event, Joined, NotDelivered, Tap, Text
from handlers.link_parts import Supporting
from handlers.safety.flags_asked import is_only
from handlers.safety.leaving_now import leave
from handlers.safety.reached import numbers
from handlers.state import Person, Timed
from handlers.stranger import code_in
from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.talking import ask_again, begin
from handlers.turn import DAY, Changes, Invite, Turn
from handlers.week_parts import Consent

ASKED = "support_ask"
WHAT = "supporter"
CHEER_FOR = 2 * DAY
"""So long after something came what a supporter writes is a cheer."""

WHENEVER = 3650 * DAY
GOES = ("delete", "erase")

changes = Changes()


def told_invited(turn: Turn, data: Mapping[str, Any]) -> None:
    """A client named somebody: a one-use code waits; nothing is sent to anybody."""
    one = Supporting(data["client"], data["of"], turn.now, data["until"], region=data.get("region", ""))
    turn.person.language = data.get("language") or turn.person.language
    turn.person.supports = [*turn.person.supports, one]
    turn.invites.append(Invite(data["code"], turn.person.id, WHAT, data["until"]))


def joined(turn: Turn, event: Joined) -> bool:
    """The code was used: what it is, what it isn't, and the question. Whether it was for this."""
    one = next((s for s in turn.person.supports if s.agreed is None), None)
    if one is None:
        return False
    turn.person.channel = event.channel
    begin(turn, ASKED, {"of": one.name, "client": one.client, "emergency": numbers(turn)["emergency"]})
    return True


def support_ask(ctx: Ctx) -> Script:
    """A yes of their own before anything comes."""
    args = ctx.args
    answer = yield Ask("supporter/ask", "choice", "consent", args, ("yes", "no"))
    agreed = answer.value == "yes"
    yield Do("answer_support", {"client": args["client"], "agreed": agreed})
    yield Say("supporter/agreed" if agreed else "supporter/declined", "reply", args)


@changes.change(undo="bar")
def answer_support(turn: Turn, client: str, agreed: bool) -> dict[str, Any]:
    """Kept with the wording it answers; or all of it goes."""
    person, one = turn.person, cheer.support_of(turn, client)
    if one is None:
        return {}
    if not agreed:
        resign(turn, client)
        return {}
    one.agreed = Consent(WHAT, turn.now, wording_shown(turn), person.channel, person.id)
    turn.keep("consent", what=WHAT, given_at=turn.now, wording=one.agreed.wording, by=person.id)
    turn.audit("consent", WHAT)
    turn.tell(client, "supporter_known", supporter=person.id)
    return {}


def rows(person: Person) -> Iterator[Timed]:
    """A code nobody used, and the end of somebody who is here for nothing any more."""
    for one in person.supports:
        if one.agreed is None:
            yield Timed("support_lapse", one.client, one.until, one.until + WHENEVER, 0)
    if person.erase_at and is_only(person) and not (person.supports or person.backs):
        yield Timed("erase", "", person.erase_at, person.erase_at + 4 * LET_GO, 0)


def due_lapse(turn: Turn, due: Due) -> None:
    """The code has run out."""
    one = cheer.support_of(turn, due.scope)
    if one is not None and one.agreed is None:
        resign(turn, one.client)


def told_asked(turn: Turn, data: Mapping[str, Any]) -> None:
    """A request for a cheer, or a line the client picked; by day, or when the day begins."""
    one = cheer.support_of(turn, data["client"])
    if one is None or one.agreed is None or turn.person.stopped_at:
        return
    line = bool(data["words"] or data["dots"])
    words = {"of": one.name, "words": data["words"], "dots": data["dots"]}
    prompt = "supporter/line" if line else "supporter/cheer_wanted"
    one.comes_at = say_by_day(turn, prompt, data["client"], **words)
    one.cheer_until = one.comes_at + CHEER_FOR


def told_rests(turn: Turn, data: Mapping[str, Any]) -> None:
    """The client's messages rest after distress: what has not left yet does not leave (SAFETY S4)."""
    one = cheer.support_of(turn, data["client"])
    if one is not None:
        call_off(turn, one)


def told_known_here(turn: Turn, data: Mapping[str, Any]) -> None:
    """Somebody who is here already opened a supporter's code, which is for somebody new."""
    turn.unprompted = False  # it answers them
    turn.say("reply", "supporter/known_here")


def told_elsewhere(turn: Turn, data: Mapping[str, Any]) -> None:
    """The code was opened from a chat that is somebody's already: the client hears as of any no."""
    resign(turn)


def told_over(turn: Turn, data: Mapping[str, Any]) -> None:
    """The client has ended it, or has left."""
    over(turn, data["client"])


def receives(turn: Turn, event: Event) -> bool:
    """Whether this came from somebody who is a supporter; distress was answered before."""
    if not (is_only(turn.person) and (turn.person.supports or turn.person.erase_at)):
        return False
    if turn.person.stopped_at:
        return not turn.person.backs
    if isinstance(event, Tap):
        return _tap(turn, event)
    if isinstance(event, Text):
        return _text(turn, event)
    return not turn.person.backs and _say_what(turn)


def _tap(turn: Turn, tap: Tap) -> bool:
    mine = any(talk.id == tap.talk and talk.script in (ASKED, cheer.SURE) for talk in turn.talks)
    if mine or not turn.person.backs:
        press(turn, tap)
        return True
    return False


def _text(turn: Turn, event: Text) -> bool:
    heard = turn.hear(event.text)
    if heard.carrier == "help":
        turn.say("help", "supporter/help", **numbers(turn), names=_names(turn.person))
        return True
    if heard.wants_out:
        return _stop(turn)
    if _language(turn, event.text):
        return True
    goes = any(spoken.means(event.text, word, language) for word in GOES for language in spoken.TONGUES)
    if goes and not turn.person.backs:
        turn.say("reply", "supporter/deleted")
        resign(turn)
        return True
    talk = turn.open_talk()
    if talk is not None and talk.script == ASKED:
        return answer_text(turn, event) or _say_what(turn)
    if talk is not None and talk.script == cheer.SURE and cheer.answers(turn, talk, event.text):
        return answer_text(turn, event)
    if code_in(event.text):
        turn.say("reply", "joining/code_unknown")
        return True
    if cheer.takes(turn, event.text):
        return True
    return not turn.person.backs and _say_what(turn)


def _language(turn: Turn, words: str) -> bool:
    """A language by its name, or LANGUAGE and one: from now on in that one, the open question as well."""
    said = spoken.understood(words, "client", turn.person.language)
    word, _, rest = words.strip().lstrip("/").partition(" ")
    asks = said is not None and said[0] == "language"
    named = spoken.language_named(words) or spoken.language_of(
        said[1] if said is not None and asks else rest if fold(word) == "language" else ""
    )
    if named in turn.house.phrases():
        turn.person.language = named
        talk = turn.open_talk()
        if talk is not None and talk.script == ASKED:
            ask_again(turn, talk)
            return True
        turn.say("reply", "settings/language_set")
        return True
    if asks or fold(brief(words)).lstrip("/") == "language":
        turn.say("reply", "settings/languages", offered=sorted(turn.house.phrases()))
        return True
    return False


def _stop(turn: Turn) -> bool:
    """At once; the client hears one sentence. Who is also a backup contact stops being that as well."""
    if turn.person.backs:
        return False
    names = _names(turn.person)
    leave(turn)
    turn.say("optout", "supporter/stopped", **numbers(turn), names=names)
    return True


def _names(person: Person) -> list[str]:
    return [one.name for one in person.supports if one.agreed]


def _say_what(turn: Turn) -> bool:
    args = {"names": _names(turn.person), "emergency": numbers(turn)["emergency"]}
    turn.say("reply", "supporter/what", **args)
    return True


def unreachable(turn: Turn, event: NotDelivered | Blocked) -> None:
    """The chat was ended at the provider: that is a STOP."""
    ended = event.failure == "blocked" if isinstance(event, NotDelivered) else not event.resumed
    if ended and turn.person.supports and is_only(turn.person) and not turn.person.stopped_at:
        leave(turn, "blocked")


SCRIPTS = {ASKED: support_ask, **cheer.SCRIPTS}
TOLD = {
    "supporter_invited": told_invited,
    "supporter_asked": told_asked,
    "supporter_rests": told_rests,
    "support_known_here": told_known_here,
    "support_elsewhere": told_elsewhere,
    "supporter_over": told_over,
}
DUE = {"support_lapse": due_lapse}
