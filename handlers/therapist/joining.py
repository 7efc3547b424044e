"""A therapist uses their join link: a welcome with three commands, then the backup contact (SAFETY S3)."""

from typing import Any

from handlers.events import Joined
from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.talking import begin
from handlers.therapist.whom import therapist_of
from handlers.turn import Changes, Turn

LONGEST_BACKUP = 120  # characters

changes = Changes()


def joined(turn: Turn, event: Joined) -> None:
    """The link from `interlude therapist add` was used."""
    therapist_of(turn.person).joined_at = turn.now
    turn.person.channel, turn.person.role = event.channel, "therapist"
    turn.audit("therapist_joined", turn.person.id)
    begin(turn, "therapist_welcome", {"name": turn.person.name})


def therapist_welcome(ctx: Ctx) -> Script:
    """Who hears of a flag when the therapist doesn't: asked once, at the beginning."""
    yield Say("welcome_therapist/hello", "welcome", {"name": ctx.args["name"]})
    reply = yield Ask("welcome_therapist/backup", "text", "welcome", {}, skip=True)
    if reply.skipped:
        yield Say("welcome_therapist/no_backup", "reply")
    else:
        kept = yield Do("keep_backup", {"words": reply.words})
        yield Say("welcome_therapist/backup_kept", "reply", kept)


@changes.change(undo="drop_backup")
def keep_backup(turn: Turn, words: str) -> dict[str, Any]:
    """One line: a name and how to reach them."""
    therapist = therapist_of(turn.person)
    was, therapist.backup = therapist.backup, " ".join(words.split())[:LONGEST_BACKUP]
    therapist.backup_id = ""
    for (
        colleague
    ) in turn.taken.values():  # a number of this practice: they are asked, and hear of flags from here
        turn.tell(colleague, "backup_asked", of=turn.person.id, name=turn.person.name)
    return {"backup": therapist.backup, "was": was}


@changes.change()
def drop_backup(turn: Turn, result: dict[str, Any]) -> None:
    """As before."""
    therapist_of(turn.person).backup, therapist_of(turn.person).backup_id = result["was"], ""


SCRIPTS = {"therapist_welcome": therapist_welcome}
