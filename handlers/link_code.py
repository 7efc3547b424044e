"""The code in a join link: nobody types it, so it can be too long to guess at all (SAFETY §5, row 3)."""

from handlers.turn import Turn

DRAWS = 3
"""Codes of 50 bits that make one of a link: 150 bits, in letters and digits that survive any messenger."""


def link_code(turn: Turn) -> str:
    """A new code for a Telegram link."""
    return "".join(next(turn.codes) for _ in range(DRAWS))
