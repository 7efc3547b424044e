"""A number may have a new owner: nothing is shown there before the word of the room (SAFETY §5, row 6).

In doubt after 45 days of silence, or when the carrier reports the number as gone (215 of 259 recycled
numbers that were sampled could be exploited). Telegram accounts are not handed on: this is not for them.
"""

from collections.abc import Iterator
from typing import Any

from handlers.answers_words import brief, fold, word_set
from handlers.client import agreed, beside, notices, own_side, week
from handlers.client.people import bonds, client_of
from handlers.client.welcome import welcome_args, wording
from handlers.events import Due, Event, Media, NotDelivered, Tap, Text
from handlers.room_word import room_word
from handlers.safety.release import begin_pace, who_hears
from handlers.state import Client, Person, Timed
from handlers.talk import Ask, Ctx, Script, Talk
from handlers.talking import begin, close, suspend_open
from handlers.times import next_inside
from handlers.turn import DAY, Bind, Turn
from handlers.week_parts import Check

SILENCE = 45 * DAY
"""SAFETY §5 row 6. Numbers are handed on after 45 days or more of disuse (47 CFR 64.1200(m))."""

TRIES = 3
WHENEVER = 3650 * DAY
SPEAK = frozenset(("deliver", "decision", "pace", "cue", "followup", "later", "evening", "letter"))
"""Rows that would have texted the client: with one of these due the word is asked for."""

NOT_ME = word_set(
    "wrong no n nope wrong_number wrong_person not_me thats_not_me"
    " no_soy_yo equivocado equivocada numero_equivocado persona_equivocada"
)
NO_TRY = word_set(
    "yes y yeah ok okay k hi hello hey who what sure thanks start menu todo done later small skip back why"
    " how ask win note private dots progress sees pause resume time hours place language discreet word"
    " export delete rewards wins kept mylist low remind letters energy travel now tell about together"
    " si hola quien que claro gracias ok vale lista hecho luego mini paso atras motivo como pregunta"
    " logro nota privado puntos progreso visto pausa seguir hora horario lugar idioma discreto palabra"
    " copia borrar english espanol premios recompensas logros milista guardado diagris diabajo bajo"
    " descanso diadificil"
    " recuerdame recordarme recordatorio cartas energia viaje ahora contar contarlo acerca"
)
"""Single words that are no attempt at the word: a greeting, or a command of somebody who is back."""

LEADS = frozenset(("its", "it", "is", "the", "my", "word", "yes", "es", "la", "mi", "palabra", "si"))
"""What people put before it."""


def in_doubt(person: Person, now: int) -> bool:
    """Whether this number has been silent for so long that it may be somebody else's by now."""
    client = person.client
    if client is None or person.channel != "sms" or person.therapist is not None:
        return False
    heard = max(client.last_reply_at, person.stopped_at)
    return client.stage in ("joined", "left") and heard > 0 and now - heard >= SILENCE


def look(turn: Turn, event: Event) -> bool:
    """Before anything else of a turn: whether what was due waits for the word instead."""
    if in_doubt(turn.person, turn.now):
        doubt(turn, "silent" if client_of(turn.person).stage == "joined" else "left")
    client = turn.person.client
    if client is None or client.check is None or not isinstance(event, Due) or event.kind not in SPEAK:
        return False
    client.check.wanted_at = client.check.wanted_at or turn.now
    return True


def unreachable(turn: Turn, event: NotDelivered) -> None:
    """The carrier says there is nobody at this number (30003, 30005): whose it is next is not known."""
    client = turn.person.client
    if client is None or client.stage != "joined" or turn.person.therapist is not None:
        return
    if (event.failure, event.channel, turn.person.channel) == ("unreachable", "sms", "sms"):
        doubt(turn, "unreachable")
        check = client.check
        assert check is not None
        check.wanted_at = turn.now + DAY  # the same text would not arrive today either


def doubt(turn: Turn, why: str, word: str = "") -> None:
    """From now on the number shows nothing and gets nothing; what waited there to be opened has lapsed."""
    client = client_of(turn.person)
    client.stage, client.check = "unsure", Check(why, turn.now, word)
    own_side.withdraw(turn)
    suspend_open(turn)
    for talk in own_side.mine(turn):
        talk.gather_until = 0
        if talk.state == "waiting":
            close(turn, talk)
    turn.audit("number_in_doubt", turn.person.id)


def rows(person: Person, client: Client) -> Iterator[Timed]:
    """The word is asked for once something wants to go there, inside the client's hours."""
    check = client.check
    if client.stage != "unsure" or check is None or check.asked_at or person.stopped_at or client.ended_at:
        return
    wanted = [check.wanted_at, *(one["at"] for one in client.notices)]
    wanted += [item.sent_at for item in client.assignments if item.state == "kept"]
    since = check.at if check.why == "verified" else max(wanted, default=0)
    if since:
        due = next_inside(person.zone, max(since, check.at), client.hours)
        yield Timed("still_me", "", due, due + WHENEVER, 0)


def ask_due(turn: Turn, due: Due) -> None:
    """Something wants to go there."""
    ask(turn)


def ask(turn: Turn) -> None:
    """One text without content to the number; the word itself goes to the therapist only."""
    client = client_of(turn.person)
    check = client.check
    assert check is not None
    if not bonds(client):
        turn.say("reply", "still_me/ended")
        return
    known, check.asked_at = bool(check.word), turn.now
    check.word = check.word or room_word(turn, next(turn.codes), turn.person.language)
    for bond in () if known else bonds(client):
        turn.tell(bond.therapist, "still_me", client=turn.person.id, word=check.word, why=check.why)
    turn.audit("asked_for_word", turn.person.id)
    begin(turn, "still_me", {})


def begin_again(turn: Turn) -> None:
    """START from a number in doubt: a yes to texts, but not yet from somebody known."""
    client, person = client_of(turn.person), turn.person
    assert client.check is not None
    person.stopped_at, client.dead_channels, client.check.why = 0, [], "left"
    for channel, address, _ in turn.addresses:
        turn.binds.append(Bind(channel, address, "active"))
    ask(turn)


def still_me(ctx: Ctx) -> Script:
    """Who is this? The word answers, or WRONG."""
    yield Ask("still_me/word", "text", "consent")


def take(turn: Turn, event: Text | Tap | Media) -> None:
    """Whatever the number's holder sends gets the one question, and is kept nowhere."""
    client = client_of(turn.person)
    check, words = client.check, event.text if isinstance(event, Text) else ""
    assert check is not None
    said = fold(brief(words))
    if said.replace(" ", "_") in NOT_ME:
        freeze(turn)
        turn.say("reply", "leaving_data/frozen")
    elif not check.asked_at:
        ask(turn)
    elif _named(said) == fold(check.word):
        _verified(turn, client)
    elif _named(said):
        _another_word(turn, check)
    else:
        turn.say("consent", "still_me/word")


def _named(said: str) -> str:
    """The one word a text offers as the word; "" for a text that offers none."""
    words = said.split()
    while len(words) > 1 and words[0] in LEADS:
        words = words[1:]
    return words[0] if len(words) == 1 and words[0] not in NO_TRY and words[0].isalpha() else ""


def _another_word(turn: Turn, check: Check) -> None:
    check.tries += 1
    if check.tries < TRIES:
        turn.say("consent", "still_me/another")
        return
    freeze(turn, "tries")
    turn.say("reply", "still_me/closed")


def freeze(turn: Turn, how: str = "") -> None:
    """It is somebody else's: nothing is shown or sent any more, and the therapists hear."""
    client = client_of(turn.person)
    client.stage, client.check = "frozen", None
    beside.end_all(turn)
    own_side.close_all(turn)
    for bond in bonds(client):
        turn.tell(bond.therapist, "frozen", client=turn.person.id, how=how)
    own_side.withdraw(turn)
    own_side.goes_back_to_work(turn)
    turn.audit("frozen", turn.person.id)


def _verified(turn: Turn, client: Client) -> None:
    """The right word: it is noted, the therapists hear, and one text asks how to go on. No flood."""
    talk, left = _question(turn), client.check is not None and client.check.why == "left"
    agreed.note(turn, "still_me", turn.now, wording(talk.asked.message) if talk and talk.asked else "")
    client.stage, client.check = "joined", None
    client.last_reply_at = client.unlocked_at = client.rested_until = client.caught_up_at = turn.now
    client.silent_cue_days = 0
    for one in turn.talks:
        if one.script == "still_me":
            close(turn, one)
    for bond in bonds(client):
        bond.told_silent = False
        turn.tell(bond.therapist, "still_me_yes", client=turn.person.id)
    week.plan_all(turn.person, turn.now)
    if left:
        client.stage = "joining"
        begin(turn, "welcome", welcome_args(turn, bonds(client)[0].name))
    elif client.held:
        turn.say("reply", "still_me/held")
    else:
        begin_pace(turn, "", thanks=True)


def _question(turn: Turn) -> Talk | None:
    return next((t for t in turn.talks if t.script == "still_me" and t.asked is not None), None)


def told_unfrozen(turn: Turn, data: dict[str, Any]) -> None:
    """A human knows whose phone it is. A number is still asked for the word; an account is not handed on."""
    client = client_of(turn.person)
    if client.stage != "frozen":
        return
    by = next((bond.name for bond in bonds(client) if bond.therapist == data["therapist"]), "")
    for other in who_hears(turn, client, data["therapist"]):
        turn.tell(other, "reopened", client=turn.person.id, by=by)
    if turn.person.channel == "sms":
        doubt(turn, "verified", data.get("word", ""))
        return
    client.stage, client.rested_until = "joined", turn.now
    week.plan_all(turn.person, turn.now)
    notices.put(turn, "safety/again")


SCRIPTS = {"still_me": still_me}
TOLD = {"unfrozen": told_unfrozen}
