"""From an invitation to a joined client: double opt-in, welcome, consent, and a real no (SAFETY §2)."""

from typing import Any

from handlers import spoken
from handlers.answering import press, read_answer, unread
from handlers.answers_words import brief, fold
from handlers.ask import Unread
from handlers.client import agreed, own_side, still_me
from handlers.client.age import says_under_18
from handlers.client.opened import ask_word, is_locked, takes_word
from handlers.client.people import bonds, client_of
from handlers.client.welcome import welcome_args, wording
from handlers.events import Joined, Media, Tap, Text
from handlers.safety import held
from handlers.state import Client
from handlers.talk import Talk
from handlers.talking import ask_again, back, begin, close, reply_to, suspend_open
from handlers.turn import MINUTE, Bind, Changes, Relate, Turn

LET_GO = 5 * MINUTE
"""After a no the address is kept for this long, so that the closing text can still arrive."""

NO = frozenset(
    (
        *("no", "n", "nope", "not me", "thats not me", "wrong number", "wrong person", "wrong", "no thanks"),
        *("no soy yo", "no gracias", "equivocado", "equivocada", "numero equivocado", "persona equivocada"),
    )
)
changes = Changes()


def answers(turn: Turn, event: Text | Tap | Media) -> bool:
    """Whether the event belongs to joining (or to having left)."""
    client = turn.person.client
    if client is None or client.stage == "joined" or turn.person.role == "therapist":
        return False
    _hears_language(turn, client, event)
    if client.stage == "invited":
        _to_invitation(turn, event)
    elif client.stage == "joining":
        if _is_open(turn, client, event):
            _to_welcome(turn, event)
    elif client.stage == "unsure":
        still_me.take(turn, event)
    elif client.stage == "declined" and _thinks_again(turn, client, event):
        return True
    elif client.stage in ("declined", "left"):
        turn.say("reply", "joining/stranger")
    return True


def _hears_language(turn: Turn, client: Client, event: Text | Tap | Media) -> None:
    """A language by its name, from the first text on; what is asked comes again in it by itself."""
    named = spoken.language_named(event.text) if isinstance(event, Text) else ""
    if named in turn.house.phrases() and client.stage in ("invited", "joining"):
        turn.person.language = named


def _thinks_again(turn: Turn, client: Client, event: Text | Tap | Media) -> bool:
    """A yes after the no, while the address is kept: the request is open again, the therapist hears."""
    if (
        not (client.let_go_at and client.invite_wording)
        or not isinstance(event, Text)
        or not turn.house.opt_out.opts_in(event.text)
    ):
        return False
    client.let_go_at = 0
    for bond in bonds(client):
        turn.relates.append(Relate(bond.therapist, turn.person.id, "open"))
        turn.tell(bond.therapist, "yes_after_all", client=turn.person.id)
    _opted_in(turn, None)
    return True


def _to_invitation(turn: Turn, event: Text | Tap | Media) -> None:
    words = event.text if isinstance(event, Text) else ""
    talk = _talk(turn, "invitation")
    if _is_minor(turn, words):
        _too_young(turn)
    elif _is_yes(turn, words):
        _opted_in(turn, talk)
    elif fold(brief(words)) in NO:
        _not_them(turn)
        turn.say("reply", "joining/declined")
    elif not held.waits(turn, None, ""):
        turn.say("consent", "joining/yes_or_no")


def _is_yes(turn: Turn, words: str) -> bool:
    """YES, alone or with the word of the room, or that word alone. Another word is no yes."""
    word, said = fold(client_of(turn.person).word), fold(brief(words)).split()
    if word and said and said[-1] == word:
        return len(said) == 1 or turn.house.opt_out.opts_in(" ".join(said[:-1]))
    return turn.house.opt_out.opts_in(words)


def _is_minor(turn: Turn, words: str) -> bool:
    """Whether somebody invited as an adult says they are under 18."""
    return client_of(turn.person).adult and says_under_18(words)


def _too_young(turn: Turn) -> None:
    """Under 18 needs a guardian's agreement first, where the practice has it at all: nothing is kept."""
    client = client_of(turn.person)
    can, numbers = turn.house.practice.minors, turn.house.region(client.region, turn.person.language)
    for bond in bonds(client):
        turn.tell(bond.therapist, "under_18", client=turn.person.id, can=can)
    _end_request(turn, client)
    turn.audit("under_18")
    turn.say("welcome", "joining/under_18", can=can, emergency=numbers.emergency, brief=numbers.brief)


def _not_them(turn: Turn) -> None:
    """NO to the request. At a new number of somebody who had joined it ends the move, not what they had."""
    client = client_of(turn.person)
    if not client.joined_at:
        decline(turn)
        return
    client.stage, client.let_go_at = "frozen", turn.now + LET_GO
    for talk in turn.talks:
        close(turn, talk)
    for bond in bonds(client):
        turn.tell(bond.therapist, "move_declined", client=turn.person.id)
    turn.audit("declined")


def _opted_in(turn: Turn, talk: Talk | None) -> None:
    """The yes of the double opt-in: kept at once, because the questions that follow rest on it."""
    shown = wording(talk.asked.message) if talk and talk.asked else client_of(turn.person).invite_wording
    if talk is not None:
        close(turn, talk)
    for channel, address, _ in turn.addresses:
        turn.binds.append(Bind(channel, address, "active"))
    _welcome(turn, shown)


def _welcome(turn: Turn, shown: str) -> None:
    client = client_of(turn.person)
    client.stage = "joining"
    if shown:
        agreed.add(turn, agreed.TEXTS, turn.now, shown)
    begin_welcome(turn, client)


def begin_welcome(turn: Turn, client: Client) -> None:
    """The questions of the welcome, which name the therapist: on a shared phone after the agreed word."""
    if is_locked(client, turn.now):
        ask_word(turn, client)
    else:
        begin(turn, "welcome", welcome_args(turn, next((b.name for b in bonds(client)), "")))


def _is_open(turn: Turn, client: Client, event: Text | Tap | Media) -> bool:
    """Whether the event goes to the welcome; the agreed word itself brings its question, again or anew."""
    if not is_locked(client, turn.now):
        client.unlocked_at = turn.now if client.lock_word else client.unlocked_at
        return True
    if takes_word(turn, client, event):
        talk = _talk(turn, "welcome")
        if talk is not None:
            ask_again(turn, talk)
        else:
            begin_welcome(turn, client)
    return False


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
    elif _is_minor(turn, words):
        _too_young(turn)
    elif talk is not None and _says_no_at_first(talk, words):
        close(turn, talk)
        decline(turn)
        turn.say("welcome", "welcome/declined", therapist=talk.args["therapist"])
    elif talk is not None and spoken.language_named(words):
        ask_again(turn, talk)
    elif held.waits(turn, talk.asked if talk else None, words):
        return
    elif talk is None:
        begin_welcome(turn, client_of(turn.person))
    elif isinstance(event, Media):
        ask_again(turn, talk)
    elif spoken.means(event.text, "back", turn.person.language):
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
    if talk.asked is None or not talk.asked.skip:
        return False
    if not spoken.means(words, "skip", turn.person.language):
        return False
    reply_to(turn, talk, None, words)
    return True


def joined(turn: Turn, event: Joined) -> None:
    """The invitation's code was used from a chat: that is the yes, and the questions follow."""
    client = client_of(turn.person)
    if client.stage == "frozen":
        return
    for talk in turn.talks:
        close(turn, talk)
    agreed.withdraw(turn)
    turn.person.channel = event.channel
    _welcome(turn, "")


@changes.change(undo="bar")
def decline(turn: Turn) -> dict[str, Any]:
    """A no: nothing agreed is kept, the address is let go, the therapist hears."""
    client = client_of(turn.person)
    chose = client.stage == "joining"
    for bond in bonds(client):
        turn.tell(bond.therapist, "declined", client=turn.person.id, chose=chose)
    _end_request(turn, client)
    turn.audit("declined")
    return {}


def _end_request(turn: Turn, client: Client) -> None:
    """Nothing agreed is kept but which words were answered, for as long as a yes can still follow the no."""
    talk = next((t for t in turn.talks if t.script == "invitation" and t.asked is not None), None)
    if talk is not None and talk.asked is not None:
        client.invite_wording = wording(talk.asked.message)
    client.stage, client.consents, client.let_go_at = "declined", [], turn.now + LET_GO
    client.assignments, client.guardian = [], {}
    own_side.close_all(turn)
    own_side.goes_back_to_work(turn)
