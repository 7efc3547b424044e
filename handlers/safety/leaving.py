"""STOP and its family, HELP, START: before anything except distress (DESIGN §8, SAFETY §2)."""

from typing import Any

from handlers.answers_words import fold
from handlers.client import still_me
from handlers.client.joining import LET_GO, begin_welcome
from handlers.client.opened import is_locked
from handlers.client.people import bonds, client_of
from handlers.events import Blocked, NotDelivered, Text
from handlers.safety import leaving_therapist
from handlers.safety.leaving_now import leave
from handlers.safety.reached import numbers
from handlers.state import Client
from handlers.stranger import code_in
from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.talking import begin, reply_to
from handlers.turn import DAY, Bind, Changes, Turn

WORDY = frozenset(("text", "list"))
"""Kinds of question that any words answer."""

changes = Changes()


def answers(turn: Turn, event: Text) -> bool:
    """Whether the words were a request to end, to begin again or for help; after STOP all else is silence."""
    words, heard = event.text, turn.hear(event.text)
    word = heard.carrier
    if word == "start" and _was_client(turn):
        begin_again(turn)
        return True
    asks_help = word == "help" and turn.person.client is not None and turn.person.role == "client"
    if leaving_therapist.is_therapist(turn) and not asks_help:
        return leaving_therapist.answers(turn, words)
    if turn.person.client is None:
        return False
    if asks_help:
        say_help(turn)
    elif turn.person.stopped_at:
        came_later = event.sent_at >= turn.person.stop_sent_at  # what waited on our side may be read after it
        if came_later and (word == "start" or code_in(words) or _carrier_yes(turn, words)):
            begin_again(turn)
    elif heard.wants_out:
        return _end(turn, event)
    else:
        return False
    return True


def _was_client(turn: Turn) -> bool:
    """Whether a therapist who stopped as somebody's client, and is here as one, may begin again as one."""
    person = turn.person
    client = person.client if person.therapist is not None and person.role == "client" else None
    return client is not None and client.stage == "left" and not person.stopped_at and bool(bonds(client))


def _carrier_yes(turn: Turn, words: str) -> bool:
    """YES by SMS begins again at the carrier (SAFETY 0.5), so it asks anew here too."""
    return turn.person.channel == "sms" and fold(words) == "yes"


def _end(turn: Turn, event: Text) -> bool:
    """At once, unless the words may be the answer to what is open: then it is asked which, or it is plain."""
    talk, words = turn.open_talk(), event.text
    if talk is not None and talk.asked is not None and turn.hear(words).request == "perhaps":
        if talk.asked.kind in WORDY or talk.asked.free:
            args = {"words": words, "talk": talk.id, "was": client_of(turn.person).paused_until}
            begin(turn, "answer_or_stop", args)
            return True
        if any(fold(words) == fold(option.label) for option in talk.asked.options):
            return False
    leave(turn)
    turn.person.stop_sent_at = event.sent_at
    _confirm(turn)
    return True


def silent(turn: Turn) -> bool:
    """Whether this person has stopped the messages: a button or a photo gets no answer either."""
    return bool(turn.person.stopped_at) and not leaving_therapist.is_therapist(turn)


def _confirm(turn: Turn) -> None:
    """One text, which carries the crisis line: an SMS after STOP would be refused (SAFETY S2)."""
    turn.say("optout", "optout/done", **numbers(turn, client_of(turn.person).region))


def say_help(turn: Turn) -> None:
    """What this is, that nobody reads it live, the numbers, and how it ends or begins again."""
    client = client_of(turn.person)
    named = client.stage in ("joined", "left") and bool(bonds(client)) and not is_locked(client, turn.now)
    args = numbers(turn, client.region) | {
        "therapist": bonds(client)[0].name if named else "",
        "joined": client.stage == "joined",
        "stopped": bool(turn.person.stopped_at),
    }
    turn.say("help", "help/client", **args)


def begin_again(turn: Turn) -> None:
    """START after STOP is a new yes; the welcome's questions come anew, on a shared phone after its word."""
    person, client = turn.person, client_of(turn.person)
    if client.stage == "declined":
        _may_be_asked(turn, client)
        return
    if client.stage == "frozen" or client.ended_at or not bonds(client):
        return
    if client.stage == "unsure":
        still_me.begin_again(turn)
        return
    person.stopped_at, client.dead_channels, client.stage = 0, [], "joining"
    for channel, address, _ in turn.addresses:
        turn.binds.append(Bind(channel, address, "active"))
    turn.audit("started_again", person.id)
    begin_welcome(turn, client)


def _may_be_asked(turn: Turn, client: Client) -> None:
    """Somebody who said no, then STOP, then START: soon nobody's number again, which may be invited."""
    turn.person.stopped_at, client.let_go_at, client.invite_wording = 0, turn.now + LET_GO, ""
    for channel, address, _ in turn.addresses:
        turn.binds.append(Bind(channel, address, "invited"))
    turn.say("reply", "joining/may_be_invited")


def blocked(turn: Turn, event: NotDelivered | Blocked) -> bool:
    """The provider says the person ended it there: that is a STOP. Ending the block alone is not a START."""
    if isinstance(event, NotDelivered) and event.failure != "blocked":
        return False
    if leaving_therapist.is_therapist(turn):
        leaving_therapist.blocked(turn, event)
        return True
    client = turn.person.client
    resumed = isinstance(event, Blocked) and event.resumed
    if client is None or resumed or event.channel in client.dead_channels:
        return True
    client.dead_channels.append(event.channel)
    if not turn.person.stopped_at and event.channel == turn.person.channel:
        leave(turn, "blocked")
    return True


def stopping(ctx: Ctx) -> Script:
    """After the card: whether the messages are to stop. Until then they rest."""
    yield Do("rest_messages")
    choice = yield Ask("optout/ask", "choice", "optout", {}, ("stop", "keep"))
    if choice.value == "stop":
        words = yield Do("stop_messages", {"was": ctx.args["was"]})
        yield Say("optout/done", "optout", words)
        return
    yield Do("keep_messages", {"was": ctx.args["was"]})
    yield Say("optout/kept", "optout")


def answer_or_stop(ctx: Ctx) -> Script:
    """Words like "leave me alone" may be an answer or meant for us; until that is said all rests."""
    was = {"was": ctx.args["was"]}
    yield Do("rest_messages")
    meant = yield Ask("optout/which_meant", "choice", "optout", {}, ("answer", "stop"))
    if meant.value == "stop":
        words = yield Do("stop_messages", was)
        yield Say("optout/done", "optout", words)
        return
    yield Do("keep_messages", was)
    yield Do("take_answer", {"words": ctx.args["words"], "talk": ctx.args["talk"]})


@changes.change(undo="bar")
def take_answer(turn: Turn, words: str, talk: str) -> dict[str, Any]:
    """The words go where they were meant to go."""
    before = next((t for t in turn.talks if t.id == talk and t.asked is not None), None)
    if before is not None:
        said = "\n".join([*before.gathered, words])
        before.gathered, before.gather_until = [], 0
        reply_to(turn, before, said, said)
    return {}


@changes.change()
def rest_messages(turn: Turn) -> dict[str, Any]:
    """A question about stopping that nobody answers is no reason to go on."""
    client = client_of(turn.person)
    client.paused_until = max(client.paused_until, turn.now + 7 * DAY)
    return {}


@changes.change(undo="bar")
def stop_messages(turn: Turn, was: int) -> dict[str, Any]:
    """STOP after all; the rest until the answer is over."""
    client_of(turn.person).paused_until = was
    leave(turn)
    return numbers(turn, client_of(turn.person).region)


@changes.change(undo="bar")
def keep_messages(turn: Turn, was: int) -> dict[str, Any]:
    """The rest until the answer is over; a hold stays."""
    client_of(turn.person).paused_until = was
    return {}


SCRIPTS = {"stopping": stopping, "answer_or_stop": answer_or_stop}
