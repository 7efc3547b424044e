"""Neutral texts and the shared phone: nothing shows what it is about until somebody replies (DESIGN §4.4)."""

from handlers.answers_words import brief, fold
from handlers.client import agreed
from handlers.client.people import client_of
from handlers.events import Media, Tap, Text
from handlers.state import Client, Person
from handlers.talk import Ask, Ctx, Say, Script, Talk
from handlers.talking import ask_again, go_on, is_fresh, suspend_open
from handlers.turn import HOUR, MINUTE, Message, Turn

OPEN_FOR = 30 * MINUTE
"""Without a reply for this long, content closes."""

LOST_AFTER = 3
"""From this many wrong words on, the text names the way back."""

GUESSES = 10
"""This many wrong words within an hour, and for an hour no word is compared."""

SHOWN_ANYWAY = frozenset(("safety", "optout", "invite", "consent", "welcome", "help", "error"))
"""Kinds that say nothing about what somebody is working on, or answer what cannot wait."""

FIRST_KINDS = {"pace": "notice", "barrier": "barrier", "wrapup": "wrapup", "evening": "barrier"}
"""For scripts that look something up before they speak."""


def closed(turn: Turn) -> bool:
    """Whether content stays shut until the person replies."""
    return shuts(turn.person, turn.now)


def shuts(person: Person, now: int) -> bool:
    """Whether what comes to this client now shows nothing of itself before a reply."""
    client = client_of(person)
    neutral = client.discreet or not agreed.full(person)
    return neutral and now - client.unlocked_at >= OPEN_FOR


def shut(turn: Turn) -> None:
    """At the end of a turn nobody asked for: what would show something waits, and one neutral text goes."""
    client = turn.person.client
    if client is None or not turn.unprompted or turn.person.role != "client" or client.stage != "joined":
        return
    if closed(turn):
        turn.said = [
            message for message in turn.said if _shows_nothing(message) or not _put_by(turn, message)
        ]
    waiting = [talk for talk in turn.talks if talk.state == "waiting" and not talk.announced]
    for talk in waiting:
        talk.announced = True
    if waiting:
        _announce(turn, _first_kind(turn, waiting[-1]))


def _shows_nothing(message: Message) -> bool:
    return message.kind in SHOWN_ANYWAY or not message.unprompted or bool(message.talk)


def _put_by(turn: Turn, message: Message) -> bool:
    """The message as something that waits for the next reply."""
    words = {"kind": message.kind, "prompt": message.prompt, "args": dict(message.args)}
    turn.talks.append(Talk(next(turn.ids), "put_by", words, turn.now, 0, message.about, "waiting"))
    return True


def _announce(turn: Turn, kind: str) -> None:
    until = turn.not_after or turn.now + 12 * HOUR
    turn.said.append(Message(kind, "discreet/new", {}, until, unprompted=True, neutral=True))


def _first_kind(turn: Turn, talk: Talk) -> str:
    """The kind of the text that waits, so that the neutral one is counted and limited like it."""
    step = next(turn.house.scripts[talk.script](Ctx(talk.args, talk.opened_at)))
    return step.says if isinstance(step, Ask | Say) else FIRST_KINDS.get(talk.script, "notice")


def put_by(ctx: Ctx) -> Script:
    """A message that waited."""
    yield Say(ctx.args["prompt"], ctx.args["kind"], ctx.args["args"])


def locked(turn: Turn, event: Text | Tap | Media) -> bool:
    """Whether the agreed word is needed first; any other reply keeps content open for half an hour."""
    client = turn.person.client
    if client is None or turn.person.role != "client":
        return False
    if is_locked(client, turn.now):
        _ask_for_word(turn, client, event)
        return True
    client.unlocked_at = turn.now
    return False


def is_locked(client: Client, now: int) -> bool:
    """Whether the word of a shared phone comes before anything else now."""
    return bool(client.lock_word) and now - client.unlocked_at >= OPEN_FOR


def takes_word(turn: Turn, client: Client, event: Text | Tap | Media) -> bool:
    """Whether this was the agreed word, and it is open now; anything else is asked for it again."""
    if isinstance(event, Text) and turn.now >= client.word_refused_until:
        if fold(brief(event.text)) == client.lock_word:
            client.unlocked_at, client.word_wrong = turn.now, []
            return True
        _note_wrong(client, turn.now)
    ask_word(turn, client)
    return False


def ask_word(turn: Turn, client: Client) -> None:
    """The question for the word; after some wrong ones with the way back, which names nobody."""
    turn.say("reply", "discreet/word", lost=len(client.word_wrong) >= LOST_AFTER)


def _note_wrong(client: Client, now: int) -> None:
    client.word_wrong = [*client.word_wrong, now][-GUESSES:]
    if len(client.word_wrong) == GUESSES and now - client.word_wrong[0] < HOUR:
        client.word_refused_until = now + HOUR


def _ask_for_word(turn: Turn, client: Client, event: Text | Tap | Media) -> None:
    if not takes_word(turn, client, event) or open_newest(turn):
        return
    talk = turn.open_talk()
    if talk is not None and talk.asked is not None:
        ask_again(turn, talk)
    else:
        turn.say("reply", "discreet/unlocked")


def answers(turn: Turn, event: Text) -> bool:
    """Whether this text only said "I'm reading": what waits is said now, and the text kept nowhere."""
    return waits_for_a_reply(turn) and open_newest(turn)


def waits_for_a_reply(turn: Turn) -> bool:
    """Whether something waits for the next words; words in the middle of a talk are that talk's answer."""
    talk = turn.open_talk()
    answering = talk is not None and is_fresh(talk, turn.now)
    return not answering and any(one.state == "waiting" for one in turn.talks)


def open_newest(turn: Turn) -> bool:
    """Say the newest of what waits; what is older can be gone back to."""
    waiting = [t for t in turn.talks if t.state == "waiting"]
    if not waiting:
        return False
    suspend_open(turn)
    for talk in waiting[:-1]:
        if talk.script == "put_by":
            _say_now(turn, talk)
        else:
            talk.state = "suspended"
    _say_now(turn, waiting[-1])
    return True


def _say_now(turn: Turn, talk: Talk) -> None:
    talk.state = "open"
    go_on(turn, talk)


SCRIPTS = {"put_by": put_by}
