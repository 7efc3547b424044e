"""A supporter's short cheer: seen once more, passed on with a yes, once for each thing that came (G-33)."""

import re

from handlers import spoken
from handlers.answers import read
from handlers.answers_words import brief, fold
from handlers.ask import Read
from handlers.link_parts import Supporting
from handlers.stranger import code_in
from handlers.talk import Ask, Ctx, Do, Say, Script, Talk
from handlers.talking import begin, close
from handlers.times import local
from handlers.turn import Changes, Turn

SURE = "support_sure"
LONGEST = 160  # characters of a cheer

COMMANDS = (
    "supporter",
    "cheer",
    "menu",
    "sos",
    "help",
    "start",
    "stop",
    "pause",
    "language",
    "resume",
    "wrong",
)
"""Words for this program, which are nobody's cheer."""

_ASKS = re.compile(r"(?:who|what|quien|quienes|que) (?:is|are|r|was|es|eres|son)\b|(?:who|quien) ?$")
"""How a question begins that is put to whoever sends these texts."""

changes = Changes()


def support_of(turn: Turn, client: str) -> Supporting | None:
    """What there is between this person and that client."""
    return next((one for one in turn.person.supports if one.client == client), None)


def takes(turn: Turn, words: str) -> bool:
    """Words that may be the one cheer to what came last: shown once more, and asked about."""
    one = max(_waiting(turn), key=lambda s: s.cheer_until, default=None)
    if one is None or not _may_be_cheer(turn, words):
        return False
    cheer = " ".join(words.split())
    if len(cheer) > LONGEST:
        turn.say("reply", "supporter/shorter", longest=LONGEST)
        return True
    for talk in turn.talks:
        if talk.script == SURE:
            close(turn, talk)
    begin(turn, SURE, {"of": one.name, "client": one.client, "words": cheer})
    return True


def _waiting(turn: Turn) -> list[Supporting]:
    return [one for one in turn.person.supports if one.agreed and one.comes_at <= turn.now < one.cheer_until]


def _may_be_cheer(turn: Turn, words: str) -> bool:
    """A question, a code and a command are said to this program, and to nobody else."""
    said = fold(brief(words))
    asks = words.rstrip().endswith("?") or _ASKS.match(said) is not None
    command = words.lstrip().startswith("/") or _is_command(turn, words)
    return not (asks or command or code_in(words))


def _is_command(turn: Turn, words: str) -> bool:
    """Whether these words are a word for a command in some language, and nothing else."""
    return any(spoken.means(words, one, tongue) for one in COMMANDS for tongue in spoken.TONGUES)


def support_sure(ctx: Ctx) -> Script:
    """Seen once more; passed on with one yes."""
    args = ctx.args
    choice = yield Ask("supporter/sure", "choice", "reply", args, ("yes", "no"))
    passed = choice.value == "yes"
    if passed:
        passed = yield Do("pass_cheer", {"client": args["client"], "words": args["words"]})
    yield Say("supporter/thanks" if passed else "supporter/kept_back", "reply", args)


@changes.change(undo="bar")
def pass_cheer(turn: Turn, client: str, words: str) -> bool:
    """Their words, as theirs; once for each thing that came. Whether they went."""
    one = support_of(turn, client)
    if one is None or not one.cheer_until:
        return False
    one.cheer_until = 0
    turn.tell(client, "supporter_cheer", supporter=turn.person.id, words=words)
    turn.audit("supporter_cheer", turn.person.id)
    return True


def answers(turn: Turn, talk: Talk, words: str) -> bool:
    """Whether the text is one of its two choices; other words are another cheer."""
    today = local(turn.now, turn.person.zone).date()
    asked = talk.asked
    return asked is not None and isinstance(
        read(asked, words, language=turn.person.language, today=today), Read
    )


SCRIPTS = {SURE: support_sure}
