"""What people write leaves as they wrote it: no markup, no template, no link preview, nothing hidden."""

import random
import time
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.text import SMS_LIMIT, TELEGRAM_LIMIT, clean, clusters, split_sms, split_telegram
from bot.config import default_config
from bot.surroundings import build_houses
from handlers.therapist.letter_own import LONGEST, LONGEST_SMS, PLACEHOLDERS, placeholders
from prompts.catalog import Catalog
from prompts.entries import CODES, Entry, PromptError
from tests.figures.templates import PAYLOADS, fuzzed, letter, literally

CATALOG: Catalog = build_houses(default_config())[1]._catalog
MARKUP = (
    *(
        "*b*",
        "_i_",
        "`c`",
        "[x](http://e.vil)",
        "<b>x</b>",
        "&amp;&#64;",
        "||s||",
        "~x~",
        "<a",
        "\\\\*",
        "@all",
    ),
    *(
        "{{7*7}}",
        "{%",
        "{#x#}",
        "{name}",
        "{0.__class__}",
        "%(x)s",
        "${7*7}",
        "#{7*7}",
        "%s%n",
        "\\\\N{DEL}",
        "}}",
    ),
)
OWN = ("words", "asked", "note", "name")
"""Arguments that hold what somebody typed, in whatever prompt."""


def typed(entry: Entry) -> Iterator[tuple[Mapping[str, Any], str]]:
    """Every sample of a prompt with every argument of it that holds somebody's words."""
    for sample in entry.samples:
        for name, value in sample.items():
            if isinstance(value, str) and value and (name in entry.verbatim or name in OWN):
                yield {key: one for key, one in sample.items() if key != CODES}, name


FILES: dict[str, list[Entry]] = {}
for one in CATALOG.entries("en").values():
    FILES.setdefault(one.file, []).append(one)


def rendered(name: str, channel: str, args: Mapping[str, Any]) -> str:
    return CATALOG.render(name, "en", channel, dict(args), variant=0)


@pytest.mark.parametrize("file", FILES)
def test_markup_stays_words(file: str) -> None:
    """Markup and template signs in a name, a note or a journal come out of every prompt as they went in."""
    places = [
        (e, channel, *place) for e in FILES[file] for place in typed(e) for channel in ("telegram", "sms")
    ]
    for number, (entry, channel, sample, name) in enumerate(places):
        marked = rendered(entry.name, channel, {**sample, name: "Qxhe"})
        for payload in MARKUP[number % 4 :: 4] if "Qxhe" in marked else ():
            shown = rendered(entry.name, channel, {**sample, name: payload})
            assert payload in shown
            assert "49" not in shown or "49" in marked


def test_places_are_found() -> None:
    """There are dozens of prompts that show somebody's words."""
    assert sum(1 for entries in FILES.values() for entry in entries for _ in typed(entry)) > 60


def test_known_attacks_on_templates() -> None:
    """A therapist's letter with a known template attack is refused or comes out as it was typed."""
    assert len(PAYLOADS) >= 200
    assert [fault for payload in PAYLOADS for fault in literally(payload)] == []


def test_made_up_attacks_on_templates() -> None:
    """Two thousand texts grown from a grammar of attacks: none raises, is worked out, or takes 5 ms."""
    assert [fault for text in fuzzed(2_000, 1) for fault in literally(text)] == []


def test_placeholders_are_four_and_replaced() -> None:
    """The four placeholders are filled in; anything else in braces is named back to the therapist."""
    shown = letter("Hi {name}, {title} until {session_day}. {therapist}", short=False)
    assert not set("{}") & set(shown)
    assert shown.startswith("Hi Sam, ")
    assert {"name", "therapist", "title", "session_day"} == set(PLACEHOLDERS)
    assert placeholders("{name} {x.y} {} {{7*7}}") == ["name", "x.y", "", "7*7"]


def test_letters_are_bounded() -> None:
    """The longest letter with the longest names stays within what leaves in one piece."""
    for short, most in ((False, LONGEST), (True, LONGEST_SMS)):
        assert len(letter("{title}" * (most // 7), short=short, title="x" * 60)) <= SMS_LIMIT * 6
        assert len(letter("x" * most, short=short)) <= SMS_LIMIT


ANY = st.text(max_size=300) | st.text(alphabet="ab \n*_[]()<>&‮​‍👩❤️🚀é́", max_size=300)


@given(ANY)
def test_cleaning_is_stable(text: str) -> None:
    """Cleaned once is clean: nothing hidden is left, and cleaning again changes nothing."""
    once = clean(text)
    assert clean(once) == once
    assert not {c for c in once if unicodedata.category(c) in ("Cc", "Cf", "Cs")} - {"\n", "\u200d"}


@given(ANY, st.sampled_from((split_telegram, split_sms)), st.integers(20, 60))
def test_splitting_keeps_everything(text: str, split: Any, limit: int) -> None:
    """Parts hold all words in order, each within the limit, and no part begins inside a character."""
    whole = clean(text)
    parts = split(whole, limit)
    assert "".join("".join(parts).split()) == "".join(whole.split())
    size = 2 if split is split_sms else 1
    assert all(len(part.encode("utf-16-le")) // 2 <= limit * size for part in parts)
    short = all(len(cluster.encode("utf-16-le")) <= limit for cluster in clusters(whole))
    if short:
        joined = [cluster for cluster in clusters(whole) if cluster.strip()]
        assert [c for part in parts for c in clusters(part) if c.strip()] == joined


@pytest.mark.parametrize(("split", "limit"), [(split_telegram, TELEGRAM_LIMIT), (split_sms, SMS_LIMIT)])
def test_links_stay_whole(split: Any, limit: int) -> None:
    """A link that fits into one part is never cut in two."""
    chance = random.Random(4)
    for _ in range(60):
        link = "https://example.org/" + "a" * chance.randint(5, 200) + "?b=c.d!e"
        words = " ".join("word" * chance.randint(1, 4) for _ in range(chance.randint(200, 900)))
        spot = chance.randint(0, len(words))
        parts = split(f"{words[:spot]} {link} {words[spot:]}")
        assert any(link in part for part in parts)


def test_a_prompts_fault_names_no_words() -> None:
    """A prompt that cannot be rendered says which and where, and quotes nothing it was given."""
    with pytest.raises(PromptError) as fault:
        rendered("letter/first", "telegram", {"l": {"own": "qxheron"}})
    assert "qxheron" not in str(fault.value)


def test_a_letter_takes_no_time() -> None:
    """The longest letter of placeholders is filled in within five milliseconds of processor time."""
    text, best = "{name}{title}{therapist}{session_day}" * 24, 1.0
    for _ in range(5):
        begun = time.thread_time()
        letter(text, short=False)
        best = min(best, time.thread_time() - begun)
    assert best < 0.005
