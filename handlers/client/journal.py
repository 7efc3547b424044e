"""Free text outside any question: kept as a journal entry after one tap on who sees it (DESIGN §8)."""

from typing import Any

from handlers.answering import JOINS
from handlers.answers import read
from handlers.answers_words import brief, fold, says_something, word_set
from handlers.ask import Read
from handlers.client import start_here
from handlers.client.asking import private_part
from handlers.client.people import bonds, client_of
from handlers.events import Text
from handlers.talk import Ask, Ctx, Do, Say, Script, live_answers
from handlers.talking import ask_again, begin
from handlers.times import local
from handlers.turn import Changes, Turn

NO_NOTE = word_set(
    "yes y yeah no n nope ok okay k sure thanks thank you thankyou ta cheers great hi hello hey"
    " si vale claro gracias muchas hola buenas bueno listo buenos dias tardes noches que tal"
)
"""Words that say nothing to keep when nothing is asked."""

LONGEST = 8000
"""Characters of one entry, however many texts it is made of."""

changes = Changes()


def take_in(turn: Turn, event: Text) -> None:
    """Words that answer nothing: ask once who may see them."""
    if not says_something(event.text):
        turn.say("reply", "unread/empty")
        return
    words = fold(brief(event.text)).split()
    if words and (set(words) <= NO_NOTE or (len(words) == 1 and words[0].isdigit())):
        if not start_here.welcomes(turn):
            turn.say("reply", "menu/nothing_asked")
        return
    said, private = private_part(event.text)
    therapist = next((b.name for b in bonds(client_of(turn.person))), "")
    begin(turn, "journal", {"words": said, "private": private or not therapist, "therapist": therapist})


def joins(turn: Turn, event: Text) -> bool:
    """Whether this text goes on with the note whose readers are being asked for."""
    talk = turn.open_talk()
    if talk is None or talk.script != "journal" or talk.asked is None or talk.asked.kind != "choice":
        return False
    today = local(turn.now, turn.person.zone).date()
    if isinstance(read(talk.asked, event.text, language=turn.person.language, today=today), Read):
        return False
    if talk.args["words"]:
        talk.args["words"] = f"{talk.args['words']}\n{event.text}"[:LONGEST]
    else:
        typed = live_answers(talk)[-1]
        typed.words = typed.value = f"{typed.words}\n{event.text}"[:LONGEST]
    talk.touched_at = turn.now
    if event.sent_at - talk.asked.at >= JOINS:
        ask_again(turn, talk)
    return True


def journal(ctx: Ctx) -> Script:
    """One tap: shared, private, or not kept. Without words they are asked for first."""
    words = {"therapist": ctx.args["therapist"]}
    said, private = ctx.args["words"], ctx.args["private"]
    if not said:
        typed = yield Ask("journal/what", "text", "journal", words, skip=True, long=True)
        if typed.skipped:
            yield Say("journal/dropped", "journal", words)
            return
        said, private = private_part(typed.words)
    if not private:
        choice = yield Ask("journal/who", "choice", "journal", words, ("shared", "private", "drop"))
        if choice.value == "drop":
            yield Say("journal/dropped", "journal", words)
            return
        private = choice.value == "private"
    yield Do("keep_journal", {"words": said, "private": private})
    yield Say("journal/kept_private" if private else "journal/kept", "journal", words)


@changes.change(undo="withdraw_journal")
def keep_journal(turn: Turn, words: str, private: bool) -> dict[str, Any]:
    """Append a journal entry."""
    return {"record": turn.keep("journal", words=words, private=private)}


@changes.change()
def withdraw_journal(turn: Turn, result: dict[str, Any]) -> None:
    """Take it back: a later record says so."""
    turn.keep("withdrawn", record=result["record"])


SCRIPTS = {"journal": journal}
