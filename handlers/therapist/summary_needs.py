"""The first block of a summary: what waits for the therapist (CONTENT E1.1, I-11, I-14)."""

from typing import Any

from handlers.state import Case
from handlers.therapist import insights_pattern
from handlers.therapist.summary_week import Week
from handlers.turn import DAY

SILENT_DAYS = 7
"""Days without a word that are worth a line; the decision comes at 21 (DESIGN §4.1)."""

QUESTIONS = 3


def needs(week: Week, case: Case) -> dict[str, Any]:
    """Flags, a hold, an end to the texts, a rest, what did not arrive, silence, questions with their age."""
    client, now = week.client, week.now
    quiet = insights_pattern.silence(week)
    flags = [f for f in client.flags if not f.acknowledged_at]
    return {
        "flags": len(flags),
        "flag_at": min((f.at for f in flags), default=0),
        "flagged_at": _taken_at(week),
        "held": client.held,
        "stopped": bool(week.person.stopped_at),
        "frozen": client.stage == "frozen",
        "unsure": client.stage == "unsure",
        "paused_until_at": client.paused_until if client.paused_until > now else 0,
        "unreachable": bool(client.dead_channels),
        "silent_days": quiet.days if quiet.days >= SILENT_DAYS else 0,
        "rested": quiet.rested,
        "never_wrote": client.last_reply_at <= client.joined_at,
        "cued_at": quiet.cued_at,
        "questions": _questions(week),
        "more_questions": max(0, len(insights_pattern.waiting_questions(week)) - QUESTIONS),
    }


def _taken_at(week: Week) -> int:
    """The week's latest flag that somebody has taken: it belongs into the room too, taken or not."""
    taken = (f.at for f in week.client.flags if f.acknowledged_at and week.since <= f.at < week.until)
    return max(taken, default=0)


def _questions(week: Week) -> list[dict[str, Any]]:
    return [
        {"words": q.words, "about": q.about, "days": (week.now - q.at) // DAY, "long": waits}
        for q, waits in insights_pattern.waiting_questions(week)[:QUESTIONS]
    ]
