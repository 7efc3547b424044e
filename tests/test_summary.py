"""The summary: its blocks in order, what it leaves out, and how long it may get (CONTENT E1, C3)."""

import json

import pytest

from handlers.records import for_client, for_therapist
from handlers.therapist.summary_week import week_of
from handlers.turn import DAY
from handlers.week_parts import Flag, Question
from tests.desk_stage import (
    SESSION_AT,
    SUMMARY_AT,
    THURSDAY,
    WEEK_FROM,
    assigned,
    case,
    client,
    empty_week,
    entry,
    hours_before,
    read,
    report,
    response,
    summary,
    walk,
)

SECRET = "nobody may read this"
SAM = [
    response("thought", "im the office idiot"),
    response("belief", 9),
    response("line", "two people texted me after"),
    response("thought", "ill mess up tuesdays call", SUMMARY_AT - DAY, "a1.3"),
    response("belief", 7, SUMMARY_AT - DAY, "a1.3"),
]
SAM[2].doc["asked"] = "noticed"


def sam_on_tuesday(**more):
    """WEEK's Sam: two of three, the second one during Monday's talk."""
    item = assigned("dcd", small=True, explored_at=SUMMARY_AT - DAY)
    item.occurrences[2].done_at, item.occurrences[2].in_barrier_talk = SUMMARY_AT - DAY, True
    told = report("T3", follow_up="one line. no full sentences", offer="NOW")
    person = client(item, reports=[told], confidence=[[WEEK_FROM + 1, "a1", 6]], **more)
    assert person.client is not None
    person.client.bonds[0].agenda_asked = True
    return person


def test_sams_week_reads_as_it_should():
    """Short, in order, nothing claimed that was not asked or said."""
    assert read(sam_on_tuesday(), *SAM).split("\n") == [
        "Sam · week 1 · today 15:00",
        'Noticed, Sam\'s words (Thu): "two people texted me after" · no win named yet: ask for one',
        "Thought record, small version: 2 of 3 · belief 9 (Thu), 7 (Mon), different thoughts"
        " · one of them during Monday's talk",
        "In the way: \"I won't do it right\" · a rough version, in Sam's words: "
        '"one line. no full sentences"',
        "Confidence before: 6 · agenda: asked, nothing added",
        "The third could be done together, rough. What got in the way is recorded; "
        "whether something new fits is yours to judge.",
        "",
        "Put together automatically from what Sam sent.",
    ]


def test_the_blocks_keep_their_order():
    """Needs you, wins, done, in the way, before and now, the session, the next step, the footer."""
    item = assigned("dpc")
    person = client(
        item,
        walk(states="dc", optional=True),
        wins=[[THURSDAY, "rang my sister"]],
        reports=[report("P3", follow_up="kids ill", offer="SHRINK")],
        confidence=[[THURSDAY - 1, "a1", 4], [THURSDAY, "a1", 6]],
        questions=[Question(1, "do i write it even if silly?", hours_before(97))],
        flags=[Flag("f", 1, THURSDAY, "words")],
        held=True,
    )
    assert person.client is not None
    person.client.bonds[0].agenda = ["the sister call"]
    text = read(
        person, entry("kept_back", words=SECRET, private=True), of=case(do_together=["Thought record"])
    )
    marks = ["Needs you: one flag open", "Asked four days ago, waiting", 'Wins: "rang my sister" (Thu)']
    marks += ["Thought record: 1 of 3, 1 in part", "Ten minutes outside, optional: 1 done, not counted"]
    marks += ["In the way:", '"kids ill" · took: smaller version', "Confidence 4 → 6"]
    marks += [
        'from Sam: "the sister call" · to do together: Thought record',
        "could be done together",
        "Kept private: 1",
    ]
    places = [text.find(mark) for mark in marks]
    assert -1 not in places, marks[places.index(-1)]
    assert places == sorted(places)


def test_empty_blocks_are_left_out():
    """With nothing running and nothing said there is a win to ask for, and no line about the rest."""
    assert read(client()).split("\n") == [
        "Sam · week 1 · today 15:00",
        "No win named yet: ask for one first",
        "Nothing was running this week.",
        "",
        "Put together automatically from what Sam sent.",
    ]


def test_what_was_never_cued_is_not_called_missed():
    """Nothing cued, nothing missed; one cued and done leaves nothing to explain."""
    assert "Nothing was cued, so nothing counts as missed." in read(client(assigned("uuu")))
    text = read(client(assigned("duu")))
    assert "1 of 3, 2 never cued" in text
    assert "What was in the way" not in text


def test_nothing_done_is_never_called_agreed_and_done():
    """One never cued beside one missed: the missed one is what is left; the optional alone is not counted."""
    fresh = walk(states="u")
    missed = read(client(fresh, assigned("cuu")))
    assert "What was agreed happened" not in missed
    assert "What is left could be done together. What was in the way hasn't been looked at yet" in missed
    optional = read(client(walk(states="cc", optional=True)))
    assert "What was agreed happened" not in optional
    assert "Only optional items ran, so nothing counts as missed." in optional


def test_what_is_looked_at_in_the_room_claims_no_reason():
    """Begun and noted for the room: no third one, and nothing recorded that was not said."""
    text = read(client(assigned("pnn", explored_at=THURSDAY)))
    assert "0 of 3, 1 in part" in text
    assert "The third" not in text
    assert "recorded" not in text
    assert "It has its place in the room; whether something new fits is yours to judge." in text


def test_an_unexplored_miss_is_named_before_anything_new():
    """The next-step guard: not looked at yet."""
    assert "hasn't been looked at yet" in read(client(assigned("dcc")))


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ({"goals": True}, "whether the goal is wanted enough"),
        ({"news": True}, "New ideas after an unexplored miss, last six weeks: 1."),
        ({"review": True}, "Not reviewed twice: clients stop when it isn't reviewed."),
        ({"confidence": True}, "Confidence is 4 with the full version"),
        ({"importance": 3}, "Importance is 3: another target may be worth asking about."),
        ({"importance": 8}, "Importance is 8, and less than half was done: ask what Sam thinks would help."),
        ({"pattern": True}, "In four weeks: 'I won't do it right' ×2, one task only"),
        ({"silent": True}, "no word for 9 days"),
        ({"learned": True}, 'learned, in Sam\'s words: "rough is enough"'),
        ({"rested": True}, "resting until"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else None,
)
def test_each_insight_has_its_line(more, line):
    """What an insight finds is said in one line, and is absent otherwise."""
    person = client(assigned("ccc", weeks=[empty_week(WEEK_FROM)] if "goals" in more else []))
    assert person.client is not None
    own, records = case(), []
    if "news" in more:
        own.guard_news = [SUMMARY_AT]
    if "review" in more:
        own.discussed = [[1, "no"], [2, "no"]]
    if "confidence" in more:
        person.client.confidence = [[THURSDAY, "a1", 4]]
    if "importance" in more:
        person.client.importance = [[THURSDAY, "a1", more["importance"]]]
    if "pattern" in more:
        person.client.reports = [report("T3"), report("T3", SUMMARY_AT - 20 * DAY)]
    if "silent" in more:
        person.client.last_reply_at = hours_before(24 * 9)
    if "learned" in more:
        records.append(response("post/learned", "rough is enough"))
    if "rested" in more:
        person.client.paused_until = SUMMARY_AT + DAY
    assert line in read(person, *records, of=own)
    assert line not in read(client(assigned("ccc")))


PRIVATE = [
    response("thought", SECRET),
    response("belief", 9),
    response("line", SECRET),
    response("post/learned", SECRET),
    entry("journal", words=SECRET, private=True),
    entry("kept_back", words=SECRET, about="win", private=True),
]


@pytest.mark.parametrize("visibility", ["private", "ask", "shared"])
def test_private_words_never_reach_the_summary(visibility):
    """Marked private, in a private item, or not yet decided on: counted, and nowhere readable."""
    for one in PRIVATE:
        one.doc["private"] = visibility != "ask" or one.kind != "response"
    person = client(assigned("dcc", visibility=visibility))
    data = summary(person, *PRIVATE)
    assert SECRET not in json.dumps(data)
    assert data["private"] == 3
    assert "Kept private: 3." in read(person, *PRIVATE)


def test_an_item_is_shared_once_the_client_has_said_so():
    """`ask`: the words are readable after Share, not after "only that it happened"."""
    person = client(assigned("dcc", visibility="ask"))
    said = response("post/learned", "rough is enough")
    for share, readable in (("share", True), ("summary", False), ("private", False)):
        decided = entry("sharing", assignment="a1", occurrence="a1.1", share=share)
        assert ("rough is enough" in read(person, said, decided)) is readable


def test_what_was_taken_back_is_gone():
    """An answer undone by BACK is not in the summary."""
    said = response("post/learned", "rough is enough")
    assert "rough is enough" not in read(client(assigned("dcc")), said, entry("withdrawn", record=said.id))


def test_another_therapists_work_stays_theirs():
    """With two therapists each reads their own assignments, and the first one the rest."""
    person = client(assigned("dcc"))
    assert person.client is not None
    records = [response("thought", SECRET), entry("journal", words="shared", private=False)]
    assert for_therapist(person, "ben", records) == ()
    assert [e.doc["words"] for e in for_therapist(person, "ada", records)] == [SECRET, "shared"]


def test_a_therapists_note_is_never_the_clients():
    """What a therapist noted is theirs: neither the client's own turn nor another therapist sees it."""
    note = entry("therapist_note", words=SECRET, therapist="ada")
    assert for_client([note]) == ()
    assert for_therapist(client(), "ada", [note]) == (note,)
    assert for_therapist(client(), "ben", [note]) == ()


def test_the_fullest_week_fits_a_telegram_message():
    """However much there is, the text stays under 3,500 characters."""
    words = "wonderfully long words about everything " * 20
    items = [assigned("dpc", id=f"a{n}", title=words) for n in range(1, 9)]
    records = [
        response(step, words if text else 7, THURSDAY + n, f"a{n}.1")
        for n in range(1, 9)
        for step, text in (("thought", True), ("belief", False), ("feeling", False), ("against", True))
    ]
    records += [response(f"post/{name}", 7) for name in ("helpful", "difficulty", "engagement")]
    records += [response("post/learned", words)]
    for n, one in enumerate(records):
        one.doc["assignment"] = f"a{1 + n % 8}"
    person = client(
        *items,
        wins=[[THURSDAY, words]] * 9,
        reports=[
            report("S2", item=f"a{n}", own_words=words, follow_up="7", inner=[words] * 3) for n in range(1, 9)
        ],
        questions=[Question(n, words, hours_before(99), about=words) for n in range(9)],
        flags=[Flag("f", 1, THURSDAY, "words")] * 3,
        held=True,
        paused_until=SUMMARY_AT + DAY,
        dots=99,
    )
    assert person.client is not None
    person.client.bonds[0].agenda = [words] * 9
    text = read(
        person, *records, of=case(discussed=[[1, "no"]] * 2, guard_news=[SUMMARY_AT], do_together=[words] * 9)
    )
    assert 2000 < len(text) <= 3500


def test_the_sms_form_holds_counts_and_no_content():
    """On SMS nothing the client wrote and no title, at most three parts with the choices."""
    person = sam_on_tuesday(wins=[[THURSDAY, "rang my sister"]])
    text = read(person, *SAM, channel="sms")
    assert text.startswith("Sam, week 1, today 15:00. 2 of 3 done. Wins 1, in the way 1, questions 0")
    assert not any(word in text for word in ("sister", "rough", "Thought", "texted", "right"))
    assert len(text) + 70 <= 459


def test_just_after_the_session_its_week_is_still_the_one_shown():
    """In the room, ten minutes in, the summary still tells of the week that led there."""
    person = sam_on_tuesday()
    assert person.client is not None
    bond = person.client.bonds[0]
    bond.week_from, bond.weeks, bond.agenda_before, bond.agenda = SESSION_AT, 1, ["first this"], []
    found = week_of(person, bond, SAM, SESSION_AT + 600_000)
    assert (found.over, found.until, found.number) == (True, SESSION_AT, 1)
    data = summary(person, *SAM, now=SESSION_AT + 600_000)
    assert (data["met"], data["items"][0]["done"], data["agenda"]) == (True, 2, ["first this"])
    next_day = week_of(person, bond, SAM, SESSION_AT + DAY)
    assert (next_day.over, next_day.number) == (False, 2)
