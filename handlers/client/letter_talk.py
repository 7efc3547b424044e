"""The letter as it is read, and its quiet choices: each does what it says, none is needed (CONTENT D2)."""

from collections.abc import Mapping
from typing import Any

from handlers.client.activity import run_activity
from handlers.client.asking import private_part
from handlers.client.assignment import ask_therapist
from handlers.client.cue import later
from handlers.client.people import bond_with, client_of
from handlers.talk import Ask, Ctx, Do, Reply, Say, Script
from handlers.talking import go_on, suspend_open
from handlers.turn import Changes, Turn

changes = Changes()
ASKED = {"tell": "letter/tell", "bring": "letter/bring", "add": "letter/add"}


def letter(ctx: Ctx) -> Script:
    """The words, then whatever the client chooses, if anything; words of their own are a reply."""
    args = ctx.args
    prompt = "letter/own" if args["l"]["own"] else f"letter/{args['l']['state']}"
    if not args["choices"]:
        yield Say(prompt, "letter", {"l": args["l"]})
        return
    choice = yield Ask(
        prompt, "choice", "letter", {"l": args["l"]}, tuple(args["choices"]), key="letter", free=True
    )
    if choice.value == "own_words":
        yield from _list(args, choice)
    elif choice.value in ASKED:
        words = {"therapist": args["therapist"]}
        said = yield Ask(ASKED[choice.value], "text", "step", words, skip=True, long=True)
        if not said.skipped:
            yield from _list(args, said)
    else:
        about = {"therapist": args["therapist_id"], "title": args["l"]["title"]}
        yield Do("letter_answer", {**about, "what": choice.value})
        yield from _go(args, choice.value)


def _list(args: Mapping[str, Any], reply: Reply) -> Script:
    """Words for the therapist: on the list for the next meeting, unless they are kept back."""
    words, private = private_part(reply.words)
    if private:
        yield Do("keep_journal", {"words": words, "private": True})
        yield Say("letter/kept_back", "reply")
        return
    yield Do("letter_words_back", {"therapist": args["therapist_id"], "words": words})
    yield Say("letter/listed", "reply", {"therapist": args["therapist"], "meet_at": args["meet_at"]})


def _go(args: Mapping[str, Any], choice: str) -> Script:
    words = {"therapist": args["therapist"], "meet_at": args["meet_at"]}
    if choice == "later":
        return (yield from later(args["item"]))
    if choice == "ask":
        title = args["item"]["activity"] if args["item"] else {"client_title": ""}
        return (yield from ask_therapist({"therapist": args["therapist"], "activity": title}))
    if choice in ("piece", "continue"):
        return (yield from _do_some(args, small=choice == "piece"))
    yield Say("letter/around" if choice == "around" else "letter/slower", "reply", words)


def _do_some(args: Mapping[str, Any], *, small: bool) -> Script:
    """The small version now; or where it was left, else the next one."""
    if not small:
        found = yield Do("letter_continue", {"talk": args["resting"]})
        if found["resumed"]:
            return
    yield from run_activity(args["item"], small=small or args["item"]["small"])


@changes.change(undo="unletter_answer")
def letter_answer(turn: Turn, therapist: str, what: str, title: str) -> dict[str, Any]:
    """A choice under the letter was taken (CONTENT I-24); two of them are news for the therapist."""
    if what == "around":
        turn.tell(therapist, "letter_around", client=turn.person.id)
    elif what == "slow":
        turn.tell(therapist, "asked_for", client=turn.person.id, what="pace", title=title, words="")
    return {"record": turn.keep("letter_reply", what=what, therapist=therapist)}


@changes.change()
def unletter_answer(turn: Turn, result: dict[str, Any]) -> None:
    """Another choice follows."""
    turn.keep("withdrawn", record=result["record"])


@changes.change(undo="unletter_words_back")
def letter_words_back(turn: Turn, therapist: str, words: str) -> dict[str, Any]:
    """A reply in the client's words, on the list for the next meeting."""
    bond = bond_with(client_of(turn.person), therapist)
    new = words not in bond.agenda
    if new:
        bond.agenda.append(words)
    record = turn.keep("letter_reply", what="words", words=words, therapist=therapist)
    return {"record": record, "therapist": therapist, "words": words if new else ""}


@changes.change()
def unletter_words_back(turn: Turn, result: dict[str, Any]) -> None:
    """Off the list again."""
    bond = bond_with(client_of(turn.person), result["therapist"])
    if result["words"] in bond.agenda:
        bond.agenda.remove(result["words"])
    turn.keep("withdrawn", record=result["record"])


@changes.change()
def letter_continue(turn: Turn, talk: str) -> dict[str, Any]:
    """Go on in the talk that was left half-way, if it is still there."""
    found = next((t for t in turn.talks if t.id == talk and t.state == "suspended"), None)
    if found is None:
        return {"resumed": False}
    suspend_open(turn)
    found.state = "open"
    go_on(turn, found)
    return {"resumed": True}


SCRIPTS = {"letter": letter}
