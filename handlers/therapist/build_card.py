"""An own activity as a card: played back whole, and what can be done with it (CONTENT A-26, A-27)."""

from typing import Any

from handlers import reading, shelf
from handlers.content import Option
from handlers.content_bench import Shape
from handlers.own import Own
from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.talking import begin
from handlers.therapist.build import faults_shown, filed_read, hints_shown, own_faults
from handlers.therapist.build_edit import edit
from handlers.therapist.build_shape import small_usual
from handlers.therapist.build_shown import now_reads, steps_shown
from handlers.turn import Changes, Turn

SCOPES = ("mine", "clinic", "pathway")
changes = Changes()


def open_card(turn: Turn, own: Own, **said: Any) -> None:
    """Show it as it is now; `said` is what has just been done with it."""
    begin(turn, "bench", {"id": own.id, "said": {"changed": "", "wrong": [], "done": ""} | said})


def bench(ctx: Ctx) -> Script:
    """The card, one act, and the card again."""
    id = ctx.args["id"]
    shown = yield Do("draw_bench", {"id": id})
    if not shown:
        yield Say("build/gone", "reply")
        return
    said = {"small": False, **ctx.args["said"]}
    words = {"other_small": False, **shown, **said, "now": now_reads(shown, said["changed"])}
    choice = yield Ask("build/card", "choice", "card", words, tuple(shown["ways"]))
    if choice.value == "leave":
        yield Say("build/kept", "reply", {"title": shown["title"], "todo": shown["todo"]})
    elif choice.value == "export":
        file = yield Do("write_file", {"id": id})
        yield Say("build/file", "reply", {"title": shown["title"]}, media=(file,))
        yield Do("show_bench", {"id": id})
    elif choice.value == "copy":
        yield Do("copy_activity", {"activity": id})
    elif choice.value in ("preview", "sms"):
        yield Do("play_own", {"id": id, "form": "sms" if choice.value == "sms" else ""})
    else:
        said = yield from _act(id, choice.value, shown["scopes"])
        yield Do("show_bench", {"id": id, **said})


def _act(id: str, choice: str, scopes: list[str]) -> Script:
    """Something that changes it, and needs an answer or none; gives what the card says next."""
    if choice == "edit":
        return (yield from edit(id))
    if choice == "scope":
        return (yield from _scope(id, scopes))
    if choice in ("drop", "archive"):
        sure = yield Ask(f"build/{choice}", "choice", "reply", {}, ("yes", "no"))
        if sure.value == "no":
            return {}
    return (yield Do("bench_act", {"id": id, "act": choice}))


def _scope(id: str, scopes: list[str]) -> Script:
    """Who may give it."""
    scope = yield Ask("build/scope", "choice", "reply", {}, tuple(scopes))
    pathway = ""
    if scope.value == "pathway":
        known = yield Do("pathways_known")
        ways = tuple(Option(*one) for one in known)
        reply = yield Ask("build/pathway", "choice", "reply", {}, ways, skip=True, key="build/pathway")
        if reply.skipped:
            return {}
        pathway = reply.value
    return (yield Do("set_scope", {"id": id, "scope": scope.value, "pathway": pathway}))


@changes.change(undo="bar")
def pathways_known(turn: Turn) -> list[list[str]]:
    """Every pathway that can be given here, by its id, with its title."""
    return [[id, one.title] for id, one in reading.pathways(turn.house.content, turn.person).items()]


@changes.change(undo="bar")
def show_bench(turn: Turn, id: str, **said: Any) -> dict[str, Any]:
    """The card as things stand now."""
    own = shelf.my(turn, id)
    if own is None or not own.shape:
        turn.say("reply", "build/thrown_away")
    else:
        open_card(turn, own, **said)
    return {}


@changes.change()
def draw_bench(turn: Turn, id: str) -> dict[str, Any]:
    """Everything of it, what is wrong with it, what its words brush, and what can be done."""
    own = shelf.my(turn, id)
    if own is None or not own.shape:
        return {}
    faults = own_faults(turn, own)
    fields = ("title", "client_title", "type", "modality", "rhythm", "minutes", "tiny_minutes", "tiny_words")
    shape = own.shape
    keys = [step["key"] for step in shape["steps"]]
    return {
        **{name: shape[name] for name in (*fields, "what", "why", "how", "tags")},
        **{name: shape.get(name, "") for name in ("guard", "therapist_note")},
        **filed_read(turn, shape),
        "id": own.id,
        "steps": steps_shown(shape),
        "tiny": [keys.index(key) + 1 for key in shape["tiny"]],
        "other_small": _other_small(turn, shape),
        "state": _state(own),
        "version": own.version,
        "scope": own.scope,
        "pathway": own.pathway,
        "scopes": scopes_of(own),
        "todo": bool(own.todo),
        "faults": faults_shown(faults),
        "hints": [] if faults else hints_shown(turn.house.content.bench.hints(shape, turn.person.language)),
        "ways": _ways(own, sound=not faults),
    }


def _other_small(turn: Turn, shape: Shape) -> bool:
    """Whether its two-minute words are still those for the first question, and its steps are others."""
    usual = reading.usual(turn.house.content, turn.person)
    return bool(shape["tiny_words"] == usual.tiny_words and shape["tiny"] != small_usual(shape))


def scopes_of(own: Own) -> list[str]:
    """Who it can be for: what others may have begun to give is not taken from them, it is archived."""
    if own.published is None or own.scope == "mine":
        return list(SCOPES)
    return ["clinic"] if own.scope == "clinic" else ["clinic", "pathway"]


def _state(own: Own) -> str:
    """draft, published, changed (a draft beside what is given), archived."""
    if own.archived:
        return "archived"
    if own.published is None:
        return "draft"
    return "changed" if own.draft is not None else "published"


def _ways(own: Own, *, sound: bool) -> list[str]:
    """What can be done with it now, the likeliest first."""
    plays = sound and bool(own.shape["steps"])
    wanted = {
        "publish": own.draft is not None and sound,
        "edit": True,
        "preview": plays,
        "sms": plays,
        "undo": bool(own.undo),
        "scope": True,
        "export": sound,
        "copy": sound,
        "back": own.archived,
        "archive": own.published is not None and not own.archived,
        "drop": own.draft is not None,
        "leave": True,
    }
    return [way for way, fits in wanted.items() if fits]


SCRIPTS = {"bench": bench}
