"""Activities as files: written out, changed anywhere, read in whole or not at all, and hostile ones."""

import tomllib
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import Inbound
from bot.channels.console import ConsoleChannel
from bot.channels.files import read_attachment
from bot.fetching import MOST_BYTES, with_content
from handlers.content import Option, Step
from handlers.content_bench import Shape
from handlers.content_shape import activity_of, shape_of
from handlers.events import Media
from prompts.library import load_content
from prompts.library_own import BENCH, MOST_CHARACTERS
from tests.building_stage import LEE, QUICK, RECORD, bench

LIBRARY = load_content().activities
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
SHAPES = st.sampled_from(sorted(LIBRARY)).map(lambda id: shape_of(LIBRARY[id]))


@pytest.mark.parametrize("id", sorted(LIBRARY))
def test_every_activity_comes_back_as_it_went(id: str) -> None:
    """Written to a file and read in again, an activity of the library is the same, without fault or hint."""
    shape = shape_of(LIBRARY[id])
    opened = BENCH.opened(BENCH.written(shape), "en")
    assert opened.faults == ()
    assert activity_of(opened.shape) == LIBRARY[id]
    assert BENCH.hints(shape, "en") == ()


@given(SHAPES, st.dictionaries(st.sampled_from(["title", "what", "how", "source", "guard"]), WORDS))
def test_whatever_words_stand_in_it(shape: Shape, words: dict[str, str]) -> None:
    """Any words at all survive the way to a file and back, quotes, marks and control characters included."""
    changed = {**shape, **words}
    assert tomllib.loads(BENCH.written(changed)) == changed


@given(SHAPES, st.data())
def test_a_published_one_comes_back_whole(shape: Shape, data: st.DataObject) -> None:
    """What passes the checks is, exported and imported, the same activity."""
    text = data.draw(st.text(st.sampled_from("ab \"'\\\n{}#=[]é\u2019?"), min_size=1, max_size=30))
    step = data.draw(st.sampled_from(range(len(shape["steps"]))))
    steps = [{**one, "text": text} if n == step else one for n, one in enumerate(shape["steps"])]
    changed = {**shape, "steps": steps}
    opened = BENCH.opened(BENCH.written(changed), "en")
    if not BENCH.faults(changed, "en"):
        assert activity_of(opened.shape) == activity_of(changed)
    else:
        assert opened.shape == {}
        assert opened.faults


@given(st.text(max_size=300) | st.binary(max_size=300).map(lambda b: b.decode("latin-1")))
def test_any_text_is_answered(text: str) -> None:
    """Whatever a file holds, it is either an activity or has a fault with a line."""
    opened = BENCH.opened(text, "en")
    assert opened.faults
    assert opened.shape == {}
    assert all(fault.line >= 1 and 0 < len(fault.message) <= 160 for fault in opened.faults)


HOSTILE = {
    "large": "a = 1\n" * MOST_CHARACTERS,
    "deep lists": "a = " + "[" * 15_000,
    "deep tables": "a = " + "{b = " * 6_000,
    "deep names": "a." * 15_000 + "b = 1",
    "a deep list that ends": "a = " + "[" * 900 + "]" * 900,
    "a long number": "minutes = " + "9" * 9_000,
    "many fields": "\n".join(f"x{n} = 1" for n in range(3_000)),
    "many steps": RECORD + '[[steps]]\nkey = "x"\nkind = "say"\ntext = "y"\n' * 400,
    "binary": "\x00\x01\x02\x7fELF",
    "markup": "<script>alert(1)</script>",
    "a template": RECORD.replace("The moment", "{{ 7 * 7 }} {% for x in y %}"),
    "a hidden mark": RECORD.replace("The moment", "\\u202eThe moment"),
    "an unseen character": RECORD.replace("The moment", "The\\u0007 moment"),
    "dates": RECORD.replace("minutes = 8", "minutes = 2026-03-02"),
    "not a number": RECORD.replace("minutes = 8", "minutes = nan"),
    "a huge label": RECORD + '[steps.options]\na = "' + "x" * 9_000 + '"\nb = "y"\n',
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
async def test_hostile_files(name: str) -> None:
    """Huge, deep, binary or spoilt: refused by line, in one kind text, and nothing of it is kept."""
    async with bench() as ada:
        said = await ada.sends(HOSTILE[name])
        assert said.startswith(("Nothing was taken from the file yet.", "That file is larger"))
        assert len(said) < 1_400
        assert await ada.made() == []


@pytest.mark.parametrize(
    ("content", "trouble"),
    [(b"\xff\xfe\x00", "no_text"), (b"x" * (MOST_BYTES + 1), "big"), (None, "away"), (b"id = 1", "")],
)
async def test_what_is_known_of_a_file(content: bytes | None, trouble: str) -> None:
    """No text, too large, not to be had: each has its name, and only a good one has its words."""
    channel = ConsoleChannel("telegram")
    channel.files |= {} if content is None else {"d": content}
    inbound = Inbound("telegram", "77", "k", "media", 1, file="d", title="a.toml")
    found = await with_content(channel, inbound, Media("", "d", 1, name="a.toml", size=len(content or b"")))
    assert (found.trouble, bool(found.content)) == (trouble, not trouble)


async def test_a_size_that_is_said_is_believed() -> None:
    """A file that calls itself large is not even asked for."""
    channel = ConsoleChannel("telegram")
    channel.files["d"] = b"small"
    inbound = Inbound("telegram", "77", "k", "media", 1, file="d", title="a.toml")
    said = Media("", "d", 1, name="a.toml", size=MOST_BYTES + 1)
    assert (await with_content(channel, inbound, said)).trouble == "big"


async def test_faults_are_named_by_line() -> None:
    """As `interlude check` names them, some at a time; the file that has them mended is taken."""
    async with bench() as ada:
        spoilt = RECORD.replace('kind = "scale"', 'kind = "skale"').replace("minutes = 8", "minutes = 800")
        said = await ada.sends(spoilt)
        assert "Line 7: minutes must be 1 to 120, found 800" in said
        assert "Line 31: unknown kind skale; did you mean scale?" in said
        assert await ada.made() == []
        assert "The file is in, as a draft." in await ada.sends(RECORD)


async def test_more_faults_than_are_shown() -> None:
    """The first ones, and how many more."""
    async with bench() as ada:
        said = await ada.sends(RECORD.replace("kind = ", "zz = 1\nyy = 1\nxx = 1\nkind = "))
        assert sum(said.count(f"unknown field {name}") for name in ("zz", "yy", "xx")) == 20
        assert "And one more line." in said


def test_no_fault_hides_another() -> None:
    """What is missing, unknown or of a wrong type keeps nothing else from being said."""
    text = RECORD.replace('modality = "CBT"\n', "").replace('rhythm = "3x"', 'rhythm = "hourly"')
    text = text.replace('kind = "scale"', 'kind = "skale"', 1).replace("minutes = 8", "minutes = -3", 1)
    text = text.replace("[[steps]]", "[[steps]]\nbogus = 1", 1).replace('tags = ["thoughts"', "tags = [7")
    said = "; ".join(one.message for one in BENCH.opened(text, "en").faults)
    for part in (
        "'modality' is missing",
        "'hourly'",
        "unknown kind 'skale'",
        "1 to 120, found -3",
        "'bogus'",
    ):
        assert said.count(part) == 1
    assert "'tags' must hold texts, found 7" in said


@pytest.mark.parametrize(
    "gone", ["title", "type", "minutes", "tiny_minutes", "tiny", "steps", "tags", "what"]
)
def test_what_is_missing_is_all_that_is_wrong(gone: str) -> None:
    """One field less is one fault: what stands in for it brings none of its own."""
    shape = {name: value for name, value in tomllib.loads(RECORD).items() if name != gone}
    found = [one.message for one in BENCH.opened(BENCH.written(shape), "en").faults]
    assert found == [f"'{gone}' is missing"]


@pytest.mark.parametrize("gone", ["key", "kind", "text"])
@pytest.mark.parametrize("step", range(4))
def test_what_a_step_lacks_is_all_that_is_wrong(gone: str, step: int) -> None:
    """The same of a field of a step."""
    shape = tomllib.loads(RECORD)
    del shape["steps"][step][gone]
    found = [(one.path, one.message) for one in BENCH.opened(BENCH.written(shape), "en").faults]
    assert found == [(("steps", step), f"'{gone}' is missing")]


async def test_what_is_missing_stands_on_no_line() -> None:
    """Nobody is sent to look for it."""
    async with bench() as ada:
        said = await ada.sends(RECORD.replace('modality = "CBT"\n', ""))
        assert "\nmodality is missing" in said


async def test_out_and_in_again() -> None:
    """Export, change a word, send it back: it is the new draft of the same one, and Undo has the old one."""
    async with bench() as ada:
        await ada(*QUICK, "[Publish]", "[Export]")
        channel = ada.play.stage._channels[ada.play.stage.practice, "telegram"]
        file = read_attachment(next(one.media[0] for one in reversed(channel.sent) if one.media))
        assert isinstance(file.content, bytes)
        assert file.name == f"{(await ada.one()).id}.toml"
        text = file.content.decode().replace("How was the call?", "And the call?")
        assert "it is the new draft of this one" in await ada.sends(text)
        own = await ada.one()
        assert [one["steps"][0]["text"] for one in (own.published or {}, own.shape)] == [
            "How was the call?",
            "And the call?",
        ]
        assert "How was the call?" in await ada.says("[Undo]")


async def test_a_colleagues_file_is_a_new_one() -> None:
    """A file with somebody else's id becomes one's own, and changes nothing of theirs."""
    async with bench(LEE) as ada:
        await ada(*QUICK, "[Publish]", "[Who may give it]", "[Everybody here]")
        theirs = await ada.one()
        await ada.sends(BENCH.written({**theirs.shape, "title": "Mine"}), who="lee")
        assert {own.title: own.owner == theirs.owner for own in await ada.made("lee")} == {
            "After the call": True,
            "Mine": False,
        }


@pytest.mark.parametrize("channel", ["telegram", "sms"])
async def test_a_client_sends_one(channel: str) -> None:
    """Nothing is fetched for a client: they get the same kind text as for any file."""
    async with bench(
        {"cast": "mia", "role": "client", "of": "ada", "channel": channel, "name": "Mia"}
    ) as ada:
        said = await ada.sends(RECORD, who="mia")
        assert "kept here" in said
        assert await ada.made() == []


async def test_a_therapist_who_is_a_client_now() -> None:
    """In the client's role a file is a client's file."""
    async with bench(
        LEE, {"cast": "ada", "role": "client", "of": "lee", "channel": "telegram", "name": "Ada"}
    ) as ada:
        await ada("/as client")
        assert "kept here" in await ada.sends(RECORD)
        assert await ada.made() == []


async def test_other_files_are_declined_as_ever() -> None:
    """A name that is not `….toml` is no activity, whatever stands in it."""
    async with bench() as ada:
        assert "ends in .toml" in await ada.sends(RECORD, name="after.pdf")
        assert await ada.made() == []


async def test_in_a_shut_chat() -> None:
    """What comes while the chat is shut is not kept in it; after the code it is asked for once more."""
    async with bench() as ada:
        await ada("/lock", "[A PIN]", "483920", "483920", "/lock now")
        await ada.sends(RECORD)
        held = (await ada.play.person("ada")).therapist
        assert held is not None
        assert "The moment" not in str(held.lock.held)
        assert "send it once more" in await ada.says("483920")
        assert await ada.made() == []


def test_no_field_is_forgotten() -> None:
    """Every field a step can have is written and read; a new one cannot be left out."""
    usual = {one.name: one.default for one in fields(Step)}
    full: dict[str, Any] = {
        name: 3 if isinstance(value, int) and not isinstance(value, bool) else True if value is False else "x"
        for name, value in usual.items()
        if name not in ("options", "cue_at", "sharing", "kind")
    }
    full["sharing"] = (Option("one", "private"),)
    step = replace(LIBRARY["cbt-record"].steps[0], **full)
    activity = replace(LIBRARY["cbt-record"], steps=(step,))
    assert activity_of(tomllib.loads(BENCH.written(shape_of(activity)))) == activity


def test_a_long_file_is_not_even_read() -> None:
    """Beyond the longest there may be, the length is what is said, whatever stands in it."""
    padded = RECORD + "#" * MOST_CHARACTERS
    assert [fault.message for fault in BENCH.opened(padded, "en").faults] == ["more than 32000 characters"]
