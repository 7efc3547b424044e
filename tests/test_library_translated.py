"""The library in other languages: whole, as kind as in English, and the same activity underneath."""

import re
from collections.abc import Iterator
from dataclasses import fields

import pytest

from handlers.content import Activity, Option, Step
from prompts.gsm import outside, parts
from prompts.library import load_content
from tests.library_stage import Doing

CONTENT = load_content()
ENGLISH = CONTENT.activities
SPANISH, SHORT = CONTENT.translated["es"], CONTENT.translated["es.sms"]
HEAD = ("title", "client_title", "what", "why", "how", "tiny_words", "guard", "therapist_note", "source")
EACH = pytest.mark.parametrize("id", sorted(ENGLISH))
# Said of whoever reads, these would tell what gender a person is.
GENDERED = re.compile(
    r"\b(?:cansad|tranquil|preparad|orgullos|content|satisfech|atascad|nervios|amig)[oa]s?\b"
    r"|\b(?:est(?:ás|és|oy|uviste)|eres|seas|te sientes|me siento) (?:(?:muy|más) )?(?!ahora|la\b)\w+[oa]\b"
    r"|\b(?:junt|nosotr)[oa]s\b|\bambos\b"
)
# Forms of "you" of one side of the ocean only.
ELSEWHERE = re.compile(r"\b(?:vosotr[oa]s|os|vuestr[oa]s?|ustedes|usted|vos)\b|\w[áéí](?:is|d)\b")


def texts(activity: Activity) -> Iterator[str]:
    """Everything that is read of an activity."""
    yield from (getattr(activity, name) for name in HEAD)
    yield from (text for step in activity.steps for text in read(step))
    yield from (text for blank in activity.fill for text in (blank.ask, blank.default))


def read(step: Step) -> Iterator[str]:
    """Everything that is read of a step."""
    yield from (step.text, step.sms, *(option.label for option in step.options))


def test_every_activity_is_there_in_spanish() -> None:
    """None is missing, none is beyond, and on SMS there are the same."""
    assert list(SPANISH) == list(SHORT) == list(ENGLISH)


@EACH
def test_only_the_words_differ(id: str) -> None:
    """Whatever is not read is the same: kinds, bounds, order, codes, links, minutes, the smaller version."""
    words = {*HEAD, "steps", "fill"}
    for field in fields(Activity):
        if field.name not in words | {"tags", "modality"}:
            assert getattr(SPANISH[id], field.name) == getattr(ENGLISH[id], field.name)
    for own, said in zip(ENGLISH[id].steps, SPANISH[id].steps, strict=True):
        for field in fields(Step):
            if field.name not in {"text", "sms", "options"}:
                assert getattr(said, field.name) == getattr(own, field.name), own.key
        assert codes(said.options) == codes(own.options), own.key


def codes(options: tuple[Option, ...]) -> list[str]:
    """Their codes: what is kept of a choice."""
    return [option.code for option in options]


@EACH
def test_nothing_is_left_in_english(id: str) -> None:
    """Every text has been written anew, but for what is the same word in both languages."""
    own = {text for text in texts(ENGLISH[id]) if text}
    assert own & set(texts(SPANISH[id])) <= {"No", "Yoga", "30"}


@EACH
def test_a_label_stands_once_in_its_question(id: str) -> None:
    """Two options of a step never read the same, however typed: people also answer in words."""
    for step in SPANISH[id].steps:
        labels = [option.label.casefold() for option in step.options]
        assert len(labels) == len(set(labels)), step.key


@EACH
def test_it_says_nothing_of_a_persons_gender(id: str) -> None:
    """Everybody can read it as said to them, and as said in their country."""
    for text in texts(SPANISH[id]):
        assert not GENDERED.search(text.lower()), text
        assert not ELSEWHERE.search(text.lower()), text


@EACH
def test_on_sms_it_is_short(id: str) -> None:
    """There every text has only letters of short messages, and fits into two parts with its options."""
    assert [text for text in texts(SHORT[id]) if outside(text)] == []
    for step in SHORT[id].steps:
        labels = [f"{n} {option.label}" for n, option in enumerate(step.options, 1)]
        assert parts("\n".join((step.sms or step.text, *labels))) <= 2, step.key


def test_what_is_in_the_way_is_there_in_spanish() -> None:
    """The same reasons in the same order with the same offers and answers, each in words of its own."""
    english, spanish = CONTENT.barriers["en"], CONTENT.barriers["es"]
    assert list(spanish.codes) == list(english.codes)
    assert set(spanish.therapist_tags) == set(english.therapist_tags)
    for own, said in zip(english.codes.values(), spanish.codes.values(), strict=True):
        assert (said.offers, said.ask, codes(said.choices)) == (own.offers, own.ask, codes(own.choices))
        assert said.label != own.label
        assert said.note != own.note
        assert bool(said.follow_up) == bool(own.follow_up)


def test_what_is_in_the_way_fits_beside_a_digit() -> None:
    """On SMS a reason is written with the letters a short message has, in forty of them at most."""
    for code in CONTENT.barriers["es.sms"].codes.values():
        label = code.sms_label or code.label
        assert len(label) <= 40, label
        assert not outside(label + code.follow_up + "".join(o.label for o in code.choices))


@EACH
@pytest.mark.parametrize("channel", ["telegram", "sms"])
def test_it_is_played_to_its_end(id: str, channel: str) -> None:
    """A client whose language is Spanish reads it in Spanish, day after day, to an end that is credited."""
    play = Doing(id, channel, "es")
    shelf = SHORT if channel == "sms" else SPANISH
    assert play.item.title == shelf[id].client_title
    for day in range(1, (max(max(s.day, s.from_day) for s in shelf[id].steps) or 1) + 1):
        play.opens()
        play.plays()
        while play.rows("rest"):
            play.due("rest")
            play.plays()
        assert play.item.doings == day, play.read
    assert "{" not in play.read
    assert not any(step.text in play.read for step in ENGLISH[id].steps if "{" not in step.text)
    assert channel == "telegram" or all(parts(one.text) <= 2 for one in play.said), play.read
