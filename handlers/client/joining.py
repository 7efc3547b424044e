"""From an invitation to a joined client: double opt-in, welcome, consent, and a real no (SAFETY §2)."""

from typing import Any

from handlers.answering import press, read_answer, unread
from handlers.answers_words import brief, fold
from handlers.ask import Unread
from handlers.client.people import bonds, client_of
from handlers.client.welcome import welcome_args, wording
from handlers.events import Due, Joined, Media, Tap, Text
from handlers.safety import held
from handlers.sessions import Session
from handlers.state import Bond, Client
from handlers.talk import Ask, Ctx, Script, Talk
from handlers.talking import ask_again, back, begin, close, reply_to, suspend_open
from handlers.times import inside, local, next_at
from handlers.turn import MINUTE, Bind, Changes, Turn
from handlers.week_parts import Consent

LET_GO = 5 * MINUTE
"""After a no the address is kept for this long, so that the closing text can still arrive."""

NO = frozenset(
    ("no", "n", "nope", "not me", "thats not me", "wrong number", "wrong person", "wrong", "no thanks")
)
changes = Changes()


def invitation(ctx: Ctx) -> Script:
    """The opt-in text: a word agreed in the room, and the two words that answer it."""
    yield Ask("joining/invite", "text", "invite", {"word": ctx.args["word"]})


def told_invited(turn: Turn, data: dict[str, Any]) -> None:
    """A therapist invites this person. By SMS the request goes out within the practice's hours."""
    client = client_of(turn.person)
    if client.stage in ("joined", "joining"):
        return
    if client.stage != "frozen":
        turn.person.client = client = Client(hours=client.hours, work_word=client.work_word)
    client.stage, client.invited_at, client.word = "invited", turn.now, data.get("word", "")
    session = Session(**data["session"]) if data.get("session") else None
    client.bonds = [Bond(data["therapist"], data["therapist_name"], session, turn.now)]
    turn.person.channel = data["channel"]
    if data["phone"]:
        turn.binds.append(Bind("sms", data["phone"], "invited"))
        _send_or_wait(turn, client)
    turn.audit("invited", turn.person.id)


def _send_or_wait(turn: Turn, client: Client) -> None:
    """The opt-in text now, or at the next opening of the practice's hours."""
    practice = turn.house.practice
    if inside(local(turn.now, practice.zone).time(), practice.client_hours):
        client.invite_at = 0
        begin(turn, "invitation", {"word": client.word})
    else:
        client.invite_at = next_at(practice.zone, turn.now, practice.client_hours[0])


def send_due(turn: Turn, due: Due) -> None:
    """The hours have begun: the opt-in text goes out."""
    _send_or_wait(turn, client_of(turn.person))


def answers(turn: Turn, event: Text | Tap | Media) -> bool:
    """Whether the event belongs to joining (or to having left)."""
    client = turn.person.client
    if client is None or client.stage == "joined" or turn.person.role == "therapist":
        return False
    if client.stage == "invited":
        _to_invitation(turn, event)
    elif client.stage == "joining":
        _to_welcome(turn, event)
    elif client.stage == "declined" and _thinks_again(turn, client, event):
        return True
    elif client.stage in ("declined", "left"):
        turn.say("reply", "joining/stranger")
    return True


def _thinks_again(turn: Turn, client: Client, event: Text | Tap | Media) -> bool:
    """A yes after the no, while the address is kept: the request is open again, the therapist hears."""
    if not client.let_go_at or not isinstance(event, Text) or not turn.house.opt_out.opts_in(event.text):
        return False
    client.let_go_at = 0
    for bond in bonds(client):
        turn.tell(bond.therapist, "yes_after_all", client=turn.person.id)
    _opted_in(turn, None)
    return True


def _to_invitation(turn: Turn, event: Text | Tap | Media) -> None:
    words = event.text if isinstance(event, Text) else ""
    talk = _talk(turn, "invitation")
    if turn.house.opt_out.opts_in(words):
        _opted_in(turn, talk)
    elif fold(brief(words)) in NO:
        decline(turn)
        turn.say("reply", "joining/declined")
    elif not held.waits(turn, None, ""):
        turn.say("consent", "joining/yes_or_no")


def _opted_in(turn: Turn, talk: Talk | None) -> None:
    """The yes of the double opt-in: kept at once, because the questions that follow rest on it."""
    shown = wording(talk.asked.message) if talk and talk.asked else ""
    if talk is not None:
        close(turn, talk)
    for channel, address, _ in turn.addresses:
        turn.binds.append(Bind(channel, address, "active"))
    _welcome(turn, shown)


def _welcome(turn: Turn, shown: str) -> None:
    client = client_of(turn.person)
    client.stage = "joining"
    client.consents = [Consent("texts", turn.now, shown, turn.person.channel, turn.person.id)]
    turn.audit("consent", "texts")
    begin(turn, "welcome", welcome_args(turn, next((b.name for b in bonds(client)), "")))


def told_uninvited(turn: Turn, data: dict[str, Any]) -> None:
    """The therapist took the invitation back: nothing more goes to the number, not even a word about it."""
    client = client_of(turn.person)
    if client.stage in ("invited", "joining"):
        client.stage, client.consents, client.invite_at = "declined", [], 0
        for talk in turn.talks:
            close(turn, talk)
        let_go_now(turn)
        turn.withdrawn.append("*")


def _talk(turn: Turn, script: str) -> Talk | None:
    """This stage's own talk, open again if something urgent came between."""
    talk = next((t for t in turn.talks if t.script == script and t.asked is not None), None)
    if talk is not None and talk.state != "open":
        suspend_open(turn)
        talk.state = "open"
    return talk


def _to_welcome(turn: Turn, event: Text | Tap | Media) -> None:
    talk = _talk(turn, "welcome")
    words = event.text if isinstance(event, Text) else ""
    if isinstance(event, Tap):
        press(turn, event)
    elif talk is not None and _says_no_at_first(talk, words):
        close(turn, talk)
        decline(turn)
        turn.say("welcome", "welcome/declined", therapist=talk.args["therapist"])
    elif held.waits(turn, talk.asked if talk else None, words):
        return
    elif talk is None:
        begin(turn, "welcome", welcome_args(turn, next((b.name for b in bonds(client_of(turn.person))), "")))
    elif isinstance(event, Media):
        ask_again(turn, talk)
    elif fold(brief(event.text)) == "back":
        if not back(turn, talk):
            turn.say("reply", "joining/first_question")
            ask_again(turn, talk)
    elif not _skipped(turn, talk, event.text) and not read_answer(turn, talk, event.text):
        assert talk.asked is not None
        unread(turn, talk, talk.asked, Unread("no_such_option"))


def _says_no_at_first(talk: Talk, words: str) -> bool:
    """The first question offers no way out by itself; a plain no to it is a no to all of it."""
    asked = talk.asked
    return asked is not None and asked.key.startswith("welcome/texts#") and fold(brief(words)) in NO


def _skipped(turn: Turn, talk: Talk, words: str) -> bool:
    """SKIP where the question allows it."""
    if talk.asked is None or not talk.asked.skip or fold(brief(words)) != "skip":
        return False
    reply_to(turn, talk, None, words)
    return True


def joined(turn: Turn, event: Joined) -> None:
    """The invitation's code was used from a chat: that is the yes, and the questions follow."""
    client = client_of(turn.person)
    turn.person.channel = event.channel
    if client.stage == "joined":
        turn.say("reply", "joining/already")
    elif client.stage == "frozen":
        return
    else:
        for talk in turn.talks:
            close(turn, talk)
        _welcome(turn, "one-use code")


@changes.change(undo="bar")
def decline(turn: Turn) -> dict[str, Any]:
    """A no: nothing agreed is kept, the address is let go, the therapist hears."""
    client = client_of(turn.person)
    chose = client.stage == "joining"
    client.stage, client.consents, client.let_go_at = "declined", [], turn.now + LET_GO
    client.assignments = []
    for bond in bonds(client):
        turn.tell(bond.therapist, "declined", client=turn.person.id, chose=chose)
    for talk in turn.talks:
        if talk is not turn.talk:
            close(turn, talk)
    turn.audit("declined")
    return {}


def let_go(turn: Turn, due: Due) -> None:
    """The closing text is out: the address is nobody's again."""
    let_go_now(turn)


def let_go_now(turn: Turn) -> None:
    """Every address of this person is nobody's from now on."""
    client_of(turn.person).let_go_at = 0
    for channel, address, _ in turn.addresses:
        turn.binds.append(Bind(channel, address, "gone"))


SCRIPTS = {"invitation": invitation}
