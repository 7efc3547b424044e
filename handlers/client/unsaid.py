"""Words that were taken in and then had nowhere to go: their question was closed before it was answered.

What was received is never lost (DESIGN §1.1). Nobody has said who may see it, so it stays with its writer.
"""

from handlers.client.asking import private_part
from handlers.client.inviting import OF_JOINING
from handlers.talk import Talk, live_answers
from handlers.turn import Turn

WAITING = {"journal": "keep_journal", "question": "file_question"}
"""Scripts that hold words until a question about them is answered, and the change that files them."""

DROPPED = "drop"


def keep(turn: Turn) -> None:
    """At the end of a turn: what closed talks still held becomes a private note."""
    client = turn.person.client
    if client is None or turn.person.role != "client" or client.stage in ("invited", "joining", "declined"):
        return
    for talk in turn.talks:
        words = _held(talk) if talk.state == "done" and talk.script not in OF_JOINING else ""
        if words:
            turn.keep("journal", words=private_part(words)[0], private=True)


def holds(talk: Talk) -> bool:
    """Whether closing this note now leaves words that stay with their writer: they are to be told so."""
    return talk.script == "journal" and bool(_unfiled(talk))


def _held(talk: Talk) -> str:
    parts = [_unfiled(talk), *talk.gathered]
    talk.gathered = []
    return "\n".join(part for part in parts if part)


def _unfiled(talk: Talk) -> str:
    """The words of a note or a question that was never filed, nor dropped by its writer."""
    change = WAITING.get(talk.script)
    answers = live_answers(talk)
    if change is None or any(one.key.startswith(f"do:{change}#") for one in talk.emitted):
        return ""
    if any(one.value == DROPPED or one.value is None for one in answers):
        return ""
    return str(talk.args.get("words") or next((one.words for one in answers if one.words), ""))
