"""What the barrier talk offers, what becomes of it, and that it is never an interrogation."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.client.barrier import inner_questions
from handlers.client.barrier_offers import offers
from handlers.talk import Spoken
from prompts.style import Finding, check
from tests.barrier_stage import Stage, assigned, label_list, shown
from tests.barrier_ways import (
    BEFORE_THE_FOLLOW_UP,
    CODES,
    ON_THE_MENU,
    answer_to,
    at,
    content_questions,
    to_the_offers,
)


@pytest.mark.parametrize("code", [c for c in ON_THE_MENU if c not in BEFORE_THE_FOLLOW_UP])
def test_follow_up_then_offers_in_order(code: str) -> None:
    """One follow-up for every code, then the table's offers in its order, the therapist always among them."""
    entry = CODES[code]
    play = at(code)
    assert play.shown().startswith(entry.follow_up.replace("{therapist}", "Ada"))
    play = to_the_offers(play)
    offered = [o.split("_")[0] if o != "NOT_NOW" else o for o in play.codes()]
    listed = list(entry.offers) if "BRING" in entry.offers else [*entry.offers, "BRING"]
    assert offered == (listed if len(listed) > 1 else ["BRING", "NOT_NOW"])
    assert sum(o not in ("BRING", "NOT_NOW") for o in offered) <= 3
    assert play.prompts.count("barrier/follow_up") == 1


def everything() -> Iterator[tuple[str, str]]:
    for code in ON_THE_MENU:
        if code not in BEFORE_THE_FOLLOW_UP:
            for offer in offers(Stage().args, code):
                yield code, offer


@pytest.mark.parametrize(("code", "offer"), list(everything()))
def test_every_offer_leads_to_an_end(code: str, offer: str) -> None:
    """Whatever is taken does what it says and ends the talk with at most four questions."""
    play = to_the_offers(at(code)).reply(offer)
    while play.talk.asked is not None:
        play.reply(answer_to(play))
    assert play.talk.state == "done"
    assert content_questions(play.spoken) <= 4
    wanted = "" if offer == "NOT_NOW" else offer.split("_")[0]
    assert play.client.reports[-1].offer == wanted
    assert (play.client.reports[-1].agenda) == (offer == "BRING")
    assert "15:00, then." in play.shown()


@pytest.mark.parametrize("code", [c for c in CODES if c[0] in "TE"])
def test_fear_is_never_met_with_a_reminder_first(code: str) -> None:
    """A reminder does not solve fear."""
    assert offers(Stage().args, code)[0] != "REMIND"


@pytest.mark.parametrize("code", ["T3", "T10", "P3", "U3", "U5"])
def test_now_runs_the_tiny_version_in_the_same_talk(code: str) -> None:
    """A piece now asks the tiny steps here, and it counts (CONTENT H6)."""
    play = to_the_offers(at(code))
    now = next(o for o in play.codes() if o.startswith("NOW"))
    play.reply(now)
    before = len(play.prompts)
    while play.latest.prompt != "barrier/close":
        play.reply(answer_to(play))
    asked = [one.args.get("step") or one.asked.key for one in play.spoken[before - 1 :] if one.asked]
    steps = ["thought", "belief"] if code == "T3" else ["step/moment#1", "step/thought#1", "step/belief#1"]
    assert asked[: len(steps)] == steps
    assert sum(o.state == "done" for o in play.item.occurrences) == 1
    assert any(o.in_barrier_talk for o in play.item.occurrences)


@pytest.mark.parametrize("code", [c for c in ON_THE_MENU if c not in BEFORE_THE_FOLLOW_UP])
def test_where_avoiding_is_the_problem(code: str) -> None:
    """Nothing slower, nothing smaller and no dropping is offered; the therapist always is (CONTENT H7)."""
    args = Stage(item=assigned("ccc", avoidance_sensitive=True)).args
    listed = offers(args, code)
    assert not {"PACE", "SHRINK", "NOW", "NOW_ROUGH", "NOW_FIRST"} & set(listed)
    assert "BRING" in listed
    assert len(listed) >= 2


def test_doing_it_now_is_the_practice_itself_there() -> None:
    """With the flag a piece now is the full version: nobody asked for less."""
    play = to_the_offers(at("T3", avoidance_sensitive=True)).reply("NOW_PART")
    starts = [do.args["small"] for do in play.done if do.name == "start"]
    assert starts == [False]


def test_smaller_is_not_offered_below_the_smallest() -> None:
    """What is small and once already cannot be made smaller."""
    args = Stage(item=assigned("ccc", small=True, rhythm="once")).args
    assert "SHRINK" not in offers(args, "S1")
    assert "SHRINK" in offers(Stage().args, "S1")


@pytest.mark.parametrize(
    ("code", "asked"),
    [
        ("S1", ("thought", "feeling")),
        ("T5", ("feeling",)),
        ("T3", ()),
        ("E6", ("thought",)),
        ("E7", ()),
        ("P3", ()),
    ],
)
def test_inner_questions_only_where_something_is_open(code: str, asked: tuple[str, ...]) -> None:
    """Thoughts and feelings are asked for size, thoughts and emotions, unless a piece now comes first."""
    assert inner_questions(code, list(CODES[code].offers)) == asked


def test_back_asks_again_and_undoes() -> None:
    """BACK takes the last answer out of play and what it caused with it; a told therapist stays told."""
    play = to_the_offers(at("S1")).reply("SHRINK")
    assert play.item.small
    assert play.back()
    assert (play.latest.prompt, play.item.small) == ("barrier/offer", False)
    play.reply("BRING")
    assert play.bond.agenda != []
    assert play.back()
    assert play.bond.agenda == []
    assert play.client.reports[-1].offer == ""
    while play.latest.prompt != "barrier/check":
        assert play.back()
    assert play.client.reports == []
    told = at("T2").reply("today")
    assert not told.back()


def test_a_rough_line_passed_over_is_not_written() -> None:
    """Skipping the rough line credits nothing and asks nothing more."""
    play = to_the_offers(at("T3")).reply("NOW_ROUGH", None)
    assert play.talk.state == "done"
    assert not any(o.state == "done" for o in play.item.occurrences)


@pytest.mark.parametrize(("choice", "visibility"), [("private", "private"), ("unsure", "shared")])
def test_kept_private_is_kept_private(choice: str, visibility: str) -> None:
    """T11: the piece done now is private either way; all later ones only when the client said so."""
    play = at("T11").reply(choice, "NOW_PRIVATE", "the moment", "the thought", 5, None)
    kept = [e.doc["private"] for e in play.turn.kept if e.kind == "response"]
    assert kept == [True, True, True]
    assert play.item.visibility == visibility


@pytest.mark.parametrize(
    ("point", "asked"),
    [("which belief, mine or theirs?", ["which belief, mine or theirs?"]), (None, ["the last one"])],
)
def test_a_question_shows_the_steps_and_goes_to_the_therapist(point: str | None, asked: list[str]) -> None:
    """CLARIFY: the steps once more; then the open point, or what was written before, becomes a question."""
    play = at("U1").reply("the last one", "CLARIFY", point)
    assert '1. "The moment: what, where, when?"' in play.shown(-3)
    assert [q.words for q in play.client.questions] == asked
    assert [t.what for t in play.turn.tells] == ["question"]


def test_a_question_without_words_is_none() -> None:
    """Nothing written before and nothing now: the steps were shown, no question is made up."""
    play = at("U1").reply(None, "CLARIFY", None)
    assert play.client.questions == []
    assert play.latest.prompt == "barrier/close"


@pytest.mark.parametrize(
    ("words", "rest", "at_time"),
    [("kitchen table, 19:30", (), "19:30"), ("after tea", ("18:15",), "18:15"), (None, (), "20:00")],
)
def test_another_time_in_the_clients_words(words: str | None, rest: tuple[str, ...], at_time: str) -> None:
    """A time in the words is enough; without one it is asked for; skipped, nothing moves."""
    play = at("P2").reply("mornings", "RESCHED", words, *rest)
    assert play.latest.prompt == "barrier/close"
    assert play.item.at == at_time
    assert play.item.plan.moment == (words or "")


@pytest.mark.parametrize(("code", "what"), [("S2", "pace"), ("P9", "support"), ("S3", "form")])
def test_requests_are_the_therapists_to_decide(code: str, what: str) -> None:
    """Slower, company, another form: the therapist is asked, and nothing changes by itself."""
    play = to_the_offers(at(code))
    before = (play.item.small, play.item.at, play.item.rhythm)
    play.reply({"pace": "PACE", "support": "SUPPORT", "form": "SWAP"}[what])
    while play.latest.prompt != "barrier/close":
        play.reply("Jo")
    assert [(t.person, t.what, t.data["what"]) for t in play.turn.tells] == [("ada", "asked_for", what)]
    assert (play.item.small, play.item.at, play.item.rhythm) == before


answers = st.lists(st.integers(0, 9), max_size=25)


@settings(max_examples=120, deadline=None)
@given(picks=answers, sensitive=st.booleans(), private=st.booleans())
def test_never_an_interrogation(picks: list[int], sensitive: bool, private: bool) -> None:
    """Whatever is answered or skipped, at most four questions, texts that fit, and an end."""
    play = Stage(item=assigned("ccc", avoidance_sensitive=sensitive))
    for pick in picks:
        if play.talk.asked is None:
            break
        codes = play.codes()
        value = codes[pick % len(codes)] if codes else answer_to(play)
        if isinstance(value, str) and play.talk.asked.kind == "text":
            value = f"private {value}" if private else value
        play.reply(None if pick == 9 and play.talk.asked.skip else value)
    assert content_questions(play.spoken) <= 4
    for one in play.spoken:
        assert wrong_with(one, "sms") == wrong_with(one, "telegram") == []
        if one.prompt in MUST_OFFER:
            assert {"unsaid", "X0", "BRING", "not_now"} & set(codes_of(one))


def wrong_with(one: Spoken, channel: str) -> list[Finding]:
    """The language rules this message breaks, in the words of this very conversation."""
    text = shown(one, channel).partition("\n1 ")[0]
    labels = [o.label for o in label_list(one.prompt, one.option_codes, channel, dict(one.args))]
    miss = one.prompt in ("barrier/check", "barrier/open")
    said = [str(one.args[name]) for name in ("text", "lines") if name in one.args]
    return check(text, kind=one.says, channel=channel, options=labels, first_after_miss=miss, verbatim=said)


MUST_OFFER = {"barrier/check", "barrier/menu", "barrier/offer", "barrier/open"}


def codes_of(one: Spoken) -> list[str]:
    return [option.code for option in label_list(one.prompt, one.option_codes, "sms", dict(one.args))]
