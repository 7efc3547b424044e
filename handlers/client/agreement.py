"""What the two agreed, on a card: shown when it is made and by the word for it, confirmed or changed there.

What, when, where, how often, how long, how it will be known (CONTENT A-65). The client may change it, and
both see the change: the therapist has a line of news, and the summary says it.
"""

from collections.abc import Callable
from typing import Any

from handlers.client import snapshots, week
from handlers.client.asking import private_part
from handlers.client.doing import CHOICES, at_hand, nothing
from handlers.client.people import active, client_of
from handlers.client.plan import when
from handlers.state import Person
from handlers.talk import Ask, Ctx, Do, Reply, Say, Script
from handlers.talking import begin
from handlers.turn import Turn
from handlers.week_parts import Assignment

CARDS = frozenset(("agreement/card", "agreement/made"))
"""The texts that are the card."""

RHYTHMS = ("once", "3x", "daily")


def is_pinned(person: Person, prompt: str) -> bool:
    """Whether this text stays on top of the chat: never where texts are neutral or the phone is shared."""
    client = person.client
    return prompt in CARDS and client is not None and not (client.discreet or client.lock_word)


def agreement(turn: Turn, rest: str) -> None:
    """AGREEMENT: what was agreed; with several things running and none of them at hand, which one."""
    items = active(client_of(turn.person))[: len(CHOICES)]
    if not items:
        nothing(turn)
        return
    first = at_hand(turn)
    items.sort(key=lambda item: item is not first)
    begin(turn, "agreement", {"items": [part(turn, item) for item in items]})


def part(turn: Turn, item: Assignment) -> dict[str, Any]:
    """One agreement as a talk keeps it: the words of its card, and what a change of it needs."""
    made = snapshots.delivery(turn, item)["plan"]
    return {"assignment": item.id, "card": card(turn, item), "plan": made, "small": item.small}


def card(turn: Turn, item: Assignment) -> dict[str, Any]:
    """What stands on the card."""
    about = snapshots.card(turn, item)
    names = ("therapist", "title", "what", "rhythm", "session_at", "passes", "minutes", "optional")
    return {
        **{name: about[name] for name in names},
        "at": week.cue_clock(turn.person, item),
        "first_at": week.first_cue_at(turn.person, item, turn.now),
        "moment": item.plan.moment,
        "obstacle": item.plan.obstacle,
        "sign": item.sign,
        "mine": item.mine,
    }


def agreement_talk(ctx: Ctx) -> Script:
    """The card; that is it, or something on it is to be another way."""
    items = ctx.args["items"]
    which = 0
    if len(items) > 1:
        titles = [{"title": one["card"]["title"]} for one in items]
        picked = yield Ask(
            "agreement/which", "choice", "reply", {"items": titles}, CHOICES[: len(items)], skip=True
        )
        if picked.skipped:
            return
        which = CHOICES.index(picked.value)
    one = items[which]
    choice = yield Ask("agreement/card", "choice", "card", one["card"], ("fits", "change"), skip=True)
    if choice.value == "change":
        yield from _change(one)
    elif choice.value == "fits":
        yield Do("agree", {"assignment": one["assignment"]})
        yield Say("agreement/agreed", "reply", one["card"])


def _change(one: dict[str, Any]) -> Script:
    """One thing of it; then the card as it is now, which the therapist sees as well."""
    words = one["card"]
    sized = not one["plan"]["avoidance_sensitive"] and one["plan"]["small_minutes"] < words["minutes"]
    sizes = ("full",) if one["small"] else ("small",) if sized else ()
    parts = ("often", "when", *sizes, "what")
    part = yield Ask("agreement/change", "choice", "reply", words, parts, skip=True)
    change = (yield from _NEW.get(part.value, _size)(one, part)) if not part.skipped else {}
    if not change:
        yield Say("menu/left", "reply")
        return
    now = yield Do("edit_agreement", {"assignment": one["assignment"], **change})
    yield Say("agreement/changed", "card", now)


def _often(one: dict[str, Any], part: Reply) -> Script:
    others = tuple(rhythm for rhythm in RHYTHMS if rhythm != one["card"]["rhythm"])
    often = yield Ask("agreement/often", "choice", "reply", one["card"], others, skip=True)
    return {} if often.skipped else {"part": "often", "value": often.value}


def _when(one: dict[str, Any], part: Reply) -> Script:
    made = yield from when(one["plan"])
    return {"part": "at", "value": made["at"], "before": one["plan"]["at"]}


def _what(one: dict[str, Any], part: Reply) -> Script:
    """In the client's own words; those after PRIVATE are no agreement, and stay with them."""
    said = yield Ask("agreement/what", "text", "reply", one["card"], skip=True)
    words, own = private_part(said.words) if not said.skipped else ("", False)
    if own:
        yield Do("keep_back", {"words": words, "about": one["card"]["title"]})
    return {} if own or not words else {"part": "what", "value": words}


def _size(one: dict[str, Any], part: Reply) -> Script:
    yield from ()
    return {"part": "size", "value": part.value}


_NEW: dict[str, Callable[[dict[str, Any], Reply], Script]] = {"often": _often, "when": _when, "what": _what}
SCRIPTS = {"agreement": agreement_talk}
