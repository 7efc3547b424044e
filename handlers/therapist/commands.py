"""What a therapist can say (DESIGN §8): the table of commands, and where a text is a command at all."""

from collections.abc import Callable
from typing import Any

from handlers import spoken, talking
from handlers.answers import read
from handlers.ask import Asked, Read, ReadResult
from handlers.client import showing
from handlers.content import Option
from handlers.events import Text
from handlers.names import nearest
from handlers.safety import flags, release
from handlers.talk import Ask, Ctx, Do, Script, Talk
from handlers.therapist import (
    adjust,
    away,
    backup,
    build_copy,
    build_new,
    client_card,
    couple,
    couple_assign,
    cover,
    digest,
    dry_run,
    elsewhere,
    ending,
    groups,
    insession,
    invite,
    pathway,
    proposals,
    reflection,
    room_rests,
    session,
    shelves,
)
from handlers.therapist.desk_commands import COMMANDS
from handlers.therapist.lock_command import COMMANDS as LOCK_COMMANDS
from handlers.therapist.whom import EXACT
from handlers.times import local
from handlers.turn import Changes, Turn

Command = Callable[[Turn, str], None]

TABLE: dict[str, Command] = {
    "invite": invite.command,
    "clients": digest.command,
    "client": client_card.command,
    "group": groups.command,
    "groups": groups.command,
    "session": session.command,
    "away": away.command,
    "cover": cover.command,
    "assign": couple_assign.command,
    "couple": couple.command,
    "library": shelves.command,
    "preview": dry_run.command,
    "play": dry_run.command,
    "copy": build_copy.command,
    "new": build_new.command,
    "pathway": pathway.command,
    "shrink": adjust.shrink_command,
    "insession": insession.command,
    "mine": proposals.command,
    "pause": adjust.pause_command,
    "reflect": reflection.command,
    "discharge": ending.command,
    "export": elsewhere.export_command,
    "help": elsewhere.help_command,
    "menu": elsewhere.help_command,
    "start": elsewhere.help_command,
    "language": showing.language,
    **backup.COMMANDS,
    **COMMANDS,
    **release.COMMANDS,
    **LOCK_COMMANDS,
}
AT_LEISURE = frozenset(
    (
        *("invited", "letter_preview", "session_kept", "summary", "recap", "recap_again", "summary_read"),
        *("silent", "morning", "evening", "pathway_card", flags.TAKEN),
        *("caseload", "groups", "client_card", "on_agenda", "shrunk", "recap_said", "reflect", "proposal"),
        room_rests.OFFER,
    )
)
"""Talks whose buttons may be used later, but which take no other words as their answer."""

ALWAYS = frozenset(("help", "menu"))
"""Standing alone these are no answer to anything."""

changes = Changes()


def answers(turn: Turn, event: Text) -> bool:
    """Whether the text was a command (or SKIP, BACK, or words for a free choice), and what it did.

    Inside an open text question only a slash command counts; an answer that fits an open choice is
    that answer, even where it is a command's name as well.
    """
    text = event.text.strip()
    word, rest = _parted(text, turn.person.language)
    if text.startswith("/") and word not in ("skip", "back"):
        _run(turn, word, rest, text)
        return True
    talk = turn.open_talk()
    if talk is not None and talk.asked is not None and not (word in ALWAYS and not rest):
        if not rest and _step(turn, talk, talk.asked, word):
            return True
        if word in TABLE and room_rests.asks_which(turn, talk, text, word, rest):
            return True
        if not _gives_way(turn, talk, talk.asked, text, word):
            return _in_own_words(turn, talk, talk.asked, text)
    if word in TABLE:
        _run(turn, word, rest, text)
        return True
    return not word.isdigit() and _button_by_name(turn, text)


def _button_by_name(turn: Turn, text: str) -> bool:
    """A label typed in words presses its button, also on a card that other things have come after."""
    for talk in reversed(turn.talks):
        if talk.script not in AT_LEISURE or talk.state != "suspended" or talk.asked is None:
            continue
        if talk.asked.kind == "choice" and isinstance(found := _read(turn, talk.asked, text), Read):
            talking.reply_to(turn, talk, found.value, text)
            return True
    return False


def _parted(text: str, language: str) -> tuple[str, str]:
    """The command's English word, without slash and bot name, and the rest as typed."""
    if named := spoken.language_named(text):
        return "language", named
    if said := spoken.understood(text, "therapist", language):
        return said
    word, _, rest = text.partition(" ") if "\n" not in text.split(" ")[0] else text.partition("\n")
    return word.lstrip("/").partition("@")[0].casefold(), rest.strip()


def _run(turn: Turn, word: str, rest: str, text: str) -> None:
    if word not in TABLE:
        not_understood(turn, text)
        return
    TABLE[word](turn, rest)
    room_rests.offer(turn, AT_LEISURE)


def _step(turn: Turn, talk: Talk, asked: Asked, word: str) -> bool:
    """SKIP and BACK at an open question."""
    if word == "skip" and asked.skip:
        talking.reply_to(turn, talk, None, word)
        return True
    if word == "back":
        if not talking.back(turn, talk) and not build_new.back(turn, talk):
            turn.say("reply", "therapist/no_way_back")
        return True
    return False


def _gives_way(turn: Turn, talk: Talk, asked: Asked, text: str, word: str) -> bool:
    """Whether the open question lets this text be a command."""
    if asked.kind in ("text", "list") or asked.free or _fits(turn, asked, text) or word.isdigit():
        return False  # a digit that fits nothing is a slip: what can be answered is shown again
    if talk.script in AT_LEISURE:
        talk.state = "suspended"
        return True
    return word in TABLE


def _fits(turn: Turn, asked: Asked, text: str) -> bool:
    return isinstance(_read(turn, asked, text), Read)


def _read(turn: Turn, asked: Asked, text: str) -> ReadResult:
    today = local(turn.now, turn.person.zone).date()
    return read(asked, text, language=turn.person.language, today=today)


def _in_own_words(turn: Turn, talk: Talk, asked: Asked, text: str) -> bool:
    """A free choice takes any words that are none of its labels, also a single one."""
    if asked.kind != "choice" or not asked.free or _fits(turn, asked, text):
        return False
    talking.reply_to(turn, talk, "own_words", text)
    return True


def not_understood(turn: Turn, words: str) -> None:
    """Neither a command nor an answer: the nearest commands."""
    language = turn.person.language
    word = _parted(words.strip(), language)[0]
    known = [spoken.shown(name, "therapist", language) for name in TABLE]
    turn.say("reply", "therapist/not_understood", nearest=[f"/{one}" for one in nearest(word, known)])


def which_client(ctx: Ctx) -> Script:
    """Two clients go by these words: which one; then the command goes on."""
    args = ctx.args
    options = tuple(Option(id, name) for id, name in args["options"])
    who = yield Ask("therapist/which_client", "choice", "reply", {}, options)
    rest = f"{EXACT}{who.value} {args['rest']}"
    yield Do("run_chosen", {"command": args["command"], "rest": rest})


@changes.change(undo="bar")
def run_chosen(turn: Turn, command: str, rest: str) -> dict[str, Any]:
    """A command whose client, or that it is one, has been chosen."""
    TABLE[command](turn, rest)
    return {}


SCRIPTS = {"which_client": which_client}
