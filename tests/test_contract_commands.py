"""Everything people can say, as it is promised: each command is known and answered."""

import pytest

from tests.test_contract import KINDS, MIA, SAM, parts
from tests.world import ADA, events, play

CLIENT_COMMANDS = (
    "menu;todo;done;later;small;skip;back;why;how;ask could we slow down;win i rang my sister;note it rained;"
    "private nobody knows;dots;progress;time 19:00;pause 10d;resume;sees;language es;discreet on;word heron;"
    "wrong;sos;help;stop;export;delete"
).split(";")
THERAPIST_COMMANDS = (
    "/invite Kim +447700900777;/clients;/client sam;/session sam tue 15:00 weekly;/session sam none;"
    "/session sam off 3 march;/session sam move 5 march 11:00;/away 9 march 13 march;"
    "/assign sam thought record;/library;/preview cbt-record;/copy cbt-record;/new;/pathway;"
    "/letter sam;/summary;/summary sam;/questions;"
    "/answer 1 yes;/note sam tired;/recap sam we slowed down;/shrink sam;/insession sam;/measure sam phq8;"
    "/pause sam 10d;/release sam;/discharge sam;/export sam;/help"
).split(";")


@pytest.mark.parametrize("command", CLIENT_COMMANDS)
@pytest.mark.parametrize("written", ["{}", "/{}"])
async def test_client_commands(command: str, written: str) -> None:
    """Every command of a client is answered, with or without a slash, in any case, on both channels."""
    for one in (SAM, MIA):
        who = one["cast"]
        word, _, rest = command.partition(" ")
        said = written.format(f"{word.upper()} {rest}".strip())
        printed = await play([ADA, one, {"who": who, "text": said}])
        answered = events(parts(printed)[-1], who)
        assert answered, said
        assert {event["kind"] for event in answered} <= KINDS
        assert not any("don't know that one" in event["text"] for event in answered)


@pytest.mark.parametrize("command", THERAPIST_COMMANDS)
@pytest.mark.parametrize("channel", ["telegram", "sms"])
async def test_therapist_commands(command: str, channel: str) -> None:
    """Every command of a therapist is known and answered."""
    printed = await play([{**ADA, "channel": channel}, SAM, {"who": "ada", "text": command}])
    answered = events(parts(printed)[-1], "ada")
    assert answered, command
    assert not any("didn't find a command" in event["text"] for event in answered)
