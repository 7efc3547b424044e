"""The rules about form: privacy, length, alphabet, sentences, emoji, and how findings are reported."""

from typing import Any

import pytest

from prompts.style import check, kinds, languages, normalise, strip_quotes


def rules_of(text: str, kind: str = "reply", channel: str = "telegram", **more: Any) -> set[str]:
    return {finding.rule for finding in check(text, kind=kind, channel=channel, **more)}


def test_first_message_after_a_miss() -> None:
    """It both validates and says that the work matters."""
    both = "Weeks fill up. It is also part of the work on sleep. Shall we?"
    assert rules_of(both, "barrier", first_after_miss=True) == set()
    half = "Weeks fill up. Shall we?"
    assert rules_of(half, "barrier", first_after_miss=True) == {"MISS-important"}
    assert rules_of("Shall we?", "barrier", first_after_miss=True) == {"MISS-important", "MISS-valid"}


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("What was in the way?", set()),
        ("On Sunday, what was in the way?", set()),
        ("Closer to a thought, or a feeling?", set()),
        ("Why was that?", {"OPENER"}),
        ("Can you say more?", {"OPENER"}),
    ],
)
def test_barrier_questions_are_about_the_process(text: str, broken: set[str]) -> None:
    """A question of the barrier talk opens with what, when, how and their like, never with why."""
    assert rules_of(text, "barrier") == broken


def test_privacy_of_unprompted_texts() -> None:
    """A neutral text is private throughout, a Telegram preview at its beginning, a reply nowhere."""
    late = "Sam, there is a new page for the week from Ada, about eight minutes. It is on anxiety."
    assert rules_of(late, "assignment") == set()
    assert rules_of(late, "assignment", discreet=True) == {"PRV-1"}
    assert rules_of("Anxiety page for Sam.", "assignment") == {"PRV-1"}
    assert rules_of("Anxiety page for Sam.", "reply") == set()
    assert rules_of("A cue.", "cue", "sms", options=["Panic log"]) == {"PRV-1"}


def test_length_counts_options_on_sms() -> None:
    """The numbered options stand in a short message, so they count; on Telegram they are buttons."""
    text = "A word or two. " * 10
    assert rules_of(text, "cue", "sms", options=["Start", "Later"]) == {"LENGTH", "PARTS"}
    assert rules_of(text, "cue", "telegram", options=["Start", "Later"]) == set()
    assert rules_of(text, "cue", limit=100) == {"LENGTH"}


def test_sms_stays_in_the_short_alphabet() -> None:
    """A typographic mark in our own words is named; in a person's words it may cost a part."""
    assert rules_of("Kept – for Ada.", channel="sms") == {"GSM"}
    assert rules_of('"' + "naïve – " * 10 + '" is kept.', "cue", "sms") == {"PARTS"}
    assert rules_of('"naïve" is kept.', "cue", "sms") == set()


def test_letter_length_in_words() -> None:
    """A letter has at most 140 words."""
    assert rules_of("We go on. " * 46, "letter") == set()
    assert rules_of("We go on. " * 47, "letter") == {"WORDS"}


def test_sentences_are_short() -> None:
    """A sentence has at most 22 words, in a letter 26; quotations count as one."""
    assert rules_of("go " * 22 + "now.") == {"SENTENCE"}
    assert rules_of("go " * 21 + "now.") == set()
    assert rules_of("go " * 25 + "now.", "letter") == set()
    assert rules_of('You said "' + "go " * 25 + 'now". It is kept.') == set()


def test_reading_grade() -> None:
    """A longer text of long words is named; therapists may be given one."""
    hard = "Considerable organisational responsibilities necessitate individual deliberation regularly. " * 5
    assert rules_of(hard) == {"GRADE"}
    assert rules_of(hard, audience="therapist") == set()


def test_emoji() -> None:
    """One emoji at most, none in a letter, a barrier talk or a safety card; progress dots are free."""
    assert rules_of("Kept 👍🏽") == set()
    assert rules_of("Kept 👍🏽 🎉") == {"EMOJI"}
    assert rules_of("Kept 👨‍👩‍👧") == set()
    assert rules_of("Kept 👍", "letter") == {"EMOJI"}
    assert rules_of("🟩🟩⬜ two dots", "completion") == set()


def test_strip_quotes_keeps_the_rest() -> None:
    """Only what stands between the marks goes; a mark alone removes nothing."""
    assert strip_quotes('a "b" c «d» e') == 'a "" c "" e'
    assert strip_quotes('5" of rain') == '5" of rain'


def test_normalise() -> None:
    """Curly apostrophes, line breaks and repeated spaces do not hide a pattern."""
    assert normalise("don’t\n  worry\u00a0now") == "don't worry now"


def test_each_rule_is_reported_once() -> None:
    """A message that breaks a rule twice gets one finding, with the first place."""
    found = check("No problem. No worries.", kind="reply", channel="telegram")
    assert [(finding.rule, finding.excerpt) for finding in found] == [("MIN-2", "No problem")]


@pytest.mark.parametrize(("kind", "language"), [("poem", "en"), ("reply", "xx")])
def test_unknown_kind_or_language(kind: str, language: str) -> None:
    """A kind or language without rules is an error, not a pass."""
    with pytest.raises(ValueError, match="no rules"):
        check("Kept.", kind=kind, channel="telegram", language=language)


def test_kinds_are_those_of_the_contract() -> None:
    """The kinds with a length are exactly the kinds that outgoing texts have."""
    expected = """invite consent welcome plan assignment step cue followup letter barrier completion journal
        wrapup summary recap measure safety alert optout help menu reply notice picture card error"""
    assert kinds() == set(expected.split())
    assert "en" in languages()
