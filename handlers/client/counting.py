"""Closing a week of counting (CONTENT I-1): optional items and uncued occurrences never count as missed."""

from handlers.client.people import this_week
from handlers.turn import DAY
from handlers.week_parts import Assignment, WeekCount

KEPT_WEEKS = 26
ENDS_AFTER = 28 * DAY


def close(item: Assignment, now: int, *, counted: bool) -> None:
    """Write down the week's counts and begin the next; an assignment ends when it has run its course."""
    week = [o for o in this_week(item) if o.state not in ("planned", "uncued", "beside")]
    done = sum(o.state == "done" for o in week)
    part = sum(o.state == "part" for o in week)
    if week or done:
        explored = item.explored_at > item.week_from
        began_at = max(item.week_from, item.delivered_at)
        item.weeks.append(
            WeekCount(now, len(week), done, part, explored=explored, counted=counted, began_at=began_at)
        )
    item.weeks = item.weeks[-KEPT_WEEKS:]
    item.occurrences = [o for o in item.occurrences if now - o.planned_at < 2 * ENDS_AFTER]
    item.week_from = now
    waits = item.rest is not None and bool(item.rest.moment)
    once = item.rhythm == "once" and bool(done or item.doings) and not waits
    ran_its_course = now - item.delivered_at >= ENDS_AFTER if item.delivered_at else False
    if once or ran_its_course:
        item.state, item.ended_at = "ended", now
