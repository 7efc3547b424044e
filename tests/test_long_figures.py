"""The long figures count and judge right: on numbers made by hand, good ones and spoilt ones."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from benchmarks.setting import FIRST_CHAT
from bot.channels.base import Failure, WebRequest
from tests.cluster.practice import FIRST
from tests.crash.killing import Toll
from tests.crash.outage import Outcome
from tests.faults.standing import Setback, Text
from tests.figures import Figure, backup, chaos, database, kills, load, outage, pause, soak
from tests.figures._leases import Change, Cue, Lease, leases
from tests.figures.backup import Drill
from tests.figures.load import Load, out_of_order, rate
from tests.figures.outage import Seen
from tests.figures.pause import Stood

ANSWERS = ("A quick check, about 1 min", "Kept as a win, in your words.", "Open now: mood check.")


TIMES = [60.0 * n for n in range(100)]
NOISE = [50.0 + n % 2 for n in range(100)]


def test_a_slope_is_that_of_the_line() -> None:
    """A straight line has its own slope and no error."""
    rising = soak.slope(TIMES, [5 + t / 3600 * 7 for t in TIMES])
    assert rising.an_hour == pytest.approx(7)
    assert rising.error == pytest.approx(0, abs=1e-6)


def test_what_noise_hides_is_not_shown() -> None:
    """Only growth that the measurement excludes is reached; noise that hides it is not."""
    flat, steep = soak.slope(TIMES, NOISE), [n + t / 10 for n, t in zip(NOISE, TIMES, strict=True)]
    assert flat.verdict(1.0) == "reached"
    assert flat.verdict(flat.an_hour) == "not shown"
    assert soak.slope(TIMES, [10 * n for n in NOISE]).verdict(0.5) == "not shown"
    assert soak.slope(TIMES, steep).verdict(1.0) == "NOT reached"


def test_a_soak_says_what_it_shows() -> None:
    """Each thing has its own line; too short a run has no verdict, and noise is no success."""
    quiet = [soak.Look(at, 9, 4, 80.0, 1.0, 0.0) for at in TIMES]
    assert {one.verdict for one in soak.of_looks(quiet, 100)} == {"reached"}
    assert {one.verdict for one in soak.of_looks(quiet, 1)} == {"–"}
    leaking = [look._replace(files=9 + n) for n, look in enumerate(quiet)]
    assert [one.verdict for one in soak.of_looks(leaking, 100)] == ["NOT reached", *["reached"] * 4]
    chance = random.Random(1)
    noisy = [look._replace(memory=chance.uniform(0, 400)) for look in quiet]
    assert [one.verdict for one in soak.of_looks(noisy, 100)][2] == "not shown"
    assert soak.of_days([80.0] * 30, 10).reached
    assert soak.of_days([80.0 + day for day in range(30)], 10).reached is False


def _load(*texts: tuple[int, str]) -> Load:
    said = [(float(n), str(FIRST_CHAT + chat), text) for n, (chat, text) in enumerate(texts)]
    return Load(acks=[0.1] * (2 * load.WRITERS), texts=said, due=load.WRITERS + 1)


def _everybody() -> list[tuple[int, str]]:
    """What two rounds of questions bring, and a cue for the one who asks nothing."""
    answers = [(chat, ANSWERS[turn]) for chat in range(load.WRITERS) for turn in (0, 1)]
    return [*answers, (load.WRITERS, "Client 250, a quick check, 1 min.")]


def test_the_right_order_is_right() -> None:
    """Answers in the order of their questions, and a cue for whoever did not write, are as they should be."""
    assert out_of_order(_load(*_everybody())) == []


@pytest.mark.parametrize("wrong", ["swapped", "lost", "twice", "no cue"])
def test_a_wrong_order_is_found(wrong: str) -> None:
    """Answers that are exchanged, missing or there twice are found, and a cue that did not come."""
    texts = _everybody()
    if wrong == "swapped":
        texts[0], texts[1] = texts[1], texts[0]
    elif wrong == "lost":
        del texts[1]
    elif wrong == "twice":
        texts.insert(0, texts[0])
    else:
        del texts[-1]
    missed = FIRST_CHAT + (load.WRITERS if wrong == "no cue" else 0)
    assert out_of_order(_load(*texts)) == [str(missed)]


def test_a_pace_is_texts_by_seconds() -> None:
    """Thirty texts a second are thirty a second, whatever the first second was like."""
    texts = [(n / 30, "1", "x") for n in range(300)]
    assert rate(Load(texts=texts)) == pytest.approx(30, rel=0.01)


GOOD_OUTCOME = Outcome(50, 9, 300, 40, 40, 0, 0.4, 1, whole=True)
GOOD_DRILL = Drill(1000, 5.0, 1.0, 0.1, 90, 90, 20, 60, [], 8.0)
GOOD_TOLL = Toll(20, 300, 400, ready=[1.0] * 9, answered=[1.5] * 9)
GOOD_STOOD = Stood(texts=240, came=211, expired=15, taken_over=29)
GOOD_SEEN = Seen(31, 28, 1, Counter(optout=1), given_up=1, tries=50, most=1)
WRONG: tuple[tuple[Any, Callable[[Any], Figure | list[Figure]], dict[str, Any]], ...] = (
    (
        GOOD_OUTCOME,
        lambda found: database.judged("locked", found, spool=True),
        {
            "acked_meanwhile": 0, "spooled": 0, "replayed": 39, "left": 1, "lost": 1, "twice": 1,
            "missing": 1, "unexplained": 1, "card_after": -1.0, "cards": 2, "whole": False,
        },
    ),
    (
        replace(GOOD_OUTCOME, acked_meanwhile=0, spooled=0, replayed=0),
        lambda found: database.judged("full", found, spool=False),
        {"refused_meanwhile": 0, "lost": 1, "card_after": 2.5, "left": 1},
    ),
    (
        GOOD_OUTCOME,
        lambda found: pause.judged_replies(600, found),
        {"acked": 0, "lost": 1, "twice": 1, "missing": 1, "unexplained": 1, "cards": 0, "whole": False},
    ),
    (
        GOOD_STOOD,
        lambda found: pause.judged("one of two", found),
        {
            "late": 1, "doubled": 1, "unleased": 1, "twice": 1, "lost": 1, "ended": 1, "expired": 0,
            "taken_over": 0, "came": 0,
        },
    ),
    (
        GOOD_SEEN,
        lambda found: outage.judged("500", found),
        {
            "texts": 32, "sent": 27, "withdrawn": Counter(), "unexplained": Counter(failed=1), "tries": 0,
            "given_up": 2, "most": 2, "breaches": ["I1"],
        },
    ),
    (
        GOOD_DRILL,
        backup.judged,
        {
            "acked": 91, "back": 89, "again": [("1", "hello")], "risky": 0, "rto": 601.0, "slowest": 1.5,
        },
    ),
    (
        GOOD_TOLL,
        kills.judged,
        {
            "lost": 1, "twice": 1, "acked": 0, "replies_lost": 1, "unexplained": 1, "ready": [1.0, 2.5],
            "answered": [],
        },
    ),
)  # fmt: skip


def reached(figures: Figure | list[Figure]) -> bool:
    """Whether none of them is missed."""
    return all(one.reached is not False for one in ([figures] if isinstance(figures, Figure) else figures))


@pytest.mark.parametrize(("good", "judge", "spoils"), WRONG)
def test_a_spoilt_measurement_is_not_reached(good: Any, judge: Any, spoils: dict[str, Any]) -> None:
    """Each value that a figure is about turns its verdict when it is spoilt, and only then."""
    assert reached(judge(good))
    assert [name for name in spoils if reached(judge(replace(good, **{name: spoils[name]})))] == []


def test_nothing_to_reach_is_no_success() -> None:
    """A value without a target has no verdict."""
    assert Figure("seconds", "7", "–", None).verdict == "–"
    assert Figure("lost", "1", "0", False).verdict == "NOT reached"


def test_a_text_that_failed_was_not_sent() -> None:
    """What did not come ran out, was withdrawn by a later turn or given up in a second doubt; or is named."""
    ends = {
        "came": ("cue", "failed", "ambiguous"), "late": ("cue", "failed", "throttled"),
        "lost": ("notice", "failed", "unavailable"), "stopped": ("letter", "dropped", None),
        "gone": ("notice", "dropped", None), "out": ("recap", "failed", "unavailable"),
        "doubtful": ("letter", "failed", "ambiguous"), "stood": ("menu", "expired", "expired"),
    }  # fmt: skip
    hour = 3_600_000
    texts = {
        ref: Text("sam", end[0], hour, False, 0, "", 3, channel=channel)
        for ref, end in ends.items()
        for channel in ["sms" if ref == "doubtful" else "telegram"]
    }
    setbacks = {
        "late": [Setback(hour - 2, hour - 1, Failure.THROTTLED, 30, 0)],
        "lost": [Setback(1, 2, Failure.UNAVAILABLE, None, 0)],
        "out": [Setback(1, hour - 2, Failure.UNAVAILABLE, None, 0)],
        "doubtful": [Setback(at, at + 1, Failure.AMBIGUOUS, None, 0) for at in (1, 200_000)],
    }
    withdrawn = [("sam", "letter", 4, "optout"), ("sam", "notice", 3, "menu"), ("kim", "*", 9, "optout")]
    away = SimpleNamespace(away=[])
    world: Any = SimpleNamespace(
        ends=ends,
        watcher=SimpleNamespace(texts=texts, setbacks={}, held={}, withdrawn=withdrawn, put_off=[]),
        phones={"sam": SimpleNamespace(texts=[SimpleNamespace(ref="came")])},
        machine=SimpleNamespace(troubles=[], wrong=[]),
        sides={"telegram": away, "sms": away},
    )
    for ref in ends:  # one at a time: a text that waits holds up the others
        world.watcher.setbacks = {ref: setbacks[ref]} if ref in setbacks else {}
        world.ends = {ref: ends[ref]}
        outage.ended(world, seen := Seen())
        counts = seen.sent, seen.expired, seen.withdrawn.total(), seen.given_up, seen.unexplained.total()
        expected = {"came": 0, "late": 1, "out": 1, "stopped": 2, "doubtful": 3}.get(ref, 4)
        assert counts == tuple(int(n == expected) for n in range(5)), ref


def test_nobody_who_was_late_with_anything_proves_nothing() -> None:
    """That nobody got two texts after an outage counts where somebody got one."""
    assert reached(outage.bites([Seen(), Seen(caught_up=1)]))
    assert not reached(outage.bites([Seen(), Seen()]))


def test_a_lease_on_a_lease_is_found() -> None:
    """A text taken while another holds it is a double lease; taken after that, or given back, it is not."""
    changes: list[Change] = [
        ("a", "one", 500, 0), ("a", "one", 900, 400), ("a", "two", 2000, 1000),
        ("b", "one", 500, 0), ("b", None, None, 100), ("b", "two", 700, 200),
        ("c", "one", 900, 0), ("c", "two", 1500, 600),
    ]  # fmt: skip
    held, doubled = leases(changes)
    assert doubled == 1
    assert held["a"] == [Lease("one", 0, 900), Lease("two", 1000, 2000)]
    assert held["b"] == [Lease("one", 0, 100), Lease("two", 200, 700)]
    assert held["c"] == [Lease("one", 0, 600), Lease("two", 600, 1500)]


@pytest.mark.parametrize(
    ("arrived", "wrong"),
    [
        ([1_500], ()),
        ([1_500, 1_600], ("twice",)),
        ([30_000], ("unleased",)),
        ([900_000], ("late", "unleased")),
        ([], ("lost",)),
    ],
)
def test_when_a_text_came_tells_what_was_wrong(arrived: list[int], wrong: tuple[str, ...]) -> None:
    """Twice, under no lease, after its last moment, never: each is counted as what it is."""
    cue, seen = Cue("a", "cue 1", 600_000), [("a", "one", 11_000, 1_000), ("a", None, None, 12_000)]
    found = pause.counted([cue], {"cue 1": arrived}, seen, [("a", "sent", None)], 100_000)
    counts = {name: getattr(found, name) for name in ("late", "doubled", "unleased", "twice", "lost")}
    assert {name for name, count in counts.items() if count} == set(wrong)


def test_what_nobody_asked_for_is_sent_again() -> None:
    """Of what comes after a restore one answer to one question is asked for; all else is not."""
    first, other = (str(FIRST), "Open now"), (str(FIRST + 1), "cue 1")
    assert backup._not_asked_for([first]) == []
    assert backup._not_asked_for([other, first, first]) == [other, first]


def test_people_are_shuffled_and_each_keeps_their_order() -> None:
    """What comes in a window comes in another order, but nobody's own calls change places."""
    empty = WebRequest("/", {}, b"")
    window = [chaos.Brought(n, 0, "abc"[n % 3], empty) for n in range(60)]
    order = chaos.shuffled(window, random.Random(1))
    assert order != window
    for whose in "abc":
        assert [one.at for one in order if one.whose == whose] == list(range("abc".index(whose), 60, 3))


def test_chaos_counts_only_what_was_shuffled() -> None:
    """Equal ends count when everything was taken and something out of its place; a changed end never."""
    shuffle = Counter(moved=9)
    assert reached(chaos.judged(10, 40, True, shuffle))
    assert not reached(chaos.judged(10, 40, False, shuffle))
    assert not reached(chaos.judged(10, 20, True, shuffle))
    assert not reached(chaos.judged(10, 40, True, Counter()))
    for wrong in ("refused", "left", "changed end"):
        assert not reached(chaos.judged(10, 40, True, shuffle + Counter({wrong: 1})))
