"""A therapist uses their join link: a welcome, then the backup contact and the alert hours (SAFETY S3)."""

from handlers.events import Joined
from handlers.talk import Ctx, Say, Script
from handlers.talking import begin
from handlers.therapist import backup
from handlers.therapist.whom import therapist_of
from handlers.turn import Turn


def joined(turn: Turn, event: Joined) -> None:
    """The link from `interlude therapist add` was used."""
    therapist_of(turn.person).joined_at = turn.now
    turn.person.channel, turn.person.role = event.channel, "therapist"
    turn.menu = "therapist"
    turn.audit("therapist_joined", turn.person.id)
    begin(turn, "therapist_welcome", {"name": turn.person.name, **backup.standing(turn)})


def therapist_welcome(ctx: Ctx) -> Script:
    """Three commands, then who hears of a flag when the therapist doesn't, and when they look."""
    yield Say("welcome_therapist/hello", "welcome", {"name": ctx.args["name"]})
    yield from backup.choose(ctx.args, says="welcome")
    yield from backup.choose_hours(says="welcome")


SCRIPTS = {"therapist_welcome": therapist_welcome}
