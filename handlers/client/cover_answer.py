"""The answer to "may a colleague who covers read along", in words: a no in any form, on any later day.

Only a plain yes is one; nobody reads along because of words that might have been about something else.
"""

from handlers.answers_words import fold, word_set
from handlers.client.covered import SCRIPTS, found_of
from handlers.events import Text
from handlers.talk import Talk
from handlers.talking import reply_to
from handlers.turn import Turn

_NO = word_set("no n nope nah")
_NO_STARTS = (
    *("dont want", "do not want", "i dont want", "i do not want", "id rather not", "i would rather not"),
    *("rather not", "i dont agree", "i do not agree", "please no", "please dont", "prefiero que no"),
)
_NOT_A_NO = ("no problem", "no worries", "no hay problema", "no pasa nada")
_YES = word_set("yes y yep yeah yup sure ok okay si vale claro agree fine")
_WITH_YES = _YES | word_set("i its thats that is it alright all right please thanks thank you gracias with")
_WITH_YES |= word_set("by me can may see read he she they bien esta de acuerdo")


def answers(turn: Turn, event: Text) -> bool:
    """Take a yes or a no to the newest question about a cover that is not answered yet."""
    talk = next((t for t in reversed(turn.talks) if _asks(turn, t)), None)
    if talk is None or talk.asked is None or event.sent_at < talk.asked.at:
        return False
    said = fold(event.text)
    names = set(fold(str(talk.args["cover"])).split())
    newer = turn.open_talk()
    if newer not in (None, talk) and not names & set(said.split()):
        return False
    value = "not_mine" if says_no(said, names) else "fine" if says_yes(said, names) else ""
    if value:
        reply_to(turn, talk, value, event.text)
    return bool(value)


def _asks(turn: Turn, talk: Talk) -> bool:
    """Whether this talk still asks about days that are not over."""
    if talk.script not in SCRIPTS or talk.asked is None or talk.state not in ("open", "suspended"):
        return False
    cover = found_of(turn, talk.args["of"], talk.args["since"])
    return cover is not None and cover.until > turn.now


def says_no(said: str, names: set[str]) -> bool:
    """Whether folded words begin with a no, or with "not" and the colleague's name."""
    if f"{said} ".startswith(tuple(f"{words} " for words in _NOT_A_NO)):
        return False
    words = said.split()
    starts = tuple(f"{start} " for start in (*_NO_STARTS, *(f"not {name}" for name in names)))
    return bool(words) and (words[0] in _NO or f"{said} ".startswith(starts))


def says_yes(said: str, names: set[str]) -> bool:
    """Whether folded words are a yes and nothing else."""
    words = set(said.split())
    return bool(words & _YES) and words <= _WITH_YES | names
