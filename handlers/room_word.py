"""The word a therapist says in the room, so that a text is known to come from them."""

from hashlib import sha256

from handlers.turn import Turn


def room_word(turn: Turn, code: str) -> str:
    """A word of the practice's list, drawn by a code nobody can guess."""
    words = turn.house.content.words
    return words[int.from_bytes(sha256(code.encode()).digest()[:8], "big") % len(words)]
