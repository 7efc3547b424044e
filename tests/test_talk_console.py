"""`interlude talk`: both people in one terminal, and a session that replays."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.screens import Shown
from bot.talk_session import pressed
from tests.world import play, texts

ROOT = Path(__file__).parents[1]

SESSION = """\
/assign sam thought record 3x at 19:00
1
/as sam
1
it was at work, on the phone
/later 2h
/as ada
/clients
"""


def talk(typed: str) -> subprocess.CompletedProcess[str]:
    """The command with this typed into it."""
    return subprocess.run(
        [sys.executable, "-m", "bot", "talk"],
        cwd=ROOT,
        input=typed,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def lines_of(printed: str) -> list[dict[str, object]]:
    """The rehearsal lines that /repro printed."""
    return [json.loads(line) for line in printed.splitlines() if line.startswith('{"')]


def bubbles(printed: str) -> str:
    """The words in the bubbles, without frames and line breaks."""
    inside = [
        line.strip().strip("│").strip() for line in printed.splitlines() if line.strip().startswith("│")
    ]
    return " ".join(" ".join(inside).split())


async def test_a_printed_session_replays_to_the_same_texts():
    """The lines /repro prints bring about exactly the texts that stood in the bubbles."""
    done = talk(SESSION + "/repro\n/quit\n")
    assert (done.returncode, done.stderr) == (0, "")
    replayed = texts(await play(lines_of(done.stdout)))
    shown = bubbles(done.stdout)
    assert len(replayed) == done.stdout.count("╭─") > 5
    assert [text for text in replayed if " ".join(text.split()) not in shown] == []


def test_what_was_typed_becomes_rehearsal_lines():
    """A position is remembered as the label it pressed, on SMS as the text it is; time as a wait."""
    played = lines_of(talk(SESSION + "/repro\n").stdout)[3:]
    assert played == [
        {"who": "ada", "text": "/assign sam thought record 3x at 19:00"},
        {"who": "ada", "tap": "Send"},
        {"who": "sam", "text": "1"},
        {"who": "sam", "text": "it was at work, on the phone"},
        {"wait": "2h"},
        {"who": "ada", "text": "/clients"},
    ]


def test_the_end_of_input_ends_it_quietly():
    """Nothing typed at all: the opening lines, exit 0, no complaint."""
    done = talk("")
    assert (done.returncode, done.stderr) == (0, "")
    assert "/help" in done.stdout


def test_as_switches_people_and_leaves_roles_to_the_bot():
    """/as with a cast name switches; with a role it is the bot's own command; else it says who is here."""
    printed = talk("/as SAM\n/as bob\n/as client\n/repro\n").stdout
    assert "sam 16:10> /as bob" in printed
    assert "Nobody called bob is here, only ada, sam." in printed
    assert lines_of(printed)[3:] == [{"who": "sam", "text": "/as client"}]


def test_somebody_invited_can_be_played_too():
    """A number Ada invites has a phone of its own, and /as with the number answers from it."""
    printed = talk("/invite Bo +447700900555 thu 10:00\n1\n/as +447700900555\nyes\n/repro\n").stdout
    assert re.search(r"to \+447700900555 ─", printed)
    assert lines_of(printed)[-1] == {"who": "+447700900555", "text": "yes"}
    assert "Full texts" in bubbles(printed.split("> yes")[-1])


def test_time_passes_only_as_asked():
    """/later moves the clock by what it is given, /now tells it, and a span it cannot read moves nothing."""
    printed = talk("/later 2h\n/later\n/later soon\n/later 1d\n/now\n/repro\n").stdout
    assert printed.count("Wednesday 4 March, 18:10") == 2
    assert printed.count("How long?") == 1
    assert "not 'soon'" in printed
    assert lines_of(printed)[3:] == [{"wait": "2h"}, {"wait": "1d"}]


def test_help_is_the_consoles_and_quit_leaves():
    """/help lists what the console itself understands; nothing after /quit is read."""
    printed = talk("/help\n/quit\n/now\n").stdout
    assert "/repro" in printed
    assert "Tuesday" not in printed.split("/quit\n")[-1]


CARD = Shown("telegram", "A card", [("Send", "a"), ("Edit", "b"), ("Cancel", "c")])
SCALE = Shown("telegram", "How much?", [(str(n), str(n)) for n in range(11)])
OFFER = Shown(
    "telegram",
    "Something new",
    [("Start", "a"), ("Later, pick a moment", "b"), ("Ask Ada", "c"), ("Ask later", "d")],
)
SILENT = Shown("telegram", "Kept.", [])


@pytest.mark.parametrize(
    ("typed", "fresh", "channel", "label"),
    [
        ("2", [CARD], "telegram", "Edit"),
        ("edit", [CARD], "telegram", "Edit"),
        (" Cancel ", [CARD, SILENT], "telegram", "Cancel"),
        ("7", [SCALE], "telegram", "7"),
        ("0", [CARD], "telegram", ""),
        ("4", [CARD], "telegram", ""),
        ("½", [CARD], "telegram", ""),
        ("sending", [CARD], "telegram", ""),
        ("2", [CARD], "sms", ""),
        ("edit", [CARD], "sms", "Edit"),
        ("1", [SILENT], "telegram", ""),
        ("1", [], "telegram", ""),
        ("later", [OFFER], "telegram", "Later, pick a moment"),
        ("Later, pick", [OFFER], "telegram", "Later, pick a moment"),
        ("lat", [OFFER], "telegram", ""),
        ("ask", [OFFER], "telegram", ""),
        ("ask  ada", [OFFER], "telegram", "Ask Ada"),
        ("later", [OFFER, SILENT], "telegram", ""),
        ("edit", [CARD, OFFER], "telegram", "Edit"),
        ("2", [CARD, OFFER], "telegram", "Later, pick a moment"),
        ("later", [OFFER], "sms", ""),
    ],
)
def test_which_button_is_meant(typed, fresh, channel, label):
    """A label anywhere; on Telegram a position, or the words a label of the last message begins with."""
    assert pressed(typed, fresh, channel) == label
