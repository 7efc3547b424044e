"""Something a person sent: safety first, then opt-out, then whose answer it is (DESIGN §4.3, §8)."""

from handlers import roles, supporting, two_roles
from handlers.answering import answer_media, answer_text, press
from handlers.client import commands as client_commands
from handlers.client import cover_answer, joining, journal, lost, opened
from handlers.client.prompted import note_return
from handlers.events import Blocked, Joined, Media, NotDelivered, Tap, Text
from handlers.safety import card, flags_asked, flags_pass, flags_unsent, held, leaving, leaving_therapist
from handlers.talking import close, reply_to
from handlers.therapist import build_file, lock_gate, lock_revoke, notices
from handlers.therapist import commands as therapist_commands
from handlers.therapist import joining as therapist_joining
from handlers.turn import Turn


def receive(turn: Turn, event: Text | Tap | Media) -> None:
    """One inbound message: the first rule that takes it ends it."""
    words = event.text if isinstance(event, Text) else event.caption if isinstance(event, Media) else ""
    turn.heard = event.heard if isinstance(event, Text) else None
    _receive(turn, event, words)
    leaving_therapist.heard(turn, words)
    if not isinstance(event, Tap) and event.answered:
        _said_before(turn)


def _said_before(turn: Turn) -> None:
    """The numbers went out when this came and are not said again; the flag is raised, and humans are told."""
    again = [message for message in turn.said if message.kind in ("safety", "help")]
    turn.said = [message for message in turn.said if message not in again]
    for talk in turn.talks:
        if talk.id in {message.talk for message in again if message.talk}:
            close(turn, talk)


def _receive(turn: Turn, event: Text | Tap | Media, words: str) -> None:
    if card.answers(turn, words) or card.takes(turn, event):
        return
    if supporting.receives(turn, event) or flags_asked.receives(turn, event):
        return
    if (isinstance(event, Text) and leaving.answers(turn, event)) or leaving.silent(turn):
        return
    _noticed(turn)
    for let_in in lock_gate.lets_in(turn, event):
        _take(turn, let_in)


def _take(turn: Turn, event: Text | Tap | Media) -> None:
    if isinstance(event, Tap):
        roles.follow(turn, event.talk)
    if isinstance(event, Text) and two_roles.answers(turn, event):
        return
    if joining.answers(turn, event) or opened.locked(turn, event):
        return
    if isinstance(event, Tap):
        press(turn, event)
    elif isinstance(event, Media):
        if not build_file.answers(turn, event):
            answer_media(turn, event)
    elif turn.person.role == "therapist" and turn.person.therapist is not None:
        _from_therapist(turn, event)
    else:
        _from_client(turn, event)
        if event.cut:
            turn.say("reply", "unread/cut")


def _from_client(turn: Turn, event: Text) -> None:
    """A joined client wrote: a command, the reply that opens what waits, an answer, or a note."""
    if client_commands.answers(turn, event) or cover_answer.answers(turn, event):
        return
    if opened.answers(turn, event) or journal.joins(turn, event) or answer_text(turn, event):
        return
    if not held.keeps(turn, event.text):
        journal.take_in(turn, event)


def _from_therapist(turn: Turn, event: Text) -> None:
    if therapist_commands.answers(turn, event) or answer_text(turn, event):
        return
    therapist_commands.not_understood(turn, event.text)


def _noticed(turn: Turn) -> None:
    """Any sign of life: silence and taper start again."""
    client = turn.person.client
    if client is not None and turn.person.role == "client" and client.stage != "unsure":
        turn.away = turn.now - client.last_reply_at if client.last_reply_at else 0
        note_return(client, turn.now)
        client.last_reply_at = turn.now
        client.silent_cue_days = 0
        for bond in client.bonds:
            bond.told_silent = False
        if client.cue is not None and turn.now - client.cue.at < 3 * 3_600_000:
            client.cue.answered = True


def joined(turn: Turn, event: Joined) -> None:
    """A one-use code was used from a chat: that is a yes, also after a STOP somewhere else."""
    turn.person.stopped_at = 0
    if flags_asked.is_only(turn.person):
        if not supporting.joined(turn, event):
            flags_asked.joined(turn, event)
    elif turn.person.therapist is not None and not turn.person.therapist.joined_at:
        therapist_joining.joined(turn, event)
        lock_revoke.joins_again(turn)
    elif turn.person.client is not None:
        joining.joined(turn, event)


def timer(turn: Turn, talk_id: str, *, late: bool) -> None:
    """A timer step is over: it goes on by itself, or, long after it, with the person's next words."""
    talk = next((t for t in turn.talks if t.id == talk_id), None)
    if talk is not None and talk.asked is not None and talk.asked.kind == "timer":
        talk.timer_until = 0
        if late:
            return
        turn.unprompted = False
        reply_to(turn, talk, "over", "")


def unreachable(turn: Turn, event: NotDelivered | Blocked) -> None:
    """A text did not arrive, or the chat was ended at the provider: the therapist hears once."""
    rests = isinstance(event, NotDelivered) and event.failure != "delayed" and lost.take_back(turn, event)
    supporting.unreachable(turn, event)
    of_flag = isinstance(event, NotDelivered) and event.kind == "alert"
    of_flag = flags_unsent.undelivered(turn, event) or of_flag
    held_up = isinstance(event, NotDelivered) and event.failure == "delayed"
    if not leaving.blocked(turn, event) and not of_flag and not held_up and not rests:
        notices.undelivered(turn, event)
    flags_pass.undelivered(turn, event)
