"""The assignment wizard: activity, guard, when and how often, note, then the card (CONTENT E4)."""

from collections.abc import Mapping
from typing import Any

from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.therapist.assign import Draft
from handlers.therapist.assign_asks import ask_fill, ask_note, ask_rhythm, ask_time, choose_activity
from handlers.therapist.assign_edit import edit
from handlers.therapist.guard import WAYS, guarded

Args = Mapping[str, Any]
PROMPTS = {"not_linked": "couple/not_linked"}
OF_ONE = ("same",)
"""What the guard offers that takes over what was made for one person: never for two (CONTENT G-34)."""


def assign(ctx: Ctx) -> Script:
    """From a line or half a line to the card, and from the card to the client."""
    args = ctx.args
    draft = dict(args["draft"])
    if not draft["activity"]:
        draft["activity"] = yield from choose_activity(args)
    if not draft["activity"]:
        return
    ways = tuple(way for way in WAYS if not (args.get("also") and way in OF_ONE))
    draft = yield from guarded(args, draft, ways)
    if draft:
        draft = yield from fill_in(args, draft)
        yield from card(args, draft)


def fill_in(args: Args, draft: Draft) -> Script:
    """When and how often, note and blanks; a line that says when and how often goes to the card at once."""
    if draft["rhythm"] and draft["at"]:
        return draft
    suggested = yield Do("suggested_rhythm", {"activity": draft["activity"]})
    if not draft["rhythm"]:
        title = yield Do("title_of", {"activity": draft["activity"]})
        draft["rhythm"] = yield from ask_rhythm(args, suggested, title)
    if not draft["at"]:
        draft["at"] = yield from ask_time(args)
    if not draft["note"]:
        draft["note"] = yield from ask_note(args)
    return {**draft, **(yield from ask_fill(args, draft["activity"]))}


def card(args: Args, draft: Draft) -> Script:
    """The card: what the client will get, and Send, Edit or Cancel."""
    whom = {"client": args["client"], **({"also": args["also"]} if args.get("also") else {})}
    while True:
        shown = yield Do("draw_card", {**whom, "draft": dict(draft)})
        if args.get("also"):
            shown |= yield Do("stand_of_two", {**whom, "draft": dict(draft)})
        choice = yield Ask("assign/card", "choice", "card", shown, ("send", "edit", "cancel"))
        if choice.value == "cancel":
            yield Say("assign/cancelled", "reply")
            return
        if choice.value == "send":
            sent = yield Do("send_assignment", {**whom, "draft": dict(draft)})
            yield Say(PROMPTS.get(sent["outcome"], f"assign/{sent['outcome']}"), "reply", sent)
            return
        draft = yield from edit(args, draft)


SCRIPTS = {"assign": assign}
