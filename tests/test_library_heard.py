"""The library's own words, typed back: a title is neither distress nor a wish to end the messages."""

import pytest

from prompts.library import load_content
from tests.safety.lines import matcher, opt_out

CONTENT = load_content()


def titles() -> list[str]:
    """Every title of the library in every language, as a therapist or a client sees it."""
    activities = [
        one for shelf in (CONTENT.activities, *CONTENT.translated.values()) for one in shelf.values()
    ]
    pathways = (CONTENT.pathways, *CONTENT.translated_pathways.values())
    courses = [one for shelf in pathways for one in shelf.values()]
    both = [(one.title, one.client_title) for one in activities]
    both += [(one.title, one.client_title) for one in courses]
    return sorted({title for pair in both for title in pair})


@pytest.mark.parametrize("title", titles())
def test_no_title_is_heard_as_distress_or_as_leaving(title: str) -> None:
    """A title is typed back to look at it again: no card, no hold, no end."""
    assert matcher().tier(title) is None
    assert not matcher().sos(title)
    assert not opt_out().wants_out(title)
    assert opt_out().read_carrier(title) is None
