"""The tables of the house: every script and every change by name."""

from collections.abc import Mapping

from handlers import cheer, supporting
from handlers.client import (
    activity,
    afterwards,
    agreement,
    agreement_changes,
    assignment,
    barrier,
    barrier_changes,
    calendar,
    changes,
    coming_back,
    commands,
    covered,
    cue,
    doing,
    dots,
    good_hour,
    handing_out,
    in_session,
    inviting,
    joining,
    journal,
    keeping,
    leaving_data,
    letter_talk,
    low,
    measure_talk,
    menu,
    mine,
    note_to_self,
    opened,
    own_copy,
    pair,
    plan,
    plan_kept,
    resume,
    saying,
    settings,
    shared_card,
    showing,
    start_here,
    still_me,
    supporter,
    then_now,
    to_self,
    together,
    travel,
    welcome,
    wrapup,
)
from handlers.client.after_talk import after_talk as after_clients_talk
from handlers.content import Content
from handlers.locksmith import Locksmith
from handlers.safety import flags_talk, release
from handlers.safety import tables as safety_tables
from handlers.safety.optout import OptOut
from handlers.safety.phrases import Matcher
from handlers.talk import Scripts, Talk
from handlers.therapist import desk as therapist_desk
from handlers.therapist import dry_run, letter_command, room_rests
from handlers.therapist import letter as therapist_letter
from handlers.therapist import setup as therapist_setup
from handlers.therapist.build_acts import after_preview
from handlers.therapist.commands import AT_LEISURE
from handlers.turn import Changes, House, Practice, Turn, merged

SCRIPTS: Scripts = {
    "activity": activity.activity,
    "rest_of_it": activity.rest_of_it,
    **in_session.SCRIPTS,
    "assignment": assignment.assignment,
    "barrier": barrier.barrier,
    "wrapup": wrapup.wrapup,
    "cue": cue.cue,
    "followup": cue.followup,
    "plan": plan.plan,
    **agreement.SCRIPTS,
    **commands.SCRIPTS,
    **doing.SCRIPTS,
    **dots.SCRIPTS,
    **good_hour.SCRIPTS,
    **keeping.SCRIPTS,
    **calendar.SCRIPTS,
    **low.SCRIPTS,
    **note_to_self.SCRIPTS,
    **start_here.SCRIPTS,
    **together.SCRIPTS,
    **travel.SCRIPTS,
    **journal.SCRIPTS,
    **leaving_data.SCRIPTS,
    **letter_talk.SCRIPTS,
    **measure_talk.SCRIPTS,
    **menu.SCRIPTS,
    **mine.SCRIPTS,
    **opened.SCRIPTS,
    **own_copy.SCRIPTS,
    **pair.SCRIPTS,
    **shared_card.SCRIPTS,
    **supporter.SCRIPTS,
    **supporting.SCRIPTS,
    **covered.SCRIPTS,
    **inviting.SCRIPTS,
    **resume.SCRIPTS,
    **saying.SCRIPTS,
    **settings.SCRIPTS,
    **showing.SCRIPTS,
    **still_me.SCRIPTS,
    **welcome.SCRIPTS,
    **safety_tables.SCRIPTS,
    **therapist_letter.SCRIPTS,
    **letter_command.SCRIPTS,
    **therapist_setup.SCRIPTS,
    **therapist_desk.SCRIPTS,
}
CHANGES: list[Changes] = [
    changes.changes,
    afterwards.changes,
    agreement_changes.changes,
    plan_kept.changes,
    barrier_changes.changes,
    covered.changes,
    joining.changes,
    journal.changes,
    welcome.changes,
    resume.changes,
    coming_back.changes,
    dots.changes,
    keeping.changes,
    note_to_self.changes,
    then_now.changes,
    together.changes,
    travel.changes,
    commands.changes,
    doing.changes,
    handing_out.changes,
    in_session.changes,
    leaving_data.changes,
    letter_talk.changes,
    measure_talk.changes,
    mine.changes,
    own_copy.changes,
    pair.changes,
    shared_card.changes,
    supporter.changes,
    supporting.changes,
    cheer.changes,
    settings.changes,
    showing.changes,
    to_self.changes,
    *safety_tables.CHANGES,
    therapist_letter.changes,
    *therapist_setup.CHANGES,
    *therapist_desk.CHANGES,
]
ASIDES = {**therapist_desk.ASIDES, **doing.ASIDES, "assign": dry_run.tapped}
DESK = frozenset(
    (
        *therapist_letter.SCRIPTS,
        *letter_command.SCRIPTS,
        *therapist_setup.SCRIPTS,
        *therapist_desk.SCRIPTS,
        *flags_talk.SCRIPTS,
        *release.SCRIPTS,
    )
)
"""A therapist's scripts."""


def after_talk(turn: Turn, talk: Talk) -> None:
    """What follows by itself when a talk has come to its end."""
    after_preview(turn, talk)
    dry_run.after(turn, talk)
    after_clients_talk(turn, talk)
    if turn.person.role == "therapist":
        room_rests.offer(turn, AT_LEISURE)


def compiled(content: Content) -> tuple[Matcher, OptOut]:
    """The lists of distress and of stopping, ready to read with: the slow part of building a house."""
    return Matcher(content.phrases), OptOut(content.phrases)


def build_house(
    practice: Practice,
    content: Content,
    zones: tuple[str, ...],
    countries: Mapping[str, str] | None = None,
    locksmith: Locksmith | None = None,
    lists: tuple[Matcher, OptOut] | None = None,
) -> House:
    """The fixed surroundings of every turn of one practice. `countries`: zone name -> ISO country code.

    `lists`: the content's own, compiled, where several practices share them.
    """
    risk, opt_out = lists or compiled(content)
    table, known = merged(CHANGES), countries or {}
    return House(
        practice,
        content,
        zones,
        SCRIPTS,
        table,
        after_talk,
        risk,
        opt_out,
        known,
        ASIDES,
        DESK,
        locksmith,
    )
