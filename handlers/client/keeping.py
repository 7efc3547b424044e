"""Shelves of the client's own: what helps them, words they found true, wins (CONTENT G-13, G-14, G-15).

What an activity keeps goes here as well as among the records; nobody but the client is shown it.
"""

from typing import Any

from handlers.client.activity import run_activity
from handlers.client.chosen import cut
from handlers.client.people import assignment as assigned
from handlers.client.people import bonds, client_of
from handlers.client.shelves import MOST_HELPS, all_wins, shelve
from handlers.client.snapshots import running
from handlers.content import Option
from handlers.own_parts import Help
from handlers.talk import Ask, Ctx, Say, Script
from handlers.talking import begin
from handlers.turn import Changes, Entry, Turn

HELPFUL = 7
"""What was rated so helpful, or more, is on the list (CONTENT G-13)."""

SHOWN, LABEL = 8, 40
LONGEST_WORK_WORD = 30  # characters, as in the configuration

changes = Changes()


def _add_activity(turn: Turn, id: str) -> bool:
    """An activity the client found helpful; False where it stands on the list already."""
    own, item = client_of(turn.person).own, assigned(client_of(turn.person), id)
    if item is None or any(one.activity == item.activity for one in own.helps):
        return False
    title = turn.house.assigned(item, turn.person).client_title
    own.helps = [*own.helps, Help(title, turn.now, item.activity, id)][-MOST_HELPS:]
    return True


@changes.change(undo="unnote_help")
def note_help(turn: Turn, assignment: str, rating: float) -> dict[str, Any]:
    """Rated helpful enough, it is found again under `mylist`."""
    added = rating >= HELPFUL and bool(assignment) and _add_activity(turn, assignment)
    return {"assignment": assignment if added else ""}


@changes.change()
def unnote_help(turn: Turn, result: dict[str, Any]) -> None:
    """Taken back: another rating follows."""
    if result["assignment"]:
        own = client_of(turn.person).own
        own.helps = [one for one in own.helps if one.assignment != result["assignment"]]


@changes.change(undo="unname_the_work")
def name_the_work(turn: Turn, word: str) -> dict[str, Any]:
    """What the client calls these pieces, wherever our words name them (CONTENT A-63).

    Something that could not stand inside a sentence changes nothing.
    """
    client = client_of(turn.person)
    before, plain = client.work_word, " ".join(word.split()).strip(".!").lower()
    parts = plain.replace("-", " ").split(" ")
    if len(plain) <= LONGEST_WORK_WORD and all(part.isalpha() for part in parts):
        client.work_word = plain
    return {"before": before}


@changes.change()
def unname_the_work(turn: Turn, result: dict[str, Any]) -> None:
    """Taken back: it is called what it was."""
    client_of(turn.person).work_word = result["before"]


def _take_in(turn: Turn) -> None:
    """What was kept or rated before the lists were: read from the records, once it is asked for."""
    own = client_of(turn.person).own
    gone = {entry.doc.get("record") for entry in turn.records if entry.kind == "withdrawn"}
    for entry in turn.records:
        if entry.id in gone:
            continue
        if entry.kind == "kept":
            shelve(own, entry.doc["shelf"], entry.doc["words"], entry.id, entry.at)
        elif _is_helpful(entry):
            _add_activity(turn, entry.doc["assignment"])


def _is_helpful(entry: Entry) -> bool:
    rating = entry.doc.get("value")
    return entry.doc.get("step") == "post/helpful" and isinstance(rating, int | float) and rating >= HELPFUL


def mylist(turn: Turn, rest: str) -> None:
    """What has helped: one tap plays it, or says the line."""
    _take_in(turn)
    client = client_of(turn.person)
    found = [_playable(turn, one) for one in client.own.helps[::-1]]
    shown = [one for one in found if one["run"] or not one["activity"]][:SHOWN]
    if not shown:
        turn.say("reply", "keeping/no_list")
        return
    begin(turn, "mylist", {"helps": shown})


def _playable(turn: Turn, one: Help) -> dict[str, Any]:
    item = assigned(client_of(turn.person), one.assignment) if one.assignment else None
    bond = item and any(b.therapist == item.therapist for b in bonds(client_of(turn.person)))
    run = running(turn, item) | {"post": False} if item and bond else None
    return {"words": one.words, "at": one.at, "activity": one.activity, "run": run}


def mylist_talk(ctx: Ctx) -> Script:
    """Pick one, and it plays; a line of their own is said as they wrote it."""
    helps = ctx.args["helps"]
    options = tuple(Option(str(n), cut(one["words"], LABEL)) for n, one in enumerate(helps))
    picked = yield Ask("keeping/mylist", "choice", "menu", {}, (*options, "leave"), skip=True)
    if picked.skipped or picked.value == "leave":
        yield Say("menu/left", "reply")
        return None
    one = helps[int(picked.value)]
    if one["run"]:
        return (yield from run_activity(one["run"], small=one["run"]["small"]))
    yield Say("keeping/line", "reply", {"words": one["words"], "at": one["at"]})
    return None


def kept(turn: Turn, rest: str) -> None:
    """Everything that is kept for the client alone, and the word that opens each."""
    _take_in(turn)
    client = client_of(turn.person)
    lines = [one.words for one in client.own.words if one.shelf != "wins"]
    turn.say(
        "reply",
        "keeping/kept",
        lines=lines[-3:],
        more=max(0, len(lines) - 3),
        helps=len(client.own.helps),
        wins=len(all_wins(client)),
        notes=[{"at": note.at} for note in sorted(client.own.notes, key=lambda note: note.at)[:2]],
        word=client.own.dot_word,
    )


SCRIPTS = {"mylist": mylist_talk}
