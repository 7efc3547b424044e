"""How things stand with one client, as plain data for lines a therapist reads in passing."""

from typing import Any

from handlers import sessions
from handlers.state import Case, Client
from handlers.therapist import measure_trends, pathway_draw
from handlers.therapist.insights import quantity
from handlers.therapist.summary_week import running_week
from handlers.therapist.whom import client_side, name_of, wall_at, zone_of
from handlers.turn import Turn
from handlers.week_parts import Assignment

MEASURES = 4
"""How many measures one look at a client shows; `/measure NAME` has all."""


def line(turn: Turn, case: Case) -> dict[str, Any]:
    """What one line about a client says."""
    side, zone = client_side(turn, case), zone_of(turn, case)
    following = sessions.next_session(case.session, zone, turn.now) if case.session else None
    return {
        "name": name_of(turn, case.client),
        "stage": side.stage,
        "stopped": bool(turn.views[case.client].person.stopped_at),
        "next_at": wall_at(turn, following, zone) if following else 0,
        "flags": sum(not f.released_at for f in side.flags),
        "held": side.held,
        "questions": sum(not q.answered_at for q in side.questions),
        "paused_until_at": wall_at(turn, side.paused_until, zone) if side.paused_until > turn.now else 0,
    }


def standing(turn: Turn, case: Case) -> dict[str, Any]:
    """The same in more lines: assignments, hours, channel, the last reply, whatever is waited for."""
    person, side = turn.views[case.client].person, client_side(turn, case)
    mine = [a for a in side.assignments if a.therapist == turn.person.id and a.state != "ended"]
    zone, wrote = zone_of(turn, case), side.last_reply_at > side.joined_at
    return {
        **line(turn, case),
        "rhythm": case.session.rhythm if case.session else "",
        "items": [_item(turn, case, a) for a in mine],
        "measures": measure_trends.trends(turn, case, MEASURES),
        "pathways": pathway_draw.lines(turn, case),
        "tags": list(case.tags),
        "hours": list(side.hours),
        "other_zone": "" if zone == turn.person.zone else zone.rpartition("/")[2].replace("_", " "),
        "channel": person.channel,
        "discreet": side.discreet,
        "supporter": _has_supporter(side),
        "last_at": wall_at(turn, side.last_reply_at, turn.person.zone) if wrote else 0,
        "invited_at": case.invited_at,
        "word": side.check.word if side.check and side.check.asked_at else "",
    }


def _has_supporter(side: Client) -> bool:
    """Whether there is one and the client lets it be known (CONTENT G-33); who it is stays theirs."""
    one = side.near.supporter
    return one is not None and one.agreed_at > 0 and one.shown


def title_of(turn: Turn, item: Assignment) -> str:
    """The activity's title as a therapist knows it."""
    activity = turn.house.given(item, turn.person)
    return activity.title if activity else item.title


def _item(turn: Turn, case: Case, item: Assignment) -> dict[str, Any]:
    """I-1 as in the summary, and how it was agreed."""
    view, bonds = turn.views[case.client], client_side(turn, case).bonds
    bond = next(b for b in bonds if b.therapist == turn.person.id)
    much = quantity(running_week(view.person, bond, (), turn.now), item)
    names = ("done", "part", "of", "ahead", "beside", "rested", "never_cued", "all_rest")
    return {
        "title": title_of(turn, item),
        **{name: getattr(much, name) for name in names},
        "kept": item.state == "kept",
        "rhythm": item.rhythm,
        "clock": item.at,
        "optional": item.optional,
        "small": item.small,
    }
