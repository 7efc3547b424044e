"""The rehearsal as it is promised: every form of input, every field of an event, line by line."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.peers.peers import ROOT
from tests.world import ADA, Line, client, events, play, texts

SAM = client("sam", "sms", "fri 15:00")
MIA = client("mia", "telegram", "wed 10:00")
KINDS = frozenset(
    "invite consent welcome plan assignment step cue followup letter barrier completion journal wrapup"
    " summary recap measure safety alert optout help menu reply notice picture card error".split()
)
FIELDS = {"at": str, "to": str, "channel": str, "kind": str, "text": str, "buttons": list, "media": list}
ASSIGNED: tuple[Line, ...] = (
    {"who": "ada", "text": "/assign sam thought record daily at 12:00"},
    {"who": "ada", "tap": "Send"},
)
CUED: tuple[Line, ...] = (ADA, SAM, *ASSIGNED, {"until": "2026-03-02T12:00:00+00:00"})


def parts(printed: list[Line]) -> list[list[Line]]:
    """What came of each input line, without its `done`."""
    found: list[list[Line]] = [[]]
    for line in printed:
        if "done" in line:
            found.append([])
        else:
            found[-1].append(line)
    assert found.pop() == []
    return found


def rehearse(lines: str, *more: str, start: str = "") -> tuple[int, list[Line]]:
    """The command itself: its exit code and what it printed."""
    line = [sys.executable, "-m", "bot", "rehearse", *more, *(("--start", start) if start else ())]
    run = subprocess.run(line, input=lines, capture_output=True, text=True, cwd=ROOT)
    return run.returncode, [json.loads(one) for one in run.stdout.splitlines()]


def lined(*lines: Line) -> str:
    return "".join(json.dumps(line) + "\n" for line in lines)


# -- the command ---------------------------------------------------------------------------------------


def test_command() -> None:
    """One `done` for every line, numbered, after an error as well; the exit code says that there was one."""
    wrong = '{"cast":\n[1]\n\n{"nothing":1}\n{"who":"ada"}\n{"wait":"soon"}\n{"refuse":"pigeon"}\n'
    code, printed = rehearse(lined(ADA) + wrong + lined({"who": "ada", "text": "/clients"}))
    assert code == 1
    assert [line["done"] for line in printed if "done" in line] == list(range(1, 10))
    assert [line["line"] for line in printed if "error" in line] == list(range(2, 9))
    assert all(isinstance(line["error"], str) and line["error"] for line in printed if "error" in line)
    assert [event["kind"] for event in events(printed)] == ["reply"]


def test_command_without_errors() -> None:
    """Without an error the run ends with 0; it begins at the promised moment."""
    code, printed = rehearse(lined(ADA, {"wait": "1d"}))
    assert code == 0
    assert [line["at"] for line in printed] == ["2026-03-02T09:00:00+00:00", "2026-03-03T09:00:00+00:00"]


def test_start() -> None:
    """`--start` sets the clock."""
    assert rehearse(lined(ADA), start="2026-07-01T06:30:00+02:00") == (
        0,
        [{"done": 1, "at": "2026-07-01T04:30:00+00:00"}],
    )


def test_store_stays(tmp_path: Path) -> None:
    """With `--store` a second run goes on where the first one ended, with the same people cast again."""
    store = ("--store", f"sqlite:{tmp_path / 'kept.db'}")
    code, _ = rehearse(lined(*CUED, {"who": "sam", "tap": "Start"}), *store)
    assert code == 0
    again = lined(ADA, SAM, {"who": "sam", "text": "at the bus stop"}, {"who": "sam", "sees": "store"})
    code, printed = rehearse(again, *store, start="2026-03-02T12:05:00+00:00")
    assert code == 0
    assert [event["text"].split("\n")[0] for event in events(printed, "sam")] == [
        "The thought that stung most, word for word?"
    ]
    (kept,) = [line["store"] for line in printed if "store" in line]
    assert "at the bus stop" in json.dumps(kept)


def test_store_knows_buttons(tmp_path: Path) -> None:
    """What the first run left open can be tapped in the second, and is no repetition."""
    store = ("--store", f"sqlite:{tmp_path / 'kept.db'}")
    assert rehearse(lined(*CUED), *store)[0] == 0
    code, printed = rehearse(
        lined(ADA, SAM, {"who": "sam", "tap": "Start"}, {"who": "sam", "text": "at the bus stop"}),
        *store,
        start="2026-03-02T12:05:00+00:00",
    )
    assert code == 0
    assert [event["kind"] for event in events(printed, "sam")] == ["step", "step"]


# -- what is printed -----------------------------------------------------------------------------------


async def test_events() -> None:
    """Every event has exactly the promised fields; kinds are those of the list; times never go back."""
    printed = await play(
        [*CUED, {"who": "sam", "tap": "Start"}, {"who": "sam", "text": "sos"}, {"wait": "9d"}]
    )
    shown = events(printed)
    assert {event["kind"] for event in shown} >= {
        "card",
        "reply",
        "assignment",
        "cue",
        "step",
        "safety",
        "alert",
    }
    for event in shown:
        assert {name: type(value) for name, value in event.items()} == FIELDS
        assert event["kind"] in KINDS
        assert event["channel"] == {"ada": "telegram", "sam": "sms"}[event["to"]]
    assert [event["at"] for event in shown] == sorted(event["at"] for event in shown)


async def test_digits() -> None:
    """On SMS the labels stand in `buttons`, and each in the text, after its digit."""
    (cue,) = events(await play([*CUED]), "sam", "cue")
    assert cue["buttons"] == ["Start", "Later", "Not today"]
    assert cue["text"].endswith("1 Start  2 Later  3 Not today")


async def test_time() -> None:
    """Each inbound line is five seconds after the one before; a wait takes its time, what was cast none."""
    printed = await play([ADA, SAM, *ASSIGNED, {"wait": "2d4h30m"}, {"who": "sam", "text": "menu"}])
    assert [line["at"][8:19] for line in printed if "done" in line] == [
        *("02T09:00:00", "02T09:00:00", "02T09:00:05", "02T09:00:10", "04T13:30:10", "04T13:30:15")
    ]


# -- what is put in -------------------------------------------------------------------------------------


async def test_more() -> None:
    """What is being gathered is answered before `done`, unless more is to come; then it is one answer."""
    printed = await play(
        [
            *CUED,
            {"who": "sam", "tap": "Start"},
            {"who": "sam", "text": "boss replied all", "more": True},
            {"who": "sam", "text": "in front of everyone"},
            {"who": "sam", "sees": "store"},
        ]
    )
    first, second, (store,) = parts(printed)[-3:]
    assert first == []
    assert [event["kind"] for event in second] == ["step"]
    assert "boss replied all\\nin front of everyone" in json.dumps(store)


async def test_again() -> None:
    """The same message delivered once more does nothing, and takes no time."""
    printed = await play([*CUED, {"who": "sam", "tap": "Start"}, {"again": True}, {"again": True}])
    assert parts(printed)[-2:] == [[], []]
    assert len({line["at"] for line in printed[-3:]}) == 1


async def test_again_before_anything() -> None:
    """Nothing was said that could come again: that is an error."""
    assert [sorted(line) for line in await play([{"again": True}])] == [["error", "line"], ["at", "done"]]


async def test_crash() -> None:
    """After a crash the open question is still open, and an old button still known."""
    started = [
        *CUED,
        {"who": "sam", "tap": "Start"},
        {"crash": True},
        {"who": "sam", "text": "at the bus stop"},
    ]
    printed = await play(started)
    assert parts(printed)[-2] == []
    assert texts(parts(printed)[-1]) == ["The thought that stung most, word for word?"]


@pytest.mark.parametrize(("who", "channel"), [("sam", "sms"), ("mia", "telegram")])
@pytest.mark.parametrize("how", ["blocked", "throttled", "unavailable", "ambiguous"])
async def test_refuse(who: str, channel: str, how: str) -> None:
    """A refused send prints nothing; what may be tried again arrives once the channel is back."""
    printed = await play(
        [
            *(ADA, SAM, MIA),
            {"refuse": channel, "how": how, "times": -1},
            {"who": who, "text": "menu"},
            {"refuse": channel, "times": 0},
            {"wait": "1h"},
        ]
    )
    refused, after = parts(printed)[4], parts(printed)[6]
    assert events(refused, who) == []
    assert [event["kind"] for event in events(after, who)] == ([] if how == "blocked" else ["menu"])


async def test_refuse_times() -> None:
    """Only so many sends are refused."""
    lines = [ADA, MIA, {"refuse": "telegram", "how": "throttled", "times": 2}, {"who": "mia", "text": "menu"}]
    assert parts(await play(lines))[3] == []
    assert len(events(await play([*lines, {"wait": "1m"}]), "mia", "menu")) == 1


async def test_media_and_voice() -> None:
    """A photo and a voice note that nobody asked for are each answered."""
    printed = await play([ADA, SAM, {"who": "sam", "media": "image/jpeg"}, {"who": "sam", "voice": 12}])
    assert [[event["kind"] for event in part] for part in parts(printed)[2:]] == [["reply"], ["reply"]]


async def test_strangers() -> None:
    """Somebody not cast is a stranger on their channel: answered, and kept nowhere."""
    printed = await play(
        [
            {"who": "kim", "text": "hello", "channel": "sms", "phone": "+447700900999"},
            {"who": "lou", "text": "hello"},
            {"who": "kim", "sees": "store"},
        ]
    )
    assert [(event["to"], event["channel"]) for event in events(printed)] == [
        ("kim", "sms"),
        ("lou", "telegram"),
    ]
    assert parts(printed)[-1] == [{"store": {}}]


async def test_sees() -> None:
    """The store shows a person's own data, and nothing once it is erased."""
    seen, gone = {"who": "sam", "sees": "store"}, {"who": "sam", "text": "delete"}
    lines = [
        ADA,
        SAM,
        {"who": "sam", "text": "win i rang my sister"},
        seen,
        gone,
        {"who": "sam", "text": "2"},
    ]
    printed = await play([*lines, {"wait": "2d"}, seen])
    before, after = [line["store"] for line in printed if "store" in line]
    assert "i rang my sister" in json.dumps(before)
    assert after == {}


async def test_old_button() -> None:
    """A tap on a label no message has is one on an old button: said kindly, nothing changes."""
    printed = await play([ADA, MIA, {"who": "mia", "tap": "Something nobody offered"}])
    (answer,) = parts(printed)[-1]
    assert answer["kind"] == "reply"
    assert "earlier question" in answer["text"]


async def test_not_joined() -> None:
    """Somebody not joined has only an address; the number is the one a therapist may invite."""
    phone = "+447700900123"
    printed = await play(
        [
            ADA,
            {**SAM, "joined": False, "phone": phone},
            {"who": "sam", "sees": "store"},
            {"who": "ada", "text": f"/invite Sam {phone} tue 15:00"},
            {"who": "ada", "tap": "Yes"},
        ]
    )
    assert parts(printed)[2] == [{"store": {}}]
    assert [event["kind"] for event in events(printed, "sam")] == ["invite"]


async def test_labels() -> None:
    """The buttons others rely on begin with the promised words."""
    printed = await play([*CUED, {"until": "2026-03-05T18:00:00+00:00"}, {"who": "sam", "text": "3"}])
    seen: list[Any] = [[label.split()[0] for label in event["buttons"]] for event in events(printed)]
    assert ["Send", "Edit", "Cancel"] in seen
    assert ["Start", "Later", "Not"] in seen
    assert ["Go", "Not"] in seen
