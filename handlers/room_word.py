"""The word a therapist says in the room, so that a text is known to come from them."""

from hashlib import sha256

from handlers.turn import Turn


def their_word(turn: Turn, client: str, code: str) -> str:
    """The same for somebody who is here already, in the language they read."""
    view = turn.views.get(client)
    return room_word(turn, code, view.person.language if view else turn.house.practice.language)


def room_word(turn: Turn, code: str, language: str = "en") -> str:
    """A word of the list in this language, English without one, drawn by a code nobody can guess."""
    content = turn.house.content
    words = content.room_words.get(language[:2]) or content.words
    return words[int.from_bytes(sha256(code.encode()).digest()[:8], "big") % len(words)]
