"""`/group`: which groups there are, and one of them in the caseload's own lines."""

from typing import Any

from handlers.content import Option
from handlers.state import Case
from handlers.talk import Ask, Ctx, Script, Talk
from handlers.talking import begin, close
from handlers.therapist import digest, group_dots, tags
from handlers.therapist.whom import GROUP, name_of
from handlers.turn import Turn

SHOWN = 12
"""So many groups have a button; `/group @TAG` opens the others."""


def command(turn: Turn, rest: str) -> None:
    """`/group`: each tag with who is in it. `/group @TAG`: a line for each; `… dots on`, `… dots off`."""
    words, _, more = rest.strip().partition(" ")
    if not words:
        _list(turn)
        return
    meant = tags.one(turn, words)
    if meant is not None and not group_dots.sets(turn, meant[0], more):
        show(turn, *meant)


def _list(turn: Turn) -> None:
    turn.audit("read_clients")
    found = tags.groups(turn)
    lines = [{"tag": tag, "names": [name_of(turn, c.client) for c in cases]} for tag, cases in found.items()]
    if not lines:
        turn.say("reply", "groups/none")
        return
    for talk in turn.talks:
        if talk.script == "groups":
            close(turn, talk)
    begin(turn, "groups", {"lines": lines, "clients": [c.client for cases in found.values() for c in cases]})


def groups(ctx: Ctx) -> Script:
    """The list waits for a tag; each opens beside it."""
    options = tuple(Option(one["tag"], f"{GROUP}{one['tag']}") for one in ctx.args["lines"][:SHOWN])
    yield Ask("groups/list", "choice", "reply", ctx.args, options)


def opens(turn: Turn, talk: Talk, value: Any) -> bool:
    """A tag opens its group; the list stays as it is."""
    found = tags.one(turn, str(value))
    if found is not None:
        show(turn, *found)
    return True


def show(turn: Turn, tag: str, cases: list[Case]) -> None:
    """The lines of `/clients`, of these alone."""
    turn.audit("read_clients")
    wanted = {case.client for case in cases}
    lines = [one for one in digest.caseload(turn) if one["client"] in wanted]
    digest.say(turn, lines, tag=tag, dots=group_dots.standing(turn, tag, cases))


SCRIPTS = {"groups": groups}
ASIDES = {"groups": opens}
