"""Every client command in every state: always an answer, never an exception, never words kept by accident."""

import pytest

from handlers.client.commands import PLAIN, WITH_SETTING, WITH_WORDS, WORDS_FIRST, parse
from handlers.events import Tap
from handlers.talk import live_answers
from handlers.turn import DAY, HOUR
from tests.client_states import STATES, due, in_state, told_words

SETTINGS = {
    "time": "18:30",
    "hours": "10 to 18",
    "place": "dublin",
    "pause": "10d",
    "language": "en",
    "discreet": "on",
    "word": "heron",
    "as": "client",
    "low": "day",
    "letters": "off",
    "energy": "on",
    "travel": "tokyo until 20 april",
}
BARE = [
    *(name for name in (*PLAIN, *WITH_WORDS) if name not in WORDS_FIRST),
    *("time", "pause", "language", "discreet", "word"),
]
WHOLE = [f"{name} {words}" for name, words in SETTINGS.items()]
WORDED = [f"{name} kept it short" for name in WITH_WORDS]
FULL = [*WHOLE, *WORDED]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("form", ["{}", "/{}", "/{}@interlude_bot", "{}."])
@pytest.mark.parametrize("command", BARE)
def test_a_bare_command_is_answered_and_keeps_nothing(command: str, form: str, state: str) -> None:
    """A bare command, in both forms and any case, is answered in every state and keeps no words."""
    desk = in_state(state)
    before = told_words(desk)
    for text in (form.format(command), form.format(command.upper())):
        attempt = desk.copy()
        assert attempt.say(text), text
        assert told_words(attempt) == before


@pytest.mark.parametrize("state", ["client", "assigned", "cued", "at_scale", "paused"])
@pytest.mark.parametrize("command", FULL)
def test_a_whole_command_is_carried_out_where_no_words_are_asked_for(command: str, state: str) -> None:
    """With its words a command works at once, except where any words are the answer."""
    desk = in_state(state)
    talk = desk.open_talk()
    answers = len(live_answers(talk)) if talk else 0
    assert desk.say(command)
    same = next((t for t in desk.talks if talk and t.id == talk.id), None)
    assert same is None or len(live_answers(same)) == answers


@pytest.mark.parametrize("command", WORDED)
def test_words_after_a_command_belong_to_an_open_text_answer(command: str) -> None:
    """In an open text question a command with words after it is the answer, and the slash form is not."""
    plain, slash = in_state("started"), in_state("started")
    plain.say(command)
    row = next((r for r in plain.person.agenda if r.kind == "gather"), None)
    if row is not None:
        due(plain, "gather")
    assert "response" in told_words(plain)
    assert slash.say("/" + command)
    assert "response" not in told_words(slash)


@pytest.mark.parametrize("command", WHOLE)
def test_a_whole_setting_in_a_text_question_is_asked_about_once(command: str) -> None:
    """PAUSE 10D is more likely a wish than an answer: it is asked, and either way it is done."""
    answer, wish = in_state("started"), in_state("started")
    for desk in (answer, wish):
        assert desk.say(command)[0].buttons == ["My answer", "The command"]
        assert told_words(desk) == []
    answer.say("my answer")
    assert [e.doc["words"] for e in answer.records if e.kind == "response"] == [command]
    wish.say("the command")
    assert "response" not in told_words(wish)


def test_a_rest_asked_for_in_a_text_question_is_taken() -> None:
    """The rest begins, and what was written before it is kept as the answer it is."""
    desk = in_state("started")
    desk.say("the meeting at nine")
    desk.say("pause 10d")
    assert not any(row.kind == "gather" for row in desk.person.agenda)
    desk.say("the command")
    assert desk.client.paused_until
    assert [e.doc["words"] for e in desk.records if e.kind == "response"] == ["the meeting at nine"]


@pytest.mark.parametrize("command", [one for one in WORDED if not one.startswith("private")])
def test_words_after_a_command_at_a_question_of_hours_ago_are_no_answer_to_it(command: str) -> None:
    """Hours after a question WIN with words is not swallowed by it, nor held back by another question."""
    desk = in_state("started")
    desk.now += 20 * HOUR
    assert desk.say(command)[0].buttons != ["My answer", "The command"]
    assert "response" not in told_words(desk)


def test_a_win_at_a_question_of_yesterday_stays_a_win() -> None:
    """WIN I RANG MY SISTER a day after a question is the win it says it is."""
    desk = in_state("started")
    desk.now += DAY
    desk.say("win i rang my sister")
    assert [words for _, words in desk.client.wins] == ["i rang my sister"]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("text", [*"sos help stop back skip yes 7 🙂".split(), "why are we here", "x" * 3000])
def test_anything_else_is_answered_too(text: str, state: str) -> None:
    """No text leaves a person without a reply, in any state (a long answer may first be gathered)."""
    desk = in_state(state)
    said = desk.say(text)
    gathering = any(r.kind == "gather" for r in desk.person.agenda)
    assert said or gathering


def test_a_frozen_phone_says_nothing() -> None:
    """After WRONG nothing is shown, whatever is sent; the therapist hears, and distress is still answered."""
    desk = in_state("assigned")
    assert [one.kind for one in desk.say("wrong")] == ["reply"]
    assert desk.turn is not None
    assert [(t.person, t.what) for t in desk.turn.tells] == [("ada", "frozen")]
    for text in (*BARE, *FULL, "hello", "/menu", "/nonsense"):
        assert desk.say(text) == []
    assert [row.kind for row in desk.person.agenda] == []
    assert desk.say("i want to die")[0].kind == "safety"


def test_a_bare_word_in_a_text_question_is_asked_about_once() -> None:
    """LATER alone may be an answer: it is asked, and either way nothing is lost."""
    for reply, kept in (("my answer", 1), ("the command", 0)):
        desk = in_state("started")
        asked = desk.say("later")
        assert asked[0].buttons == ["My answer", "The command"]
        desk.say(reply)
        assert told_words(desk).count("response") == kept


@pytest.mark.parametrize("word", sorted(WORDS_FIRST))
def test_an_everyday_word_is_the_answer_where_words_are_asked_for(word: str) -> None:
    """LOW in an open text question is an answer; with a slash, and where nothing is asked, the command."""
    desk = in_state("started")
    desk.say(word)
    row = next((r for r in desk.person.agenda if r.kind == "gather"), None)
    if row is not None:
        due(desk, "gather")
    assert [e.doc["words"] for e in desk.records if e.kind == "response"] == [word]
    slashed = in_state("started")
    assert slashed.say(f"/{word}")
    assert told_words(slashed) == []


def test_done_closes_a_gathered_answer() -> None:
    """DONE alone ends an answer that came in several texts, and is no part of it."""
    desk = in_state("client")
    desk.say("note")
    desk.say("first line")
    desk.say("second line")
    desk.say("done")
    desk.say("only me")
    assert [e.doc["words"] for e in desk.records if e.kind == "journal"] == ["first line\nsecond line"]


def test_a_label_is_an_answer_and_no_command() -> None:
    """LATER on a cue chooses Later there."""
    desk = in_state("cued")
    assert "Tomorrow" in desk.say("later")[0].text
    assert [t.script for t in desk.talks if t.state == "open"] == ["cue"]


@pytest.mark.parametrize(("typed", "meant"), [("/tood", "/todo"), ("/mneu", "/menu"), ("/pase 3d", "/pause")])
def test_a_misspelt_slash_command_names_the_nearest(typed: str, meant: str) -> None:
    """A slash command that is none is answered with the one it resembles."""
    assert meant in in_state("client").say(typed)[0].text


@pytest.mark.parametrize(
    "text", ["how are you", "back in a bit", "done with him", "time flies", "pause for thought"]
)
def test_a_sentence_is_no_command(text: str) -> None:
    """A sentence that begins like a command is a note, and is asked about."""
    assert [one.kind for one in in_state("client").say(text)] == ["journal"]


def test_every_command_is_read_with_and_without_slash() -> None:
    """Each command is recognised in both forms and any case, and Telegram's form with the bot's name."""
    for name in (*PLAIN, *WITH_WORDS, *WITH_SETTING):
        for form in (name, name.upper(), f"/{name}", f"/{name}@interlude_bot"):
            found = parse(form)
            assert found is not None
            assert found.name == name


@pytest.mark.parametrize("command", ["menu", "todo"])
def test_a_list_gives_way_to_the_same_list(command: str) -> None:
    """However often a list is asked for, one is kept; one that something was picked from stays."""
    desk = in_state("assigned")
    for _ in range(5):
        assert desk.say(command)
        assert [t.script for t in desk.talks].count(command) == 1
    desk.say("1")
    picked = [t.id for t in desk.talks if t.script == command]
    desk.say(command)
    assert {*picked} <= {t.id for t in desk.talks}


def test_a_tap_in_the_menu_does_what_it_says() -> None:
    """Each option of the menu is a command."""
    desk = in_state("assigned")
    desk.say("menu")
    talk = desk.open_talk()
    assert talk is not None
    assert talk.asked is not None
    for n in range(len(talk.asked.options)):
        attempt = desk.copy()
        assert attempt.take(Tap(talk.id, talk.asked.turn, n, attempt.now))
