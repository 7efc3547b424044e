"""News of a measure: it can't be asked any more, because its words are missing in what the client reads."""

from typing import Any

from handlers.therapist import notices
from handlers.therapist.measures import called
from handlers.turn import Turn


def told_unasked(turn: Turn, data: dict[str, Any]) -> None:
    """It has ended by itself: what was answered stays, and the therapist decides what comes instead."""
    known = turn.house.content.measures.get(data["measure"])
    title = called(turn, known) if known else data["title"]
    notices.put(turn, "measure_unasked", data["client"], measure=title, reads=data["reads"])


TABLE = {"measure_unasked": told_unasked}
