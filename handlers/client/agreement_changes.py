"""What a client confirms or changes of an agreement; both see it (DESIGN §4.2, CONTENT A-65).

`Tell` to the therapist: `agreement` (`client, title, parts, confidence`). A part is [name, before, after];
the client's own words stay with the client, where the summary reads them.
"""

from typing import Any

from handlers.client import agreement, week
from handlers.client.changes import item_of
from handlers.turn import Changes, Turn
from handlers.week_parts import Assignment, Edit

changes = Changes()
KEPT_EDITS = 12


@changes.change()
def agree(turn: Turn, assignment: str) -> dict[str, Any]:
    """That is it."""
    item_of(turn, assignment).confirmed_at = turn.now
    return {}


@changes.change(undo="bar")
def edit_agreement(turn: Turn, assignment: str, part: str, value: str, before: str = "") -> dict[str, Any]:
    """Change one part of it; gives the card as it is now."""
    item = item_of(turn, assignment)
    if part == "often":
        before, item.rhythm = item.rhythm, value  # type: ignore[assignment]  # one of the three, by its code
    elif part == "size":
        before, item.small = "small" if item.small else "full", value == "small"
    elif part == "what":
        item.act = value
    item.confirmed_at = turn.now
    week.plan(turn.person, item, turn.now)
    note(turn, item, [(part, before, value)])
    return agreement.card(turn, item)


def note(turn: Turn, item: Assignment, parts: list[tuple[str, str, str]], sure: int | None = None) -> None:
    """Keep what was changed, and tell the therapist in one line; what stays as it was is no news."""
    changed = [one for one in parts if one[1] != one[2]]
    if not changed:
        return
    item.edits = [*item.edits, *(Edit(turn.now, *one) for one in changed)][-KEPT_EDITS:]
    told = [[name, before, "" if name == "what" else after] for name, before, after in changed]
    turn.tell(
        item.therapist, "agreement", client=turn.person.id, title=item.title, parts=told, confidence=sure
    )


@changes.change()
def made(turn: Turn, assignment: str) -> dict[str, Any]:
    """The card of what was just planned, where it can stay in sight; {} where texts are short or neutral."""
    seen = agreement.is_pinned(turn.person, "agreement/made") and turn.person.channel != "sms"
    return agreement.card(turn, item_of(turn, assignment)) if seen else {}
