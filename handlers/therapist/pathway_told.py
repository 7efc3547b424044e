"""News of a pathway: a step waits for the therapist's word, or is gone from the library, or it is over."""

from collections.abc import Callable
from typing import Any

from handlers.therapist import notices
from handlers.therapist.pathway_draw import activity_title, title_of
from handlers.turn import Turn


def _told(what: str) -> Callable[[Turn, dict[str, Any]], None]:
    def news(turn: Turn, data: dict[str, Any]) -> None:
        content = turn.house.content
        words = {"title": title_of(content, data["pathway"], data["pathway"])}
        if "activity" in data:
            words["activity"] = activity_title(turn, data["activity"], data["activity"])
        counted = {name: data[name] for name in ("done", "of") if name in data}
        notices.put(turn, what, data["client"], **words, **counted)

    return news


TABLE = {what: _told(what) for what in ("pathway_waits", "pathway_gone", "pathway_done")}
