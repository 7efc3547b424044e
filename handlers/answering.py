"""Reading a message as the answer to the open question, and what is said when it does not fit."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

from handlers.answers import read
from handlers.answers_words import brief, fold
from handlers.ask import Asked, Read, Unread
from handlers.dates import read_date
from handlers.events import Media, Tap, Text
from handlers.records import WORK
from handlers.talk import Talk, live_answers
from handlers.talking import ask_again, reply_to
from handlers.times import Ambiguous, hhmm, local, read_time
from handlers.turn import HOUR, Turn

GATHER = {"telegram": 6_000, "sms": 20_000}
"""How long it must be quiet before several texts become one answer, in milliseconds."""

JOINS = 4_000
"""A text this soon after a question belongs to the answer before it (DESIGN §8)."""

BEFORE = 2_000
"""Provider clocks count whole seconds: only an answer older than this is older than its question."""

TOMORROW = "tomorrow"

DAY_HOURS = ("09:00", "20:00")
ANY_HOUR = ("00:00", "23:59")

LONG_AGO = 12 * HOUR
"""After this a text that matches no choice is no attempt at one: a hello is not told it does not fit."""

CLOCK_TOO = ("cue/later#", "self/when#")
"""Choices of a moment to which a time of day is an answer as well: a day of its own only for the second."""

_HOUR = re.compile(r"\b(?:at|a las?) (.+)")
"""Beside a day a bare figure is an hour where this stands before it: "friday at 9", "viernes a las 9"."""

TAPPED = ("choice", "multi", "scale")
"""Kinds of question that show what can be answered: when asked once more, they show it again."""


def press(turn: Turn, tap: Tap) -> None:
    """A button: it belongs to exactly one question of one talk, or it is old."""
    talk = next((t for t in turn.talks if t.id == tap.talk), None)
    asked = talk.asked if talk else None
    if talk is None or asked is None or asked.turn != tap.turn or tap.choice >= len(asked.options):
        old_button(turn)
        return
    option = asked.options[tap.choice]
    turn.pressed = option.label
    if asked.kind == "multi":
        reply_to(turn, talk, [option.code], "")
    elif asked.kind in ("scale", "number"):
        reply_to(turn, talk, _number(option.code), option.label)
    else:
        reply_to(turn, talk, option.code, option.label)


def _number(code: str) -> float | int:
    value = float(code)
    return int(value) if value.is_integer() else value


def old_button(turn: Turn) -> None:
    """Say so kindly, and ask what is open now."""
    turn.say("reply", "unread/old_button", client=turn.person.role == "client")
    talk = turn.open_talk()
    if talk is not None:
        ask_again(turn, talk)


def answer_text(turn: Turn, event: Text) -> bool:
    """Give a text to the open question; False when there is none, or it is no answer to it."""
    talk = turn.open_talk()
    if talk is None or talk.asked is None:
        return False
    asked = talk.asked
    if event.sent_at + BEFORE < asked.at:
        turn.keep(_kept_as(turn, "journal"), words=event.text, private=False, before_question=True)
        turn.say("reply", "journal/kept_before")
        return True
    if joins_last(talk, event):
        _join_last(turn, talk, event.text)
        return True
    if asked.kind == "text" and asked.long:
        _gather(turn, talk, event.text)
        return True
    return read_answer(turn, talk, event.text)


def _kept_as(turn: Turn, kind: str) -> str:
    """A record's kind; what somebody types at work is none of theirs as a client."""
    return kind if turn.person.role == "client" else WORK


def _gather(turn: Turn, talk: Talk, words: str) -> None:
    talk.gathered.append(words)
    talk.gather_until = turn.now + GATHER.get(turn.person.channel, 6_000)
    talk.touched_at = turn.now


def close_gathering(turn: Turn, talk: Talk) -> None:
    """It has been quiet, or DONE was said: what was gathered becomes one answer."""
    if talk.gathered and talk.asked is not None:
        words = "\n".join(talk.gathered)
        talk.gathered, talk.gather_until = [], 0
        reply_to(turn, talk, words, words)


def joins_last(talk: Talk, event: Text) -> bool:
    """Whether this text was on its way while the next question was being asked, and goes on with words."""
    live = live_answers(talk)
    last = live[-1] if live else None
    asked = talk.asked
    in_words = last is not None and last.kind == "text" and last.value == last.words != ""
    return in_words and asked is not None and 0 <= event.sent_at - asked.at < JOINS


def _join_last(turn: Turn, talk: Talk, words: str) -> None:
    last = live_answers(talk)[-1]
    last.words = last.value = f"{last.words}\n{words}"
    turn.keep(_kept_as(turn, "response_more"), talk=talk.id, key=last.key, words=words)


def read_answer(turn: Turn, talk: Talk, words: str) -> bool:
    """Read words as the answer to what this talk asks; False when they are no attempt at one."""
    asked = talk.asked
    assert asked is not None
    today = local(turn.now, turn.person.zone).date()
    window = _window(turn, asked)
    result = read(asked, words, language=turn.person.language, today=today, window=window)
    if isinstance(result, Unread) and asked.key.startswith("followup/small#") and fold(words) == "start":
        result = Read("small", words)  # the smaller version is all there is to start there
    if isinstance(result, Unread) and asked.key.startswith(CLOCK_TOO):
        result = _clock(words, turn, window, any_day=asked.key.startswith("self/")) or result
    if isinstance(result, Read):
        said = [*talk.gathered, result.words or words]
        talk.gathered = []
        reply_to(turn, talk, result.value, " / ".join(said))
        return True
    if asked.kind == "choice" and asked.free and len(words.split()) > 1:
        reply_to(turn, talk, "own_words", words)
        return True
    if asked.kind == "choice" and (len(words.split()) > 3 or _is_long_ago(turn, asked, words, result)):
        return False
    unread(turn, talk, asked, result)
    return True


def _clock(words: str, turn: Turn, window: tuple[str, str], *, any_day: bool) -> Read | Unread | None:
    """The time of day these words are, and its day, as a choice's value; None when they are none."""
    today = local(turn.now, turn.person.zone).date()
    day = read_date(words, today, turn.person.language)
    at = read_time(words, turn.person.language, window)
    if at is None and day and (hour := _HOUR.search(brief(words))):
        at = read_time(hour[1], turn.person.language, window)
    near = {None: "", today: "", today + timedelta(days=1): f"{TOMORROW} "}
    if at is None or (day not in near and (not any_day or (day and day < today))):
        return None
    if isinstance(at, Ambiguous):
        return Unread("ambiguous_time", words, tuple(hhmm(one) for one in at.readings))
    return Read(near.get(day, f"{day} ") + hhmm(at), words)


def _window(turn: Turn, asked: Asked) -> tuple[str, str]:
    """The hours a bare "11" may mean: a step asks about any hour of the day, all else about texts of ours."""
    client = turn.person.client
    if asked.key.startswith("step/"):
        return ANY_HOUR
    return (client.hours[0], client.hours[1]) if client else DAY_HOURS


def _is_long_ago(turn: Turn, asked: Asked, words: str, result: Unread) -> bool:
    """Words half a day after a choice was offered, near to none of it, are about something else."""
    return turn.now - asked.at > LONG_AGO and not result.hints and any(c.isalpha() for c in words)


def unread(turn: Turn, talk: Talk, asked: Asked, result: Unread) -> None:
    """Keep the words as they are and ask for what is needed, once more and kindly."""
    talk.touched_at = turn.now
    if asked.kind in ("scale", "number", "time", "date") and result.words:
        talk.gathered.append(result.words)
    _say_with_choices(
        turn,
        talk,
        f"unread/{result.reason}",
        words=result.words,
        low=_whole(asked.low),
        high=_whole(asked.high),
        hints=list(result.hints),
        kind=asked.kind,
    )


def _say_with_choices(turn: Turn, talk: Talk | None, prompt: str, **args: Any) -> None:
    """A reply that stands for the open question: it carries the same buttons, or their digits."""
    turn.say("reply", prompt, **args)
    asked = talk.asked if talk else None
    if talk and asked and asked.kind in TAPPED:
        codes = asked.options
        turn.said[-1] = replace(
            turn.said[-1], asked=asked, option_codes=codes, talk=talk.id, about=talk.about
        )


def _whole(number: float) -> Any:
    return int(number) if float(number).is_integer() else number


def answer_media(turn: Turn, event: Media) -> None:
    """A photo where one was asked for, a voice note where words were; anything else is declined kindly."""
    talk = turn.open_talk()
    asked = talk.asked if talk else None
    if talk and asked and asked.kind in ("photo", "media") and turn.person.channel != "sms":
        reply_to(turn, talk, {"file": event.file, "mime": event.mime}, event.caption)
    elif talk and asked and asked.kind == "text" and event.seconds and turn.person.channel != "sms":
        reply_to(turn, talk, {"voice": event.seconds, "file": event.file}, "")
    elif asked and asked.kind in ("photo", "media"):
        turn.say("reply", "unread/picture_on_sms")
    else:
        kind = asked.kind if asked else ""
        what = "voice" if event.seconds else "picture"
        low, high = (_whole(asked.low), _whole(asked.high)) if asked else (0, 10)
        _say_with_choices(turn, talk, f"unread/{what}", kind=kind, low=low, high=high)
