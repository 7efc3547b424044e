"""News of a pathway: a step waits for the therapist's word, or is gone from the library, or it is over."""

from collections.abc import Callable
from typing import Any

from handlers import shelf
from handlers.therapist import notices
from handlers.therapist.pathway_draw import activity_title, title_of
from handlers.turn import Turn

NEWS = ("pathway_waits", "pathway_gone", "pathway_done", "pathway_open", "pathway_stopped")
COUNTED = ("done", "of", "number", "avoided")


def _told(what: str) -> Callable[[Turn, dict[str, Any]], None]:
    def news(turn: Turn, data: dict[str, Any]) -> None:
        words = {"title": title_of(turn, data["pathway"], data["pathway"])}
        if "activity" in data:
            words["activity"] = activity_title(turn, data["activity"], data["activity"])
        counted = {name: data[name] for name in COUNTED if name in data}
        notices.put(turn, what, data["client"], **words, **counted)

    return news


def blanks(turn: Turn, data: dict[str, Any]) -> None:
    """A step comes tomorrow, and something in it is left open (CONTENT E4)."""
    known = shelf.known(turn, data["activity"])
    open_ = [one for one in (known.fill if known else ()) if one.name in data["names"]]
    if known is None or not open_:
        return
    words = {"title": title_of(turn, data["pathway"], data["pathway"]), "activity": known.title}
    asks = {"asks": [one.ask for one in open_], "stands": [one.default for one in open_]}
    notices.put(turn, "pathway_blanks", data["client"], **words, **asks, number=data["number"], at=data["at"])


TABLE = {
    **{what: _told(what) for what in NEWS},
    "pathway_blanks": blanks,
}
