"""An activity sent as a TOML file: checked like every file of the library, taken whole or not at all.

Only from a therapist. A file that cannot be taken is answered with what is wrong with it, by line.
"""

from handlers import reading, shelf
from handlers.content_bench import Fault
from handlers.events import Media
from handlers.own import Own
from handlers.therapist.build import owned_titles
from handlers.therapist.build_card import open_card
from handlers.therapist.build_shape import free_title
from handlers.turn import Turn

ENDING = ".toml"
LINES = 20
"""Faults shown of one file."""


def is_file(event: Media) -> bool:
    """Whether this may be an activity: by its name, which is all that is known before it is fetched."""
    return event.name.casefold().endswith(ENDING)


def answers(turn: Turn, event: Media) -> bool:
    """Take an activity sent as a file; False for anything else."""
    if turn.person.role != "therapist" or turn.person.therapist is None or not is_file(event):
        return False
    if event.trouble or not event.content:
        turn.say("reply", "build/not_fetched", trouble=event.trouble or "empty")
        return True
    shape, faults = turn.house.content.bench.opened(event.content, turn.person.language)
    if faults:
        lines = [{"line": _line(one), "words": one.message.replace("'", "")} for one in faults[:LINES]]
        turn.say("reply", "build/faulty_file", lines=lines, more=max(0, len(faults) - LINES))
        return True
    if shelf.my(turn, str(shape["id"])) is None and len(shelf.mine(turn)) >= shelf.MOST_KEPT:
        turn.say("reply", "build/many", most=shelf.MOST_KEPT)
        return True
    own, done = _taken(turn, shape)
    open_card(turn, own, done=done)
    return True


def _line(fault: Fault) -> int:
    """Where it stands, from 1; 0 for what stands nowhere because it is missing."""
    return 0 if fault.code == "missing" and not fault.path else fault.line


def _taken(turn: Turn, shape: dict[str, object]) -> tuple[Own, str]:
    """The draft it becomes: of the own activity it came from, else a new one, under a title that is free."""
    own = shelf.my(turn, str(shape["id"]))
    if own is not None and own.shape:
        shelf.change(turn, own, shape)
        return own, "replaced"
    titles = owned_titles(turn)
    if str(shape["title"]).casefold() in titles:
        mark = reading.usual(turn.house.content, turn.person).copy
        shape = {**shape, "title": free_title(str(shape["title"]), titles, mark)}
    return shelf.begin_own(turn, {"language": turn.person.language, **shape}), "imported"
