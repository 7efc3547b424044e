import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.safety.optout import one_slip
from prompts.phrases import load_phrases
from tests.safety.lines import opt_out, read, report

STOP = ["stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "opt out"]
EVERYDAY = ["everyday_en.txt", "everyday_es.txt", "second_everyday_en.txt", "third_everyday_en.txt"]

AROUND = st.sampled_from(["", " ", "\n", ".", "!!", " 🛑", "🙏 ", "“", "\u200b", "- ", "?", "'", '"', ", "])
CASES = st.sampled_from([str.lower, str.upper, str.title, str.swapcase])


@given(st.sampled_from(STOP), CASES, AROUND, AROUND)
@settings(max_examples=500, deadline=None)
def test_a_carrier_word_alone_always_counts(word, case, before, after):
    """Every keyword counts in any case, with any space, punctuation or emoji around it."""
    text = before + case(word) + after
    assert opt_out().read_carrier(text) == "stop"
    assert opt_out().wants_out(text)


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_listed_word_counts(language):
    """Each word of each family, in each language, is read as its own family."""
    lists = load_phrases()[language].opt_out
    for family, words in (("stop", lists.stop), ("help", lists.help), ("start", lists.start)):
        assert {opt_out().read_carrier(word.upper()) for word in words} == {family}


@pytest.mark.parametrize(
    "text",
    [
        "stpo",
        "sotp",
        "unsubcribe",
        "unsubscibe",
        "cancle",
        "revok",
        "quitt",
        "STOPP",
        "5top",
        "ѕтоp",
        "s t o p",
    ],
)
def test_a_slip_of_the_finger_is_forgiven(text):
    """One slip in a keyword of four letters or more, or a disguise of it, still counts."""
    assert opt_out().read_carrier(text) == "stop"


@pytest.mark.parametrize(
    "text",
    [
        "top",
        "step",
        "shop",
        "quiet",
        "quite",
        "cancer",
        "and",
        "ends",
        "help",
        "start",
        "yes",
        "no",
        "1",
        "",
        "ok",
        "alta",
        "bajo",
        "para ti",
        "algo",
        "stop sign",
        "the end",
    ],
)
def test_other_words_are_no_keyword(text):
    """Real words one slip away, other families and words in company are not an opt-out keyword."""
    assert opt_out().read_carrier(text) != "stop"


@pytest.mark.parametrize("text", ["HELP", "info", "Help!", "hlep", "ayuda"])
def test_help_alone(text):
    """The help family is read alone, slips forgiven."""
    assert opt_out().read_carrier(text) == "help"


@pytest.mark.parametrize(
    ("text", "family"), [("START", "start"), ("unstop", "start"), ("strat", None), ("yes", None)]
)
def test_starting_again_must_be_meant(text, family):
    """Only the exact words start texts again, and a yes is none of them."""
    assert opt_out().read_carrier(text) == family


@pytest.mark.parametrize(
    ("text", "yes"), [("YES", True), ("sí", True), ("start", True), ("no", False), ("yes but", False)]
)
def test_a_yes_to_being_texted(text, yes):
    """Where the question is the opt-in, a yes of either language or START says so."""
    assert opt_out().opts_in(text) is yes


@pytest.mark.parametrize(("name", "least"), [("optout_en.txt", 0.95), ("optout_es.txt", 0.95)])
def test_reasonable_wordings_are_understood(name, least):
    """At least 95 % of the ways people ask to be left alone are understood."""
    lines = read(name)
    assert report(name, sum(opt_out().wants_out(line) for line in lines), len(lines)) >= least


def test_no_answer_is_taken_for_an_opt_out():
    """Not one everyday reply, of more than two thousand, is a request to stop texting."""
    lines = [line for name in EVERYDAY for line in read(name)]
    assert len(lines) > 2000
    assert [line for line in lines if opt_out().wants_out(line)] == []


@pytest.mark.parametrize(
    "text",
    [
        "I used the STOP skill",
        "I wanted to stop eating",
        "it never ends",
        "cancel the meeting with my boss",
        "I quit smoking",
        "end of the day",
        "stop thinking about it",
        "I want to end it",
        "I want to stop taking my meds",
        "I told him to stop texting me",
        "Stop, I want to end it",
        "he said leave me alone",
    ],
)
def test_the_same_words_in_an_answer(text):
    """Therapy's own use of these words, and words said to somebody else, are never an opt-out."""
    assert not opt_out().wants_out(text)


@given(st.text("abcdeopqst", max_size=8), st.text("abcdeopqst", max_size=8))
def test_a_slip_has_no_direction(one, other):
    """Whether two words are one slip apart does not depend on which was meant."""
    assert one_slip(one, other) == one_slip(other, one)
