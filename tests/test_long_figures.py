"""The long figures count right: their lines, their orders and their pace, on numbers made by hand."""

import pytest

from benchmarks.setting import FIRST_CHAT
from tests.figures import load, soak
from tests.figures.load import Load, out_of_order, rate

ANSWERS = ("A quick check, about 1 min", "Kept as a win, in your words.", "Open now: mood check.")


def test_a_slope_is_that_of_the_line() -> None:
    """A straight line has its own slope and no error; noise alone does not grow, a steep line does."""
    times = [2.0 * n for n in range(100)]
    rising = soak.slope(times, [5 + t / 3600 * 7 for t in times])
    assert rising.an_hour == pytest.approx(7)
    assert rising.error == pytest.approx(0, abs=1e-6)
    noise = [50 + n % 2 for n in range(100)]
    assert not soak.slope(times, noise).grows(1.0)
    assert soak.slope(times, [n + t / 10 for n, t in zip(noise, times, strict=True)]).grows(1.0)


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
