"""`/assign @TAG ACTIVITY …`: one talk for a group, then an assignment of their own for each (CONTENT A-04).

Nobody in a group learns of it: what a client gets is what `/assign NAME` would have sent them.
"""

from handlers.shelf import library
from handlers.state import Case
from handlers.talking import begin
from handlers.therapist import assign, tags
from handlers.therapist.library import suggestions
from handlers.therapist.measure_lines import leading
from handlers.therapist.whom import GROUP, name_of
from handlers.turn import Turn


def command(turn: Turn, rest: str) -> None:
    """`/assign NAME …`, or the same line with a tag in the place of the name."""
    if not tags.is_tagged(rest):
        assign.command(turn, rest)
        return
    words, _, line = rest.strip().partition(" ")
    meant = tags.one(turn, words)
    if meant is not None and not _is_measure(turn, *meant, line):
        begin_group(turn, *meant, line)


def _is_measure(turn: Turn, tag: str, cases: list[Case], line: str) -> bool:
    """A measure is sent to one person at a time, since who gets which is decided for each."""
    named = leading(turn.house.content, assign.split_note(line)[0])[0] is not None
    if named:
        turn.say("reply", "groups/one_by_one", tag=tag, what="measure")
    return named


def begin_group(turn: Turn, tag: str, cases: list[Case], line: str) -> None:
    """Open the wizard with what the line says. The hours a bare "7" is read in are the practice's."""
    hours = list(turn.house.practice.client_hours)
    draft, wanted, matches = assign.read_line(turn, line, hours)
    args = {
        "tag": tag,
        "name": f"{GROUP}{tag}",
        "members": [[case.client, name_of(turn, case.client)] for case in cases],
        "draft": draft,
        "wanted": wanted,
        "several": bool(matches),
        "choices": matches or suggestions(library(turn), [], wanted),
        "times": list(assign.SUGGESTED_TIMES),
        "hours": hours,
        "language": turn.person.language,
    }
    begin(turn, "assign_group", args)
