"""The demo: the whole week plays on both channels, the same way each time, and leaves nothing behind."""

import argparse
import asyncio
import io
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bot.demo import main, phones_of
from bot.demo_phones import WIDE, Phones, Terminal
from bot.demo_player import Broken, perform
from bot.demo_story import Line, Scene, read_line, read_story

ROOT = Path(__file__).parents[1]

OFFLINE = """
import socket, sys
def refuse(*args, **kwargs):
    raise SystemExit("the demo opened a connection")
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse
from bot.__main__ import main
sys.exit(main(sys.argv[1:]))
"""

WEEK = {
    "ada": ["card", "letter", "summary", "recap"],
    "client": [
        "consent",
        "welcome",
        "assignment",
        "plan",
        "cue",
        "step",
        "completion",
        "letter",
        "cue",
        "wrapup",
    ],
}


class Recorder:
    """A screen that remembers instead of drawing."""

    def __init__(self):
        self.events, self.own_words, self.captions = [], [], []

    def shown(self, event):
        self.events.append(event)

    def own(self, who, did, words, at):
        self.own_words.append((who, did, words, at))

    def caption(self, text):
        self.captions.append(text)

    def kinds(self, who):
        return [event["kind"] for event in self.events if event["to"] == who]


def demo(channel: str, folder: Path, *, columns: int = 80) -> subprocess.CompletedProcess[str]:
    """The command itself, in `folder`, with its temporary files below it and no way to the network."""
    temporary = folder / "tmp"
    temporary.mkdir(exist_ok=True)
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
        "TMPDIR": str(temporary),
        "COLUMNS": str(columns),
    }
    return subprocess.run(
        [sys.executable, "-c", OFFLINE, "demo", "--fast", "--channel", channel],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


@pytest.fixture(scope="module")
def weeks():
    """Both weeks, played once: the story and what was seen of it, by channel."""
    seen = {channel: (read_story(channel), Recorder()) for channel in ("sms", "telegram")}
    for story, recorder in seen.values():
        asyncio.run(perform(story, recorder))
    return seen


def follows(wanted, found) -> bool:
    """Whether `wanted` occurs in `found` in this order, other things between."""
    rest = iter(found)
    return all(kind in rest for kind in wanted)


def assert_plain(printed: str) -> None:
    """No escape codes, no line of the week over 80, its days in order, what to try next at the end."""
    assert "\x1b" not in printed
    week = printed[printed.index("───") : printed.index("That was one week")]
    assert max(len(line) for line in week.splitlines()) <= 80
    days = re.findall(r"─ (\w+day \d+ March) ─", printed)
    assert (days[0], days[-1]) == ("Tuesday 3 March", "Tuesday 10 March")
    assert printed.splitlines()[-2].split()[:2] == ["interlude", "talk"]
    assert "README" in printed.splitlines()[-1]


@pytest.mark.parametrize("channel", ["sms", "telegram"])
def test_the_command_plays_the_week_and_leaves_nothing(channel, tmp_path):
    """Exit 0, no complaint, no connection, no file left, the same plain transcript twice."""
    first, second = demo(channel, tmp_path), demo(channel, tmp_path)
    assert_plain(first.stdout)
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout == second.stdout
    assert [path.name for path in tmp_path.rglob("*")] == ["tmp"]


@pytest.mark.parametrize("channel", ["sms", "telegram"])
async def test_the_week_holds_its_key_moments_in_order(channel, weeks):
    """Both people live through the moments of the week, in their order, and every scene has its caption."""
    story, seen = weeks[channel]
    client = story.casting[1]["cast"]
    assert follows(WEEK["ada"], seen.kinds("ada"))
    assert follows(WEEK["client"], seen.kinds(client))
    assert seen.captions == [scene.caption for scene in story.scenes]
    assert "error" not in seen.kinds("ada") + seen.kinds(client)
    assert {event["channel"] for event in seen.events if event["to"] == client} == {channel}


async def test_nothing_but_the_invitation_comes_before_consent(weeks):
    """On SMS the client's first text is the invitation, and no assignment comes before their yes."""
    _, seen = weeks["sms"]
    yes = next(at for who, _, words, at in seen.own_words if (who, words) == ("sam", "yes"))
    assert [e["kind"] for e in seen.events if e["to"] == "sam" and e["at"] < yes] == ["invite"]


async def test_what_people_do_stands_at_its_own_time(weeks):
    """Moments never go back, and what somebody does stands no later than what answers it."""
    _, seen = weeks["sms"]
    times = [event["at"] for event in seen.events]
    assert times == sorted(times)
    assert {at for _, _, _, at in seen.own_words} & set(times) != set()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (Line("ada", "taps", "No such button"), "no new button 'No such button'"),
        (Line("ada", "gets", "picture"), "should get 'picture', got []"),
    ],
)
async def test_a_line_that_no_longer_fits_stops_the_demo(line, told):
    """A button nobody has, or a text that did not come, is an error that says where."""
    story = replace(read_story("sms"), scenes=(Scene("", (line,)),))
    with pytest.raises(Broken, match=re.escape(told)):
        await perform(story, Recorder())


async def test_a_fault_in_the_engine_stops_the_demo():
    """Whatever was logged as an error ends the demo instead of passing unseen."""
    with pytest.raises(Broken, match="turn_failed"):
        await perform(read_story("sms"), Recorder(), trouble=lambda: "turn_failed")


@pytest.mark.parametrize("channel", ["sms", "telegram"])
async def test_the_week_plays_in_spanish(channel):
    """The same moments come in Spanish, on both channels, and both phones read Spanish."""
    seen = Recorder()
    await perform(read_story(channel, "es"), seen)
    kinds = ("plan", "cue", "step", "completion", "letter", "wrapup", "barrier")
    assert set(kinds) <= set(seen.kinds("sol" if channel == "sms" else "luz"))
    assert {"card", "letter", "summary", "recap"} <= set(seen.kinds("ada"))
    assert any("Marta ve" in event["text"] for event in seen.events)


def test_a_broken_demo_says_so_and_exits_1(monkeypatch, capsys):
    """What cannot be played is named on standard error, and nothing claims the week was lived."""
    story = replace(read_story("sms"), scenes=(Scene("", (Line("ada", "taps", "No such button"),)),))
    monkeypatch.setattr("bot.demo.read_story", lambda channel, language: story)
    monkeypatch.setattr("bot.demo.start_log", lambda *args: None)
    assert main(argparse.Namespace(fast=True, channel="sms", language="en")) == 1
    printed = capsys.readouterr()
    assert "No such button" in printed.err
    assert "That was one week" not in printed.out


async def test_longer_texts_are_given_longer_to_read(monkeypatch):
    """With a pace there is a pause after each text, by its length and bounded; without a pace none."""
    pauses = []

    async def remember(seconds):
        pauses.extend([seconds] if seconds else [])  # the engine itself yields with sleep(0)

    monkeypatch.setattr(asyncio, "sleep", remember)
    story = replace(read_story("sms"), scenes=(Scene("short", ()), Scene("long " * 100, ())))
    await perform(story, Recorder())
    assert pauses == []
    await perform(story, Recorder(), pace=1.0)
    assert 0 < pauses[0] < 1 < pauses[1] <= 3


@pytest.mark.parametrize("text", ["ada", "bob: hello", "ada shouts: hello", "client taps:"])
def test_an_unreadable_line_is_refused(text):
    """A line of another form is an error when the story is read."""
    with pytest.raises(ValueError, match="not a line of the story"):
        read_line(text, {"ada": "ada", "client": "sam"})


async def test_wide_terminals_show_the_phones_side_by_side():
    """In a wide terminal every bubble keeps to its phone's half; no line is wider than the terminal."""
    story, out = read_story("telegram"), io.StringIO()
    console = Terminal(file=out, width=WIDE)
    await perform(story, Phones(console, phones_of(story), story.zone, story.words))
    half = WIDE // 2
    lines = out.getvalue().splitlines()
    assert max(len(line) for line in lines) <= WIDE
    assert all(line.index("╭") < half for line in lines if re.search(r"\d to Ada ─", line))
    assert all(line.index("╭") >= half for line in lines if re.search(r"\d to Mia ─", line))
    assert "[ Start ]" in out.getvalue()
