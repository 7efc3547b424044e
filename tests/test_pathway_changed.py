"""A pathway that its therapist changes on the way, and what else changes it (CONTENT A-20)."""

from handlers.events import Due
from handlers.turn import DAY, HOUR
from tests.desk import surroundings
from tests.pathway_stage import Following

LOW_MOOD = ["pe-start", "ba-joy", "ba-menu", "ba-date", "ba-plan", "ba-out", "jo-challenge"]


def test_paused_and_gone_on_with():
    """A pathway that rests brings nothing; when it goes on, the next step comes by its rule."""
    one = Following("low-mood")
    one.next()
    one.do()
    due = one.row().due_at
    one.change("pause")
    assert one.row() is None
    one.change("go_on")
    assert one.row().due_at == due


def test_ended():
    """Nothing more comes of it; what is open stays as it is."""
    one = Following("low-mood")
    one.next()
    one.change("end")
    assert one.row() is None
    assert [item.state for item in one.desk.client.assignments] == ["active"]


def test_reordered_and_left_out():
    """Only what has not gone out moves; what is left out never comes."""
    one = Following("low-mood")
    one.next()
    one.change("up", step="1")
    one.change("up", step="2")
    one.change("up", step="4")
    one.change("leave_out", step="2")
    assert [step.key for step in one.course.steps] == ["1", "2", "4", "3", "5", "6", "7"]
    one.do()
    one.next()
    assert one.out() == ["pe-start", "ba-date"]


def test_leaving_out_the_open_one_opens_the_gate():
    """A required step that is stuck can be let go of by the therapist: it ends, and the next may come."""
    one = Following("low-mood")
    one.next()
    assert one.row() is None
    one.change("leave_out", step="1")
    assert one.desk.client.assignments[0].state == "ended"
    one.desk.now += DAY
    one.desk.told("nothing")
    one.next()
    assert one.out() == LOW_MOOD[:2]


def test_the_next_one_now():
    """The therapist's word stands above gate and days, not above the client's hours."""
    one = Following("low-mood")
    one.next()
    one.desk.now += 14 * HOUR
    one.change("next", step="2")
    assert one.row().due_at > one.desk.now
    one.next()
    assert one.out() == LOW_MOOD[:2]
    one.change("next", step="2")
    assert one.row() is None, "a step that is out does not go out again"


def test_a_step_by_hand_asks_the_therapist_and_waits():
    """Facing something is planned together: the therapist is asked once, and nothing comes before."""
    one = Following("facing-fears")
    for _ in range(3):
        one.next()
        one.do()
    said = one.next()
    assert said == []
    assert one.desk.turn is not None
    assert [(tell.person, tell.what, tell.data["activity"]) for tell in one.desk.turn.tells] == [
        ("ada", "pathway_waits", "ex-ladder")
    ]
    assert one.row() is None
    one.change("next", step="4")
    one.next()
    assert one.desk.client.assignments[-1].activity == "ex-ladder"
    assert one.desk.client.assignments[-1].avoidance_sensitive


def test_the_same_activity_given_anew_is_still_the_step():
    """/assign of the activity that is open takes its place: doing this one opens the gate."""
    one = Following("low-mood")
    one.next()
    known = surroundings()[0].content.activities["pe-start"]
    sent = {"id": "other", "therapist": "ada", "activity": "pe-start", "title": known.client_title}
    one.desk.told("assign", assignment={**sent, "rhythm": "once", "at": "19:00"})
    row = one.row("deliver")
    one.desk.take(Due(row.kind, row.scope, row.version, row.due_at))
    assert one.row() is None
    one.do()
    assert one.row() is not None


def test_an_activity_the_library_has_no_more():
    """It is left out, the therapist hears, and the others go on."""
    one = Following("low-mood")
    one.course.steps[0].activity = "gone"
    assert one.next() == []
    assert one.desk.turn is not None
    assert [tell.what for tell in one.desk.turn.tells] == ["pathway_gone"]
    one.next()
    assert one.out() == ["ba-joy"]


def test_two_pathways_bring_one_new_thing_a_day():
    """Two that are due on one day come on two."""
    one = Following("low-mood")
    one.give("self-criticism", id="c2")
    one.next()
    rows = [row for row in one.desk.person.agenda if row.kind == "pathway"]
    assert [row.scope for row in rows] == ["c2"]
    assert rows[0].due_at - one.desk.now > 12 * HOUR


def test_the_same_pathway_again_takes_its_place():
    """A pathway that is given anew begins anew; the one before brings nothing more."""
    one = Following("low-mood")
    one.next()
    one.give("low-mood", id="c2")
    assert [course.state for course in one.desk.client.courses] == ["ended", "running"]


def test_discharge_ends_it():
    """The end of the relation is the end of its pathways."""
    one = Following("low-mood")
    one.desk.told("discharged", therapist="ada", own="")
    assert one.course.state == "ended"


def test_only_its_own_therapist_changes_it():
    """Another therapist of the same client has no hand in it."""
    one = Following("low-mood")
    told = {"course": "c1", "therapist": "lee", "change": {"what": "end"}}
    one.desk.told("pathway_change", **told)
    assert one.course.state == "running"
