"""`/measure NAME …`: send one, enter a sum from paper, end one, look at all (DESIGN §8, CONTENT F13)."""

from typing import Any

from handlers.client import measures as of_client
from handlers.client.measures_seen import whole
from handlers.measure_parts import Given
from handlers.measures import Measure, same_form
from handlers.reading import tongue
from handlers.safety.flags import has_backup
from handlers.spoken_after import setting
from handlers.state import Case
from handlers.talking import begin
from handlers.therapist import measure_trends
from handlers.therapist.measure_lines import (
    Line,
    Score,
    find_measure,
    leading,
    near,
    read_line,
    read_paper,
    read_score,
)
from handlers.therapist.whom import client_side, name_of, one, wall_at, zone_of
from handlers.times import instant, local
from handlers.turn import DAY, Turn

MARKS = "marks"
OLDEST = 3660 * DAY
LISTED = 8


def command(turn: Turn, rest: str) -> None:
    """`/measure NAME [MEASURE [once|weekly|fortnightly] [at 19:00]]`, `… NUMBER [on DATE]`, `… end`.

    `/measure NAME marks 5 20` sets from which change on a line is marked.
    """
    meant = one(turn, "measure", rest)
    if meant is None:
        return
    case, text = meant
    if not text:
        look(turn, case)
    elif setting(text.split()[0], turn.person.language) == MARKS:
        _marks(turn, case, text.split()[1:])
    else:
        _on_measure(turn, case, text)


def takes(turn: Turn, case: Case, text: str) -> bool:
    """Whether `/assign NAME …` names a measure; then it is sent like one."""
    measure, left = leading(turn.house.content, text)
    if measure is None:
        return False
    _with(turn, case, measure, left)
    return True


def begins_alike(turn: Turn, words: str) -> bool:
    """Whether these words only begin like a rating: "mood tracker" is looked for among activities.

    `words` are what no option of an assignment is. The fixed forms have a figure in their name.
    """
    measure, left = leading(turn.house.content, words)
    unread = read_line(left, turn.person.language, ["09:00", "20:00"]).unread
    return measure is not None and bool(unread) and not any(c.isdigit() for c in measure.id)


def look(turn: Turn, case: Case) -> None:
    """What runs and what was answered; with nothing there, what could be sent."""
    points, percent = measure_trends.marks_of(case)
    turn.audit("read_measures", case.client)
    turn.say(
        "reply",
        "measures/all",
        about=case.client,
        name=name_of(turn, case.client),
        measures=measure_trends.trends(turn, case, LISTED),
        known=titles(turn, case),
        points=points,
        percent=percent,
    )


def titles(turn: Turn, case: Case) -> list[str]:
    """Those this client can read, by the name a therapist types: the fixed forms before the ratings."""
    language = language_of(turn, case)
    found = [m for m in turn.house.content.measures.values() if m.has_text(language)]
    return [called(turn, m) for m in sorted(found, key=lambda m: (not m.read(language).options, m.title))]


def called(turn: Turn, measure: Measure) -> str:
    """Its title, as this therapist reads it."""
    return measure.called(tongue(turn.person))


def language_of(turn: Turn, case: Case) -> str:
    """What the client reads: a measure is asked in that language, or not at all."""
    return turn.views[case.client].person.language


def _marks(turn: Turn, case: Case, words: list[str]) -> None:
    """`/measure NAME marks 5 20`: from which change on a line says so, in points and in percent."""
    numbers = [int(w.strip("%")) for w in words if w.strip("%").isascii() and w.strip("%").isdigit()]
    if len(numbers) != 2 or len(words) != 2 or not 1 <= numbers[0] <= 100 or not 1 <= numbers[1] <= 100:
        turn.say("reply", "measures/marks_form", name=name_of(turn, case.client))
        return
    case.marks = numbers
    turn.audit("measure_marks", case.client)
    name = name_of(turn, case.client)
    turn.say("reply", "measures/marks_kept", name=name, points=numbers[0], percent=numbers[1])


def _on_measure(turn: Turn, case: Case, text: str) -> None:
    measure, left = leading(turn.house.content, text)
    if measure is not None:
        _with(turn, case, measure, left)
        return
    score = read_paper(text, _today(turn, case), turn.person.language)
    if score is None:
        words: dict[str, Any] = {"words": text, "near": _near(turn, text), "known": titles(turn, case)}
        turn.say("reply", "measures/unknown", name=name_of(turn, case.client), **words)
    elif _is_day(turn, case, score):
        close = [] if find_measure(turn.house.content, score.title) else _near(turn, score.title)
        args = {"client": case.client, "name": name_of(turn, case.client), "near": close[:1]}
        shown = {"title": score.title, "total": whole(score.total), "at": _at(turn, case, score)}
        begin(turn, "measure_paper", {**args, **shown}, about=case.client)


def _with(turn: Turn, case: Case, measure: Measure, left: str) -> None:
    """A number is a sum from paper; anything else says how often, when, or that it ends."""
    score = read_score(left, _today(turn, case), turn.person.language)
    if score is not None:
        _enter(turn, case, measure, score)
        return
    line = read_line(left, turn.person.language, client_side(turn, case).hours)
    if line.unread:
        name = name_of(turn, case.client)
        turn.say("reply", "measures/unread", name=name, words=line.unread, title=called(turn, measure))
    elif line.ends:
        _end(turn, case, measure)
    elif not measure.has_text(language_of(turn, case)):
        without_words(turn, measure, language_of(turn, case), name_of(turn, case.client))
    else:
        begin(turn, "measure_give", _args(turn, case, measure, line), about=case.client)


def _near(turn: Turn, words: str) -> list[str]:
    return near(turn.house.content, words, tongue(turn.person))


def without_words(turn: Turn, measure: Measure, reads: str, name: str = "") -> None:
    """Why it is not asked: a slot has no text at all, a form may have none in the reader's language."""
    title = called(turn, measure)
    if measure.has_text():
        turn.say("reply", "measures/no_words", title=title, reads=reads, name=name)
    else:
        turn.say("reply", "measures/no_text", title=title)


def _args(turn: Turn, case: Case, measure: Measure, line: Line) -> dict[str, Any]:
    instead = turn.house.content.measures.get(measure.instead)
    return {
        "client": case.client,
        "name": name_of(turn, case.client),
        "measure": measure.id,
        "title": called(turn, measure),
        "risk": bool(measure.risk),
        "instead": [instead.id, called(turn, instead)] if instead else [],
        "backup": has_backup(turn),
        "rhythm": line.rhythm or "",
        "at": line.at,
    }


def _end(turn: Turn, case: Case, measure: Measure) -> None:
    running = [g for g in measure_trends.of_client(turn, case) if g.measure == measure.id and g.runs]
    name, title = name_of(turn, case.client), called(turn, measure)
    if running:
        turn.tell(case.client, "measure_end", therapist=turn.person.id, measure=measure.id)
        turn.audit("measure_end", case.client)
    turn.say("reply", "measures/ended" if running else "measures/none_runs", name=name, title=title)


def _enter(turn: Turn, case: Case, measure: Measure, score: Score) -> None:
    """A sum of a measure we know: only one that it can have."""
    name, title = name_of(turn, case.client), called(turn, measure)
    if not measure.total:
        turn.say("reply", "measures/no_sum", title=title)
    elif not can_be(measure, score.total):
        ends: dict[str, Any] = {"lowest": measure.lowest, "highest": measure.highest, "step": measure.factor}
        turn.say("reply", "measures/no_such_sum", title=title, total=whole(score.total), **ends)
    elif _is_day(turn, case, score):
        at = _at(turn, case, score)
        enter(turn, case.client, measure.id, measure.title, score.total, at)
        turn.say("reply", "measures/entered", name=name, **_shown(title, score, wall(turn, case, at)))


def can_be(measure: Measure, total: float) -> bool:
    """Whether this sum can come of its answers."""
    within = measure.lowest <= total <= measure.highest
    return within and total == int(total) and (int(total) - measure.lowest) % measure.factor == 0


def enter(turn: Turn, client: str, measure: str, title: str, total: float, at: int) -> None:
    """Tell the client's side, under whose key it lies."""
    about = {"therapist": turn.person.id, "measure": measure, "title": title}
    turn.tell(client, "measure_score", **about, total=total, at=at)
    turn.audit("measure_score", client)


def _shown(title: str, score: Score, at: int) -> dict[str, Any]:
    return {"title": title, "total": whole(score.total), "at": at}


def _today(turn: Turn, case: Case) -> Any:
    return local(turn.now, zone_of(turn, case)).date()


def _is_day(turn: Turn, case: Case, score: Score) -> bool:
    """Whether its day can be one of an answered sheet; else what is wrong is said."""
    at = _at(turn, case, score) if score.day else 0
    if score.day and turn.now - OLDEST < at <= turn.now:
        return True
    turn.say("reply", "measures/no_such_day")
    return False


def _at(turn: Turn, case: Case, score: Score) -> int:
    """The beginning of that day where the client is: a second entry of a day replaces the first."""
    assert score.day is not None
    return instant(score.day, "00:00", zone_of(turn, case))


def wall(turn: Turn, case: Case, at: int) -> int:
    """That day on the therapist's own calendar."""
    return wall_at(turn, at, zone_of(turn, case))


def earliest(turn: Turn, case: Case, measure: Measure) -> int:
    """From when on it may be asked: its recall window must have passed since the last answer; 0: now."""
    person = turn.views[case.client].person
    before = [g for g in measure_trends.of_client(turn, case) if g.measure == measure.id]
    given = before[-1] if before else Given("", turn.person.id, measure.id, measure.title)
    same = same_form(turn.house.content.measures, measure.id)
    at = of_client.earliest(person, given, measure, same, turn.now)
    return at if at > turn.now else 0
