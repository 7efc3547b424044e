import pytest

from tests.safety.lines import matcher


def tier(text):
    """The tier of a text, 0 for none."""
    found = matcher().tier(text)
    return found.tier if found else 0


@pytest.mark.parametrize(
    "text",
    [
        "my brother killed himself ten years ago this week",
        "my uncle died by suicide and we lit a candle",
        "mi primo se suicidó el año pasado",
        "the book is about a girl who wants to kill herself",
        "did the safeguarding training about self-harm",
        "someone jumped in front of my train, delays all evening",
        "dreamed I was falling off a cliff",
    ],
)
def test_somebody_elses_past_a_story_and_the_news_are_nothing(text):
    """Another person's death that is past, fiction, a course or a dream is not the writer's risk."""
    assert tier(text) == 0


@pytest.mark.parametrize(
    "text",
    [
        "my brother killed himself and I want to follow him",
        "my friend killed himself and I think about killing myself too",
    ],
)
def test_the_writers_own_risk_beside_somebody_elses_is_tier_one(text):
    """What is said of oneself counts, whoever else is spoken of."""
    assert tier(text) == 1


@pytest.mark.parametrize("text", ["she told me she wants to die", "my daughter has been cutting herself"])
def test_somebody_elses_risk_today_gets_the_numbers(text):
    """Somebody who fears for another person is shown where to turn: tier 2."""
    assert tier(text) == 2


@pytest.mark.parametrize(
    ("vague", "about"),
    [
        ("I can't do this anymore", "I can't do this anymore, the commute is too long"),
        ("tired of fighting", "tired of fighting with the printer"),
        ("ready to go now", "ready to go now, the bus is here"),
        ("no puedo más", "no puedo más con este trabajo"),
    ],
)
def test_a_vague_phrase_counts_unless_the_sentence_says_what_it_is_about(vague, about):
    """Words that could mean life itself are tier 2 alone, and nothing beside an everyday thing."""
    assert (tier(vague), tier(about)) == (2, 0)


def test_a_vague_phrase_alone_in_a_long_text_is_nothing():
    """In a long text one vague phrase is one thing among others."""
    around = "we went to the lake and the children swam and had ice cream and my aunt told her story "
    assert tier("I can't do this anymore.") == 2
    assert tier(f"{around}. I can't do this anymore. {around}. {around}") == 0


@pytest.mark.parametrize(
    "text",
    ["I burnt my hand on the hob on purpose", "is it painful to die from cold", "I cut my arm deliberately"],
)
def test_what_is_meant_is_no_accident(text):
    """A phrase that says "on purpose", or asks how dying feels, is cancelled by no everyday phrase."""
    assert tier(text) == 1


@pytest.mark.parametrize(
    "text",
    [
        "death would be such a relief to me",
        "a relief is what my death would be",
        "my own death appeals to me",
    ],
)
def test_what_is_said_together_counts_in_any_order(text):
    """A wish and one's own death near each other are recognised without being a listed sentence."""
    assert tier(text) == 1


@pytest.mark.parametrize(
    "denied", ["I found dying not peaceful to think of", "I never want to be in a grave"]
)
def test_what_is_said_together_and_denied_is_lowered(denied):
    """A denial in front of one part lowers the whole to tier 2 (SAFETY S5)."""
    assert tier(denied) == 2
