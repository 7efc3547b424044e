"""A person's own copy: everything, in both files, safe to open, and only into their own hands."""

import csv
import io
import json
import zipfile
from base64 import b64decode
from dataclasses import fields
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.export import COLUMNS, LEFT_OUT, as_csv, as_json, as_zip, safe
from handlers.state import Client, Person
from tests.core_stage import Play, playing
from tests.privacy_stage import CANARY, lived
from tests.world import ADA, client, events

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)


def leaves(value: Any) -> list[Any]:
    """Every single value, an empty list or table included."""
    if isinstance(value, dict) and value:
        return [leaf for one in value.values() for leaf in leaves(one)]
    if isinstance(value, list) and value:
        return [leaf for one in value for leaf in leaves(one)]
    return [value]


def rows(text: str) -> list[list[str]]:
    """A table as a spreadsheet reads it."""
    return list(csv.reader(io.StringIO(text, newline="")))


async def copied(play: Play) -> dict[str, Any]:
    """Sam's data as the store gives it."""
    return await play.stage.engine.store.export_person(play.stage.practice, await play.id("sam"))


@given(st.dictionaries(st.sampled_from(["person", "records", "texts"]), st.lists(PLAIN, max_size=3)))
def test_every_value_of_the_json_has_its_row(data: dict[str, list[Any]]) -> None:
    """Whatever the data, the table has one row per single value and the columns it documents."""
    table = rows(as_csv(data))
    assert table[0] == list(COLUMNS)
    assert all(len(row) == len(COLUMNS) for row in table)
    found = [leaf for listed in data.values() for one in listed for leaf in leaves(one)]
    assert len(table) - 1 == len(found) + 1  # and one for what stands alone, here nothing


@given(st.text(max_size=40))
def test_no_cell_is_a_formula(words: str) -> None:
    """Nothing a person wrote starts a cell the way a spreadsheet starts a formula (CSV injection)."""
    for cell in (
        safe(words),
        safe(f"={words}"),
        safe(f" ={words}"),
        safe(f"\t@{words}"),
        safe(f"-1+{words}"),
    ):
        assert not cell.lstrip(" \t\r\n").startswith(("=", "+", "-", "@", "|", "%")) or cell.startswith("'")


def test_numbers_stay_numbers() -> None:
    """A negative number is no formula and keeps its sign."""
    values: list[Any] = [-1, 7, None, True, []]
    assert [safe(value) for value in values] == ["-1", "7", "null", "true", "[]"]


async def test_the_copy_is_complete(tmp_path: Path) -> None:
    """Every field of a client, every private line, every text received; not the therapist's own notes."""
    async with lived(tmp_path) as play:
        data = await copied(play)
    assert {f.name for f in fields(Client)} == set(data["person"]["client"])
    assert {f.name for f in fields(Person)} == set(data["person"])
    words = json.dumps(data)
    for said in (f"{CANARY} is what i do not say", "called back", "at work with", "here any more"):
        assert said in words
    assert "looked tired" not in words
    assert "a therapist's own notes" in LEFT_OUT
    assert any(text["kind"] == "assignment" for text in data["texts"])
    assert data["person"]["client"]["consents"]
    assert data["person"]["client"]["questions"][0]["answer"]


async def test_both_files_say_the_same(tmp_path: Path) -> None:
    """The zip holds the JSON and the table, and both hold all of it."""
    async with lived(tmp_path) as play:
        data = await copied(play)
    with zipfile.ZipFile(io.BytesIO(as_zip(data))) as files:
        assert json.loads(files.read("interlude.json")) == {**data, "left_out": LEFT_OUT}
        table = rows(files.read("interlude.csv").decode())
    assert as_json(data)
    values = {row[-1] for row in table}
    assert all(safe(leaf) in values for leaf in leaves(data))


async def test_on_telegram_the_file_comes_into_the_chat_once_it_is_wanted() -> None:
    """A warning first; then the file, made for this send, and nothing of it stays in the outbox."""
    async with playing(ADA, client("sam", "telegram")) as play:
        await play({"who": "sam", "text": "private what i keep"})
        (warned,) = await play({"who": "sam", "text": "export"})
        assert "Whoever can open this chat can open it" in warned["text"]
        (came,) = await play({"who": "sam", "tap": "Send it here"})
        assert came["media"] == ["application/zip"]
        sent = play.stage._channels["practice", "telegram"].sent[-1]
        assert sent.address == play.stage.figures["sam"].address
        data = b64decode(sent.media[0].partition(",")[2])
        with zipfile.ZipFile(io.BytesIO(data)) as files:
            assert b"what i keep" in files.read("interlude.json")
        assert (await copied(play))["texts"][-1]["doc"]["media"] == ["export:own"]
        audit = [entry["action"] for entry in (await copied(play))["audit"]]
        assert "export" in audit


async def test_no_file_without_the_word_of_a_shared_phone() -> None:
    """With a word agreed, neither the command nor the button from before brings the file."""
    async with playing(ADA, client("sam", "telegram")) as play:
        await play({"who": "sam", "text": "word heron"}, {"who": "sam", "text": "export"}, {"wait": "1h"})
        for line in ({"who": "sam", "tap": "Send it here"}, {"who": "sam", "text": "export"}):
            (asked,) = await play(line)
            assert asked["text"].startswith("The agreed word first")
            assert asked["media"] == []


async def test_the_word_of_a_shared_phone_is_not_in_the_copy() -> None:
    """What opens the chat is masked; that there is a word still shows."""
    async with playing(ADA, client("sam", "telegram")) as play:
        await play({"who": "sam", "text": "word heronword"})
        data = await copied(play)
        assert data["person"]["client"]["lock_word"] == "…"
        assert "heronword" not in json.dumps(data)


async def test_by_sms_the_practice_hands_it_over() -> None:
    """No file can come by SMS: it says who hands it over, records it and tells the therapist."""
    async with playing(ADA, client("sam", "sms")) as play:
        came = await play({"who": "sam", "text": "export"})
        assert "the practice hands it to you" in events(came, "sam")[0]["text"]
        assert "asked for a copy" in events(came, "ada")[0]["text"]
        assert "export_asked" in [entry["action"] for entry in (await copied(play))["audit"]]
