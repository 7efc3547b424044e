"""Somebody we do not know wrote: nothing is stored; numbers to call, or where an invitation comes from."""

from handlers.events import Event, Media, Text
from handlers.state import Person
from handlers.turn import HOUR, House, Message


def code_in(text: str) -> str | None:
    """The one-use code in "/start CODE" or "start CODE", if the text is that."""
    words = text.strip().split()
    if len(words) == 2 and words[0].lstrip("/").casefold() == "start":
        return words[1]
    return None


def answer_stranger(
    house: House, channel: str, event: Event, with_code: bool, now: int
) -> tuple[Message | None, Person]:
    """What to say, and the nobody it is said to; the same for a wrong, an expired and a used code."""
    practice = house.practice
    nobody = Person("", practice.id, "", practice.zone, practice.language, channel)
    words = event.text if isinstance(event, Text) else event.caption if isinstance(event, Media) else ""
    heard = house.hear(words, event.heard if isinstance(event, Text) else None)
    if heard.distress:
        return _message("safety", "safety/card", house, now), nobody
    if heard.wants_out:
        return _message("optout", "optout/stranger", house, now), nobody
    if heard.carrier == "help":
        return _message("help", "help/stranger", house, now), nobody
    if with_code:
        return _message("reply", "joining/code_unknown", house, now), nobody
    may = channel == "sms" and heard.carrier == "start"
    prompt = "joining/may_be_invited" if may else "joining/stranger"
    return _message("reply", prompt, house, now), nobody


def _message(kind: str, prompt: str, house: House, now: int) -> Message:
    region = house.region()
    args = {"emergency": region.emergency, "lines": region.lines, "text_line": region.text_line}
    return Message(kind, prompt, {**args, "brief": region.brief, "therapists": [], "told": False}, now + HOUR)
