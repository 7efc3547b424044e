"""The summary before a session: which blocks there are and what stands in them (CONTENT E1, C3).

Plain data for one prompt. What was not asked or said is not in it; what was kept private is a count.
"""

from datetime import date
from typing import Any

from handlers.client.people import home_zone
from handlers.sessions import next_session
from handlers.state import Bond, Case, Client
from handlers.therapist import insights, insights_pattern, measure_trends, pathway_draw
from handlers.therapist.cases import title_of
from handlers.therapist.guidance import guidance
from handlers.therapist.insights_shown import over_weeks
from handlers.therapist.summary_needs import needs
from handlers.therapist.summary_week import Week, week_of
from handlers.therapist.whom import wall_at
from handlers.times import instant, local
from handlers.turn import DAY, HOUR, Turn
from handlers.week_parts import Assignment, Report

ITEMS, WINS, NOTES, NOTICED, BARRIERS, AGENDA, MEASURES, CARDS = 5, 3, 2, 2, 3, 4, 4, 2
"""How many of each the summary shows, so that it stays one screen and under 3,500 characters."""

FRESH = 35 * DAY
"""So long a measure that is not asked any more still stands in the summary."""

IN_THE_ROOM = 2 * HOUR
NOTICED_STEPS = ("line", "against", "post/learned")
UNREAD = "X0"
_SAME = {True: "same", False: "other", None: ""}


def bond_of(turn: Turn, case: Case) -> Bond | None:
    """The client's side of this relation."""
    client = turn.views[case.client].person.client if case.client in turn.views else None
    return next((b for b in client.bonds if b.therapist == turn.person.id), None) if client else None


def summary_of(turn: Turn, case: Case) -> dict[str, Any]:
    """Everything the summary says about this client now; {} when the client's data is gone."""
    bond = bond_of(turn, case)
    if bond is None:
        return {}
    view = turn.views[case.client]
    week = week_of(view.person, bond, view.records, turn.now)
    items = [_item(turn, week, case, a) for a in week.mine()[-ITEMS:]]
    return {
        "client": case.client,
        "name": view.person.name,
        "on_telegram": any(channel == "telegram" for channel, *_ in turn.addresses),
        "number": max(1, week.number),
        **_meeting(turn, case, week),
        "needs": needs(week, case),
        **_wins(week),
        **_notes(week),
        "items": items,
        "pathways": pathway_draw.lines(turn, case),
        "only_begun": week.only_begun(),
        "barriers": [_barrier(turn, r) for r in _told(week)[-BARRIERS:]],
        "declined": any(r.codes[:1] == [UNREAD] for r in week.reports()),
        "pattern": _pattern(turn, week),
        **_readiness(week),
        "measures": measure_trends.trends(turn, case, MEASURES, turn.now - FRESH),
        **_room(turn, week, case),
        **_guard(turn, week, case, items),
        "private": week.kept_private(),
        "also": over_weeks(turn, week, case) | {"guide": guidance(week, case)},
        "low_days": _low_days(week),
        "cards": _cards(week),
    }


def _cards(week: Week) -> list[dict[str, Any]]:
    """The shared cards whose moment came: that there was one or not, never whose half or its words (G-34)."""
    pair = week.client.near.pair
    over = [c for c in pair.cards if c.state in ("shared", "none") and week.has(c.at)] if pair else []
    return [{"title": c.title, "shared": c.state == "shared", "at": c.at} for c in over[-CARDS:]]


def _low_days(week: Week) -> list[dict[str, int]]:
    """G-10: the week's low days, as the noon of each; how much was done on them is not counted."""
    noons = (instant(date.fromisoformat(day), "12:00", week.person.zone) for day in week.client.own.low_days)
    return [{"at": at} for at in noons if week.has(at)]


def _meeting(turn: Turn, case: Case, week: Week) -> dict[str, Any]:
    """The session it leads to, or the one it led to, in the reader's time and the client's."""
    zone = home_zone(week.person)
    ahead = next_session(case.session, zone, turn.now - IN_THE_ROOM) if case.session else None
    at = week.until if week.over else ahead
    if not at:
        return {"session_at": 0, "day": "none", "client_at": 0, "met": False}
    there = wall_at(turn, at, zone)
    days = (local(at, turn.person.zone).date() - local(turn.now, turn.person.zone).date()).days
    day = {0: "today", 1: "tomorrow"}.get(days, "day")
    return {"session_at": at, "day": day, "client_at": there if there != at else 0, "met": at <= turn.now}


def _notes(week: Week) -> dict[str, Any]:
    """What the client wrote down for the therapist to see: the newest of it, and how much more there is."""
    flagged = {flag.at for flag in week.client.flags}  # these are shown with their flag
    said = (e for e in week.said("journal") if e.doc.get("words") and e.at not in flagged)
    notes = [{"words": e.doc["words"], "at": e.at} for e in said]
    return {"notes": notes[-NOTES:], "more_notes": max(0, len(notes) - NOTES)}


def _wins(week: Week) -> dict[str, Any]:
    """I-10 and I-13: what the client called a win, what they noticed, coming back after a gap."""
    runs = insights_pattern.runs(week)
    noticed = [
        {"words": e.doc["words"], "at": e.at}
        for e in week.responses()
        if e.doc.get("step") in NOTICED_STEPS[:2] and _is_noticed(e.doc)
    ]
    return {
        "wins": [{"words": words, "at": at} for at, words in week.wins()[-WINS:]],
        "noticed": noticed[-NOTICED:],
        "returned": runs.returned_after,
        "longest": runs.longest,
        "dots": runs.dots,
    }


def _is_noticed(doc: dict[str, Any]) -> bool:
    """A line after a rating is something noticed only where that was asked."""
    return bool(doc.get("words")) and (doc["step"] != "line" or doc.get("asked") == "noticed")


def _item(turn: Turn, week: Week, case: Case, item: Assignment) -> dict[str, Any]:
    """One assignment's week: how much, how it went, what helped, what was learned."""
    much, well = insights.quantity(week, item), insights.quality(week, item, case)
    known = turn.house.given(item, turn.person)
    scales = insights.ratings(week, item, known) if known else []
    where = insights.when(week, item)
    in_talk = [o.done_at for o in week.of(item) if o.in_barrier_talk and o.state == "done"]
    return {
        "id": item.id,
        "title": title_of(turn, item),
        "optional": item.optional,
        "small": item.small,
        "rhythm": item.rhythm,
        "done": much.done,
        "part": much.part,
        "of": much.of,
        "ahead": much.ahead,
        "never_cued": much.never_cued,
        "in_talk": len(in_talk),
        "talk_at": max(in_talk, default=0),
        "ratings": [_ratings(r) for r in scales[:2]],
        "helpful": _mean(well.helpful),
        "difficulty": _mean(well.difficulty),
        "engagement": _mean(well.engagement),
        "your_rating": well.therapist if well.therapist is not None and (much.done or much.part) else False,
        "band": where.band,
        "weekday_at": where.weekday_at,
        "last_evening": where.last_evening,
        "days_to_begin": where.days_to_begin,
        "helped": [code for code, _ in insights.what_helped(week, item)[:2]],
        "learned": _learned(week, item),
        "edits": _edits(week, item),
        "mine": item.mine,
    }


def _edits(week: Week, item: Assignment) -> list[list[str]]:
    """What the client changed of the agreement this week: of each part, from what it was to what it is.

    The small version stands with the title already.
    """
    found: dict[str, list[str]] = {}
    for one in item.edits:
        if week.has(one.at):
            before = found[one.part][1] if one.part in found else one.before
            found[one.part] = [one.part, before, one.after]
    return [one for one in found.values() if one[1] != one[2] and one[2] != "small"]


def _ratings(one: insights.Ratings) -> dict[str, Any]:
    shown = one.values[-4:]
    return {
        "label": one.step,
        "values": [{"at": at, "value": value} for at, value in shown],
        "same": _SAME[one.same],
    }


def _mean(values: tuple[float, ...]) -> float | int | bool:
    """The mean of what was given, to one decimal; False when it was not asked or not answered."""
    if not values:
        return False
    mean = round(sum(values) / len(values), 1)
    return int(mean) if mean == int(mean) else mean


def _learned(week: Week, item: Assignment) -> list[dict[str, Any]]:
    """What the client says they learned, in their words."""
    found = [e for e in week.responses(item) if e.doc.get("step") == "post/learned" and e.doc.get("words")]
    return [{"words": e.doc["words"], "at": e.at} for e in found[-1:]]


def _told(week: Week) -> list[Report]:
    """The reports in which something was told; declining one is no reason."""
    return [r for r in week.reports() if r.codes and r.codes[0] != UNREAD]


def _barrier(turn: Turn, report: Report) -> dict[str, Any]:
    """What was in the way: the reason as the client read it, their words, what was taken."""
    entry = turn.house.barriers(turn.person).codes.get(report.codes[0])
    return {
        "title": turn.house.title(report.title, turn.person),
        "code": report.codes[0],
        "label": entry.label if entry else report.words,
        "asked": entry.follow_up if entry else "",
        "kind": entry.ask if entry else "text",
        "own_words": report.own_words,
        "follow_up": report.follow_up,
        "inner": report.inner[:2],
        "offer": report.offer,
        "private": report.private,
    }


def _pattern(turn: Turn, week: Week) -> dict[str, Any]:
    """I-5 in labels, where a kind of reason has come more than once."""
    found = insights_pattern.barrier_pattern(week)
    if found is None:
        return {}
    codes = turn.house.barriers(turn.person).codes
    same = [
        [codes[code].label, times] for code, times in found.counts if code[0] == found.group and code in codes
    ]
    return {"often": same[:3], "across": found.across}


def _readiness(week: Week) -> dict[str, Any]:
    """I-12 and block 6: numbers before and now, and the lines they may call for."""
    ready = insights_pattern.readiness(week)
    return {
        "confidence": list(ready.confidence[:1] + ready.confidence[1:][-1:]),
        "importance": list(ready.importance[:1] + ready.importance[1:][-1:]),
        "another_target": ready.another_target,
        "what_would_help": ready.what_would_help,
        "smaller_first": ready.smaller_first,
    }


def _room(turn: Turn, week: Week, case: Case) -> dict[str, Any]:
    """Block 7: what the client would like first, what is to be done together."""
    bond = week.bond
    agenda, asked = (bond.agenda_before, bond.asked_before) if week.over else (bond.agenda, bond.agenda_asked)
    own, first = own_words(turn, week.client, agenda)
    return {
        "agenda": own[:AGENDA],
        "first": first[:AGENDA],
        "agenda_asked": asked,
        "together": case.do_together[:3],
    }


def own_words(turn: Turn, client: Client, agenda: list[str]) -> tuple[list[str], list[str]]:
    """The list for the session in two: what the client wrote, and titles put on it by a button."""
    titles = {item.title for item in client.assignments}
    first = [turn.house.title(words, turn.person) for words in agenda if words in titles]
    return [words for words in agenda if words not in titles], first


def _guard(turn: Turn, week: Week, case: Case, items: list[dict[str, Any]]) -> dict[str, Any]:
    """Block 8: what is left, whether it has been looked at, and the cards of E2 that are due."""
    least = insights.least_done(week)
    much = insights.quantity(week, least) if least else None
    explored = any(a.explored_at and week.has(a.explored_at) for a in week.mine()) or bool(_told(week))
    return {
        "least": least.id if least else (items[0]["id"] if items else ""),
        "left": insights.left(much) if much else 0,
        "left_of": much.of if much else 0,
        "left_done": much.done if much else 0,
        "asked": any(i["done"] or i["part"] or i["of"] > i["ahead"] + i["never_cued"] for i in items),
        "explored": explored,
        "recorded": bool(_told(week)),
        "rough": any(r.codes[0] == "T3" for r in _told(week)),
        "goals": insights_pattern.goals_card(week, case),
        "new_after_unexplored": insights_pattern.new_after_unexplored(case, turn.now),
        "not_reviewed": insights_pattern.not_reviewed_twice(case),
    }
