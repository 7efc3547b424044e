"""Every client command in every state: always an answer, never an exception, never words kept by accident."""

from functools import cache

import pytest

from handlers.client.commands import PLAIN, WITH_SETTING, WITH_WORDS, parse
from handlers.events import Due, Tap, Text
from handlers.talk import live_answers
from handlers.turn import DAY, HOUR
from tests.desk import START, Desk, Said, client

ITEM = {
    "id": "a1",
    "therapist": "ada",
    "activity": "cbt-record",
    "title": "Thought record",
    "rhythm": "3x",
    "at": "19:00",
    "minutes": 8,
}
SETTINGS = {
    "time": "18:30",
    "hours": "10 to 18",
    "place": "dublin",
    "pause": "10d",
    "language": "en",
    "discreet": "on",
    "word": "heron",
    "as": "client",
}
BARE = [*PLAIN, *WITH_WORDS, "time", "pause", "language", "discreet", "word"]
FULL = [
    *(f"{name} {words}" for name, words in SETTINGS.items()),
    *(f"{name} kept it short" for name in WITH_WORDS),
]


def due(desk: Desk, kind: str) -> list[Said]:
    """Take the agenda row of this kind at its time."""
    row = next(r for r in desk.person.agenda if r.kind == kind)
    desk.now = max(desk.now, row.due_at)
    return desk.take(Due(row.kind, row.scope, row.version, row.due_at))


def assigned() -> Desk:
    """A client with one assignment whose delivery was left alone."""
    desk = client()
    desk.told("assign", assignment=ITEM)
    due(desk, "deliver")
    desk.talks = []
    return desk


def started() -> Desk:
    """In the first question of the activity, which takes any words."""
    desk = client()
    desk.told("assign", assignment=ITEM)
    due(desk, "deliver")
    desk.say("1")
    assert desk.asked().kind == "text"
    return desk


def at_scale() -> Desk:
    """In the activity, at a number."""
    desk = started()
    for words in ("at work", "i am useless"):
        desk.say(words)
        row = next((r for r in desk.person.agenda if r.kind == "gather"), None)
        if row is not None:
            due(desk, "gather")
    assert desk.asked().kind == "scale"
    return desk


def cued() -> Desk:
    """At a cue nobody has answered."""
    desk = assigned()
    due(desk, "cue")
    assert desk.open_talk() is not None
    return desk


def paused() -> Desk:
    """Resting."""
    desk = assigned()
    desk.say("pause 10d")
    return desk


def joining() -> Desk:
    """Invited, and at the first question of the welcome."""
    desk = client()
    desk.client.stage = "invited"
    desk.told("invited", **INVITED)
    desk.say("yes")
    return desk


INVITED = {
    "name": "Sam",
    "zone": "Europe/London",
    "channel": "sms",
    "phone": "+447700900001",
    "word": "heron",
    "therapist": "ada",
    "therapist_name": "Ada Okafor",
    "session": None,
}
STATES = {f.__name__: cache(f) for f in (client, assigned, cued, started, at_scale, paused, joining)}


def in_state(name: str) -> Desk:
    """A fresh copy of this state."""
    return STATES[name]().copy()


def told_words(desk: Desk) -> list[str]:
    """The kinds of records that hold a person's words."""
    return [e.kind for e in desk.records if e.doc.get("words")]


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


@pytest.mark.parametrize("command", FULL)
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


def test_done_credits_the_open_occurrence() -> None:
    """DONE on a cue counts that doing once, settles the cue, and asks one thing about it."""
    desk = in_state("cued")
    said = desk.say("done")
    assert said[0].kind == "completion"
    assert "1 of 3" in said[0].text
    assert [t.script for t in desk.talks] == ["done"]
    assert desk.client.assignments[0].occurrences[0].state == "done"
    desk.say("skip")
    assert desk.client.dots == 1


def test_back_after_done_keeps_the_dots() -> None:
    """Dots never decrease, even where a doing is taken back (CONTENT H13)."""
    desk = in_state("cued")
    desk.say("done")
    desk.say("back")
    assert desk.client.dots == 1


def test_skip_on_a_cue_looks_at_what_was_in_the_way_once_a_week() -> None:
    """SKIP on a cue opens the barrier talk at once; on the next cue of that week it is taken as not today."""
    desk = in_state("cued")
    assert desk.say("skip")[0].kind == "barrier"
    desk.say("0")
    desk.talks = []
    desk.now += 2 * DAY
    row = next(r for r in desk.person.agenda if r.kind == "cue")
    desk.now = row.due_at
    desk.take(Due(row.kind, row.scope, row.version, row.due_at))
    assert [one.kind for one in desk.say("skip")] == ["reply"]


def test_a_question_for_the_therapist_says_when_they_meet() -> None:
    """ASK files the question with the therapist and names the meeting."""
    desk = in_state("assigned")
    said = desk.say("ask is one line enough?")
    assert "Tuesday, 15:00" in said[0].text
    assert desk.turn is not None
    assert [(t.what, t.data["number"]) for t in desk.turn.tells] == [("question", 1)]


def test_private_words_stay_private() -> None:
    """PRIVATE keeps the words from the therapist; SEES only counts them."""
    desk = in_state("assigned")
    desk.say("private nobody knows about the letter")
    desk.say("note the week was long")
    said = desk.say("sees")[0].text
    assert "the week was long" in said
    assert "letter" not in said
    assert "One more" in said


def test_a_time_outside_the_hours_moves_and_says_so() -> None:
    """`time 22:00` becomes the nearest moment inside the hours, and the coming days follow it."""
    desk = in_state("assigned")
    assert "20:00" in desk.say("time 22:00")[0].text
    assert {o.planned_at % DAY for o in desk.client.assignments[0].occurrences} == {20 * HOUR}


def test_a_pause_rests_and_resume_ends_it() -> None:
    """During a pause nothing unasked is due; RESUME plans the days anew."""
    desk = in_state("assigned")
    said = desk.say("pause until 12 march")
    assert "12 March" in said[0].text
    assert {"cue", "letter", "evening"}.isdisjoint(row.kind for row in desk.person.agenda)
    desk.say("resume")
    assert "cue" in {row.kind for row in desk.person.agenda}


def test_another_place_brings_its_time_and_its_numbers() -> None:
    """A place changes the zone, the days planned and whom to call; the therapist hears."""
    desk = in_state("assigned")
    assert "988" in desk.say("place new york")[0].text
    assert desk.person.zone == "America/New_York"
    assert desk.client.region == "US"
    assert desk.turn is not None
    assert [(t.what, t.data["zone"]) for t in desk.turn.tells] == [("hours", "America/New_York")]


def test_only_offered_languages_are_taken() -> None:
    """A language that is not there is answered with those that are."""
    desk = in_state("client")
    assert "English" in desk.say("language xx")[0].text
    assert desk.person.language == "en"


def test_full_texts_need_the_warning() -> None:
    """`discreet off` shows the risk and keeps the consent with its wording; `discreet on` is immediate."""
    desk = in_state("client")
    kinds, neutral = [], []
    for text in ("discreet on", "discreet off", "full texts"):
        kinds.append(desk.say(text)[0].kind)
        neutral.append(desk.client.discreet)
    assert (kinds, neutral) == (["reply", "consent", "reply"], [True, True, False])
    assert desk.client.consents[-1].what == "full_texts"
    assert desk.client.consents[-1].wording


def test_neutral_texts_show_nothing_and_the_first_reply_opens() -> None:
    """A cue in neutral mode names nothing; the first reply opens it and is kept nowhere."""
    desk = in_state("assigned")
    desk.say("discreet on")
    desk.now += HOUR
    said = due(desk, "cue")
    assert [(one.kind, one.text) for one in said] == [
        ("cue", "You have something new to do. Reply when it suits you.")
    ]
    opened = desk.say("1")
    assert "Thought record" in opened[0].text.capitalize() or "thought record" in opened[0].text
    assert [live_answers(t) for t in desk.talks if t.state == "open"] == [[]]
    assert told_words(desk) == []


def test_a_notice_in_neutral_mode_waits_too() -> None:
    """What a therapist's turn says to a discreet client is opened by a reply, like everything else."""
    desk = in_state("assigned")
    desk.say("discreet on")
    desk.say("ask is one line enough?")
    desk.now += HOUR
    desk.told("answer", number=1, answer="Plenty.")
    said = due(desk, "decision")
    assert "Plenty" not in said[0].text
    assert "Plenty" in desk.say("ok")[0].text


def test_the_agreed_word_comes_first_on_a_shared_phone() -> None:
    """With a word set, nothing opens after half an hour until it is sent; commands do not open it either."""
    desk = in_state("assigned")
    desk.say("word heron")
    assert "Thought" in desk.say("todo")[0].text
    desk.now += HOUR
    for text in ("todo", "sees", "/menu", "hello"):
        assert desk.say(text)[0].text.startswith("The agreed word first")
    desk.say("Heron")
    assert "Thought" in desk.say("todo")[0].text


def test_leaving_takes_a_day_and_can_be_undone() -> None:
    """DELETE asks once, rests everything, can be undone for a day, and then lets the address go."""
    desk = in_state("assigned")
    desk.say("delete")
    desk.say("end and erase")
    assert [row.kind for row in desk.person.agenda] == ["left"]
    undone = desk.copy()
    undone.say("resume")
    assert "cue" in {row.kind for row in undone.person.agenda}
    due(desk, "left")
    assert desk.client.stage == "left"
    assert desk.turn is not None
    assert [(b.state, t.what) for b, t in zip(desk.turn.binds, desk.turn.tells, strict=True)] == [
        ("gone", "left")
    ]


def test_several_texts_become_one_note() -> None:
    """Texts that follow while it is asked who may see them join the note."""
    desk = in_state("client")
    desk.say("it was a long day today")
    desk.now -= 3_000
    assert desk.say("and then the bus was late") == []
    assert desk.say("i walked home in the rain")[0].buttons[0] == "Ada may see it"
    desk.say("1")
    assert [e.doc["words"].count("\n") for e in desk.records if e.kind == "journal"] == [2]


def test_a_text_too_long_to_keep_says_so() -> None:
    """Where only the first part could be kept, the person hears it."""
    desk = in_state("client")
    said = desk.take(Text("a long text of words", desk.now, cut=True))
    assert any("first 8,000" in one.text for one in said)


def test_something_set_aside_is_said_with_where_to_turn() -> None:
    """An event that could not be taken three times is owned up to, at any hour."""
    desk = in_state("assigned")
    desk.now = START + 13 * HOUR
    said = desk.told("set_aside")
    assert [one.kind for one in said] == ["error"]
    assert "999" in said[0].text


def test_a_short_recap_is_quoted_inside_the_hours() -> None:
    """A recap at night waits for the morning and is kept for the letter."""
    desk = in_state("assigned")
    desk.now = START + 13 * HOUR
    assert desk.told("recap", therapist="ada", words="One rough line is enough.") == []
    assert desk.client.bonds[0].recap == "One rough line is enough."
    assert '"One rough line is enough."' in due(desk, "decision")[0].text


def test_every_command_is_read_with_and_without_slash() -> None:
    """Each command is recognised in both forms and any case, and Telegram's form with the bot's name."""
    for name in (*PLAIN, *WITH_WORDS, *WITH_SETTING):
        for form in (name, name.upper(), f"/{name}", f"/{name}@interlude_bot"):
            found = parse(form)
            assert found is not None
            assert found.name == name


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
