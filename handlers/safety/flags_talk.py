"""What a therapist can do with a flag: take it, pass it on, look at it."""

from typing import Any

from handlers.safety import flags, flags_pass
from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.talking import begin
from handlers.turn import Changes, Turn

PASSED_TO = ("told", "words")
"""States of a backup in which passing it on is offered: who can be told, or at least rung."""

changes = Changes()


def flag(ctx: Ctx) -> Script:
    """Until it is taken, whatever was tapped before."""
    words, prompt = dict(ctx.args), "safety/alert"
    left = ["take", "pass", "show"] if words["backup"] in PASSED_TO else ["take", "show"]
    which = {"flag": words["flag"], "client": words["client"]}
    while True:
        choice = yield Ask(prompt, "choice", "alert", words, tuple(left))
        if choice.value == "take":
            yield Do("take_flag", which | {"words": words, "looked": "show" not in left})
            return
        left.remove(choice.value)
        if choice.value == "pass":
            words |= yield Do("pass_flag", {"flag": words["flag"]})
            prompt = "safety/passed"
        else:
            words |= yield Do("show_flag", which)
            prompt = "safety/shown"


def taken(ctx: Ctx) -> Script:
    """It is theirs. What was written can still be looked at, if it was not yet."""
    words = ctx.args
    if words["looked"]:
        yield Say("safety/taken", "alert", words)
        return
    yield Ask("safety/taken", "choice", "alert", words, ("show",))
    which = {"flag": words["flag"], "client": words["client"]}
    yield Say("safety/shown", "alert", {**words, **(yield Do("show_flag", which))})
    yield Do("back_to_work", {"before": words["before"]})


@changes.change(undo="bar")
def take_flag(turn: Turn, flag: str, client: str, words: dict[str, Any], looked: bool) -> dict[str, Any]:
    """Taken: the client's other therapists hear who has it, and what was under way before is open again."""
    flags.take(turn, flag)
    view = turn.views.get(client)
    name = view.person.name if view else words.get("name", "")
    shown = begin(turn, flags.TAKEN, {**words, "name": name, "looked": looked}, about=client)
    if _back_to_work(turn, words["before"]) and shown.state == "open":
        shown.state = "suspended"  # its button works anyway; words belong to the work
    return {}


def _back_to_work(turn: Turn, before: str) -> bool:
    """What was under way when the alert came is open again, where buttons are told apart."""
    found = next((t for t in turn.talks if t.id == before and t.state == "suspended"), None)
    if found is None or turn.person.channel == "sms":
        return False
    found.state = "open"
    return True


@changes.change(undo="bar")
def back_to_work(turn: Turn, before: str) -> dict[str, Any]:
    """The words were looked at: what is typed next belongs to the work again."""
    _back_to_work(turn, before)
    return {}


@changes.change(undo="bar")
def pass_flag(turn: Turn, flag: str) -> dict[str, Any]:
    """To the backup now, not in an hour."""
    alert = flags.alert_of(turn, flag)
    passed = alert is not None and flags_pass.pass_on(turn, alert)
    return {"passed": passed, "words": flags.backup_words(turn)}


@changes.change(undo="bar")
def show_flag(turn: Turn, flag: str, client: str) -> dict[str, Any]:
    """Whose it is and what was written, unless it was kept private."""
    view = turn.views.get(client)
    alert = flags.alert_of(turn, flag)
    private = alert is None or alert["private"]
    entries = view.records if view and not private else ()
    said = next((e.doc["words"] for e in entries if e.kind == "journal" and e.doc.get("flag") == flag), "")
    return {"name": view.person.name if view else "", "said": said, "private": private}


SCRIPTS = {flags.TALK: flag, flags.TAKEN: taken}
