"""The talk engine: replay, effects once, BACK, bars, changed scripts, bounds."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.talk import (
    STEPS_PER_WALK,
    Ask,
    Ctx,
    Do,
    Say,
    Script,
    Talk,
    TalkBroken,
    answer,
    live_answers,
    step_back,
    walk,
)


class Desk:
    """Performs a script's `Do`s for a test and remembers them."""

    def __init__(self, undo: str = "") -> None:
        self.done: list[str] = []
        self.undone: list[tuple[str, Any]] = []
        self.undo = undo

    def perform(self, do: Do) -> tuple[Any, str]:
        self.done.append(do.name)
        return len(self.done), self.undo

    def take_back(self, name: str, result: Any) -> None:
        self.undone.append((name, result))


def two_questions(ctx: Ctx) -> Script:
    yield Say("hello", "reply")
    first = yield Ask("first", "text", "step")
    kept = yield Do("keep", {"words": first.value})
    second = yield Ask("second", "text", "step", {"kept": kept})
    yield Say("bye", "reply", {"first": first.value, "second": second.value, "kept": kept})


def looping(ctx: Ctx) -> Script:
    while True:
        reply = yield Ask("again", "choice", "step", {}, ("yes", "no"))
        if reply.value == "no":
            return


def endless(ctx: Ctx) -> Script:
    while True:
        yield Say("echo", "reply")


SCRIPTS = {"two": two_questions, "loop": looping, "endless": endless}


def fresh(script: str = "two") -> Talk:
    return Talk("t1", script, {}, 0, 0)


def saved(talk: Talk) -> Talk:
    """The talk as the store would give it back."""
    return msgspec.json.decode(msgspec.json.encode(talk), type=Talk)


def prompts(talk: Talk, desk: Desk, now: int = 0) -> list[str]:
    return [spoken.prompt for spoken in walk(talk, SCRIPTS, desk.perform, now)]


def test_a_talk_stops_at_its_first_question_and_goes_on_after_the_answer() -> None:
    """What is said before a question is said once, and the script rests until the answer is there."""
    talk, desk = fresh(), Desk()
    assert prompts(talk, desk) == ["hello", "first"]
    answer(talk, "one", "one", 1)
    assert prompts(talk, desk, 1) == ["second"]
    answer(talk, "two", "two", 2)
    assert prompts(talk, desk, 2) == ["bye"]
    assert talk.state == "done"
    assert desk.done == ["keep"]


def test_a_talk_read_back_from_the_store_goes_on_where_it_was() -> None:
    """Saving and re-reading between every two answers changes nothing that is said or done."""
    talk, desk = fresh(), Desk()
    said = prompts(talk, desk)
    for words in ("one", "two"):
        talk = saved(talk)
        answer(talk, words, words, 1)
        talk = saved(talk)
        said += prompts(talk, desk)
    assert said == ["hello", "first", "second", "bye"]
    assert desk.done == ["keep"]


def test_the_result_of_a_change_is_replayed_not_computed_again() -> None:
    """A later walk sees the result the change had when it happened."""
    talk, desk = fresh(), Desk()
    prompts(talk, desk)
    answer(talk, "one", "one", 1)
    prompts(talk, desk)
    desk.done += ["something", "else"]
    answer(talk, "two", "two", 2)
    spoken = walk(talk, SCRIPTS, desk.perform, 2)
    assert spoken[-1].args["kept"] == 1


def test_the_same_question_again_keeps_its_buttons() -> None:
    """Walking without a new answer asks the same question under the same turn number."""
    talk, desk = fresh(), Desk()
    prompts(talk, desk)
    before = talk.asked.turn if talk.asked else 0
    assert prompts(talk, desk) == ["first"]
    assert talk.asked is not None
    assert talk.asked.turn == before


def test_loops_ask_under_keys_of_their_own() -> None:
    """A question asked in a loop is a new question each time round."""
    talk, desk = fresh("loop"), Desk()
    keys = []
    for value in ("yes", "yes", "no"):
        prompts(talk, desk)
        assert talk.asked is not None
        keys.append(talk.asked.key)
        answer(talk, value, value, 0)
    prompts(talk, desk)
    assert keys == ["again#1", "again#2", "again#3"]
    assert talk.state == "done"


def test_back_asks_the_last_question_again_and_undoes_what_it_caused() -> None:
    """BACK takes the latest answer out of play and runs the named inverse with the saved result."""
    talk, desk = fresh(), Desk(undo="unkeep")
    prompts(talk, desk)
    answer(talk, "one", "one", 1)
    prompts(talk, desk)
    assert step_back(talk, desk.take_back, 2)
    assert desk.undone == [("unkeep", 1)]
    assert prompts(talk, desk) == ["first"]
    assert live_answers(talk) == []
    answer(talk, "other", "other", 3)
    assert prompts(talk, desk) == ["second"]
    assert desk.done == ["keep", "keep"]


def test_back_does_not_pass_a_bar() -> None:
    """An effect that cannot be undone stands, and the answer before it stays."""
    talk, desk = fresh(), Desk(undo="bar")
    prompts(talk, desk)
    answer(talk, "one", "one", 1)
    prompts(talk, desk)
    assert not step_back(talk, desk.take_back, 2)
    assert [a.value for a in live_answers(talk)] == ["one"]


def test_back_before_any_answer_does_nothing() -> None:
    """There is nothing to take back at the first question."""
    talk, desk = fresh(), Desk()
    prompts(talk, desk)
    assert not step_back(talk, desk.take_back, 1)


def test_a_script_whose_shape_changed_keeps_the_answers_that_still_match() -> None:
    """After a release with a new first question, old answers count and the new question is asked."""
    talk, desk = fresh(), Desk()
    prompts(talk, desk)
    answer(talk, "one", "one", 1)
    prompts(talk, desk)

    def changed(ctx: Ctx) -> Script:
        first = yield Ask("first", "text", "step")
        extra = yield Ask("extra", "text", "step")
        yield Ask("second", "text", "step", {"both": first.value + extra.value})

    spoken = walk(talk, {"two": changed}, desk.perform, 2)
    assert [s.prompt for s in spoken] == ["extra"]
    answer(talk, "x", "x", 3)
    spoken = walk(talk, {"two": changed}, desk.perform, 3)
    assert spoken[-1].args["both"] == "onex"


def test_a_script_without_rest_is_stopped() -> None:
    """A script that never asks is broken and says so instead of running on."""
    with pytest.raises(TalkBroken):
        walk(fresh("endless"), SCRIPTS, Desk().perform, 0)
    assert STEPS_PER_WALK < 10_000


def test_a_timer_question_remembers_when_it_is_over() -> None:
    """The end of a timer is saved with the question, as an instant."""

    def timed(ctx: Ctx) -> Script:
        yield Ask("wait", "timer", "step", minutes=2.5)

    talk = fresh()
    walk(talk, {"two": timed}, Desk().perform, 1_000)
    assert talk.timer_until == 151_000


@given(st.lists(st.sampled_from(["answer", "back", "save"]), max_size=30))
def test_any_order_of_answers_and_backs_ends_in_a_question_or_done(moves: list[str]) -> None:
    """Whatever a person does, a talk is either waiting with a question or done, and replays the same."""
    talk, desk = fresh(), Desk(undo="unkeep")
    prompts(talk, desk)
    for move in moves:
        if move == "save":
            talk = saved(talk)
        elif move == "back":
            step_back(talk, desk.take_back, 0)
            prompts(talk, desk)
        elif talk.asked is not None:
            answer(talk, "x", "x", 0)
            prompts(talk, desk)
        assert (talk.state == "done") == (talk.asked is None)
        replayed = saved(talk)
        again = Desk(undo="unkeep")
        walk(replayed, SCRIPTS, again.perform, 0)
        assert again.done == []
        assert replayed.asked == talk.asked
