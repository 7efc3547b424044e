"""Each insight on a constructed week: what it counts, and what it must not."""

from datetime import date

import pytest

from handlers.therapist import insights, insights_pattern
from handlers.times import instant
from handlers.turn import DAY
from handlers.week_parts import Question
from tests.barrier_stage import house
from tests.desk_stage import (
    SUMMARY_AT,
    THURSDAY,
    WEEK_FROM,
    ZONE,
    assigned,
    case,
    client,
    done_at,
    empty_week,
    entry,
    hours_before,
    read,
    report,
    response,
    walk,
    week,
)


@pytest.mark.parametrize(
    ("states", "done", "part", "never_cued", "missed"),
    [
        ("ddc", 2, 0, 0, 1),
        ("dpc", 1, 1, 0, 1),
        ("duu", 1, 0, 2, 0),
        ("ccc", 0, 0, 0, 3),
        ("dddd", 4, 0, 0, 0),
    ],
)
def test_quantity(states, done, part, never_cued, missed):
    """I-1: partial doing stands apart, and what was never cued is not missed."""
    much = insights.quantity(week(client(assigned(states))), assigned(states))
    assert (much.done, much.part, much.never_cued, much.missed) == (done, part, never_cued, missed)
    assert much.of == max(3, len(states))


def test_quantity_knows_what_is_still_to_come():
    """I-1: an occurrence whose time lies ahead is neither missed nor never cued."""
    much = insights.quantity(week(client(assigned("dn")), now=THURSDAY + DAY), assigned("dn"))
    assert (much.done, much.ahead, much.missed) == (1, 1, 0)


def test_optional_is_never_counted():
    """I-1: an optional item neither lowers nor raises the share, and half a doing counts half."""
    both = client(assigned("dpc"), walk(states="ccc", optional=True))
    assert insights.adherence(week(both)) == pytest.approx(0.5)
    assert insights.adherence(week(client(walk(states="ccc", optional=True)))) is None


def test_quality_stands_apart():
    """I-2: ratings are those given, the therapist's only of this week, and words are never counted."""
    records = [response("post/helpful", 7), response("post/difficulty", 5), response("moment", "long " * 99)]
    one = case(quality=[[WEEK_FROM - DAY, 4, "a1"], [SUMMARY_AT, 3, "a1"]])
    well = insights.quality(week(client(assigned("dcc")), *records), assigned("dcc"), one)
    assert (well.helpful, well.difficulty, well.engagement, well.therapist) == ((7,), (5,), (), 3)


def test_a_rating_belongs_to_the_week_and_the_item_that_was_read():
    """I-2: a rating of the week before is not of this one, one about another item not of this one."""
    given = case(quality=[[WEEK_FROM - 1, 1, "a1"], [SUMMARY_AT - 1, 2, "a2"], [SUMMARY_AT - 1, 4, ""]])
    person = week(client(assigned("dcc"), walk(states="dcc")))
    assert insights.quality(person, assigned("dcc"), given).therapist is None
    assert insights.quality(person, walk(states="dcc"), given).therapist == 2
    assert insights.of_the_week(person, given) == 4
    assert insights.of_the_week(person, case(quality=[[WEEK_FROM - 1, 1, ""]])) is None


def test_one_rating_of_several_items_stands_once():
    """I-2: it is the item's where only one was begun, and else the week's, on a line of its own."""
    given = case(quality=[[SUMMARY_AT - 1, 3, ""]])
    both = read(client(assigned("dcc"), walk(states="dcc")), of=given)
    assert both.count("our rating") == 1
    assert "Your rating of this week: 3 of 4" in both
    assert insights.rated_item(week(client(assigned("dcc"), walk(states="dcc")))) == ""
    assert insights.rated_item(week(client(assigned("pcc"), walk(states="ccc")))) == "a1"


def test_when_it_works():
    """I-3: three doings in one part of the day show it, two do not."""
    item = assigned("", occurrences=done_at([(5, "20:10"), (6, "21:00"), (8, "19:30")]))
    found = insights.when(week(client(item)), item)
    assert (found.band, found.weekday_at, found.last_evening) == ("evening", 0, False)
    item.occurrences = done_at([(5, "20:10"), (6, "21:00")])
    assert insights.when(week(client(item)), item).band == ""


def test_all_on_the_last_evening():
    """I-3: everything done on the evening before the session is named, over several weeks or one."""
    item = assigned("", occurrences=done_at([(9, "18:30"), (9, "21:00")]))
    assert insights.when(week(client(item)), item).last_evening
    item.occurrences = done_at([(8, "21:00"), (9, "21:00")])
    assert not insights.when(week(client(item)), item).last_evening


def test_the_day_it_works_on_and_how_long_it_took_to_begin():
    """I-3: the same weekday three times, and whole days from delivery to the first doing."""
    tuesdays = [17, 24, 31]
    item = assigned("", occurrences=done_at([(day, "12:00") for day in tuesdays]))
    later = instant(date(2026, 4, 1), "12:00", ZONE)
    found = insights.when(week(client(item), now=later), item)
    assert found.weekday_at == item.occurrences[-1].done_at
    assert found.days_to_begin == 13


def test_what_helped():
    """I-4: the client's own choices, most often first; private ones are not counted."""
    records = [
        entry("helped", assignment="a1", helped="small"),
        response("post/helped", "small"),
        response("post/helped", "time", at=THURSDAY + 1),
        entry("helped", THURSDAY + 2, assignment="a1", helped="someone", private=True),
    ]
    assert insights.what_helped(week(client(assigned("ddc")), *records)) == [("small", 2), ("time", 1)]


@pytest.mark.parametrize(
    ("codes", "group"),
    [
        (["T3"], None),
        (["T3", "P3"], None),
        (["P3", "P3"], "P"),
        (["P1", "P3", "T3"], "P"),
        (["X0", "X0"], None),
        (["X1", "X1"], None),
        (["X1", "X2"], None),
        (["X1", "P3", "P3"], "P"),
    ],
)
def test_barrier_pattern(codes, group):
    """I-5: one kind of reason at least twice is a pattern; declining to say is none."""
    reports = [report(code, SUMMARY_AT - n * DAY - 1) for n, code in enumerate(codes)]
    found = insights_pattern.barrier_pattern(week(client(assigned("ccc"), reports=reports)))
    assert (found.group if found else None) == group


def test_barrier_pattern_looks_back_four_weeks_and_tells_tasks_apart():
    """I-5: older reports are out of it, and the same reason in two tasks is across tasks."""
    old = [report("P3", SUMMARY_AT - 29 * DAY), report("P3")]
    assert insights_pattern.barrier_pattern(week(client(assigned("ccc"), reports=old))) is None
    two = [report("P3"), report("P3", item="a2")]
    found = insights_pattern.barrier_pattern(week(client(assigned("ccc"), walk(states="ccc"), reports=two)))
    assert found is not None
    assert found.across


def test_two_empty_weeks_bring_the_goals_card_once():
    """I-6: two weeks without attempt or word bring the card once, and again only after something was done."""
    item = assigned("ccc", weeks=[empty_week(WEEK_FROM)])
    assert insights_pattern.goals_card(week(client(item)), case())
    assert not insights_pattern.goals_card(week(client(item)), case(goals_card_at=SUMMARY_AT - 7 * DAY))


@pytest.mark.parametrize(
    "changed",
    [
        {"weeks": []},
        {"weeks": [empty_week(WEEK_FROM, counted=False)]},
        {"weeks": [empty_week(WEEK_FROM, explored=True)]},
        {"occurrences": assigned("ccp").occurrences, "weeks": [empty_week(WEEK_FROM)]},
        {"occurrences": assigned("uuu").occurrences, "weeks": [empty_week(WEEK_FROM)]},
        {"optional": True, "weeks": [empty_week(WEEK_FROM)]},
    ],
    ids=["one week", "not counted", "explored", "a part", "never cued", "optional"],
)
def test_no_two_empty_weeks(changed):
    """I-6: one week, a week off, a talk about it, a part, or what was never cued is no empty fortnight."""
    assert not insights_pattern.two_empty_weeks(week(client(assigned("ccc", **changed))))


def test_new_after_an_unexplored_miss():
    """I-7: the counter looks back six weeks."""
    one = case(guard_news=[SUMMARY_AT - 43 * DAY, SUMMARY_AT - 41 * DAY, SUMMARY_AT - DAY])
    assert insights_pattern.new_after_unexplored(one, SUMMARY_AT) == 2


@pytest.mark.parametrize(
    ("answers", "line"),
    [(["no"], False), (["no", "no"], True), (["no", "no", "partly"], False), (["yes", "no", "no"], True)],
)
def test_review_loop(answers, line):
    """I-8: two sessions in a row without a look at it, the latest ones."""
    assert insights_pattern.not_reviewed_twice(case(discussed=[[1, a] for a in answers])) is line


def test_wins():
    """I-10: the wins of this week only, in the client's words."""
    person = client(assigned("dcc"), wins=[[WEEK_FROM - 1, "before"], [THURSDAY, "rang my sister"]])
    assert week(person).wins() == [(THURSDAY, "rang my sister")]


def test_questions_have_an_age():
    """I-11: answered ones are gone, the oldest stands first, more than 48 hours is waiting long."""
    asked = [
        Question(1, "new?", hours_before(47)),
        Question(2, "old?", hours_before(49)),
        Question(3, "answered?", hours_before(90), answered_at=SUMMARY_AT),
    ]
    found = insights_pattern.waiting_questions(week(client(assigned("ccc"), questions=asked)))
    assert [(q.words, long) for q, long in found] == [("old?", True), ("new?", False)]


@pytest.mark.parametrize(
    ("importance", "states", "another", "what_helps"),
    [(4, "ccc", True, False), (5, "ccc", False, False), (7, "dcc", False, True), (7, "ddc", False, False)],
)
def test_importance(importance, states, another, what_helps):
    """I-12: four or less asks for another target, seven or more with little done what would help."""
    given = {"importance": [[THURSDAY, "a1", importance]]}
    ready = insights_pattern.readiness(week(client(assigned(states), **given)))
    assert (ready.another_target, ready.what_would_help) == (another, what_helps)


def test_importance_said_after_doing_counts():
    """I-12: the number given after the second doing is one of them, in its place; a private one is not."""
    said = response("post/importance", 8, THURSDAY + 1)
    hidden = response("post/importance", 2, THURSDAY + 2)
    hidden.doc["private"] = True
    person = client(assigned("dcc"), importance=[[THURSDAY, "a1", 5]])
    ready = insights_pattern.readiness(week(person, said, hidden))
    assert (ready.importance, ready.what_would_help) == ((5, 8), True)
    assert "Importance 5 → 8" in read(person, said) or "importance 5 → 8" in read(person, said)


def test_confidence():
    """I-12: under seven points to the smaller version, unless it is the small one already."""
    sure = {"confidence": [[THURSDAY, "a1", 4], [THURSDAY + 1, "a1", 6], [THURSDAY, "other", 1]]}
    ready = insights_pattern.readiness(week(client(assigned("ccc"), **sure)))
    assert (ready.confidence, ready.smaller_first) == ((4, 6), True)
    assert not insights_pattern.readiness(week(client(assigned("ccc", small=True), **sure))).smaller_first


def test_runs_only_grow_and_returns_are_named():
    """I-13: a gap does not shorten the longest run, and coming back this week is named with its days."""
    days = [(day, "20:00") for day in (1, 2, 3)]
    item = walk(occurrences=[*done_at(days, "a2"), *done_at([(12, "20:00")], "a2")], sent_at=0)
    person = client(item, dots=4, returns=[[WEEK_FROM - 1, 12], [THURSDAY, 9]])
    found = insights_pattern.runs(week(person))
    assert (found.longest, found.dots, found.returned_after) == (3, 4, 9)


def test_somebody_who_wrote_was_not_away():
    """I-13: days between two doings are no absence while words came."""
    item = walk(occurrences=done_at([(1, "20:00"), (9, "20:00")], "a2"))
    assert insights_pattern.runs(week(client(item))).returned_after == 0


def test_silence():
    """I-14: whole days since the last word of any kind."""
    assert (
        insights_pattern.silence(week(client(assigned("ccc"), last_reply_at=hours_before(24 * 9 + 3)))).days
        == 9
    )


def test_ratings_are_compared_only_for_the_same_words():
    """I-15: belief in two different thoughts is said to be that, in one thought that, alone neither."""
    activity = house().content.activities["cbt-record"]
    first = [response("thought", "im the office idiot"), response("belief", 9)]
    other = [
        response("thought", "ill mess up", THURSDAY + DAY, "a1.2"),
        response("belief", 7, THURSDAY + DAY, "a1.2"),
    ]
    same = [response("thought", "Im the office idiot ", THURSDAY + DAY, "a1.2"), other[1]]

    def belief(*records):
        (found,) = insights.ratings(week(client(assigned("ddc")), *records), assigned("ddc"), activity)
        return [value for _, value in found.values], found.same

    assert belief(*first) == ([9], None)
    assert belief(*first, *other) == ([9, 7], False)
    assert belief(*first, *same) == ([9, 7], True)
