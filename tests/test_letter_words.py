"""The words of the letter: elements, lengths, variety (CONTENT D, C3, H8)."""

import re
from functools import cache
from itertools import pairwise, product
from typing import Any

import pytest

from bot.render import with_digits
from handlers.client.barrier_args import naming
from handlers.client.letter_due import CHOICES
from handlers.content import Option
from handlers.therapist.letter_own import placeholders
from handlers.times import local
from prompts import gsm, style
from prompts.catalog import Catalog
from prompts.library import load_content
from tests.letter_week import ZONE, at

STATES = tuple(state for state in CHOICES if state != "own")
CHANNELS = ("telegram", "sms")
WEEKS = range(12)
"""Letters until one comes round again."""

STATE_LINE = {
    "not_started": "the thought record",
    "partial": "(one thought record is written|a part of the thought record)",
    "done": "(all of|all the way through|every part of) the thought record",
    "quiet": "bring yourself",
    "quiet_weeks": "hello",
    "hard": "thought record (was|is) hard|how hard the thought record",
    "first": "one thought record is written",
}


@cache
def catalog() -> Catalog:
    return Catalog.load()


def words(state: str, n: int = 0, **more: Any) -> dict[str, Any]:
    """What a letter may know, with the usual week."""
    done = {"partial": 1, "first": 1, "done": 3}.get(state, 0)
    usual = {"state": state, "n": n, "name": "Sam", "therapist": "Ada Okafor", "title": "Thought record"}
    usual |= {"naming": "counted", "done": done, "part": 0, "written": True, "optional": False}
    usual |= {
        "sensitive": False,
        "goal": "",
        "recap": "",
        "far": False,
        "phone": "",
        "own": "",
        "short": False,
    }
    return {**usual, "meet_at": local(at("2026-03-10", "12:00"), ZONE), **more}


def render(state: str, channel: str, n: int = 0, **more: Any) -> str:
    """The letter as it is read, without its choices."""
    return catalog().render(f"letter/{state}", "en", channel, {"l": words(state, n, **more)})


def on_screen(state: str, channel: str, n: int = 0, **more: Any) -> str:
    """The letter with its choices, as a phone shows it."""
    given = {"l": words(state, n, **more)}
    labels = catalog().labels(f"letter/{state}", CHOICES[state], "en", channel, given)
    options = [Option(code, label) for code, label in zip(CHOICES[state], labels, strict=True)]
    text = render(state, channel, n, **more)
    return with_digits(text, options) if channel == "sms" else text


@pytest.mark.parametrize(
    ("state", "channel", "optional", "sensitive"),
    list(product(STATES, CHANNELS, (False, True), (False, True))),
)
def test_elements(state: str, channel: str, optional: bool, sensitive: bool) -> None:
    """Every letter names courage and learning, its state, a way on, the day, and who wrote it."""
    for n in WEEKS:
        text = render(state, channel, n, optional=optional, sensitive=sensitive)
        low = text.lower()
        assert "courage" in low or "trying something new" in low, text
        assert re.search(r"learn|willing|curious|try(ing)? something new|try this", low), text
        assert re.search(STATE_LINE[state], low) or (optional and "there" in low), text
        assert "Tuesday" in text
        assert text.endswith("Ada")
        assert bool(re.search(r"\bpace\b", low)) is not sensitive, text
        assert not sensitive or "next step" in low, text
        assert "together" in low or "start where you are" in low, text


@pytest.mark.parametrize(("state", "optional"), list(product(STATES, (False, True))))
def test_whole_letter(state: str, optional: bool) -> None:
    """The long form hopes, says it can be hard, and why it matters unless it is optional."""
    for n in WEEKS:
        text = render(state, "telegram", n, optional=optional, goal="calmer Mondays")
        low = text.lower()
        assert re.search(r"hard|hurt|painful|odd", low)
        if state == "quiet_weeks":
            assert not re.search(r"thought record|calmer", low), "no task at all"
            continue
        assert re.search(r"\buse\b", low), text
        assert ("calmer Mondays" in text) is (not optional and state != "quiet"), text
        if optional:
            assert re.search(r"(is|are) there.*of use|of use.*(is|are) there", low), text


@pytest.mark.parametrize(
    ("state", "channel", "optional", "sensitive"),
    list(product(STATES, CHANNELS, (False, True), (False, True))),
)
def test_style_and_length(state: str, channel: str, optional: bool, sensitive: bool) -> None:
    """No letter breaks a language rule: length, words, sentences, marks, statistics, minimising."""
    for n, meets in product(WEEKS, (True, False)):
        more = {"optional": optional, "sensitive": sensitive, "goal": "Mondays at work"}
        more |= {"recap": "one calm sentence, said out loud", "phone": "020 7946 0000"}
        text = render(state, channel, n, **more, **({} if meets else {"meet_at": None}))
        labels = catalog().labels(f"letter/{state}", CHOICES[state], "en", channel, {"l": words(state)})
        found = style.check(text, kind="letter", channel=channel, options=labels)
        assert found == [], text
        assert "!" not in text
        assert not re.search(r"\d%| of \d", text)


@pytest.mark.parametrize(("state", "channel"), list(product(STATES, CHANNELS)))
def test_no_repetition(state: str, channel: str) -> None:
    """No letter repeats within six weeks, and neighbours share no longer sentence."""
    seen = [render(state, channel, n) for n in range(8)]
    assert len(set(seen)) == len(seen)
    for one, other in pairwise(seen):
        mine, theirs = set(re.split(r"(?<=[.:;]) ", one)), set(re.split(r"(?<=[.:;]) ", other))
        assert not {s for s in mine & theirs if len(s) > 25}


@pytest.mark.parametrize("state", STATES)
def test_sms_fits(state: str) -> None:
    """Long names, long titles and a day with its date still fit two parts of SMS, choices included."""
    titles = [a.client_title for a in load_content().activities.values()]
    day = local(at("2026-09-23", "12:00"), ZONE)
    for title, n, sensitive in product(titles, range(6), (False, True)):
        more = {"title": title, "naming": naming(title), "meet_at": day, "far": True, "sensitive": sensitive}
        text = on_screen(
            state, "sms", n, name="Bartholomew", therapist="Wilhelmina Jones", goal="calm", **more
        )
        assert len(text) <= 306, text
        assert gsm.parts(text) <= 2, text


def test_first_week_as_it_should_feel() -> None:
    """The first letter by SMS reads like the week that was drawn for it."""
    assert render("first", "sms", goal="work") == (
        "Sam, thank you for trying something new; one thought record is written already. This can "
        "feel odd, or hurt. If it's unclear or too much, tell me and we'll find another pace together. "
        "Whatever you notice about work is of use to us. See you Tuesday. Ada"
    )


def test_recollection_only_from_the_recap() -> None:
    """A letter recalls the last meeting in the recap's words, or not at all."""
    for state, n in product(STATES, WEEKS):
        without, told = render(state, "telegram", n), render(state, "telegram", n, recap="the calm sentence")
        assert not re.search(r"last time|last meeting|the time we had", without)
        assert '"the calm sentence"' in told


def test_no_day_without_a_meeting() -> None:
    """Without a meeting no day is named; the practice's number stands in for it after weeks of silence."""
    days = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
    for state, channel, n in product(STATES, CHANNELS, WEEKS):
        text = render(state, channel, n, meet_at=None, phone="020 7946 0000")
        assert not re.search(days, text)
        assert ("020 7946 0000" in text) is (state == "quiet_weeks")


def test_far_day_has_its_date() -> None:
    """A meeting more than six days off is named with its date: the weekday alone would mislead."""
    for state, channel in product(STATES, CHANNELS):
        assert "Tuesday 10 March" in render(state, channel, far=True)


def test_own_words() -> None:
    """A therapist's own letter goes as written, its four placeholders filled, anything else left alone."""
    own = "Hi {name}. {{ 7 * 7 }} {title} on {session_day}. {therapist}"
    given = {"l": words("partial", own=own)}
    assert catalog().render("letter/own", "en", "sms", given) == (
        "Hi Sam. {{ 7 * 7 }} the thought record on Tuesday. Ada"
    )


def test_placeholders() -> None:
    """What stands in braces is found in order; an open brace is only a brace."""
    assert placeholders("{name} and {x y} on {session_day}") == ["name", "x y", "session_day"]
    assert placeholders("no { brace") == []
