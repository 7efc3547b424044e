from dataclasses import asdict
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.safety.lines import labelled, matcher, opt_out, read, report
from tests.safety.sets import texts

RISK = ["risk_en.txt", "risk_es.txt", "second_risk_en.txt", "second_risk_es.txt", "third_risk_en.txt"]
NOBODYS = (
    "my friend killed himself last year",
    "My uncle died by suicide when I was ten",
    "I'd rather die than do karaoke",
    "the book is about a girl who wants to kill herself",
    "mi primo se suicidó el año pasado",
    "mi hermana intentó matarse",
)
EVERYDAY = ["everyday_en.txt", "everyday_es.txt", "second_everyday_en.txt", "second_everyday_es.txt"]


def tier(text):
    """The tier of a text, 0 for none."""
    finding = matcher().tier(text)
    return finding.tier if finding else 0


@pytest.mark.parametrize(
    ("name", "least", "least_first"),
    [
        ("risk_en.txt", 0.95, 0.85),
        ("risk_es.txt", 0.95, 0.95),
        ("second_risk_en.txt", 0.65, 0.50),  # the obscurest lines; tuned on after it was read
        ("second_risk_es.txt", 1.0, 1.0),  # what a therapist in Spain found unheard; tuned on
        ("third_risk_en.txt", 0.85, 0.80),  # never tuned on
    ],
)
def test_risk_is_recognised(name, least, least_first):
    """Of the texts that tell of risk, at least this share is recognised, and this share at tier 1."""
    found = [(expected, tier(text)) for expected, text in labelled(name)]
    first = [got == 1 for expected, got in found if expected == 1]
    assert report(f"{name} any tier", sum(got > 0 for _, got in found), len(found)) >= least
    assert report(f"{name} tier 1", sum(first), len(first)) >= least_first


@pytest.mark.parametrize(
    ("name", "least", "least_first"),
    [
        ("risk.en.dev", 0.95, 0.81),
        ("risk.es.dev", 0.98, 0.95),
        ("risk_long.en.dev", 0.95, 0.82),
        ("risk.en.held", 0.96, 0.60),
        ("risk.es.held", 0.97, 0.73),  # two fewer since "que vivo" and "que estoy" alone are heard no more
        ("risk_long.en.held", 0.97, 0.12),
        ("risk.en.fresh", 0.74, 0.67),  # counted only: what to expect of words the lists have not seen
        ("risk.es.fresh", 0.77, 0.73),
        ("risk_long.en.fresh", 0.81, 0.64),
    ],
)
def test_risk_in_others_words_is_recognised_as_often_as_measured(name, least, least_first):
    """On texts by people who had not read the lists, recognition never falls below what was measured."""
    found = [tier(text) for text in texts(f"blind/{name}.txt")]
    assert sum(t > 0 for t in found) >= least * len(found)
    assert sum(t == 1 for t in found) >= least_first * len(found)


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("hard.en.dev", 0.98),
        ("hard.es.dev", 0.98),
        ("hard_long.en.dev", 0.95),
        ("hard.en.held", 0.98),
        ("hard.es.held", 0.98),
        ("hard_long.en.held", 0.87),
        ("hard.en.fresh", 0.93),
        ("hard.es.fresh", 0.91),
        ("hard_long.en.fresh", 0.81),
    ],
)
def test_texts_that_only_look_like_risk_stay_quiet_as_often_as_measured(name, least):
    """Work, grief, films, idioms and practice sheets raise no more flags than were measured."""
    found = [tier(text) for text in texts(f"blind/{name}.txt")]
    assert sum(t == 0 for t in found) >= least * len(found)


@pytest.mark.parametrize(
    ("language", "half", "most"), [("en", "dev", 0), ("es", "dev", 0), ("en", "held", 0), ("es", "held", 0)]
)
def test_everyday_texts_in_others_words_raise_no_more_alarms_than_measured(language, half, most):
    """Of some 4,000 everyday texts by others, no more than were counted are taken for distress."""
    assert sum(tier(text) > 0 for text in texts(f"everyday/written.{language}.{half}.txt")) <= most


HINTS = ("I keep driving past the viaduct", "I've said everything, last message from me")


@pytest.mark.parametrize(
    "text", [*HINTS, ". ".join(HINTS), "I keep driving past the viaduct on my way to the bus"]
)
def test_a_hint_shows_numbers_and_no_more(text):
    """Wide phrases are tier 2: two of them are still no tier 1, and a bus or a job nearby hides none."""
    assert tier(text) == 2


def test_everyday_texts_raise_no_alarm():
    """On everyday replies there are fewer than 5 false alarms in 10,000, of either tier."""
    lines = [line for name in EVERYDAY for line in read(name)]
    alarms = [line for line in lines if tier(line)]
    assert report("false alarms", len(alarms), len(lines)) < 0.0005, alarms


@pytest.mark.parametrize("name", ["everyday_en.txt", "everyday_es.txt"])
def test_long_everyday_texts_raise_hardly_any_alarm(name):
    """Eight everyday replies in one long text stay quiet 99 times in 100: weak cues do not add up."""
    lines, pick = read(name), Random(3)
    texts = [". ".join(pick.sample(lines, 8)) for _ in range(400)]
    assert report(f"{name} in eights", sum(tier(text) > 0 for text in texts), len(texts)) <= 0.01


def test_specificity_on_words_never_tuned_on():
    """On the hardest everyday lines, never tuned on, at least nine in ten stay quiet."""
    lines = read("third_everyday_en.txt")
    quiet = sum(tier(line) == 0 for line in lines)
    assert report("third_everyday_en.txt quiet", quiet, len(lines)) >= 0.90


@pytest.mark.parametrize("text", [text for text in read("lowered.txt") if text not in NOBODYS])
def test_what_is_denied_far_or_past_is_tier_two(text):
    """A denied phrase, somebody else's risk or the writer's past is lowered, never dropped (SAFETY S5)."""
    assert tier(text) == 2


@pytest.mark.parametrize("text", NOBODYS)
def test_what_is_nobodys_risk_today_is_nothing(text):
    """Somebody else's past, a book and a figure of speech are no flag, whatever words they use."""
    assert text in read("lowered.txt")
    assert tier(text) == 0


@pytest.mark.parametrize("name", RISK)
def test_risk_is_never_read_as_opting_out(name):
    """No text that tells of risk is a request to stop texting."""
    assert [text for _, text in labelled(name) if opt_out().wants_out(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "want to (just/really) die",
        "i cant do this anymore i dont want to be here",
        "Stop, I want to end it",
        "I'm going to k*ll myself",
        "killmyself",
        "I don't know, I want to die",
        "why don't I just kill myself",
        "I can't promise I won't hurt myself",
        "No. I want to die",
        "I don't want to die but I can't see a way out, I'm exhausted by everything, nothing helps",
        "quiero morirme",
        "he is going to kill me",
        "wαnt tο dіе",
    ],
)
def test_tier_one_in_spite_of_everything(text):
    """Disguise, a denial of something else, a double denial or the other language hide nothing."""
    assert tier(text) == 1


@pytest.mark.parametrize(
    "text",
    [
        *(
            "what am I here for",
            "What am I even here for?",
            "¿Para qué estoy aquí?",
            "para qué estoy yo aquí",
        ),
        *("what am i here for anyway", "para que estoy aqui, la verdad"),
    ],
)
def test_what_one_is_here_for_is_tier_one_in_either_language(text):
    """It may be asked of the chat; far more often it is asked of being alive, and nobody's is passed over."""
    assert tier(text) == 1


@pytest.mark.parametrize(
    "text",
    [
        *(
            "I don't know what I'm here for",
            "I'm not sure what I'm even here for",
            "I don't know why I'm here",
        ),
        *("no sé para qué estoy aquí", "ya no sé para qué estoy aquí"),
    ],
)
def test_not_knowing_what_one_is_here_for_is_tier_two_in_either_language(text):
    """What is not known rather than asked: the numbers come, and nothing is held."""
    assert tier(text) == 2


@pytest.mark.parametrize(
    "text",
    [
        *("para qué sirve", "¿Para qué sirve esto?", "para qué es esto", "para que veas que estoy aquí"),
        *("what is this for", "por qué lo hago", "de qué sirve esto"),
    ],
)
def test_what_the_work_is_for_is_nothing(text):
    """Asking what an activity is good for is a question about the activity."""
    assert tier(text) == 0


@pytest.mark.parametrize(
    "text",
    [
        *("this deadline is killing me", "dying of laughter", "I could kill for a coffee", "dead tired"),
        *("my phone died", "cut myself shaving", "my gran died", "thought: I'm worthless"),
    ],
)
def test_figures_of_speech_are_nothing(text):
    """Everyday figures of speech, grief and a harsh thought on paper are no alarm."""
    assert tier(text) == 0


@pytest.mark.parametrize("text", ["sos", "SOS!!!", "Crisis.", " emergency ", "🆘", "S.O.S", "auxilio", "988"])
def test_an_sos_word_stands_alone(text):
    """An SOS word that is the whole message is an SOS, in any case and with anything around it."""
    assert matcher().sos(text)


@pytest.mark.parametrize("text", ["", "help me please", "crisis at work today", "sos pasta sauce", "help"])
def test_an_sos_word_inside_a_message_is_not(text):
    """Other messages are no SOS, whatever word they hold."""
    assert not matcher().sos(text)


def test_a_finding_keeps_no_text():
    """What is handed on is a tier, a family and a version, and no word of what was written."""
    finding = matcher().tier("zebra I want to die zebra")
    assert finding is not None
    assert set(asdict(finding)) == {"tier", "kind", "lists"}
    assert "zebra" not in repr(finding)


@given(st.text(max_size=300))
@example("\ud800 I want to die")
@example("\x00")
@example("want " * 4000)
@example("i\u0301\u0327" * 6000)
@settings(max_examples=150, deadline=None)
def test_any_text_can_be_read(text):
    """No text makes the matchers raise, and reading one twice gives the same answer."""
    assert matcher().tier(text) == matcher().tier(text)
    assert matcher().sos(text) in (True, False)
    assert opt_out().wants_out(text) in (True, False)
    assert opt_out().read_carrier(text) in (None, "stop", "help", "start")


@given(
    st.sampled_from(["well, ", "Hi. ", "so ", "12 ", "🙂 "]), st.sampled_from(["", "!", " 🙁", " ok", "..."])
)
@settings(deadline=None)
def test_what_stands_around_a_risk_phrase_does_not_hide_it(before, after):
    """Small talk, numbers and emoji around a plain sentence leave it tier 1."""
    assert tier(f"{before}I want to kill myself{after}") == 1
