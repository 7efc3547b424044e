"""What a client can say at any time (DESIGN §8): the table of words, and where a text is one of them.

Inside an open text question words after a command make it part of the answer, unless the question has
stood for hours. A bare command word and a whole line that sets something ("pause 10d") are asked about
once. A choice or a number gives way to a command that is no answer to it; a slash is always the command.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from handlers import roles, spoken
from handlers.answering import close_gathering
from handlers.answers import read
from handlers.answers_words import brief, fold
from handlers.ask import Asked, Read
from handlers.client import (
    agreement,
    calendar,
    coming_back,
    doing,
    dots,
    energy,
    keeping,
    leaving_data,
    looking,
    low,
    menu,
    mine,
    note_to_self,
    opened,
    own_copy,
    pair,
    saying,
    settings,
    shared_card,
    showing,
    stepping,
    supporter,
    together,
    travel,
)
from handlers.events import Text
from handlers.names import nearest
from handlers.talk import Ask, Ctx, Do, Script, Talk
from handlers.talking import begin, close, reply_to, suspend_open
from handlers.times import local
from handlers.turn import HOUR, Changes, Turn

changes = Changes()
Command = Callable[[Turn, str], None]

READS = frozenset(("sees", "mylist", "kept", "card"))
"""Commands that need what the client wrote before."""

READ_BY = frozenset(("menu", "which_meant"))
"""Talks that may end in one of these."""

PLAIN: dict[str, Command] = {
    "menu": menu.menu,
    "todo": menu.todo,
    "agreement": agreement.agreement,
    "done": doing.done,
    "later": doing.later,
    "small": doing.small,
    "skip": stepping.skip,
    "back": stepping.back,
    "why": doing.why,
    "how": doing.how,
    "dots": dots.dots,
    "rewards": dots.rewards,
    "wins": coming_back.wins,
    "mylist": keeping.mylist,
    "kept": keeping.kept,
    "progress": looking.progress,
    "now": looking.now,
    "calendar": calendar.calendar,
    "tell": looking.tell,
    "sees": looking.sees,
    "about": looking.about,
    "card": shared_card.card,
    "couple": pair.couple,
    "unlink": pair.unlink,
    "supporter": supporter.supporter,
    "cheer": supporter.cheer,
    "resume": settings.resume,
    "wrong": leaving_data.wrong,
    "export": own_copy.export,
    "delete": leaving_data.delete,
    "english": showing.english,
    "spanish": showing.spanish,
}
"""Commands that stand alone: with words after them they are ordinary words."""

WITH_WORDS: dict[str, Command] = {
    "ask": saying.ask,
    "win": saying.win,
    "mine": mine.mine,
    "remind": note_to_self.remind,
    "note": saying.note,
    "private": saying.private,
}
"""Commands that take any words."""

WITH_SETTING: dict[str, tuple[Command, Callable[[Turn, str], bool]]] = {
    "time": (settings.time, settings.is_time),
    "hours": (settings.hours, settings.is_window),
    "place": (settings.place, settings.is_place),
    "pause": (settings.pause, settings.is_span),
    "language": (showing.language, showing.is_one_word),
    "discreet": (showing.discreet, showing.is_on_off),
    "word": (showing.word, showing.is_one_word),
    "low": (low.low, low.is_day),
    "letters": (showing.letters, showing.is_on_off),
    "energy": (energy.energy, showing.is_on_off),
    "travel": (travel.travel, travel.is_journey),
    "together": (together.command, showing.is_on_off),
    "as": (roles.switch, roles.is_role),
}
"""Commands that take one setting; what follows must look like it, or it is an ordinary sentence."""

TABLE: dict[str, Command] = {**PLAIN, **WITH_WORDS, **{name: f for name, (f, _) in WITH_SETTING.items()}}
AT_ONCE = frozenset(("skip", "back", "private", "unlink"))
"""Bare words that are never asked about inside a text question."""

LANGUAGES = {"english": "en", "spanish": "es"}
"""The name of another language than one's own is never asked about: it leads out of texts one cannot read."""

WORDS_FIRST = frozenset(
    "low remind mine energy letters travel now tell together card couple supporter cheer".split()
)
"""Everyday words: where any words are the answer they are the answer, and the slash form is the command."""

WANTS_A_NAME = frozenset(("supporter_name",))
"""Talks that ask what somebody is called: there an everyday word is asked about as well."""

WORDY = frozenset(("text", "list", "photo", "media"))
"""Kinds of question that take any words."""

STOOD = 3 * HOUR
"""So long after a question a command with words is a command, and no answer to it."""


@dataclass(frozen=True, slots=True)
class Said:
    """A text read as a command: which, with what after it, whether a slash stood before it.

    A `sentence` says it in other words than its name.
    """

    name: str
    rest: str
    slash: bool
    sentence: bool = False


def parse(text: str, language: str = "en") -> Said | None:
    """The command a text may be, in English or in the words of a language, or a language by its name.

    Telegram's `/menu@name` is `/menu`; punctuation after a word is dropped.
    """
    words = text.strip().split(None, 1)
    if not words:
        return None
    if named := spoken.language_named(text):
        name = next(name for name, code in LANGUAGES.items() if code == named)
        return Said(name, "", text.strip().startswith("/"))
    if meant := spoken.phrase(text, language):
        return Said(meant, "", False, sentence=True)
    if (said := spoken.understood(text, "client", language)) and said[0] in TABLE:
        return Said(*said, text.strip().startswith("/"))
    first = words[0].partition("@")[0] if words[0].startswith("/") else words[0]
    name, rest = fold(brief(first)), words[1].strip() if len(words) > 1 else ""
    slash = first.startswith("/")
    known = name in TABLE and not spoken.otherwise(name, language)
    return Said(name, rest, slash) if known or slash else None


def answers(turn: Turn, event: Text) -> bool:
    """Whether the text was a command, and what it did."""
    said = parse(event.text, turn.person.language)
    if said is None or (said.rest and not said.slash):
        _back_to_step(turn, event.text)
    if said is None:
        return False
    if said.slash:
        _slash(turn, said)
        return True
    if not _looks_like_one(turn, said):
        return False
    talk = turn.open_talk()
    if talk is not None and talk.asked is not None and not opened.waits_for_a_reply(turn):
        if _is_answer(turn, talk.asked, event.text):
            return False
        other_language = said.name in LANGUAGES and LANGUAGES[said.name] != turn.person.language[:2]
        if talk.asked.kind in WORDY and not other_language and (said.rest or said.name not in AT_ONCE):
            return _among_words(turn, talk, said, event.text)
    TABLE[said.name](turn, said.rest)
    return True


def _slash(turn: Turn, said: Said) -> None:
    if said.name in TABLE:
        TABLE[said.name](turn, said.rest)
    elif said.name == "start":
        menu.menu(turn, "")
    else:
        words = [spoken.shown(name, "client", turn.person.language) for name in TABLE]
        turn.say("reply", "menu/unknown", nearest=[f"/{word}" for word in nearest(said.name, words)])


def _looks_like_one(turn: Turn, said: Said) -> bool:
    if not said.rest:
        return said.name not in ("as", "hours", "place")
    if said.name in WITH_SETTING:
        return WITH_SETTING[said.name][1](turn, said.rest)
    return said.name in WITH_WORDS


def _among_words(turn: Turn, talk: Talk, said: Said, text: str) -> bool:
    """A command where any words are an answer: words of hours later are kept as what they say they are."""
    if said.rest and said.name in WITH_WORDS and said.name != "private" and _stood(turn, talk):
        close_gathering(turn, talk)
        TABLE[said.name](turn, said.rest)
        return True
    if said.sentence or not _may_be_meant(talk, said):
        return False
    if said.name == "done" and talk.gathered:
        close_gathering(turn, talk)
    else:
        meant = {"word": text.strip(), "command": said.name, "rest": said.rest, "talk": talk.id}
        talk.gather_until = 0  # what was gathered waits for which it is
        begin(turn, "which_meant", meant)
    return True


def _stood(turn: Turn, talk: Talk) -> bool:
    """Whether the question was asked hours ago, and nothing was said to it since."""
    assert talk.asked is not None
    return turn.now - max(talk.asked.at, talk.touched_at) >= STOOD


def _may_be_meant(talk: Talk, said: Said) -> bool:
    """Whether it is worth asking: a bare word, or a whole setting."""
    if said.rest:
        return said.name in WITH_SETTING
    return said.name not in WORDS_FIRST or talk.script in WANTS_A_NAME


def _is_answer(turn: Turn, asked: Asked, text: str) -> bool:
    """Whether the text fits the open question: then it is its answer, command or not."""
    if asked.kind in WORDY or asked.kind == "timer":
        return False
    today = local(turn.now, turn.person.zone).date()
    return isinstance(read(asked, text, language=turn.person.language, today=today), Read)


def which_meant(ctx: Ctx) -> Script:
    """A command as the whole answer to a text question: asked once which it is."""
    word = {"word": ctx.args["word"]}
    meant = yield Ask("menu/which_meant", "choice", "reply", word, ("answer", "command"))
    yield Do("take_as", {**ctx.args, "answer": meant.value == "answer"})


def _back_to_step(turn: Turn, text: str) -> None:
    """Words that answer no "which is it?" are for the question before it, which is open again."""
    talk = turn.open_talk()
    if talk is None or talk.script != "which_meant" or talk.asked is None:
        return
    before = next((t for t in turn.talks if t.id == talk.args["talk"] and t.asked is not None), None)
    if before is not None and not text.strip().isdigit() and not _is_answer(turn, talk.asked, text):
        close(turn, talk)
        before.state = "open"


@changes.change(undo="bar")
def take_as(turn: Turn, word: str, command: str, talk: str, answer: bool, rest: str = "") -> dict[str, Any]:
    """The word goes where it was meant to go; the question before it is open again."""
    before = next((t for t in turn.talks if t.id == talk and t.asked is not None), None)
    if before is not None:
        suspend_open(turn)
        before.state = "open"
    if not answer:
        if before is not None:
            close_gathering(turn, before)
        TABLE[command](turn, rest)
    elif before is not None:
        gathered, before.gathered, before.gather_until = [*before.gathered, word], [], 0
        reply_to(turn, before, "\n".join(gathered), "\n".join(gathered))
    return {}


@changes.change(undo="bar")
def run_command(turn: Turn, command: str) -> dict[str, Any]:
    """What was picked from the menu."""
    TABLE[command](turn, "")
    return {}


SCRIPTS = {"which_meant": which_meant}
