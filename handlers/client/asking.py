"""Asking one step of an activity, and keeping its answer at once (CONTENT F)."""

from collections.abc import Mapping
from typing import Any, cast

from handlers import spoken
from handlers.ask import AskKind
from handlers.client import chosen
from handlers.content import Option
from handlers.content_addresses import address_in
from handlers.talk import Ask, Do, Reply, Say, Script

STRONG = 8
"""A distress or belief rating from here on gets a landing (DESIGN §4.2)."""

LETTER = "letter_to_self"
"""The shelf of what comes back on the day that an earlier step named."""

WORK_WORD = "work_word"
OF_SHELF = {"dot_word": "word", "dot_colour": "colour", "reward": "letter", "word_reward": "whole"}
"""Shelves whose words are the client's choices for their dots."""

Args = Mapping[str, Any]
Step = Mapping[str, Any]


def private_part(words: str) -> tuple[str, bool]:
    """The words without a leading PRIVATE, and whether it stood there."""
    parts = words.split(maxsplit=1)
    if len(parts) > 1 and spoken.is_private(parts[0]):
        return parts[1].strip(), True
    return words, False


def which(args: Args) -> dict[str, Any]:
    """The doing that an answer belongs to."""
    return {"assignment": args["assignment"], "occurrence": args["occurrence"]}


def words_of(args: Args, step: Step, said: Args, line: str = "") -> dict[str, Any]:
    """What the prompt of a step reads: its text on both channels, and who sees the answer."""
    known = {"name": args["name"], "goal": args.get("goal") or "", "item": line}
    known["dots"] = str(args.get("dots", 0) + 1)
    known["link_or_title"] = args.get("note") or args["activity"]["client_title"]
    known["link_or_title"] = address_in(known["link_or_title"]) or known["link_or_title"]
    known |= chosen.quotations(args["activity"], step, said)
    return {
        "text": chosen.fill(step["text"], known),
        "sms": chosen.fill(step["sms"] or step["text"], known, chosen.QUOTED_SMS),
        "therapist": args["therapist"],
        "visibility": args.get("visibility", "shared"),
    }


def ask_step(args: Args, step: Step, said: Args, prompt: str, line: str = "") -> Script:
    """Ask it and keep what comes; gives the reply."""
    options = chosen.options(args["activity"], step, said)
    words = words_of(args, step, said, line)
    if step["kind"] == "multi":
        reply = yield from _ask_several(args, step, words, prompt, options)
    else:
        reply = yield _question(step, words, prompt, options)
    if not reply.skipped:
        days = (one["key"] for one in args["activity"]["steps"] if one["kind"] == "date")
        day = next((said[key] for key in days if key in said), "")
        asked = words["text"] if line else step["text"]
        own = {"visibility": "private"} if chosen.hangs_on_private(step, said) else {}
        yield from keep({**args, **own, "letter_day": day}, step, reply, asked)
        if step["kind"] in ("scale", "number"):
            again = {"asked": words["text"], "about": chosen.about(args["activity"], step, said, line)}
            yield Do("note_rating", {"assignment": args["assignment"], **again, "value": reply.value})
        if step.get("risk"):
            yield Do("weigh_urge", {"assignment": args["assignment"], "rating": reply.value})
    return reply


def _question(step: Step, words: dict[str, Any], prompt: str, options: tuple[Option, ...]) -> Ask:
    return Ask(
        prompt,
        cast(AskKind, step["kind"]),
        "step",
        {**words, "kind": step["kind"], "minutes": step["minutes"]},
        options,
        key=f"step/{step['key']}",
        low=step["low"],
        high=step["high"],
        skip=True,
        long=step["long"],
        minutes=step["minutes"],
    )


def _ask_several(
    args: Args, step: Step, words: dict[str, Any], prompt: str, options: tuple[Option, ...]
) -> Script:
    """Several of a list: typed together, or tapped one after another until "that's all"."""
    left, picked = list(options), []
    reply = yield _question(step, words, prompt, tuple(left))
    while not reply.skipped and reply.words == "" and reply.value != ["enough"]:
        picked += reply.value
        left = [o for o in left if o.code not in picked]
        if not left:
            break
        more = (*left, Option("enough", args.get("enough", "That's all")))
        reply = yield Ask("step/more", "multi", "step", {}, more, key=f"step/{step['key']}/more", skip=True)
    if reply.words and not reply.skipped:
        picked += [code for code in reply.value if code != "enough"]
    return Reply(picked or None, "" if reply.skipped else reply.words, reply.at)


def keep(args: Args, step: Step, reply: Reply, asked: str) -> Script:
    """Keep one answer, and on a shelf of the client's own where the step says so."""
    words, private = private_part(reply.words)
    own = private or args.get("visibility") == "private"
    answer = {"step": step["key"], "kind": step["kind"], "asked": asked, "words": words, "private": own}
    yield Do("respond", {**which(args), **answer, "value": words if step["kind"] == "text" else reply.value})
    if step.get("keep") not in (None, "", WORK_WORD):
        kept = {"step": step["key"], "words": words, "private": own}
        yield Do("keep_on_shelf", {**which(args), **kept, "shelf": step["keep"]})
    if step.get("keep") == WORK_WORD and args["assignment"] and not reply.skipped:
        yield Do("name_the_work", {"word": _picked(step, reply.value) or words})
    part = OF_SHELF.get(step.get("keep", ""))
    if part and args["assignment"]:  # in a preview the dots are nobody's
        yield Do("choose_dots", {"part": part, "chosen": reply.value if part == "colour" else words})
    if step.get("keep") == LETTER and args.get("letter_day"):
        letter = {"day": args["letter_day"], "words": words}
        yield Do("write_to_self", {"assignment": args["assignment"], **letter})


def _picked(step: Step, code: Any) -> str:
    """What the picked option is called; "" for words, and for the option that asks for them."""
    named = {option["code"]: option["label"] for option in step.get("options", ()) if option["code"] != "own"}
    return str(named.get(code, "")) if isinstance(code, str) else ""


def landing(args: Args, step: Step, *, more: bool) -> Script:
    """After a strong rating nobody is simply sent on; gives whether the steps go on."""
    belief = step["key"] == "belief"
    options = ("leave", "go_on" if more else "line", "first")
    words = {"therapist": args["therapist"]}
    prompt = "step/landing" if belief else "step/landing_feeling"
    choice = yield Ask(prompt, "choice", "step", words, options, key="step/landing", skip=True)
    if choice.value == "first":
        yield Do("put_first", which(args))
        yield Say("step/put_first", "completion", words)
    if choice.value == "line":
        question = "step/line" if belief else "step/line_feeling"
        line = yield Ask(question, "text", "step", words, key="step/line", skip=True)
        if not line.skipped:
            yield from keep(args, {"key": "line", "kind": "text"}, line, "noticed" if belief else "")
    return choice.value == "go_on"
