"""Tags: a therapist's groups of clients (CONTENT A-04).

They stand in the therapist's own aggregate, beside each client's case; a colleague who covers is told them,
a client never is.
"""

import re
from typing import Any

from handlers.names import match
from handlers.spoken_after import setting
from handlers.state import Case
from handlers.therapist.whom import GROUP, name_of, open_cases, therapist_of
from handlers.turn import Turn

MOST = 8
"""So many groups one client is in."""

OFF = ("off", "none")
FIELDS = ("tag", "tags", "group", "groups")
_TAG = re.compile(r"@?([^\W_](?:[\w-]{0,22}[^\W_])?)")


def read_tag(word: str) -> str:
    """A tag as it is kept, without its sign: "" for what is none (at most 24 letters, digits, - and _)."""
    found = _TAG.fullmatch(word.strip().strip(",;.:"))
    return found[1].casefold() if found else ""


def is_tagged(rest: str) -> bool:
    """Whether the first word of these names a group."""
    return rest.lstrip().startswith(GROUP)


def groups(turn: Turn) -> dict[str, list[Case]]:
    """Every tag with the clients it is on, by the alphabet; a tag is there as long as somebody has it."""
    found: dict[str, list[Case]] = {}
    for case in open_cases(turn):
        for tag in case.tags:
            found.setdefault(tag, []).append(case)
    return {tag: found[tag] for tag in sorted(found)}


def one(turn: Turn, words: str) -> tuple[str, list[Case]] | None:
    """The group these words mean, whole or by its beginning; else it is said which there are: None."""
    known, wanted = groups(turn), words.strip().removeprefix(GROUP)
    whole = read_tag(wanted)
    found = [whole] if whole in known else match(wanted, {tag: tag for tag in known})
    if len(found) == 1:
        return found[0], known[found[0]]
    turn.say("reply", "groups/no_such", tag=wanted[:24], tags=found or list(known), several=bool(found))
    return None


def sets(turn: Turn, case: Case, words: str) -> bool:
    """`tag @worry`, `tag @worry off`, `tag off`; False when the first word is another one.

    Several at once are taken together; what cannot be a tag, and one too many, is said and changes nothing.
    """
    field, _, rest = words.partition(" ")
    language = turn.person.language
    if setting(field, language) not in FIELDS:
        return False
    said = rest.split()
    off = bool(said) and setting(said[-1], language) in OFF
    wanted = [read_tag(word) for word in (said[:-1] if off else said)]
    about: dict[str, Any] = {"name": name_of(turn, case.client)}
    if not said or "" in wanted:
        turn.say("reply", "groups/form", **about, tags=list(case.tags))
        return True
    kept = _without(case.tags, wanted) if off else list(dict.fromkeys((*case.tags, *wanted)))
    if len(kept) > MOST:
        turn.say("reply", "groups/many", **about, most=MOST)
        return True
    _keep(turn, case, kept)
    turn.say("reply", "groups/set", about=case.client, **about, tags=list(case.tags))
    return True


def _without(tags: list[str], gone: list[str]) -> list[str]:
    """The tags that stay; with none named, none does."""
    return [tag for tag in tags if tag not in gone] if gone else []


def _keep(turn: Turn, case: Case, tags: list[str]) -> None:
    """Whoever covers for these days hears of it as well."""
    case.tags = sorted(tags)
    turn.audit("client_tags", case.client)
    cover = therapist_of(turn.person).cover_id
    if cover:
        turn.tell(cover, "cover_tags", of=turn.person.id, client=case.client, tags=case.tags)
