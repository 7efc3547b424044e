"""The wizard for a group: the questions of an assignment once, then one card that names each person."""

from collections.abc import Mapping
from typing import Any

from handlers.content import Option
from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.therapist.assign import Draft
from handlers.therapist.assign_asks import choose_activity
from handlers.therapist.assign_edit import edit
from handlers.therapist.assign_script import fill_in
from handlers.therapist.group_card import IN, OUT

Args = Mapping[str, Any]


def assign_group(ctx: Ctx) -> Script:
    """As `assign`, without the guard's questions: what they would ask stands beside each name."""
    args = ctx.args
    draft = dict(args["draft"])
    if not draft["activity"]:
        draft["activity"] = yield from choose_activity(args)
    if not draft["activity"]:
        return
    draft = yield from fill_in(args, draft)
    yield from _card(args, draft)


def _card(args: Args, draft: Draft) -> Script:
    """Send, somebody out or in, Edit or Cancel, until it is sent or left."""
    chosen: dict[str, str] = {}
    while True:
        asked = {"members": args["members"], "draft": dict(draft), "chosen": dict(chosen)}
        shown = yield Do("draw_group", asked)
        words = {"tag": args["tag"], **shown}
        choice = yield Ask("groups/card", "choice", "card", words, _options(shown))
        if choice.value == "cancel":
            yield Say("assign/cancelled", "reply")
            return
        if choice.value == "send":
            sent = yield Do("send_group", asked)
            yield Say("groups/sent", "reply", {"tag": args["tag"], **sent})
            return
        if choice.value == "who":
            chosen |= yield from _who(shown)
        else:
            draft = yield from edit(args, draft)


def _options(shown: Mapping[str, Any]) -> tuple[str, ...]:
    """Send only while somebody gets it; who gets it only where that can be changed."""
    may = {"send": shown["getting"], "who": any(one["can"] for one in shown["people"])}
    return tuple(option for option in ("send", "who", "edit", "cancel") if may.get(option, True))


def _who(shown: Mapping[str, Any]) -> Script:
    """Whoever is named changes sides: left out, or put in."""
    there = [one for one in shown["people"] if one["can"]]
    options = tuple(Option(one["client"], one["name"]) for one in there)
    picked = yield Ask("groups/who", "multi", "reply", {"people": there}, options, skip=True)
    named = [] if picked.skipped else picked.value
    return {one["client"]: IN if one["out"] else OUT for one in there if one["client"] in named}


SCRIPTS = {"assign_group": assign_group}
