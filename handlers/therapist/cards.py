"""The Morning and the Evening card, for therapists with many clients (DESIGN §4.6).

In the morning: letters, today's sessions each with its summary, questions, news. In the evening: a recap
for each session of the day, by button.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from handlers.client import letter_plan
from handlers.content import Option
from handlers.events import Due
from handlers.talk import Ask, Ctx, Do, Script, Talk
from handlers.talking import begin, close, suspend_open
from handlers.therapist import digest, notices
from handlers.therapist.agenda import sessions_on
from handlers.therapist.caseload import has_cards
from handlers.therapist.letter import client_and_bond, letter_decide, preview_args, show
from handlers.therapist.questions import open_questions
from handlers.therapist.recap import begin_recap
from handlers.therapist.summary_script import begin_summary
from handlers.therapist.whom import case_of, name_of, therapist_of
from handlers.times import local
from handlers.turn import Changes, Turn

changes = Changes()
SESSIONS, QUESTIONS = 8, 5
NEWS = (8, 2)
"""Pieces of news on one card, and on one by SMS; the rest waits for the next."""

LETTER_BUTTONS = ("send_all", "read")
EVERYONE = "everyone"
"""Opens the caseload's digest; on SMS CLIENTS tells the sums."""


def morning(turn: Turn, due: Due) -> None:
    """One card with everything that is not a flag; none when there is nothing."""
    therapist = therapist_of(turn.person)
    therapist.morning_on = local(turn.now, turn.person.zone).date().isoformat()
    asked, news = open_questions(turn), notices.waiting(turn, NEWS[turn.person.channel == "sms"])
    _let_go(turn, "morning")
    args = {
        "letters": _letters(turn),
        "sessions": _sessions(turn)[:SESSIONS],
        "questions": [{key: q[key] for key in ("number", "name", "days")} for q in asked[:QUESTIONS]],
        "more_questions": max(0, len(asked) - QUESTIONS),
        "news": news,
        "everyone": has_cards(therapist) and not _manner(turn)["one_at_a_time"],
    }
    if any(args[part] for part in ("letters", "sessions", "questions", "news")):
        begin(turn, "morning", {**args, **_manner(turn), "clients": _clients(args)})


def evening(turn: Turn, due: Due) -> None:
    """The day's sessions, each with a button for its recap."""
    therapist = therapist_of(turn.person)
    therapist.evening_on = local(due.due_at, turn.person.zone).date().isoformat()
    _let_go(turn, "evening")
    met = [s for s in _sessions(turn, due.due_at) if not s["recapped"]][:SESSIONS]
    if met:
        begin(turn, "evening", {"sessions": met, **_manner(turn), "clients": [s["client"] for s in met]})


def _manner(turn: Turn) -> dict[str, bool]:
    """On SMS digits belong to the newest question, so what a button opens must stay the last thing said."""
    return {"one_at_a_time": turn.person.channel == "sms"}


def _step_back(turn: Turn) -> None:
    """What was just opened keeps its buttons; the card's own question comes after it."""
    if not _manner(turn)["one_at_a_time"]:
        turn.talks[-1].state = "suspended"


def _let_go(turn: Turn, script: str) -> None:
    """The card of the day before is out of date, and the names on it go with it."""
    for talk in turn.talks:
        if talk.script == script:
            close(turn, talk)


def _sessions(turn: Turn, at: int = 0) -> list[dict[str, Any]]:
    day = local(at or turn.now, turn.person.zone).date()
    return [
        {
            "client": case.client,
            "name": name_of(turn, case.client),
            "session_at": when,
            "at_ms": when,
            "recapped": case.recapped_at >= when,
        }
        for when, case in sessions_on(therapist_of(turn.person), turn.person.zone, day)
        if case_of(turn, case.client) is not None
    ]


def _letters(turn: Turn) -> list[dict[str, Any]]:
    """The letters that have not gone and are not decided on."""
    found = []
    for one in therapist_of(turn.person).letters:
        pair = client_and_bond(turn, one["client"])
        if pair is None or one["for_at"] <= turn.now or letter_plan.planned(*pair, turn.now) != one["for_at"]:
            continue
        shown = preview_args(turn, *pair)
        if not (shown["approved"] or shown["skipped"]) and shown["state"]:
            kept = ("client", "name", "state", "for_at", "when_at", "waits")
            found.append({name: shown[name] for name in kept})
    return found


def _clients(args: Mapping[str, Any]) -> list[str]:
    """Whose words the card's buttons may open."""
    return [one["client"] for part in ("letters", "sessions") for one in args[part]]


def _buttons(sessions: Sequence[Mapping[str, Any]]) -> tuple[Option, ...]:
    return tuple(Option(s["client"], str(s["name"])) for s in sessions)


def morning_card(ctx: Ctx) -> Script:
    """Each button does its work, and the rest stay at hand."""
    args = ctx.args
    everyone = (EVERYONE,) if args.get("everyone") else ()
    left: tuple[str | Option, ...] = (
        *(LETTER_BUTTONS if args["letters"] else ()),
        *_buttons(args["sessions"]),
        *everyone,
    )
    if left == everyone:
        yield Ask("cards/morning_only", "choice", "card", args, ("seen", *everyone))
        return
    chosen = yield Ask("cards/morning", "choice", "card", args, left)
    while True:
        if chosen.value in LETTER_BUTTONS:
            yield Do("card_letters", {"letters": args["letters"], "send": chosen.value == "send_all"})
            done = LETTER_BUTTONS if chosen.value == "send_all" else ("read",)
            left = tuple(o for o in left if o not in done)
        else:
            yield Do("card_summary", {"client": chosen.value})
            left = _without(left, chosen.value)
        if left == everyone or args["one_at_a_time"]:
            return
        chosen = yield Ask("cards/more", "choice", "reply", {}, left)


def evening_card(ctx: Ctx) -> Script:
    """A recap for each; the rest stay at hand."""
    args = ctx.args
    left: tuple[str | Option, ...] = _buttons(args["sessions"])
    met = {s["client"]: s["at_ms"] for s in args["sessions"]}
    chosen = yield Ask("cards/evening", "choice", "card", args, left)
    while True:
        yield Do("card_recap", {"client": chosen.value, "at": met[chosen.value]})
        left = _without(left, chosen.value)
        if not left or args["one_at_a_time"]:
            return
        chosen = yield Ask("cards/more", "choice", "reply", {}, left)


def _without(left: Sequence[str | Option], code: str) -> tuple[str | Option, ...]:
    return tuple(o for o in left if not isinstance(o, Option) or o.code != code)


@changes.change(undo="bar")
def card_letters(turn: Turn, letters: list[dict[str, Any]], send: bool) -> dict[str, Any]:
    """Send all as they stand, or show each to be read; a letter that has changed since is shown again."""
    changed = []
    for one in letters:
        if send:
            done = letter_decide(turn, one["client"], one["for_at"], one["state"], "send", "")
            if done["outcome"] == "ok":
                continue
        changed.append(one)
    for one in changed:
        show(turn, one["client"])
        _step_back(turn)
    if send:
        turn.say("reply", "cards/letters_sent", sent=len(letters) - len(changed), shown=len(changed))
    return {}


@changes.change(undo="bar")
def card_summary(turn: Turn, client: str) -> dict[str, Any]:
    """The summary of one of today's sessions."""
    case = case_of(turn, client)
    if case is not None and begin_summary(turn, case) is not None:
        _step_back(turn)
    return {}


@changes.change(undo="bar")
def card_recap(turn: Turn, client: str, at: int) -> dict[str, Any]:
    """The recap of one of today's sessions."""
    case = case_of(turn, client)
    if case is not None:
        begin_recap(turn, case, at)
        _step_back(turn)
    return {}


def beside(turn: Turn, talk: Talk, value: Any) -> bool:
    """Everyone opens the digest; on SMS a name what it stands for. The card stays as it is."""
    if value == EVERYONE:
        digest.command(turn, "")
        return True
    if not talk.args["one_at_a_time"] or value not in talk.args["clients"]:
        return False
    suspend_open(turn)
    if talk.script == "morning":
        card_summary(turn, value)
    else:
        met = {s["client"]: s["at_ms"] for s in talk.args["sessions"]}
        card_recap(turn, value, met[value])
    return True


ASIDES = {"morning": beside, "evening": beside}
SCRIPTS = {"morning": morning_card, "evening": evening_card}
