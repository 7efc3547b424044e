"""States a client can be in, for the tests of the safety floor: the lines that bring them there."""

from typing import Any

from tests.world import ADA, Line, client, events

DARK = "i cant do this anymore i dont want to be here"
PHONE = "+447700900123"
RECORD: list[Line] = [
    {"who": "ada", "text": "/assign kim thought record daily at 19:00"},
    {"who": "ada", "tap": "Send"},
]
INVITE: list[Line] = [
    {
        "cast": "kim",
        "role": "client",
        "of": "ada",
        "channel": "sms",
        "name": "Kim",
        "joined": False,
        "phone": PHONE,
    },
    {"who": "ada", "text": f"/invite Kim {PHONE} tue 15:00 weekly"},
    {"who": "ada", "tap": "Yes"},
]


def says(text: str, **more: Any) -> Line:
    """Kim writes."""
    return {"who": "kim", "text": text, **more}


def taps(label: str) -> Line:
    """Kim presses."""
    return {"who": "kim", "tap": label}


JOINED: dict[str, list[Line]] = {
    "nothing open": [],
    "assignment just arrived": RECORD,
    "asked for a plan": [*RECORD, taps("Later")],
    "inside an activity, a text": [*RECORD, taps("Start")],
    "inside an activity, gathering": [*RECORD, taps("Start"), says("my boss", more=True)],
    "inside an activity, a number": [*RECORD, taps("Start"), says("at work"), says("no good")],
    "asking the therapist": [*RECORD, taps("Ask Ada")],
    "cue open": [*RECORD, {"until": "2026-03-04T19:05:00+00:00"}],
    "later open": [*RECORD, {"until": "2026-03-04T19:05:00+00:00"}, taps("Later")],
    "follow-up open": [*RECORD, {"until": "2026-03-02T19:30:00+00:00"}],
    "barrier talk open": [*RECORD, {"until": "2026-03-09T18:05:00+00:00"}],
    "barrier text open": [
        *RECORD,
        {"until": "2026-03-09T18:05:00+00:00"},
        taps("Not this time"),
        taps("Go ahead"),
        taps("In my own words"),
    ],
    "who may see a note": [says("it rained all day and i stayed in")],
    "paused": [says("pause 10d")],
    "held already": [says("i want to die"), {"wait": "7h"}],
    "after STOP": [says("stop")],
    "after WRONG": [says("wrong")],
    "word agreed, closed": [says("word tulip"), {"wait": "1h"}],
    "at night": [{"until": "2026-03-03T03:10:00+00:00"}],
    "menu open": [says("menu")],
}
JOINING: dict[str, list[Line]] = {
    "invited": [],
    "neutral or full": [says("yes")],
    "who sees what": [says("yes"), taps("Full texts")],
    "hours": [says("yes"), taps("Full texts"), taps("Agree")],
    "said no": [says("no")],
}


def joined(channel: str, state: str, **more: Any) -> list[Line]:
    """Ada, Kim on this channel, and the lines that bring Kim into the state."""
    return [ADA, client("kim", channel, **more), *JOINED[state]]


def after_line(printed: list[Line], number: int) -> list[Line]:
    """What people got because of the last input line of `number` (and any later ones)."""
    at = next((i for i, one in enumerate(printed) if one.get("done") == number - 1), -1)
    return events(printed[at + 1 :])
