"""The library's own words, typed back: a title is neither distress nor a wish to end the messages."""

import pytest

from prompts.library import load_content
from tests.safety.lines import matcher, opt_out

CONTENT = load_content()


def titles() -> list[str]:
    """Every title of the library in every language, as a therapist or a client sees it."""
    activities = (CONTENT.activities, *CONTENT.translated.values())
    pathways = (CONTENT.pathways, *CONTENT.translated_pathways.values())
    named = [(a.title, a.client_title) for shelf in activities for a in shelf.values()]
    named += [(p.title, p.client_title) for shelf in pathways for p in shelf.values()]
    return sorted({title for titles in named for title in titles})


@pytest.mark.parametrize("title", titles())
def test_no_title_is_heard_as_distress_or_as_leaving(title: str) -> None:
    """A title is typed back to look at it again: no card, no hold, no end."""
    assert matcher().tier(title) is None
    assert not matcher().sos(title)
    assert not opt_out().wants_out(title)
    assert opt_out().read_carrier(title) is None
