"""A couple's letter: to both, one each, and the same whatever either did (CONTENT D2)."""

from itertools import pairwise, product

import pytest

from handlers.client.letter_due import CHOICES
from handlers.client.letter_words import OF_TWO
from prompts import style
from tests.couple_stage import GIVEN, LINKED, SAM_GIVES
from tests.test_letter_words import CHANNELS, WEEKS, catalog, on_screen, render, words
from tests.world import Line, play, texts

MIA = {"both": "Mia Poe", "title": "One exact thank-you", "naming": "bare"}
SEND: Line = {"who": "ada", "tap": "Send"}


@pytest.mark.parametrize(("state", "channel"), list(product(sorted(OF_TWO), CHANNELS)))
def test_it_is_addressed_to_both(state: str, channel: str) -> None:
    """Both names, courage, learning, a way on, the day and who wrote it; no language rule is broken."""
    for n, optional in product(WEEKS, (False, True)):
        text = render(state, channel, n, optional=optional, **MIA)
        assert "Sam and Mia" in text.split("\n")[0]
        assert "courage" in text
        assert "together" in text
        assert "Tuesday" in text
        assert text.endswith("Ada")
        labels = catalog().labels(f"letter/{state}", CHOICES[state], "en", channel, {"l": words(state)})
        assert style.check(text, kind="letter", channel=channel, options=labels) == [], text


@pytest.mark.parametrize("channel", CHANNELS)
def test_it_never_tells_who_did_what(channel: str) -> None:
    """The words are the same for somebody who did all of it and somebody who has not begun."""
    for n in WEEKS:
        done = {**MIA, "done": 3, "part": 1}
        assert len({render(state, channel, n, **done) for state in ("done", "not_started", "partial")}) == 1
        assert render("done", channel, n, **MIA) == render("done", channel, n, **done)


@pytest.mark.parametrize(("state", "channel"), list(product(sorted(OF_TWO), CHANNELS)))
def test_two_letters_in_a_row_differ(state: str, channel: str) -> None:
    """No letter is like the one before it, and by SMS each fits."""
    assert all(a != b for a, b in pairwise(render(state, channel, n, **MIA) for n in WEEKS))
    assert all(len(on_screen(state, "sms", n, **MIA)) <= 306 for n in WEEKS)


async def test_each_gets_one_of_their_own() -> None:
    """Sam, who did it, and Mia, who did not, get one letter each, to both; what Sam has alone names Sam."""
    friday: Line = {"until": "2026-03-06T11:00:00+00:00"}
    previews = texts(await play([*GIVEN, *SAM_GIVES, friday]), "ada", "letter")
    assert [("Sam and Mia" in text, "Mia and Sam" in text) for text in previews] == [
        (True, False),
        (False, True),
    ]
    assert not [text for text in previews if "all of one exact" in text]
    own: list[Line] = [{"who": "ada", "text": "/assign sam one exact thank-you once at 19:00"}, SEND]
    alone = texts(await play([*LINKED, *own, friday]), "ada", "letter")
    assert [("For Sam" in text, "and Mia" in text) for text in alone] == [(True, False)]
