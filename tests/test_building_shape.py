"""Changing an activity as a plain table: each change is a copy, and whatever comes of it can be played."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.content_bench import Shape
from handlers.content_shape import activity_of, shape_of
from handlers.therapist import build_shape as shapes
from prompts.library import load_content
from prompts.library_own import BENCH

CONTENT = load_content()
LIBRARY, USUAL = CONTENT.activities, CONTENT.usual["en"]
SPANISH = CONTENT.usual["es"]
RECORD = shape_of(LIBRARY["cbt-record"])


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("How tense are you now, 0 to 10?", "scale"),
        ("How tense are you now, 0-10?", "scale"),
        ("What did you notice?", "text"),
        ("Did it happen, yes or no?", "yes_no"),
        ("How many glasses?", "number"),
        ("Read this: https://example.org/a", "media"),
        ("Breathe in.", "say"),
        ("", "say"),
    ],
)
def test_how_a_step_is_likely_answered(words: str, kind: str) -> None:
    """From its words alone."""
    assert shapes.guessed(words, USUAL) == kind


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("¿Cuánta tensión notas ahora, de 0 a 10?", "scale"),
        ("¿Ocurrió, sí o no?", "yes_no"),
        ("¿Cuántos vasos?", "number"),
        ("¿Cuántas veces?", "number"),
        ("¿Qué notaste?", "text"),
        ("Casi o nada.", "say"),
    ],
)
def test_how_a_step_is_likely_answered_in_spanish(words: str, kind: str) -> None:
    """The words that give it away are those of the language."""
    assert shapes.guessed(words, SPANISH) == kind


@pytest.mark.parametrize(
    ("title", "taken", "found"),
    [
        ("Thought record", (), "Thought record (own)"),
        ("Thought record", ("thought record (own)",), "Thought record (own 2)"),
        ("x" * 40, (), "x" * 34 + " (own)"),
        ("x" * 40, ("x" * 34 + " (own)",), "x" * 32 + " (own 2)"),
    ],
)
def test_a_title_that_nothing_else_has(title: str, taken: tuple[str, ...], found: str) -> None:
    """Marked as an own one, numbered where it must be, never longer than a title may be."""
    assert shapes.free_title(title, set(taken), USUAL.copy) == found


@pytest.mark.parametrize(
    ("labels", "codes"),
    [
        (["Lighter", "About the same"], ["lighter", "about_the_same"]),
        (["Same", "same!"], ["same", "o2"]),
        (["👍", "👎"], ["o1", "o2"]),
        (["2 of them", "más"], ["o1", "mas"]),
    ],
)
def test_every_label_has_a_code(labels: list[str], codes: list[str]) -> None:
    """Words where there are some; a place where there are none or two would be the same."""
    assert list(shapes.options_of(labels)) == codes
    assert list(shapes.options_of(labels).values()) == labels


@pytest.mark.parametrize(
    ("words", "tags"),
    [
        ("calls, Low Mood", ["calls", "low-mood"]),
        ("calls; calls\nfamily", ["calls", "family"]),
        (" , ", ["own"]),
        ("спокойствие", ["own"]),
    ],
)
def test_tags_from_words(words: str, tags: list[str]) -> None:
    """Lower case, hyphens, each once; with none that could be typed it is found as an own one."""
    assert shapes.tagged(words) == tags


def test_the_same_way_to_answer_changes_nothing_else() -> None:
    """Tapping the kind a step has already takes nothing of it away: not its landing, not what is weighed."""
    step = {"key": "a", "kind": "scale", "text": "How strong is the urge?", "risk": "urge", "landing": True}
    assert shapes.of_kind(step, {"kind": "scale"}, USUAL) == step
    assert shapes.of_kind(step, {"kind": "list"}, USUAL) == {"key": "a", "kind": "list", "text": step["text"]}


EDITS: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(("title", "client_title", "what", "why", "how", "tiny_words"), st.text(max_size=50)),
    **dict.fromkeys(("modality", "therapist_note", "guard", "step_new"), st.text(max_size=60)),
    "minutes": st.integers(-1, 200),
    "rhythm": st.sampled_from(["once", "daily", "3x"]),
    "type": st.sampled_from(["edu", "self", "mod"]),
    "tags": st.text(max_size=40).map(shapes.tagged),
}
KINDS = ("say", "text", "choice", "multi", "scale", "number", "time", "date", "list", "timer", "yes_no")
STEP_EDITS = ("step_up", "step_down", "step_drop", "step_words", "step_sms", "step_kind", "step_options")


@st.composite
def edits(draw: st.DrawFn, shape: Shape) -> tuple[str, Any]:
    """One change of this shape."""
    if shape["steps"] and draw(st.booleans()):
        key = draw(st.sampled_from([step["key"] for step in shape["steps"]]))
        labels = draw(st.lists(st.text(max_size=20), max_size=5))
        about = {"key": key, "text": draw(st.text(max_size=60)), "labels": labels}
        return draw(st.sampled_from(STEP_EDITS)), about | {"kind": draw(st.sampled_from(KINDS))}
    name = draw(st.sampled_from(sorted(EDITS)))
    return name, draw(EDITS[name])


@given(st.data())
def test_whatever_is_changed_it_can_be_written_read_and_played(data: st.DataObject) -> None:
    """A change makes a copy; the result is written and read as it is, and once sound it is an activity."""
    shape = data.draw(
        st.sampled_from([RECORD, shapes.blank("After the call", USUAL), shape_of(LIBRARY["ba-menu"])])
    )
    for _ in range(data.draw(st.integers(1, 6))):
        what, value = data.draw(edits(shape))
        before = copy.deepcopy(shape)
        changed = shapes.APPLY[what](shape, value, USUAL)
        assert shape == before
        new = {fault.message for fault in BENCH.faults(changed, "en")} - {
            f.message for f in BENCH.faults(shape, "en")
        }
        if not new:
            shape = changed
    assert set(shape["tiny"]) <= {step["key"] for step in shape["steps"]}
    if not BENCH.faults(shape, "en"):
        opened = BENCH.opened(BENCH.written(shape), "en")
        assert activity_of(opened.shape) == activity_of(shape)


@given(st.lists(st.sampled_from([-1, 1]), max_size=12), st.integers(0, 6))
def test_moving_keeps_every_step(moves: list[int], which: int) -> None:
    """Up and down, past both ends: the same steps, and the smaller version in their order."""
    shape, key = RECORD, RECORD["steps"][which]["key"]
    for by in moves:
        shape = shapes.moved(shape, key, by)
    keys = [step["key"] for step in shape["steps"]]
    assert sorted(keys) == sorted(step["key"] for step in RECORD["steps"])
    assert shape["tiny"] == sorted(RECORD["tiny"], key=keys.index)
