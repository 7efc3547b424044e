"""MENU and TODO: what is open, and what one can do here."""

from typing import Any

from handlers.client import snapshots
from handlers.client.activity import run_activity
from handlers.client.changes import standing
from handlers.client.courses import on_pathways
from handlers.client.doing import CHOICES
from handlers.client.measures import begun, is_about, waiting
from handlers.client.measures_seen import title_of
from handlers.client.people import active, bonds, client_of
from handlers.measure_parts import Given
from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.talking import begin, close
from handlers.turn import Turn

OWN = {"low": "low", "helps": "mylist", "wish": "wish", "mine": "mine"}
"""What is shown only where there is something for it."""

PICKS = ("todo", "note", "ask", "time", "pause", "sees")


def menu(turn: Turn, rest: str) -> None:
    """What is open, and the most usual things to do; WORDS lists the others."""
    client = client_of(turn.person)
    asked = [title_of(turn, given) for given in waiting(client)]
    titles = asked + [item.title for item in active(client)]
    therapist = next((b.name for b in bonds(client)), "")
    args = {"items": titles[:4], "therapist": therapist, "paused": client.paused_until > turn.now}
    own = {"low": bool(titles) and not client.held, "helps": bool(client.own.helps)}
    own["wish"] = not titles and bool(therapist) and not client.held
    own["mine"] = own["wish"] and not own["helps"]  # nine digits are all there are
    _gives_way(turn, "menu")
    begin(turn, "menu", {**args, **own, "two_roles": turn.person.therapist is not None})


def menu_talk(ctx: Ctx) -> Script:
    """One tap, and it is done."""
    own = (name for pick, name in OWN.items() if ctx.args.get(pick))
    picks = (*PICKS[:4], "resume" if ctx.args["paused"] else "pause", "sees", *own, "more")
    picked = yield Ask("menu/client", "choice", "menu", ctx.args, picks, key="menu")
    if picked.value == "wish":
        yield from _wish(ctx)
    elif picked.value == "more":
        yield Say("menu/words", "menu", ctx.args)
        yield Say("menu/own", "menu", ctx.args)
    else:
        yield Do("run_command", {"command": picked.value})


def _wish(ctx: Ctx) -> Script:
    """Something to do, asked for: what makes it wanted goes to the therapist as a question (CONTENT A-54)."""
    words = {"therapist": ctx.args["therapist"]}
    said = yield Ask("menu/wish", "text", "reply", words, skip=True, long=True)
    if said.skipped:
        yield Say("menu/left", "reply")
        return
    filed = yield Do("file_question", {"words": said.words})
    yield Say("assignment/asked", "reply", {**words, **filed})


def todo(turn: Turn, rest: str) -> None:
    """The list of what is open, each to be started."""
    client = client_of(turn.person)
    asked = [_asked(turn, given) for given in waiting(client)[: len(CHOICES) - 1]]
    items = active(client)[: len(CHOICES) - len(asked)]
    if not items and not asked:
        word = client.work_word or turn.house.practice.work_word
        turn.say("menu", "menu/todo", items=[], pathways=on_pathways(client), work_word=word)
    else:
        running = [{**_listed(turn, item), "run": snapshots.running(turn, item)} for item in items]
        listed = asked + running
        _gives_way(turn, "todo")
        pathways = on_pathways(client_of(turn.person))
        begin(turn, "todo", {"items": listed, "pathways": pathways, "recap": _recap(turn)})


def _recap(turn: Turn) -> dict[str, str]:
    """What the two worked on when they last met, for this week (CONTENT A-46); {} where nothing was said."""
    for bond in bonds(client_of(turn.person)):
        if bond.recap and bond.recap_at >= bond.week_from:
            return {"therapist": bond.name, "words": bond.recap}
    return {}


def _gives_way(turn: Turn, script: str) -> None:
    """The list shown before, if nothing was picked from it: each holds whole activities, read every turn."""
    for talk in turn.talks:
        if talk.script == script and not talk.answers:
            close(turn, talk)


def _asked(turn: Turn, given: Given) -> dict[str, Any]:
    """A measure that was shown and waits; one that was begun goes on where it was left."""
    known = turn.house.content.measures.get(given.measure)
    left = any(is_about(talk, given) and begun(talk) for talk in turn.talks)
    about = {"title": title_of(turn, given), "minutes": known.minutes if known else 1, "waits": left}
    return {**about, "done": 0, "of": 1, "part": 0, "given": given.id}


def _listed(turn: Turn, item: Any) -> dict[str, Any]:
    about = snapshots.card(turn, item)
    waits = item.rest is not None
    return {"title": about["title"], "minutes": about["minutes"], "waits": waits, **standing(item)}


def todo_talk(ctx: Ctx) -> Script:
    """Start one of them, or leave it at looking."""
    items = ctx.args["items"]
    words = {"items": items, "pathways": ctx.args.get("pathways", []), "recap": ctx.args.get("recap", {})}
    picked = yield Ask("menu/todo", "choice", "menu", words, (*CHOICES[: len(items)], "leave"))
    if picked.value == "leave":
        yield Say("menu/left", "reply")
        return
    chosen = items[CHOICES.index(picked.value)]
    if "given" in chosen:
        yield Do("open_measure", {"given": chosen["given"]})
        return
    run = chosen["run"]
    return (yield from run_activity(run, small=run["small"]))


SCRIPTS = {"menu": menu_talk, "todo": todo_talk}
