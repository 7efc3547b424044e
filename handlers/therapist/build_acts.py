"""What the card of an own activity does: publish, take back, archive, say who may use it, write a file."""

from typing import Any

from handlers import shelf
from handlers.content_shape import activity_of
from handlers.own import Own, Scope
from handlers.talk import Talk
from handlers.therapist.build import own_faults
from handlers.therapist.build_card import open_card, scopes_of
from handlers.therapist.library import play
from handlers.turn import Changes, Turn

changes = Changes()


def _publish(turn: Turn, own: Own) -> str:
    if own.draft is None or own_faults(turn, own):
        return ""
    shelf.publish(turn, own)
    turn.audit("activity_published", own.id)
    return "published"


def _undo(turn: Turn, own: Own) -> str:
    return "undone" if shelf.undo(turn, own) else ""


def _archive(turn: Turn, own: Own) -> str:
    own.archived = True
    shelf.put(turn, own)
    turn.audit("activity_archived", own.id)
    return "archived"


def _back(turn: Turn, own: Own) -> str:
    own.archived = False
    shelf.put(turn, own)
    return "back"


def _drop(turn: Turn, own: Own) -> str:
    shelf.throw_away(turn, own)
    return "dropped"


ACTS = {"publish": _publish, "undo": _undo, "archive": _archive, "back": _back, "drop": _drop}


@changes.change(undo="bar")
def bench_act(turn: Turn, id: str, act: str) -> dict[str, Any]:
    """One act on the card; gives what the next card says of it."""
    own = shelf.my(turn, id)
    if own is None or not own.shape:
        return {}
    return {"done": ACTS[act](turn, own)}


@changes.change(undo="bar")
def set_scope(turn: Turn, id: str, scope: Scope, pathway: str) -> dict[str, Any]:
    """Who may give it from now on."""
    own = shelf.my(turn, id)
    if own is None or scope not in scopes_of(own):
        return {}
    own.scope, own.pathway = scope, pathway
    shelf.put(turn, own)
    turn.audit(f"activity_{scope}", id)
    return {"done": "scope"}


@changes.change()
def write_file(turn: Turn, id: str) -> str:
    """The activity as a TOML file: its type, its name, and what stands in it (`bot.render` wraps it up)."""
    own = shelf.my(turn, id)
    return (
        f"text:application/toml;name={id}.toml,{turn.house.content.bench.written(own.shape if own else {})}"
    )


def after_preview(turn: Turn, talk: Talk) -> None:
    """When what was played from its card is over, the card comes again."""
    own = shelf.my(turn, str(talk.args.get("then", ""))) if talk.script == "preview" else None
    if own is not None and own.shape:
        open_card(turn, own)


@changes.change(undo="bar")
def play_own(turn: Turn, id: str, form: str) -> dict[str, Any]:
    """Played as a client gets it; its card comes again at the end."""
    own = shelf.my(turn, id)
    if own is not None and own.shape:
        play(turn, activity_of(own.shape), form=form, then=id)
    return {}
