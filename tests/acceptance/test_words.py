"""Every word a client reads: CONTENT H1, H17, H19."""

import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from bot.check import faults
from bot.config import default_config
from prompts import carrier
from prompts.deny import denied
from tests.acceptance import stage
from tests.acceptance.listening import Heard
from tests.acceptance.stage import CHANNELS, Life, life, said
from tests.test_transcripts import play as play_script
from tests.transcripts import form
from tests.world import Line

BOTH = pytest.mark.parametrize("channel", CHANNELS)
PROMPTS = Path(__file__).parent.parent.parent / "prompts"
TODAY = date(2026, 12, 1)


# -- H1 ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("name", form.names())
async def test_h1_no_text_of_a_whole_life_breaks_a_rule(name: str, channel: str, heard: list[Heard]) -> None:
    """H1: played from start to end, every text as it was said passes C1, lengths included."""
    await play_script(form.read(name, channel))
    assert len([one for one in heard if one.role == "client"]) >= 3


def test_h1_the_check_walks_everything() -> None:
    """H1: prompts, activities, measures, pathways, barrier texts, letters and crisis lines: not one fault."""
    assert list(faults(PROMPTS, TODAY)) == []


BROKEN = [
    ("en/cue.toml", 'text = "What time, roughly?"', 'text = "No worries. What time?"', "MIN-2"),
    ("en/barrier.toml", "What feeling came with it?", "Why didn't you?", "SHM-1"),
    ("en/letter.j2", "Work like this can be hard,", "You should know it can be hard,", "SHM-3"),
    ("activities/cbt-record.toml", "What doesn't fit it?", "Have you tried a list?", "ADV-1"),
    ("barriers/en.toml", "What was missing?", "What was it that you ignored?", "SHM-4"),
    ("pathways/low-mood.toml", "One small thing at a time", "One small panic at a time", "PRV-1"),
    ("en/wrapup.toml", "What helped it happen?", "What helped? " + "It is good to know. " * 30, "LENGTH"),
]
"""A hurtful, advising, revealing or too long sentence in each kind of file, and the rule it breaks."""


def test_h1_the_check_bites(tmp_path: Path) -> None:
    """H1: a sentence that must not be said, in any of these files, is named with its file and its rule."""
    copy = tmp_path / "prompts"
    shutil.copytree(PROMPTS, copy, ignore=shutil.ignore_patterns("*.py*"))
    for file, old, new, _ in BROKEN:
        text = (copy / file).read_text("utf-8")
        assert old in text
        (copy / file).write_text(text.replace(old, new, 1), "utf-8")
    found = list(faults(copy, TODAY))
    for file, _, _, rule in BROKEN:
        where = "en/letter.toml" if file.endswith(".j2") else file
        assert any(where in fault and rule in fault for fault in found), file


# -- H17 ---------------------------------------------------------------------------------------------

NAMED_OTHERWISE = re.compile(r"\b(homework|assignments?|tasks?|home tasks?)\b", re.IGNORECASE)
STORY = "so my sister came over and we talked about the house until late " * 8


async def what_it_is_called(play: Life) -> list[str]:
    """Where our words name what is done between meetings: an empty list, and a talk that comes back to it."""
    empty = said(await play.say("sam", "/todo"))[-1]
    await play.assign()
    await play.till("2026-03-09 18:05")
    await play.tap("sam", "Not this time", "Go ahead")
    return [empty, said(await play.say("sam", STORY))[-1]]


@BOTH
async def test_h17_the_practices_own_word(channel: str) -> None:
    """H17: wherever our words name it, it is called what the practice calls it."""
    known = default_config()
    practice = replace(known.practices[0], work_word="homeplay")
    with patch.object(stage, "default_config", lambda: replace(known, practices=(practice,))):
        async with life(channel) as play:
            for text in await what_it_is_called(play):
                assert "homeplay" in text
            assert not [text for text in play.all() if re.search(r"\bpractice\b", text)]


@BOTH
@pytest.mark.parametrize(
    ("answers", "word"), [(("Experiment",), "experiment"), (("A word of my own",), "fieldwork")]
)
async def test_h17_the_clients_own_word(channel: str, answers: tuple[str, ...], word: str) -> None:
    """H17: what the client picks or writes at the start is what it is called from then on, to them alone."""
    async with life(channel) as play:
        await play.assign("/assign sam pe-between once at 18:00")
        await play.tap("sam", "Start")
        await play.say("sam", "/skip", "/skip", "/skip")
        await play.tap("sam", *answers)
        if word == "fieldwork":
            await play.say("sam", "Fieldwork.")
        await play.say("sam", "/skip", "/skip")
        assert word in (await what_it_is_called(play))[-1]


def test_h17_the_word_stands_in_no_text_of_ours() -> None:
    """H17: no prompt, activity, measure or pathway a client reads calls it anything of the school's."""
    for path in [*PROMPTS.glob("activities/*.toml"), *PROMPTS.glob("pathways/*.toml"), *PROMPTS.glob("en/*")]:
        for line in path.read_text("utf-8").splitlines():
            words = line.partition("#")[0] if line.startswith("#") else line
            assert not re.search(r"\bhomework\b", words, re.IGNORECASE), path.name


async def test_h17_nor_is_it_called_otherwise_in_whole_lives() -> None:
    """H17: played from start to end on both channels, no client reads of homework, tasks or assignments."""
    for name in ("journey", "week", "silence", "two_assignments", "says_no", "pathway", "own_things"):
        for channel in CHANNELS:
            page = await play_script(form.read(name, channel))
            mine = to_clients(page)
            assert len(mine) > 5, name
            assert [text for text in mine if NAMED_OTHERWISE.search(text)] == []


def to_clients(page: str) -> list[str]:
    """The texts of a transcript that went to somebody but the therapist."""
    blocks = re.findall(r"^(\w+) < [^\n]*\n((?:      .*\n?)+)", page, re.MULTILINE)
    return [text for who, text in blocks if who not in ("Ada", "Kay")]


# -- H19 ---------------------------------------------------------------------------------------------

LIFE: list[Line] = [
    {"who": "ada", "text": "/assign sam thought record daily at 12:00"},
    {"who": "ada", "tap": "Send"},
    {"who": "ada", "text": "/measure sam phq8 weekly"},
    {"who": "ada", "tap": "Send"},
    {"until": "2026-03-06T12:00:00+00:00"},
    {"who": "ada", "tap": "Send"},
    {"until": "2026-03-10T20:00:00+00:00"},
]


def digits_of(event: dict[str, Any]) -> list[str]:
    """The digits that stand before the choices in a text."""
    return re.findall(r"(?:^|  )(\d) (?=\S)", "\n".join(event["text"].split("\n")[1:]), re.MULTILINE)


async def test_h19_every_choice_by_sms_is_a_digit() -> None:
    """H19: each choice has its digit in the text, none is a word that carriers act on."""
    async with life("sms", *LIFE) as play:
        await play.say("sam", "menu", "/todo")
        asked = [e for e in play.printed_events() if e["to"] == "sam" and e["buttons"]]
        assert len(asked) > 10
        for event in asked:
            assert not [label for label in event["buttons"] if carrier.is_one(label) and label != "Start"]
            if event["buttons"][0] != "0":
                assert len(digits_of(event)) == len(event["buttons"]), event["text"]


@pytest.mark.parametrize(("word", "kind"), [("stop", "optout"), ("help", "help"), ("UNSUBSCRIBE", "optout")])
async def test_h19_reserved_words_are_never_taken_as_answers(word: str, kind: str) -> None:
    """H19: inside an open question STOP ends the texts and HELP answers; neither becomes an answer."""
    async with life("sms") as play:
        await play.assign()
        await play.tap("sam", "Start")
        came = await play.say("sam", word)
        assert kind in [e["kind"] for e in came if e["to"] == "sam"]
        assert word not in str((await play.store())["records"])


@BOTH
async def test_h19_neutral_texts_tell_a_locked_screen_nothing(channel: str) -> None:
    """H19: with neutral texts nothing unprompted names a therapist, a title, a feeling or a word of PRV-1."""
    async with life(channel, *LIFE, discreet=True) as play:
        texts = play.all()
        assert len(texts) >= 3
        for text in texts:
            assert not denied(text, "en", neutral=True), text
            assert not re.search(r"Ada|thought record|mood|phq|Sam", text, re.IGNORECASE), text


async def test_h19_cues_by_sms_tell_nothing_even_with_full_texts() -> None:
    """H19: a cue or pointer by SMS has no word of PRV-1, whatever was chosen."""
    async with life("sms", *LIFE) as play:
        cues = [e for e in play.printed_events() if e["to"] == "sam" and e["kind"] in ("cue", "followup")]
        assert cues
        for event in cues:
            assert not denied(event["text"], "en", neutral=False)
