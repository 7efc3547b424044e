"""Distress is answered first, in every state, with a fixed text; a human is told (SAFETY §3)."""

import re
from typing import Any

from handlers import spoken
from handlers.answering import press
from handlers.answers import read
from handlers.ask import Read
from handlers.client.people import assignment as find_assignment
from handlers.client.people import bonds, client_of, told
from handlers.events import Media, Tap, Text
from handlers.safety.flags_raise import NAMELESS, item9, raise_flag, urge
from handlers.safety.reached import numbers
from handlers.state import Client
from handlers.talk import Ask, Ctx, Say, Script
from handlers.talking import begin, reply_to
from handlers.therapist import commands as therapist_commands
from handlers.times import local
from handlers.turn import HOUR, Changes, Turn

FULL_AGAIN = 6 * HOUR
"""The full text is not repeated within this time (SAFETY S6)."""

OWN = frozenset(("safety", "stopping", "answer_or_stop"))
"""Talks whose buttons work in every state, and which claim no other words."""

changes = Changes()

_CLAUSES = re.compile(r"[.,;:!?\n]")
_WORDY = frozenset(("text", "list"))


def answers(turn: Turn, words: str) -> bool:
    """Whether the words were answered here and go no further.

    Tier 1: the card, a hold, an alert. Tier 2: the numbers beside whatever the words were meant for.
    "Stop, I want to end it": risk first, then whether the messages are to stop.
    """
    sos, tier, said = _read(turn, words)
    if not tier:
        return False
    if _is_therapist(turn, sos=sos):
        return _beside_work(turn, words, sos=sos)
    unsure = tier == 2 and turn.hear(words).request == "perhaps"  # "ya no quiero nada" is said of both
    stops = not turn.person.stopped_at and (unsure or _asks_to_stop(turn, words))
    if tier == 1:
        _card(turn, said, "sos" if sos else "words", plain=stops and turn.person.channel == "sms")
    else:
        _numbers(turn, words, "words")
    if stops:
        begin(turn, "stopping", {"was": client_of(turn.person).paused_until})
    return tier == 1 or stops


def _read(turn: Turn, words: str) -> tuple[bool, int, str]:
    """Whether it is an SOS, the tier (0: none), and the words it was found in.

    Where several texts are being gathered, "i want to" and "die" are read as one.
    """
    if not words:
        return False, 0, words
    heard = turn.hear(words)
    if heard.sos:
        return True, 1, words
    if heard.risk:
        return False, heard.risk.tier, words
    talk = turn.open_talk()
    joined = f"{talk.gathered[-1]} {words}" if talk is not None and talk.gathered else ""
    together = turn.house.risk.tier(joined) if joined else None
    return False, 1 if together and together.tier == 1 else 0, joined


def told_to(turn: Turn, client: Client) -> dict[str, Any]:
    """Who gets the notice, as far as this phone may show it."""
    reached = [] if client.stage == "declined" else [b for b in told(client) if b.unheard != "nobody"]
    names = [b.name for b in reached if not b.unheard and client.stage not in NAMELESS]
    return {"therapists": names, "told": bool(reached)}


def _card(turn: Turn, words: str, source: str, *, plain: bool) -> None:
    """The full card, or the short one; `plain` has no buttons, as digits belong to the question after it."""
    client = client_of(turn.person)
    client.last_reply_at, client.silent_cue_days = turn.now, 0
    raise_flag(turn, 1, source, words)
    args = {
        **numbers(turn, client.region),
        **told_to(turn, client),
        "held": client.stage == "joined" and not client.ended_at,
    }
    if client.numbers_at and turn.now - client.numbers_at < FULL_AGAIN:
        turn.say("safety", "safety/short", **args, asked=source == "sos")
        return
    client.numbers_at = turn.now
    if plain:
        turn.say("safety", "safety/card", **args)
    else:
        begin(turn, "safety", args)


def safety(ctx: Ctx) -> Script:
    """The card. Its buttons ask nothing to be certified: either gets one text, which asks nothing."""
    yield Ask("safety/card", "choice", "safety", ctx.args, ("tell_someone", "something_else"))
    yield Say("safety/rests", "safety", ctx.args)


@changes.change(undo="bar")
def weigh_urge(turn: Turn, assignment: str, rating: float) -> int:
    """A rating of an urge, held against the therapist's level: the card, the numbers, or nothing (S3)."""
    item = find_assignment(client_of(turn.person), assignment)
    if item is None:  # a preview
        return 0
    level = turn.house.practice.urge_level if item.urge is None else item.urge
    tier = urge(rating, level)
    if tier == 1:
        _card(turn, "", "urge", plain=False)
    elif tier == 2:
        _numbers(turn, "", "urge")
    return tier


@changes.change(undo="bar")
def weigh_item9(turn: Turn, given: str, title: str, answer: int) -> int:
    """An answer about thoughts of death, held against last time's: the card, the numbers, or nothing (S3)."""
    found = next((one for one in client_of(turn.person).measures if one.id == given), None)
    if found is None:
        return 0
    earlier = [one.values[-1] for one in found.results[:-1] if one.values and one.values[-1] is not None]
    tier = item9(answer, earlier[-1] if earlier else None)
    if tier == 1:
        _card(turn, "", title, plain=False)
    elif tier == 2:
        _numbers(turn, "", title)
    return tier


def _numbers(turn: Turn, words: str, source: str) -> None:
    """Tier 2: shown whole, then short (S6), noted for the next digest; the words still go their way."""
    client = client_of(turn.person)
    if client.stage not in NAMELESS:
        raise_flag(turn, 2, source, words)
    shown_at, lines = max(client.numbers_at, client.soft_at), numbers(turn, client.region)
    if not shown_at or turn.now - shown_at >= FULL_AGAIN:
        client.soft_at = turn.now
        turn.say("safety", "safety/numbers", **lines, source=source)
    elif source == "words":
        turn.say("safety", "safety/short", **lines, therapists=[], asked=False)


def _asks_to_stop(turn: Turn, words: str) -> bool:
    """Whether a part of the text that says nothing of risk asks us to stop; "end it all" does not."""
    risk, opt_out = turn.house.risk, turn.house.opt_out
    parts = [part for part in _CLAUSES.split(words) if part.strip()]
    return any(opt_out.wants_out(part) and risk.tier(part) is None for part in parts)


def _is_therapist(turn: Turn, *, sos: bool) -> bool:
    """Whether this person speaks as a therapist; SOS from somebody's client is always their own."""
    client = turn.person.client
    if client is not None and sos and bonds(client):
        return False
    return client is None or turn.person.role == "therapist"


def _beside_work(turn: Turn, words: str, *, sos: bool) -> bool:
    """A therapist writes about risk all day: the numbers, no flag, and nothing at all inside a command."""
    said = spoken.understood(words.strip(), "therapist", turn.person.language)
    word = said[0] if said else words.strip().split(None, 1)[0].lstrip("/").casefold()
    works = turn.person.therapist is not None  # a backup contact has no commands and no work here
    if works and not sos and (words.lstrip().startswith("/") or word in therapist_commands.TABLE):
        return False
    if turn.person.supports and not works:  # a supporter is told what a stranger is
        turn.say("safety", "safety/card", **numbers(turn), therapists=[], told=False)
        return True
    turn.say("safety", "safety/yourself", **numbers(turn))
    talk = turn.open_talk()
    asked = talk.asked if talk else None
    return sos or not works or asked is None or not (asked.kind in _WORDY or asked.free)


def takes(turn: Turn, event: Text | Tap | Media) -> bool:
    """A button of the card counts in every state; words that are none of its labels belong elsewhere."""
    own = [t for t in turn.talks if t.script in OWN and t.asked is not None]
    if isinstance(event, Tap) and any(t.id == event.talk for t in own):
        press(turn, event)
        return True
    talk = next((t for t in own if t.state == "open"), None)
    if talk is None or talk.asked is None:
        return False
    if isinstance(event, Text):
        today = local(turn.now, turn.person.zone).date()
        found = read(talk.asked, event.text, language=turn.person.language, today=today)
        if isinstance(found, Read):
            reply_to(turn, talk, found.value, found.words or event.text)
            return True
    talk.state = "suspended"  # its buttons stay; it is not asked again
    return False


SCRIPTS = {"safety": safety}
