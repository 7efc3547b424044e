"""`/new`: an activity made step by step, one question at a time; every answer is kept (CONTENT A-01).

Left in the middle, it is a draft, and `/new` goes on with it at the question that was next.
"""

from collections.abc import Mapping
from typing import Any

from handlers import shelf
from handlers.answers_words import brief, fold
from handlers.content import Option
from handlers.content_bench import Shape
from handlers.talk import Ask, Ctx, Do, Reply, Say, Script, Talk
from handlers.talking import begin, close
from handlers.therapist import build_asks as asks
from handlers.therapist.build_shape import without
from handlers.therapist.build_shown import last_shown
from handlers.turn import Changes, Turn

DRAFTS_SHOWN = 3

ENDS = frozenset(
    "done|that is it|thats it|that is all|thats all|no more|finished|finish|enough|"
    "listo|ya esta|es todo|eso es todo|nada mas|no hay mas|fin".split("|")
)
"""What says that there are no more steps, typed instead of tapped; folded."""

LEAVES = frozenset(
    "cancel|not now|stop here|leave|later|no|nothing|never mind|skip|"
    "cancelar|ahora no|dejalo|dejarlo|luego|nada|paso".split("|")
)
"""What puts it off: the draft stays as it is."""

changes = Changes()


def command(turn: Turn, rest: str) -> None:
    """`/new [TITLE]`: begin, or go on with what was begun."""
    begun = [own for own in shelf.mine(turn) if own.todo and own.draft]
    drafts = [[own.id, own.title] for own in reversed(begun)][:DRAFTS_SHOWN]
    begin(turn, "new", {"id": "", "todo": "", "title": rest.strip(), "drafts": drafts})


def new(ctx: Ctx) -> Script:
    """The questions in their order, and the card at the end."""
    id, todo = ctx.args["id"], ctx.args["todo"]
    if not id:
        id, todo = (yield from _begin(ctx.args)), "client_title"
    if not id:
        return
    stages = list(STAGES)
    for place in range(stages.index(todo), len(stages)):
        shape = yield Do("look_at", {"id": id})
        following = (*stages[place + 1 :], "")[0]
        made = (yield from STAGES[stages[place]](id, shape, following)) if shape else {}
        if not made or made.get("left"):
            yield _put_off(shape) if made else Say("build/gone", "reply")
            return
    yield Do("show_bench", {"id": id})


def _put_off(shape: Shape) -> Say:
    return Say("build/kept", "reply", {"title": shape["title"], "todo": True})


def _begin(args: Mapping[str, Any]) -> Script:
    """A title, or a draft to go on with; gives the id of the new draft, "" when there is none."""
    title = args["title"]
    faults: asks.Faults = ()
    while True:
        if not title:
            drafts = tuple(Option(id, name) for id, name in args["drafts"])
            words = {"faults": list(faults), "drafts": len(drafts)}
            ways: tuple[str | Option, ...] = (*drafts, "leave")
            reply = yield Ask("build/title", "choice", "reply", words, ways, key="build/title", free=True)
            if reply.value == "leave" or _leaves(reply):
                yield Say("build/left", "reply")
                return ""
            if reply.value != "own_words":
                yield Do("go_on_building", {"id": reply.value})
                return ""
            title = reply.words
        begun = yield Do("begin_draft", {"title": title})
        if not begun["faults"]:
            return begun["id"]
        title, faults = "", begun["faults"]


@changes.change(undo="bar")
def go_on_building(turn: Turn, id: str) -> dict[str, Any]:
    """The questions that are left of a draft."""
    own = shelf.my(turn, id)
    if own is not None and own.todo:
        begin(turn, "new", {"id": id, "todo": own.todo, "title": "", "drafts": []})
    return {}


def back(turn: Turn, talk: Talk) -> bool:
    """BACK where a draft was gone on with: the question before; False where there is none."""
    own = shelf.my(turn, str(talk.args.get("id"))) if talk.script == "new" else None
    if own is None or not own.draft:
        return False
    stages, todo = list(STAGES), str(talk.args["todo"])
    if todo == "steps" and own.draft["steps"]:
        shelf.change(turn, own, without(own.draft, own.draft["steps"][-1]["key"]))
    elif todo == stages[0]:
        return False
    else:
        todo = stages[stages.index(todo) - 1]
    own.todo = todo
    shelf.put(turn, own)
    close(turn, talk)
    go_on_building(turn, own.id)
    return True


def _steps(id: str, shape: Shape, todo: str) -> Script:
    """Step after step: its words, then how it is answered; each is played back before the next."""
    many = len(shape["steps"])
    made: Mapping[str, Any] = {"many": many, "last": last_shown(shape), "hints": [], "faults": []}
    while True:
        reply = yield _ask_step(made)
        if reply.value != "done" and _leaves(reply):
            return {"left": True}
        if reply.value == "done" or (made["many"] and _says(reply, ENDS)):
            made = yield Do("make", {"id": id, "what": "step_new", "value": None, "todo": todo})
            return made if not made.get("gone") else {}
        what = "step_first" if reply.value == "first" else "step_new"
        added = yield Do("make", {"id": id, "what": what, "value": reply.words, "todo": "steps"})
        if added.get("gone"):
            return {}
        if added["faults"]:
            made = {**made, "faults": added["faults"]}
            continue
        made = yield from asks.step_kind(id, added["step"], "steps")
        if made.get("gone"):
            return {}
        made = {**made, "hints": [*added["hints"], *made["hints"]]}
        if made["full"]:
            return (yield Do("make", {"id": id, "what": "step_new", "value": None, "todo": todo}))


def _says(reply: Reply, words: frozenset[str]) -> bool:
    return reply.value == "own_words" and fold(brief(reply.words)) in words


def _leaves(reply: Reply) -> bool:
    return _says(reply, LEAVES)


def _ask_step(made: Mapping[str, Any]) -> Ask:
    words = {"next": made["many"] + 1, **{name: made[name] for name in ("last", "hints", "faults")}}
    ways = ("done",) if made["many"] else ("first",)
    return Ask("build/step", "choice", "reply", words, ways, key="build/step", free=True)


STAGES = {
    "client_title": asks.field("client_title"),
    "what": asks.field("what"),
    "why": asks.field("why"),
    "steps": _steps,
    "tiny": asks.tiny,
    "tiny_words": asks.field("tiny_words"),
    "minutes": asks.minutes,
    "tags": asks.tags,
    "therapist_note": asks.optional("therapist_note"),
    "guard": asks.optional("guard"),
    "rhythm": asks.picked("rhythm", asks.RHYTHMS),
}
"""The questions after the title. New ones go to the end: what is under way is told again by their order."""

SCRIPTS = {"new": new}
