"""Which client is meant, and what a therapist's turn may know of them."""

from handlers.answers_words import fold
from handlers.client.people import home_zone
from handlers.names import is_guess, whom_named, without_preposition
from handlers.state import Case, Client, Person, Therapist
from handlers.talking import begin
from handlers.times import instant, local
from handlers.turn import Turn

COVERED = frozenset(("release",))
"""Commands that are also for a client whose therapist is away (DESIGN §8)."""

KEPT_OF_ONE = frozenset(("recap", "note"))
"""Commands whose words go to this client or into their file at once: a mere beginning is asked about."""

EXACT = "#"
"""Before an id: this very client, chosen from a list (no name begins like this)."""


GROUP = "@"
"""Before a tag, which names a group of clients (`therapist/tags.py`)."""


def therapist_of(person: Person) -> Therapist:
    """The person's therapist side; a person without one is a fault of the caller."""
    assert person.therapist is not None
    return person.therapist


def open_cases(turn: Turn) -> list[Case]:
    """The relations that are open and whose client is known, in the order they began."""
    return [c for c in therapist_of(turn.person).cases if not c.ended_at and c.client in turn.views]


def case_of(turn: Turn, client: str) -> Case | None:
    """The open case of this client, if there is one."""
    return next((c for c in open_cases(turn) if c.client == client), None)


def name_of(turn: Turn, client: str) -> str:
    """The client's name, which stands in the client's own aggregate; "" once erased."""
    view = turn.views.get(client)
    return view.person.name if view else ""


def reads(turn: Turn, client: str) -> str:
    """The language this client reads, where it is another than the therapist's; else nothing."""
    view = turn.views.get(client)
    return view.person.language if view and view.person.language != turn.person.language else ""


def client_side(turn: Turn, case: Case) -> Client:
    """What this turn may read of the client."""
    side = turn.views[case.client].person.client
    assert side is not None
    return side


def zone_of(turn: Turn, case: Case) -> str:
    """The client's zone: sessions, days and cues are given in it; on a journey, that of home."""
    return home_zone(turn.views[case.client].person)


def wall_at(turn: Turn, at: int, zone: str) -> int:
    """The instant at which the reader's clock shows what the client's clock shows at `at`."""
    there = local(at, zone)
    return instant(there.date(), there.strftime("%H:%M"), turn.person.zone)


def names(turn: Turn) -> dict[str, str]:
    """The names of all open cases by client id."""
    return {case.client: name_of(turn, case.client) for case in open_cases(turn)}


def covered_names(turn: Turn) -> dict[str, str]:
    """The names of those a colleague left in this therapist's care for now."""
    now = [one for one in therapist_of(turn.person).covers if one.since <= turn.now < one.until]
    return {one.client: name_of(turn, one.client) for one in now if one.client in turn.views}


def _case(turn: Turn, client: str) -> Case | None:
    """Their own case of this client; for one they cover for, a case that holds nothing."""
    return case_of(turn, client) or (Case(client) if client in covered_names(turn) else None)


def one(turn: Turn, command: str, rest: str) -> tuple[Case, str] | None:
    """The one client the first words name, and the text left; else the answer is said: None.

    Two matches ask which, and so does the mere beginning of one name before words that go out or are
    kept; the command then goes on by itself. An unknown name lists the names; no words give the
    command's form with an example.
    """
    words = rest.split()
    if not words:
        turn.say("reply", f"usage/{command}")
        return None
    if words[0].startswith(GROUP):
        turn.say("reply", "groups/one_by_one", tag=words[0][1:25], what=command)
        return None
    known = names(turn) | (covered_names(turn) if command in COVERED else {})
    sure = words[0].startswith(EXACT) and words[0][1:] in known
    if sure:
        found, left = [words[0][1:]], words[1:]
    else:
        found, left = whom_named(words, known, turn.person.language)
    named = len(words) - len(left)
    text = rest.strip().split(maxsplit=named)[named:]
    case = _case(turn, found[0]) if len(found) == 1 else None
    said = without_preposition(words[:named], known, turn.person.language)
    sure = sure or not text or command not in KEPT_OF_ONE or not is_guess(said, known)
    if case is not None and sure:
        return case, text[0] if text else ""
    if found:
        options = [[id, known[id]] for id in found]
        begin(turn, "which_client", {"command": command, "rest": " ".join(text), "options": options})
    else:
        word = without_preposition(words, known, turn.person.language)[0]
        turn.refuse(fold(word))
        covering = bool(covered_names(turn))
        everybody = list(known.values())
        turn.say("reply", "therapist/no_such_client", words=word, names=everybody, covering=covering)
    return None
