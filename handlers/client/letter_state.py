"""What kind of week a letter is written into, and whether it may go by itself (CONTENT D2, DESIGN §4.5).

States: `not_started`, `partial`, `done`, `quiet` (ten days without a reply), `quiet_weeks` (three
weeks), `hard` (said to be hard this week), `first` (the first assignment ever); "" is no letter.
"""

from handlers.client.people import agreed, client_of, counts
from handlers.client.prompted import quiet_from
from handlers.state import Bond, Client, Person
from handlers.turn import DAY, HOUR
from handlers.week_parts import Assignment

QUIET = 10 * DAY
QUIET_WEEKS = 21 * DAY
FORTNIGHT = 14 * DAY - 12 * HOUR
"""Two letter hours a fortnight apart may lie an hour closer where the clocks change."""

FIRST_WEEK = 8 * DAY
HELLOS = 2
"""After so many letters into silence the therapist is asked instead (CONTENT D2)."""

WAITING = frozenset(("quiet", "quiet_weeks", "hard"))
HARD = frozenset(("T5", "P5", *(f"E{n}" for n in range(1, 10))))


def letter_state(person: Person, bond: Bond, at: int) -> str:
    """The state of this relation's week, as it is for a letter at `at` (nothing more being said)."""
    client = client_of(person)
    items = letter_items(client, bond)
    quiet = at - quiet_since(client, bond, at)
    if quiet >= QUIET_WEEKS:
        return "quiet_weeks" if _hello_fits(client, bond, at) else ""
    if not items:
        return ""
    if quiet >= QUIET:
        return "quiet"
    if _said_hard(client, bond):
        return "hard"
    if all(_is_done(item) for item in items):
        return "done"
    if _is_first_week(client, bond, at):
        return "first"
    return "partial" if any(counts(item).touched for item in items) else "not_started"


def waits(bond: Bond, state: str) -> bool:
    """Whether a letter of this state goes only after Send; the first one ever always does."""
    return not bond.letter_auto and (state in WAITING or not bond.letter.number)


def letter_items(client: Client, bond: Bond) -> list[Assignment]:
    """What the letter is about: the expected assignments that run, else the optional ones."""
    running = [a for a in client.assignments if a.therapist == bond.therapist and a.state == "active"]
    return [a for a in running if not a.optional] or running


def main_item(client: Client, bond: Bond) -> Assignment | None:
    """The assignment the letter names: the one most was done of, else the first."""
    items = letter_items(client, bond)
    return max(items, key=lambda a: counts(a).touched, default=None)


def quiet_since(client: Client, bond: Bond, at: int) -> int:
    """Since when nothing was heard; before the first assignment, or at rest, there was nothing to answer."""
    return max(quiet_from(client, at), bond.first_assignment_at)


def must_ask(person: Person, bond: Bond, at: int) -> bool:
    """Whether letters into silence end here and the therapist decides, once."""
    client, letter = client_of(person), bond.letter
    quiet = at - quiet_since(client, bond, at) >= QUIET_WEEKS
    return quiet and _hellos(client, bond, at) >= HELLOS and not letter.asked_after_silence


def _hello_fits(client: Client, bond: Bond, at: int) -> bool:
    """At most one a fortnight, and only where something was there to do when it grew quiet."""
    since = max(client.last_reply_at, bond.first_assignment_at)
    wanted = any(
        a.therapist == bond.therapist and (a.state == "active" or a.ended_at > since)
        for a in client.assignments
    )
    return wanted and _hellos(client, bond, at) < HELLOS and at - bond.letter.sent_at >= FORTNIGHT


def _hellos(client: Client, bond: Bond, at: int) -> int:
    """How many letters in a row went to somebody quiet for weeks and had no reply."""
    letter, found = bond.letter, 0
    if letter.sent_at <= quiet_since(client, bond, at):
        return 0
    for state in reversed(letter.sent_states):
        if state != "quiet_weeks":
            break
        found += 1
    return found


def _said_hard(client: Client, bond: Bond) -> bool:
    """Said this week, and not kept private: the letter would tell."""
    since = bond.week_from or bond.first_assignment_at
    own = {a.id for a in client.assignments if a.therapist == bond.therapist}
    said = [r for r in client.reports if r.at >= since and r.assignment in own and not r.private]
    return any(code.removeprefix("B-") in HARD for r in said for code in r.codes)


def _is_done(item: Assignment) -> bool:
    standing = counts(item)
    return standing.done >= max(1, agreed(item.rhythm, standing.planned))


def _is_first_week(client: Client, bond: Bond, at: int) -> bool:
    if bond.letter.number:
        return False
    only = sum(a.therapist == bond.therapist for a in client.assignments) == 1
    return not bond.weeks or (only and at - bond.first_assignment_at < FIRST_WEEK)
