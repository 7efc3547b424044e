"""Who can be reached now, by telephone or text."""

from typing import Any

from handlers.turn import Turn


def numbers(turn: Turn, code: str = "") -> dict[str, Any]:
    """Who can be reached now, for this person: their country, else the practice's, in their language.

    A supporter's is the country of whom they support.
    """
    code = code or next((one.region for one in turn.person.supports), "")
    found = turn.house.region(code, turn.person.language)
    return {
        "emergency": found.emergency,
        "lines": found.lines,
        "text_line": found.text_line,
        "brief": found.brief,
    }
