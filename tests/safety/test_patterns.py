import pytest

from handlers.safety.patterns import Automaton, squeeze
from handlers.safety.walk import Hit


def found(phrase, text, sets=None, filler=("really",)):
    """Where the phrase stands in the text."""
    words = [".", *(squeeze(w) for w in text.split()), "."]
    return Automaton({"x": [phrase]}, sets or {}, filler).find(words)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("want to die", "i want to die"),
        ("want to die", "want really to really die"),
        ("want to die", "want , to die"),
        ("want [to] die", "want die"),
        ("(want|wish) to (die|go away)", "i wish to go away now"),
        ("{want} to die", "need to die"),
        ("want ~2 die", "want to just die"),
        ("want ~2 die", "want die"),
        (". stop .", "stop"),
        ("kill", "killl"),
        ("kill", "kil"),
    ],
)
def test_a_phrase_is_found(phrase, text):
    """Optional parts, alternatives, sets, gaps, stops, filler and doubled letters all match."""
    assert found(phrase, text, {"want": "want | need"})


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("want to die", "want . to die"),
        ("want to die", "want to not die"),
        ("want ~2 die", "want a b c die"),
        ("want ~2 die", "want . die"),
        (". stop .", "the stop"),
        (". stop .", "stop it"),
        ("off", "of"),
    ],
)
def test_what_is_not_the_phrase_is_not_found(phrase, text):
    """A sentence's end, another word, a gap too wide and a word inside a clause do not match."""
    assert found(phrase, text) == []


def test_a_hit_says_where():
    """A hit names its family and the places of its first word and after its last."""
    assert found("want to die", "i want to die") == [Hit("x", 2, 5)]


@pytest.mark.parametrize("phrase", ["(a", "[a", "{nobody}", "a)", "{round}"])
def test_a_phrase_that_cannot_be_read_is_refused(phrase):
    """An open bracket, one too many, an unknown set or sets in a circle stop the start-up."""
    with pytest.raises(ValueError, match=r"phrase|bracket|set"):
        Automaton({"x": [phrase]}, {"round": "{round}"})
