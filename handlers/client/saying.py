"""Words for somebody: a question for the therapist, a win, a note, a private note (DESIGN §8)."""

from handlers.client import barrier_told, journal
from handlers.client import changes as client_changes
from handlers.client.asking import private_part
from handlers.client.people import bonds, client_of
from handlers.content import Option
from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.talking import begin
from handlers.turn import Turn


def _therapist(turn: Turn) -> str:
    return next((b.name for b in bonds(client_of(turn.person))), "")


def ask(turn: Turn, rest: str) -> None:
    """A question for the therapist; with two of them, for which one."""
    them = [[b.therapist, b.name] for b in bonds(client_of(turn.person))]
    if rest and len(them) == 1:
        filed = client_changes.file_question(turn, rest)
        turn.say("reply", "assignment/asked", therapist=them[0][1], **filed)
    elif them:
        begin(turn, "question", {"words": rest, "therapists": them})
    else:
        turn.say("reply", "saying/nobody")


def question(ctx: Ctx) -> Script:
    """For whom, where there are several, and the words."""
    them = ctx.args["therapists"]
    whom = them[0][0]
    if len(them) > 1:
        options = tuple(Option(id, name) for id, name in them)
        whom = (yield Ask("saying/whom", "choice", "reply", {}, options)).value
    name = next(name for id, name in them if id == whom)
    words = ctx.args["words"]
    if not words:
        typed = yield Ask("assignment/ask", "text", "step", {"therapist": name}, skip=True, long=True)
        if typed.skipped:
            yield Say("menu/left", "reply")
            return
        words = typed.words
    filed = yield Do("file_question", {"words": words, "therapist": whom})
    yield Say("assignment/asked", "reply", {"therapist": name, **filed})


def win(turn: Turn, rest: str) -> None:
    """Something that went well, in their words."""
    if not rest:
        begin(turn, "win", {"therapist": _therapist(turn)})
        return
    kept = barrier_told.log_own(turn, rest)
    turn.say("reply", _win_kept(kept["words"]), therapist=_therapist(turn))


def win_talk(ctx: Ctx) -> Script:
    """The words of a win, asked for."""
    typed = yield Ask("saying/win", "text", "reply", ctx.args, skip=True)
    if typed.skipped:
        yield Say("menu/left", "reply")
        return
    kept = yield Do("log_own", {"words": typed.words})
    yield Say(_win_kept(kept["words"]), "reply", ctx.args)


def _win_kept(words: str) -> str:
    """Where a win went: words that began with PRIVATE stay with their writer."""
    return "saying/win_kept" if words else "journal/kept_private"


def note(turn: Turn, rest: str) -> None:
    """A journal entry the therapist may see, unless PRIVATE stands before the words."""
    words, own = private_part(rest)
    if words:
        _keep(turn, words, own)
    else:
        begin(turn, "journal", {"words": "", "private": False, "therapist": _therapist(turn)})


def private(turn: Turn, rest: str) -> None:
    """A journal entry nobody else sees."""
    if rest:
        _keep(turn, rest, True)
    else:
        turn.say("reply", "saying/how_private")


def _keep(turn: Turn, words: str, own: bool) -> None:
    journal.keep_journal(turn, words, own)
    prompt = "journal/kept_private" if own else "journal/kept"
    turn.say("journal", prompt, therapist=_therapist(turn))


SCRIPTS = {"question": question, "win": win_talk}
