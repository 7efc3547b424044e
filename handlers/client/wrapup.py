"""The evening before the session: what was done first, then at most one barrier talk (DESIGN §4, CONTENT C3).

All done: one win, what helped, something for the therapist. Some done: that is credited, and the
barrier talk comes only after Go ahead. Nothing done: the barrier talk itself. Fields of the wrap-up's
arguments beside those of `bond_args`: `items` (each as `item_args`, done ones first), `barrier` (as
`barrier_args`, or None), `all_optional`.
"""

from collections.abc import Sequence
from typing import Any

from handlers.answers_words import brief
from handlers.client.asking import private_part
from handlers.client.barrier import CHECK, checked
from handlers.client.barrier_args import barrier_args, bond_args, item_args
from handlers.client.barrier_run import Run, meeting
from handlers.client.people import client_of, counts
from handlers.client.week import talked_about
from handlers.sessions import previous_session
from handlers.state import Bond, Person
from handlers.talk import Ask, Ctx, Do, Reply, Say, Script
from handlers.times import local
from handlers.turn import HOUR, House
from handlers.week_parts import Assignment

AFTER_FLAG = 12 * HOUR
HELPED = ("time", "reminder", "someone", "mattered", "small")


def evening(house: House, person: Person, bond: Bond, now: int) -> tuple[str, dict[str, Any]] | None:
    """The script of this evening and its arguments; None when there is nothing to talk about."""
    items = [a for a in talked_about(person, bond, now) if a.delivered_at]
    if not items:
        return None
    chosen = least_done(person, bond, items, now)
    about = barrier_args(house, person, chosen, bond, now) if chosen else None
    if about and not any(counts(item).touched for item in items):
        return "barrier", about
    shown = [item_args(house.assigned(item, person), item) for item in items]
    shown.sort(key=lambda one: -(one["done"] + one["part"]))
    optional = all(item.optional for item in items)
    return "wrapup", {
        **bond_args(house, person, bond, now),
        "items": shown,
        "barrier": about,
        "all_optional": optional,
    }


def least_done(person: Person, bond: Bond, items: Sequence[Assignment], now: int) -> Assignment | None:
    """The expected assignment with the smallest share done, where a barrier talk may be opened."""
    fitting = [a for a in items if may_ask(person, bond, a, now) and _is_open(a)]
    return min(fitting, key=lambda a: counts(a).done / max(1, counts(a).planned), default=None)


def _is_open(item: Assignment) -> bool:
    """Whether something was asked for and not done: what was never cued is not missed."""
    standing = counts(item)
    return standing.cued > 0 or standing.part > 0


def may_ask(person: Person, bond: Bond, item: Assignment, now: int) -> bool:
    """Once a week; not about what is optional, not within 12 h of a flag, not on the day of a session."""
    if item.optional or (item.barrier_at and item.barrier_at >= item.week_from):
        return False
    if any(now - flag.at < AFTER_FLAG for flag in client_of(person).flags):
        return False
    last = previous_session(bond.session, person.zone, now) if bond.session else None
    return last is None or local(last, person.zone).date() != local(now, person.zone).date()


def wrapup(ctx: Ctx) -> Script:
    """The evening talk when something was done, or nothing was expected."""
    args = ctx.args
    if args["barrier"]:
        return (yield from _partly(ctx))
    if args["all_optional"] and not _touched(args["items"][0]):
        return (yield from _optional(ctx))
    return (yield from _all_done(ctx, ctx.opened_at))


def _touched(item: dict[str, Any]) -> bool:
    return bool(item["done"] or item["part"])


def _words(ctx: Ctx, at: int, **more: Any) -> dict[str, Any]:
    """What the wrap-up's prompts may use: the item most was done of, and the others that were done."""
    args = ctx.args
    base = {name: args[name] for name in ("name", "therapist", "goal", "work_word", "session_at")}
    others = [one for one in args["items"][1:] if one["done"]]
    return {**args["items"][0], **base, "others": others, "when": meeting(args, at), **more}


def _partly(ctx: Ctx) -> Script:
    """Credit first; the barrier talk about the rest only after Go ahead."""
    about = ctx.args["barrier"]
    same = about["assignment"] == ctx.args["items"][0]["assignment"]
    run = Run(about, ctx.opened_at, ctx.opened_at, says="wrapup")
    yield Do("open_barrier", {"assignment": about["assignment"]})
    words = _words(ctx, ctx.opened_at, same=same, about=about["title"], about_naming=about["naming"])
    reply = yield Ask("wrapup/check", "choice", "wrapup", words, CHECK, free=True)
    return (yield from checked(run, reply))


def _optional(ctx: Ctx) -> Script:
    """What was there if wanted, and was not used, is no miss (CONTENT C4)."""
    reply = yield Ask("wrapup/optional", "text", "wrapup", _words(ctx, ctx.opened_at), skip=True)
    if not reply.skipped:
        yield from _bring(ctx, reply, "bring_it")
    yield from _first(ctx, reply.at)


def _all_done(ctx: Ctx, at: int) -> Script:
    """One win, what helped it happen, something for the therapist (CONTENT C3; F-78)."""
    win = yield from _in_words("wrapup/win", _words(ctx, at))
    yield from _keep_win(ctx, win)
    if _touched(ctx.args["items"][0]):
        helped = yield Ask("wrapup/helped", "choice", "wrapup", _words(ctx, win.at), HELPED, skip=True)
        if not helped.skipped:
            kept = {"assignment": ctx.args["items"][0]["assignment"], "helped": helped.value}
            yield Do("keep_helped", kept)
        win = helped
    yield from _first(ctx, win.at)


def _in_words(prompt: str, words: dict[str, Any]) -> Script:
    """A line; the digit of a list that is not there is asked about once before it is taken for one."""
    reply = yield Ask(prompt, "text", "wrapup", words, skip=True)
    if reply.skipped or not brief(reply.words).isdigit():
        return reply
    return (yield Ask("wrapup/in_words", "text", "wrapup", skip=True))


def _keep_win(ctx: Ctx, reply: Reply) -> Script:
    if reply.skipped:
        return
    words, private = private_part(reply.words)
    if private:
        yield Do("keep_back", {"words": words, "about": "win"})
    else:
        yield Do("log_own", {"words": words})


def _first(ctx: Ctx, at: int) -> Script:
    """A question, or what comes first tomorrow; then the day and the time."""
    reply = yield from _in_words("wrapup/first", _words(ctx, at))
    kept = yield from _bring(ctx, reply, "add_first")
    yield Say("wrapup/end", "wrapup", _words(ctx, reply.at, kept=kept))


def _bring(ctx: Ctx, reply: Reply, change: str) -> Script:
    """Words onto the list; those with a question mark go to the therapist as a question as well."""
    words, private = private_part(reply.words) if not reply.skipped else ("", False)
    if private:
        yield Do("keep_back", {"words": words, "about": ctx.args["items"][0]["title"]})
        return "kept_back"
    if words or change == "add_first":
        yield Do(change, {"therapist": ctx.args["therapist_id"], "words": words})
    if "?" in words:
        yield Do("file_question", {"words": words, "about": ctx.args["items"][0]["title"]})
    return "kept" if words else "nothing"
