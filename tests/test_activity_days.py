"""Days of an activity, what they repeat of each other, conditions, lines, blanks, shelves."""

import pytest

from handlers.events import Due
from handlers.filled import filled
from handlers.records import for_therapist
from prompts.library import load_content
from tests.library_stage import Doing
from tests.test_afterwards import clock

ACTIVITIES = load_content().activities


def played(activity: str, channel: str = "telegram", **answers: str) -> Doing:
    """One whole doing of an activity."""
    play = Doing(activity, channel)
    play.opens()
    play.plays(**answers)
    return play


def asked(play: Doing, **answers: str) -> str:
    """Everything said in one more doing."""
    since = len(play.said)
    play.opens()
    play.plays(**answers)
    return "\n".join(one.text for one in play.said[since:])


def test_each_doing_is_the_next_day() -> None:
    """The second day begins with the second doing, whenever that is, and shows only its own steps."""
    play = played("pe-growth")
    assert "Brains keep changing" in play.read
    second = asked(play)
    assert "once found hard" in second
    assert "Brains" not in second


def test_an_activity_made_of_days_begins_anew() -> None:
    """After the fifth of five days comes the first; an activity with steps for every day just goes on."""
    play = played("pe-growth")
    for _ in range(4):
        asked(play)
    assert "Brains keep changing" in asked(play)
    tiny = played("ha-tiny")
    for _ in range(6):
        last = asked(tiny)
    assert "day seven of the first part" in last
    eighth = asked(tiny)
    assert "Did the first part happen" in eighth
    assert "day seven" not in eighth


def test_a_step_from_the_second_day_on_is_not_asked_on_the_first() -> None:
    """What looks back on a day is not asked on the day it is set up."""
    play = played("ha-tiny")
    assert "Did the first part happen" not in play.read
    assert "Did the first part happen" in asked(play)


def test_an_answer_is_repeated_on_later_days() -> None:
    """The client's own sentence comes back, in the words that stand now."""
    play = played("pp-words", sentence="I can take my time")
    assert '"I can take my time" How true' in asked(play, change="I may take my time")
    third = asked(play, change="skip")
    assert '"I may take my time" How true' in third
    assert '"I may take my time" How true' in asked(play)


def test_taking_an_answer_back_takes_it_back_for_later_days() -> None:
    """BACK over a sentence: what later days repeat is what stood before."""
    play = played("pp-words", sentence="First words", change="skip")
    play.opens()
    play.say("5")
    play.say("Second words")
    assert play.item.said["sentence"] == "Second words"
    play.say("back")
    assert play.item.said["sentence"] == "First words"


def test_only_what_is_repeated_is_kept_in_the_assignment() -> None:
    """The store of an assignment holds the few answers its steps name, cut to a few lines."""
    play = played("ha-dots", word="CALM", reward="r" * 900)
    assert set(play.item.said) == {"reward", "today"}
    assert len(play.item.said["reward"]) <= 400
    assert played("cbt-record").item.said == {}


@pytest.mark.parametrize(("activity", "gone"), [("ha-dots", "your reward is there"), ("pp-contract", "sign")])
def test_what_repeats_an_answer_that_was_passed_over_is_passed_over(activity: str, gone: str) -> None:
    """Nothing is quoted that was never said."""
    play = played(activity, reward="skip", will="skip")
    assert gone not in play.read
    assert "{" not in play.read


def test_braces_somebody_types_are_only_braces() -> None:
    """An answer is repeated as typed; it is no placeholder."""
    play = played("pp-words", sentence="I {name} am {goal}")
    assert '"I {name} am {goal}" How true' in play.read


@pytest.mark.parametrize(("choice", "there"), [("Something else", True), ("Breakfast", False)])
def test_a_step_with_a_condition(choice: str, there: bool) -> None:
    """It is asked after the choice it names, and only then."""
    assert ("What will it come right after?" in played("ba-routine", anchor=choice).read) is there


def test_a_condition_is_about_this_doing() -> None:
    """What was chosen yesterday does not count where today the choice was passed over."""
    play = played("ha-intent")
    assert "right after you noticed" in asked(play, came="Once")
    assert "right after you noticed" not in asked(play, came="skip")


def test_one_scale_for_each_line() -> None:
    """Every line of the list is rated, in its words, and kept by its number."""
    play = played("ex-ladder", rungs="the gate, the hall, the shop")
    kept = {e.doc["step"]: e.doc["asked"] for e in play.desk.records if e.kind == "response"}
    assert '"the hall"' in kept["hard/2"]
    assert [key for key in kept if key.startswith("hard/")] == ["hard/1", "hard/2", "hard/3"]
    assert "hardest" not in played("ex-ladder", rungs="skip").read


def test_the_therapists_words_stand_in_the_texts() -> None:
    """A blank reads as the therapist filled it for this client, else as it ships."""
    assert "Did the act you chose happen today?" in played("ha-dots").read
    play = Doing("ha-dots", fill={"act": "a walk after lunch"})
    play.opens()
    assert "Did a walk after lunch happen today?" in "\n".join(one.text for one in play.plays())


def test_a_blank_may_be_the_length_of_a_timer() -> None:
    """Out for as long as the two of them agreed, not for a length of ours."""
    play = Doing("ex-out", fill={"target_min": "12"})
    play.opens()
    before = play.desk.now
    play.say("3")
    assert "The 12 minutes start now" in play.said[-1].text
    assert play.rows("timer")[0] - before == pytest.approx(12 * 60_000, abs=10_000)


def test_a_filling_is_never_read_as_a_placeholder() -> None:
    """Braces in what a therapist typed fall away, so that nothing of the client is put into them."""
    shown = filled(ACTIVITIES["ha-dots"], {"act": "{reward} {therapist}"})
    assert any("Did reward therapist happen today?" in step.text for step in shown.steps)


def test_what_is_kept_on_a_shelf_is_as_private_as_the_answer() -> None:
    """PRIVATE before the words holds for the shelf too; BACK takes both back."""
    play = played("cbt-critic", to_self="PRIVATE you are doing what you can")
    kept = [e.doc for e in play.desk.records if e.kind == "kept"]
    assert [(k["shelf"], k["words"], k["private"]) for k in kept] == [
        ("own_words", "you are doing what you can", True)
    ]


@pytest.mark.parametrize("before", ["PRIVATE ", "private: ", "PRIVATE\n"])
def test_what_hangs_on_a_private_list_is_private(before: str) -> None:
    """Choosing from lines that were kept back, or rating them, shows them to nobody."""
    play = played("ex-ladder", rungs=f"{before}the gate\nthe hall")
    shown = for_therapist(play.desk.person, "ada", play.desk.records)
    assert "gate" not in str([entry.doc for entry in shown])
    assert 'hardest: "the gate"?' in play.read
    assert "PRIVATE" not in "".join(play.said[-1].buttons)


def test_a_choice_moves_the_reminder() -> None:
    """Who wants their sentence in the morning gets it in the morning."""
    play = played("pp-words", when="In the morning")
    assert play.item.at == "09:00"
    assert clock(min(play.rows("cue"))) == "Thu 05 09:00"


@pytest.mark.parametrize("channel", ["telegram", "sms"])
def test_a_sentence_comes_back_as_itself(channel: str) -> None:
    """Once it is written, the sentence is the text that comes, and nothing follows it (CONTENT A-70)."""
    play = played("pp-words", channel, sentence="I can take my time", when="In the morning")
    play.desk.now = min(play.rows("cue"))
    row = next(one for one in play.desk.person.agenda if one.kind == "cue")
    said = play.desk.take(Due(row.kind, row.scope, row.version, row.due_at))
    assert said[0].text.startswith('Sam, your sentence for today: "I can take my time"')
    assert play.rows("followup") == []


def letter(channel: str = "telegram", **answers: str) -> Doing:
    """A letter to oneself, written."""
    words = {"now": "In the middle.", "hope": "That you sleep.", "remember": "The lake."}
    return played("jo-future", channel, **{"reach": "2 april", **words, **answers})


@pytest.mark.parametrize("channel", ["telegram", "sms"])
def test_a_letter_to_oneself_comes_on_its_day(channel: str) -> None:
    """Weeks later, though the assignment has ended: one text with all of it, once."""
    play = letter(channel)
    play.item.state = "ended"
    play.desk.client.discreet = False
    row = next(row for row in play.desk.person.agenda if row.kind == "to_self")
    assert clock(row.due_at) == "Thu 02 09:00"  # ten o'clock of British summer time
    said = play.due("to_self")
    assert len(said) == 1
    assert all(part in said[0].text for part in ("In the middle.", "That you sleep.", "The lake."))
    assert play.desk.take(Due(row.kind, row.scope, row.version, row.due_at)) == []


def test_a_letter_waits_while_the_number_is_in_doubt() -> None:
    """After weeks of silence on a phone nothing is shown before the word, and the letter is not lost."""
    play = letter("sms", reach="1 june")
    assert play.due("to_self") == []
    assert play.desk.client.stage == "unsure"
    assert len(play.desk.client.to_self[0].parts) == 3


def test_without_a_day_no_letter_is_promised() -> None:
    """The words are kept; that they come back is not said."""
    play = letter(reach="skip")
    assert "I'll send it to you then" not in play.read
    assert play.rows("to_self") == []


def test_a_letter_for_today_comes_tomorrow() -> None:
    """What is still being written is not sent in the middle of it."""
    assert clock(letter(reach="today").rows("to_self")[0]) == "Thu 05 10:00"
