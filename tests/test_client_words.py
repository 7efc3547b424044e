"""What a client's commands do, one by one, and what reaches them between meetings."""

from handlers.events import Due, Text
from handlers.talk import live_answers
from handlers.turn import DAY, HOUR
from tests.client_states import due, in_state, told_words
from tests.desk import START


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


def test_the_agreed_word_brings_back_the_open_question() -> None:
    """What was being asked when content closed is asked again once the word has come."""
    desk = in_state("started")
    desk.say("/word heron")
    desk.now += HOUR
    desk.say("i froze")
    assert desk.say("heron")[0].kind == "step"
    assert told_words(desk) == []


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
