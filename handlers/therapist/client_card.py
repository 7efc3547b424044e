"""`/client NAME`: how things stand with one client, over the weeks, and what one tap does about it.

The five-minute morning (CONTENT G-28): reply, smaller, on the agenda, next week. What changes something has
its Undo. Every button leaves the card as it is.
"""

from typing import Any

from handlers.records import THERAPIST_NOTE
from handlers.state import Case
from handlers.talk import Ask, Ctx, Do, Say, Script, Talk
from handlers.talking import begin
from handlers.therapist import insights_pattern, insights_signs, tags
from handlers.therapist.adjust import shrink
from handlers.therapist.assign import begin_assign, blank
from handlers.therapist.cases import standing, title_of
from handlers.therapist.insights import least_done
from handlers.therapist.insights_shown import over_weeks
from handlers.therapist.questions import open_questions, send_answer
from handlers.therapist.stage import RESOURCES, sets
from handlers.therapist.summary import bond_of
from handlers.therapist.summary_script import begin_summary
from handlers.therapist.summary_week import Week, week_of
from handlers.therapist.whom import case_of, client_side, name_of, one
from handlers.turn import Changes, Turn
from handlers.week_parts import Assignment

changes = Changes()


def command(turn: Turn, rest: str) -> None:
    """`/client NAME`; with more words, what the therapist notes about the work (`therapist/stage.py`)."""
    meant = one(turn, "client", rest)
    if meant is None or (meant[1] and (tags.sets(turn, *meant) or sets(turn, *meant))):
        return
    case = meant[0]
    show(turn, case)
    if client_side(turn, case).lock_word:
        begin(turn, "locked", {"client": case.client, "name": name_of(turn, case.client)}, about=case.client)


def show(turn: Turn, case: Case) -> None:
    """Say the card; who has not joined has nothing that a button could do."""
    words = card_of(turn, case)
    buttons = _buttons(turn, case)
    if buttons:
        begin(turn, "client_card", {**words, "buttons": buttons}, about=case.client)
    else:
        turn.say("reply", "cases/client", about=case.client, **words)


def card_of(turn: Turn, case: Case) -> dict[str, Any]:
    """What the card says, as plain data; on SMS nothing that could hold a client's words."""
    weeks = {} if turn.person.channel == "sms" else _weeks(turn, case)
    return {"client": case.client, **standing(turn, case), "weeks": weeks}


def read_week(turn: Turn, case: Case) -> Week | None:
    """The week of this client as it stands; None when the client's data is gone."""
    bond, view = bond_of(turn, case), turn.views.get(case.client)
    return week_of(view.person, bond, view.records, turn.now) if bond and view else None


def _buttons(turn: Turn, case: Case) -> list[str]:
    week = read_week(turn, case)
    if week is None or client_side(turn, case).stage != "joined":
        return []
    item = main_item(week)
    fitting = {
        "reply": any(q["client"] == case.client for q in open_questions(turn)),
        "smaller": item is not None and not item.small,
        "agenda": item is not None and title_of(turn, item) not in case.agenda,
        "next": True,
        "summary": True,
    }
    return [name for name, fits in fitting.items() if fits]


def main_item(week: Week) -> Assignment | None:
    """What a tap is about: the required assignment least done, else whatever runs."""
    running = [a for a in week.mine() if a.state == "active"]
    least = least_done(week)
    return least if least in running else next(iter(running), None)


def _weeks(turn: Turn, case: Case) -> dict[str, Any]:
    """What several weeks show, and what the therapist noted about the work; {} before anything was there."""
    week = read_week(turn, case)
    if week is None or client_side(turn, case).stage != "joined":
        return {}
    runs, ready = insights_pattern.runs(week), insights_pattern.readiness(week)
    effects = insights_signs.letter_effect(turn.views[case.client].records, turn.person.id)
    return {
        **over_weeks(turn, week, case),
        "longest": runs.longest,
        "dots": runs.dots,
        "confidence": list(ready.confidence[-4:]),
        "importance": list(ready.importance[-4:]),
        "new_after_unexplored": insights_pattern.new_after_unexplored(case, turn.now),
        "not_reviewed": insights_pattern.not_reviewed_twice(case),
        "letters": [[one.state, one.sent, one.replied, one.resumed] for one in effects],
        "capacity": case.capacity,
        "agreed": case.minutes_agreed,
        "ending": case.ending,
        "resources": _resources(turn, case),
        "goal": week.bond.goal,
        "reading": _reading(turn, week),
    }


def _reading(turn: Turn, week: Week) -> list[str]:
    """The newest reason told this week, as the client read it, and one way to read it (CONTENT B3, Note)."""
    barriers = turn.house.barriers(turn.person)
    for report in sorted(week.reports(), key=lambda report: -report.at):
        for code in report.codes:
            if code in barriers.codes:
                return [barriers.codes[code].label, barriers.codes[code].note]
            if code in barriers.therapist_tags:
                return ["", barriers.therapist_tags[code]]
    return []


def _resources(turn: Turn, case: Case) -> str:
    """The latest line about what the client can lean on, kept under the client's own key."""
    kept = [e for e in turn.views[case.client].records if e.kind == THERAPIST_NOTE]
    return next((str(e.doc["words"]) for e in reversed(kept) if e.doc.get("about") == RESOURCES), "")


def card(ctx: Ctx) -> Script:
    """The card waits for its buttons; each is an aside."""
    yield Ask("cases/client", "choice", "reply", ctx.args, tuple(ctx.args["buttons"]))


def taps(turn: Turn, talk: Talk, value: Any) -> bool:
    """One tap, one thing; the card stays."""
    case = case_of(turn, talk.args["client"])
    if case is None:
        turn.say("reply", "cases/gone")
    elif value in TAPS:
        TAPS[value](turn, case)
    return True


def _reply(turn: Turn, case: Case) -> None:
    """The oldest question of this client, to be answered in a line."""
    asked = next((q for q in open_questions(turn) if q["client"] == case.client), None)
    if asked is None:
        turn.say("reply", "cases/no_question", name=name_of(turn, case.client))
        return
    about = {name: asked[name] for name in ("client", "name", "number", "words", "days")}
    begin(turn, "answer", about, about=case.client)


def answer(ctx: Ctx) -> Script:
    """The words of the answer; SKIP leaves the question where it is."""
    reply = yield Ask("cases/answer", "text", "reply", ctx.args, skip=True)
    if reply.skipped:
        yield Say("cases/answer_later", "reply", ctx.args)
        return
    here = {"number": ctx.args["number"], "words": reply.words}
    sent = yield Do("answer_question", here)
    yield Say("questions/sent" if sent else "cases/no_question", "reply", sent or {"name": ctx.args["name"]})


@changes.change(undo="bar")
def answer_question(turn: Turn, number: int, words: str) -> dict[str, Any]:
    """The answer goes to the client; {} when it was answered meanwhile."""
    found = next((q for q in open_questions(turn) if q["number"] == number), None)
    return send_answer(turn, found, words) if found else {}


def _smaller(turn: Turn, case: Case) -> None:
    week = read_week(turn, case)
    item = main_item(week) if week else None
    if item is not None:
        shrink(turn, case, item)


def _agenda(turn: Turn, case: Case) -> None:
    """The assignment's title on the therapist's own list for the session."""
    week = read_week(turn, case)
    item = main_item(week) if week else None
    if item is None:
        return
    title = title_of(turn, item)
    case.agenda = [*(t for t in case.agenda if t != title), title]
    words = {"client": case.client, "name": name_of(turn, case.client), "title": title}
    begin(turn, "on_agenda", words, about=case.client)


def on_agenda(ctx: Ctx) -> Script:
    """It is on the list; Undo takes it off."""
    yield Ask("cases/on_agenda", "choice", "reply", ctx.args, ("undo",))
    yield Do("off_agenda", {"client": ctx.args["client"], "title": ctx.args["title"]})
    yield Say("cases/off_agenda", "reply", ctx.args)


@changes.change(undo="bar")
def off_agenda(turn: Turn, client: str, title: str) -> dict[str, Any]:
    """Off the therapist's list again."""
    case = case_of(turn, client)
    if case is not None:
        case.agenda = [one for one in case.agenda if one != title]
    return {}


def _next(turn: Turn, case: Case) -> None:
    """The wizard for the week ahead; its guard looks at what was left first (CONTENT I-7)."""
    begin_assign(turn, case, blank(), "", [])


def _summary(turn: Turn, case: Case) -> None:
    begin_summary(turn, case)


TAPS = {"reply": _reply, "smaller": _smaller, "agenda": _agenda, "next": _next, "summary": _summary}


def locked(ctx: Ctx) -> Script:
    """A word for a shared phone that nobody remembers is taken away by somebody who knows the person."""
    words = {"name": ctx.args["name"]}
    choice = yield Ask("cases/locked", "choice", "reply", words, ("forget_word", "leave"))
    if choice.value == "forget_word":
        yield Do("forget_word", {"client": ctx.args["client"]})
    yield Say("cases/word_forgotten" if choice.value == "forget_word" else "cases/word_left", "reply", words)


@changes.change(undo="bar")
def forget_word(turn: Turn, client: str) -> dict[str, Any]:
    """The client's side forgets it and says so, without content."""
    turn.tell(client, "forget_word", therapist=turn.person.id)
    turn.audit("word_forgotten", client)
    return {}


SCRIPTS = {"client_card": card, "answer": answer, "on_agenda": on_agenda, "locked": locked}
ASIDES = {"client_card": taps}
