import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.safety.optout import one_slip
from prompts.phrases import load_phrases
from tests.safety import shapes
from tests.safety.everyday.made import made
from tests.safety.lines import opt_out, read, report
from tests.safety.sets import HERE, texts

HALVES = ("dev", "held")
EVERYDAY = [
    "everyday_en.txt",
    "everyday_es.txt",
    "second_everyday_en.txt",
    "second_everyday_es.txt",
    "third_everyday_en.txt",
]


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_keyword_always_counts(language):
    """Every keyword counts in any case, with any space, sign or emoji around it, and with a please."""
    assert [text for text in shapes.shaped(language) if not opt_out().wants_out(text)] == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_keyword_counts_with_one_slip(language):
    """One slip in a keyword of four letters or more still counts, unless it makes another real word."""
    real = {word for lists in load_phrases().values() for word in lists.opt_out.not_typos}
    missed = {text for text in shapes.slipped(language) if not opt_out().wants_out(text)}
    assert missed <= real
    assert len(missed) < 10


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


BLIND = [path.name for path in (HERE / "optout").glob("*.txt") if "answers" not in path.name]


@pytest.mark.parametrize("name", sorted(BLIND))
def test_blind_wordings_are_understood(name):
    """The same of wordings written before the lists had seen them."""
    lines = texts(f"optout/{name}")
    assert report(name, sum(opt_out().wants_out(line) for line in lines), len(lines)) >= 0.95


def test_no_answer_is_taken_for_an_opt_out():
    """Not one answer or everyday text, of more than four thousand, is a request to stop texting."""
    lines = [line for name in EVERYDAY for line in read(name)]
    for language in ("en", "es"):
        for half in HALVES:
            lines += texts(f"everyday/written.{language}.{half}.txt")
            lines += texts(f"optout/answers.{language}.{half}.txt")
            lines += made(language, half, 500)
    lines += texts("optout/second_answers.en.held.txt")
    assert len(lines) > 8000
    assert [line for line in lines if opt_out().wants_out(line)] == ["fin"]  # END in Spanish: a keyword


def test_sad_and_angry_texts_are_no_opt_out():
    """Texts that look like risk and long texts that tell of it ask nothing of the kind."""
    sets = [path.name for path in (HERE / "blind").glob("*.txt") if not path.name.startswith("risk.")]
    assert len(sets) > 5
    assert [line for name in sets for line in texts(f"blind/{name}") if opt_out().wants_out(line)] == []


@pytest.mark.parametrize(
    "text",
    [
        "leave me alone",
        "go away!",
        "I quit",
        "I want to stop",
        "no more",
        "enough",
        "stop it",
        "déjenme en paz",
    ],
)
def test_some_words_may_be_an_answer(text):
    """Words that ask us to stop and could answer a question as well are told apart."""
    assert opt_out().wants_out(text)
    assert opt_out().may_be_answer(text)


@pytest.mark.parametrize(
    "text", ["stop", "STOP PLEASE", "stop texting me", "take me off the list", "baja", "quit"]
)
def test_a_clear_request_is_no_answer(text):
    """A keyword, and words about the texts, the number or the list, are never taken for an answer."""
    assert opt_out().wants_out(text)
    assert not opt_out().may_be_answer(text)


@pytest.mark.parametrize(
    "text",
    [
        "please don't text me before 9",
        "no reminders on sundays please",
        "stop texting me at work",
        "no more for tonight",
        "stop texting my ex",
        "no me manden mensajes por la noche",
        "no me escribas antes de las nueve",
    ],
)
def test_a_limit_is_not_the_end(text):
    """Hours, days, one evening or another person: something is asked, but not that all texts end."""
    assert not opt_out().wants_out(text)


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
