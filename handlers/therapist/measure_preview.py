"""`/preview PHQ-8`: a measure played as a client would get it; and its card."""

from typing import Any

from handlers.client.measure_talk import fill_in
from handlers.client.measures import snapshot
from handlers.measure_parts import Given
from handlers.measures import Measure, MeasureWords
from handlers.reading import tongue
from handlers.talk import Ctx, Script
from handlers.talking import begin
from handlers.therapist.measures import called, without_words
from handlers.turn import Changes, Turn

changes = Changes()


def preview(ctx: Ctx) -> Script:
    """As the client would get it; nothing is kept."""
    yield from fill_in(ctx.args)


def play(turn: Turn, measure: Measure, *, form: str = "") -> None:
    """`/preview PHQ-8 [sms]`: from the first item on; `form` "sms" shows it as a short phone would."""
    if not measure.has_text(turn.person.language):
        without_words(turn, measure, turn.person.language)
        return
    on = form or turn.person.channel
    turn.say("reply", "library/preview", title=called(turn, measure), note="", id=measure.id, on=on)
    given = Given("", turn.person.id, measure.id, measure.title)
    begin(turn, "measure_preview", {**snapshot(turn, given, measure, preview=True), "form": form})


@changes.change(undo="bar")
def play_measure(turn: Turn, measure: str) -> dict[str, Any]:
    """The chosen one begins."""
    play(turn, turn.house.content.measures[measure])
    return {}


@changes.change()
def draw_measure(turn: Turn, measure: str) -> dict[str, Any]:
    """Everything a therapist wants to know of a measure before sending it."""
    known = turn.house.content.measures[measure]
    words = known.read(tongue(turn.person))
    asked = words if known.has_text(turn.person.language) else MeasureWords()
    ends = [*(start - 1 for start in known.bands[1:]), known.highest][: len(known.bands)]
    plain = (
        "id",
        "asked",
        "low",
        "high",
        "minutes",
        "source",
        "licence",
        "credit",
        "total",
    )
    return {
        **{name: getattr(known, name) for name in plain},
        "title": called(turn, known),
        "days": known.every,
        "lowest": known.lowest,
        "highest": known.highest,
        "factor": known.factor,
        "risk": bool(known.risk),
        "client_title": asked.client_title,
        "stem": asked.stem,
        "items": [item.text for item in asked.items],
        "options": list(asked.options),
        "difficulty": asked.difficulty,
        "bands": [list(one) for one in zip(known.bands, ends, words.bands, strict=True)],
        "cuts": list(words.cuts),
    }


SCRIPTS = {"measure_preview": preview}
