"""Under 18: a parent's or guardian's agreement is recorded before anything is sent (DESIGN §8).

Who may agree for whom, and up to which age, is the law of the place (GDPR article 8, 45 CFR 164.502(g));
the practice turns this on only where it knows. The words are kept under the client's key.
"""

from typing import Any

from handlers.client.welcome import wording
from handlers.talk import Ask, Do, Say, Script
from handlers.turn import Changes, Turn

LONGEST = 160  # characters

changes = Changes()


def agreement(words: dict[str, Any]) -> Script:
    """Who agreed, how, and one line with name and date; None without it."""
    who = yield Ask("guardian/who", "choice", "reply", words, ("parent", "guardian", "none"))
    if who.value == "none":
        yield Say("guardian/none", "reply", words)
        return None
    shown = yield Do("guardian_wording")
    how = yield Ask("guardian/how", "choice", "reply", words, ("in_person", "in_writing", "by_phone"))
    line = yield Ask("guardian/line", "text", "reply", words)
    kept = " ".join(line.words.split())[:LONGEST]
    return {"who": who.value, "how": how.value, "line": kept, "wording": shown}


@changes.change()
def guardian_wording(turn: Turn) -> str:
    """The fingerprint of what the therapist read and confirmed."""
    assert turn.talk is not None
    return wording(turn.talk.asked.message) if turn.talk.asked else ""
