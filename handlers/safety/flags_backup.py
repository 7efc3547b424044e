"""A flag at a backup contact's: they hear that one waits and whom to reach, and say who has it (SAFETY S3).

A backup never gets a client's name or words. What they answer is recorded and told to the therapist; it
closes no flag and releases nothing.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from handlers.safety.flags_asked import backing
from handlers.talk import Ask, Ctx, Do, Say, Script, Talk
from handlers.talking import begin, close
from handlers.turn import Changes, Turn

TALK = "flag_backup"

changes = Changes()


def told_flag(turn: Turn, data: Mapping[str, Any]) -> None:
    """A flag waits at a therapist's whose backup this person agreed to be; nobody else is told."""
    mine = backing(turn, data["of"])
    if mine is None or mine.agreed is None or turn.person.stopped_at:
        turn.tell(data["of"], "backup_gone", backup=turn.person.id)
        return
    _let_go(turn, data["flag"])
    before = turn.open_talk()
    args = {"of": mine.name, "therapist": mine.therapist, "flag": data["flag"], "at": data["at"]}
    talk = begin(turn, TALK, {**args, "again": data["again"], "deaf": data.get("deaf", False)})
    turn.said[-1] = replace(turn.said[-1], urgent=True)
    if before is not None and turn.person.channel != "sms":
        talk.state, before.state = "suspended", "open"  # its buttons work anyway; words stay with the work


def told_over(turn: Turn, data: Mapping[str, Any]) -> None:
    """The therapist has taken it: whoever was told is told that too."""
    mine = backing(turn, data["of"])
    if mine is not None and mine.agreed is not None:
        _let_go(turn, data["flag"])
        turn.say("alert", "backup/over", of=mine.name, at=data["at"])


def _let_go(turn: Turn, flag: str) -> None:
    for talk in turn.talks:
        if _is_about(talk, flag):
            close(turn, talk)


def _is_about(talk: Talk, flag: str) -> bool:
    return talk.script == TALK and talk.args["flag"] == flag


def flag_backup(ctx: Ctx) -> Script:
    """Two things a backup can say; neither closes the flag."""
    args = ctx.args
    which = {"therapist": args["therapist"], "flag": args["flag"]}
    answer = yield Ask("backup/alert", "choice", "alert", args, ("on_it", "reached"))
    yield Do("answer_flag", {**which, "how": answer.value})
    if answer.value == "on_it":
        yield Ask("backup/on_it", "choice", "alert", args, ("reached",))
        yield Do("answer_flag", {**which, "how": "reached"})
    yield Say("backup/reached", "alert", args)


@changes.change(undo="bar")
def answer_flag(turn: Turn, therapist: str, flag: str, how: str) -> dict[str, Any]:
    """Recorded here and told to the therapist; the flag stays open."""
    turn.keep("backup_answer", flag=flag, how=how)
    turn.audit(f"flag_backup_{how}", flag)
    turn.tell(therapist, "backup_acked", flag=flag, how=how, backup=turn.person.id, name=turn.person.name)
    return {}


SCRIPTS = {TALK: flag_backup}
TOLD = {"flag_backup": told_flag, "flag_over": told_over}
