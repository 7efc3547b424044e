"""How a transcript is written: what people do, one line each; `README.md` beside this shows the form."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

FOLDER = Path(__file__).parent
CHANNELS = ("telegram", "sms")

Line = dict[str, Any]

_DONE = re.compile(r"(?P<who>[A-Z][a-z]+) (?P<sign>>>?) (?P<what>.+)")
_START = re.compile(r"start (?P<when>\d{4}-\d\d-\d\d \d\d:\d\d) (?P<zone>[A-Za-z_/]+)")
_MOMENT = re.compile(r"… until (?P<day>[A-Z][a-z]{2}) (?P<when>\d+ [A-Z][a-z]+ \d{4} \d\d:\d\d)")
_WAIT = re.compile(r"… (?P<span>(?:\d+[dhm])+)")
_REFUSE = re.compile(r"… (?P<channel>telegram|sms) fails, (?P<how>[a-z]+), (?P<times>-?\d+) times?")
_TIMES = re.compile(r"\{(?P<times>\d+) × (?P<what>[^}]+)\}")
_CODE = re.compile(r"start[= ](?P<code>[A-Za-z0-9_-]{10,})")


@dataclass(frozen=True, slots=True)
class Step:
    """One line as it is written, and what it does on stage; nothing, where it only tells."""

    written: str
    line: Line | None = None


@dataclass(frozen=True, slots=True)
class Script:
    """What people do in one transcript, on one channel. Days and hours are those of `zone`."""

    name: str
    start: datetime
    zone: str
    steps: tuple[Step, ...]


@dataclass(slots=True)
class Memory:
    """What a person would have copied from one screen to another: the latest one-use code."""

    code: str = ""

    def read(self, events: Sequence[Line]) -> None:
        """Look for a code in what was shown."""
        for event in events:
            for found in _CODE.finditer(event.get("text", "")):
                self.code = found["code"]


def names() -> list[str]:
    """Every transcript there is."""
    return sorted(path.stem for path in FOLDER.glob("*.talk"))


def read(name: str, channel: str) -> Script:
    """The script of one transcript for one channel. Raises ValueError for a line nobody could play."""
    written = (FOLDER / f"{name}.talk").read_text("utf-8").splitlines()
    lines = [line for raw in written if (line := _for(channel, raw)) is not None]
    (first,) = [found for line in lines if (found := _START.fullmatch(line))]
    zone = ZoneInfo(first["zone"])
    start = datetime.strptime(first["when"], "%Y-%m-%d %H:%M").replace(tzinfo=zone)
    return Script(name, start, first["zone"], tuple(Step(line, _play(line, zone)) for line in lines))


def _for(channel: str, line: str) -> str | None:
    """The line as this channel's people live it; None if it belongs to the other channel."""
    only, found, rest = line.partition("| ")
    if found and only in CHANNELS:
        return rest if only == channel else None
    return line.replace("{channel}", channel)


def _play(line: str, zone: ZoneInfo) -> Line | None:
    if not line.strip() or line.startswith("#") or _START.fullmatch(line):
        return None
    if line.startswith("cast "):
        return _cast(line)
    if line.startswith("…"):
        return _meanwhile(line, zone)
    found = _DONE.fullmatch(line)
    if found is None:
        raise ValueError(f"not a line of a transcript: {line}")
    return {
        "who": found["who"].lower(),
        **_does(found["what"]),
        **({"more": True} if found["sign"] == ">>" else {}),
    }


def _does(what: str) -> Line:
    """A tap stands in brackets, a file or a voice note in parentheses; the rest is typed."""
    if what[0] == "[" and what[-1] == "]":
        return {"tap": what[1:-1]}
    if what.startswith("(file "):
        name = what[6:-1]
        return {"document": name, "content": (FOLDER / "files" / name).read_text("utf-8")}
    if what.startswith("(voice "):
        return {"voice": int(what[7:-1])}
    if what[0] == "(" and "/" in what:
        return {"media": what[1:-1]}
    what = _TIMES.sub(lambda found: found["what"] * int(found["times"]), what)
    return {"text": json.loads(f'"{what}"') if "\\" in what else what}


def _meanwhile(line: str, zone: ZoneInfo) -> Line:
    """Time passes, or something happens to the texts."""
    if line in ("… the same once more", "… the bot is restarted"):
        return {"again": True} if "once more" in line else {"crash": True}
    if wait := _WAIT.fullmatch(line):
        return {"wait": wait["span"]}
    if refused := _REFUSE.fullmatch(line):
        return {"refuse": refused["channel"], "how": refused["how"], "times": int(refused["times"])}
    found = _MOMENT.fullmatch(line)
    if found is None:
        raise ValueError(f"not a way time passes: {line}")
    moment = datetime.strptime(found["when"], "%d %B %Y %H:%M").replace(tzinfo=zone)
    if moment.strftime("%a") != found["day"]:
        raise ValueError(f"{found['when']} is a {moment:%a}")
    return {"until": moment.isoformat()}


def _cast(line: str) -> Line:
    """`cast Sam: client of Ada, sms, Europe/London, session tue 15:00, discreet, not joined`."""
    name, _, said = line.removeprefix("cast ").partition(": ")
    role, channel, zone, *more = said.split(", ")
    cast: Line = {"cast": name.lower(), "name": name, "channel": channel, "zone": zone}
    cast["role"], _, of = role.partition(" of ")
    cast |= {"of": of.lower()} if of else {}
    for word in more:
        key, _, value = word.partition(" ")
        cast |= {"not": {"joined": False}, "discreet": {"discreet": True}}.get(key, {key: value})
    return cast


@dataclass(slots=True)
class Page:
    """The transcript as it grows: what was done, and under it what the phones showed."""

    zone: ZoneInfo
    zones: Mapping[str, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)

    def add(self, step: Step, events: Sequence[Line]) -> None:
        """A step and everything that came of it."""
        self.lines.append(step.written)
        for event in events:
            self.lines.extend(_event(event, self.zone))

    def text(self) -> str:
        return "\n".join(self.lines).rstrip() + "\n"


def _event(event: Line, zone: ZoneInfo) -> Iterator[str]:
    if "error" in event:
        yield f"      error: {event['error']}"
        return
    moment = datetime.fromisoformat(event["at"]).astimezone(zone)
    yield f"{event['to'].capitalize()} < {event['kind']} · {moment:%a} {moment.day} {moment:%B %H:%M}"
    yield from (f"      {line}".rstrip() for line in shown(event["text"]).split("\n"))
    if unseen := [
        label for label in event["buttons"] if event["channel"] != "sms" or label not in event["text"]
    ]:
        yield "      " + " ".join(f"[{label}]" for label in unseen)
    yield from (f"      ({kind})" for kind in event["media"])


def shown(text: str) -> str:
    """A long text by its beginning and its length."""
    return text if len(text) <= 1_000 else f"{text[:200]}… ({len(text)} characters)"
