"""A flag on the client's side: what is unprompted rests, the words are kept, humans are told (SAFETY S3)."""

from typing import Any

from handlers.client import covered, own_side, whose
from handlers.client.asking import private_part
from handlers.client.people import client_of, told
from handlers.state import Client
from handlers.talking import close, suspend_open
from handlers.turn import DAY, Relate, Turn
from handlers.week_parts import Flag

NAMELESS = frozenset(("invited", "declined", "frozen", "unsure"))
"""Stages in which the phone may be somebody else's: nothing on it names a therapist."""

STRANGERS = frozenset(("frozen", "unsure"))
"""Whose words these are is not known: they are nobody's journal."""

KEPT = 40
"""Released flags beyond this number are in the audit only."""

FORMER_SEES = 7 * DAY
"""A former therapist who is told of distress may see whose it is for so long, and no longer."""


def raise_flag(turn: Turn, tier: int, source: str, words: str = "") -> Flag:
    """Note a signal and tell every therapist of an open relation. Tier 1 also holds everything unprompted.

    `source` says what it was: words, sos, or the name of a measure. Words are kept for tier 1 only: in
    tier 2 they go on as the answer they were.
    """
    client = client_of(turn.person)
    plain, private = private_part(words)
    private = private or client.stage in NAMELESS or whose.is_kept(turn.open_talk())
    flag = Flag(next(turn.ids), tier, turn.now, source, private)
    settled = [f for f in client.flags if f.released_at]
    client.flags = [*settled[-KEPT:], *(f for f in client.flags if not f.released_at), flag]
    if tier == 1:
        hold(turn, client)
        if words and client.stage not in STRANGERS:
            turn.keep("journal", words=plain, private=private, flag=flag.id)
    _tell_therapists(turn, client, flag)
    _tell_covers(turn, client, flag)
    turn.audit(f"flag_{tier}", turn.person.id)
    return flag


def item9(answer: int, before: int | None = None) -> int:
    """The tier of an answer (0 to 3) to PHQ-9 item 9; 0 is none. `before`: the answer of last time.

    At least 2, or more than last time: tier 1. A 1: tier 2 (SAFETY S3). A positive answer is common and
    often no emergency (predictive value 27 to 29 in a hundred), so it is a flag, never a finding.
    """
    if answer <= 0:
        return 0
    return 1 if answer >= 2 or (before is not None and answer > before) else 2


def urge(rating: float, level: int) -> int:
    """The tier of an urge rated 0 to 10; 0 is none. `level`: the highest rating that holds nothing."""
    if rating <= 0:
        return 0
    return 1 if rating > level else 2


def hold(turn: Turn, client: Client) -> None:
    """Until `/release` nothing unprompted goes out, and nothing that was under way asks on."""
    client.held, client.pace_at = True, 0
    if client.near.supporter is not None:
        turn.tell(client.near.supporter.id, "supporter_rests", client=turn.person.id)
    own_side.withdraw(turn)
    suspend_open(turn)
    for talk in own_side.mine(turn):
        talk.gather_until = 0
        if talk.state == "waiting" and talk.args.get("kind") != "notice":
            close(turn, talk)


def _tell_therapists(turn: Turn, client: Client, flag: Flag) -> None:
    """Everybody with an open relation; a former therapist may see whose it is for a while."""
    for bond in told(client):
        if bond.ended_at:
            until = turn.now + FORMER_SEES
            turn.relates.append(Relate(bond.therapist, turn.person.id, "former", until))
        turn.tell(bond.therapist, "flag", **_facts(turn, flag), former=bool(bond.ended_at))


def _tell_covers(turn: Turn, client: Client, flag: Flag) -> None:
    """Whoever covers now; the words only if the client knows of it and has not said no."""
    for bond, cover in covered.now(client, turn.now):
        facts = _facts(turn, flag)
        facts["private"] = flag.private or not covered.may_read(cover)
        turn.tell(cover.therapist, "flag", **facts, former=False, cover=bond.name)


def _facts(turn: Turn, flag: Flag) -> dict[str, Any]:
    return {
        "client": turn.person.id,
        "flag": flag.id,
        "tier": flag.tier,
        "at": turn.now,
        "source": flag.source,
        "private": flag.private,
    }
