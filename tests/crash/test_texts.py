"""How single texts are judged after a run: what the provider has against what the outbox says."""

from collections.abc import Mapping

import pytest

from tests.crash.texts import Said, Text, Texts, judged

HELD = "ambiguous"
MOVED_ON = "moved_on"
ONE, TWO = ("1002", "one"), ("1002", "two")


def answer(said: Said, state: str, failure: str | None = None, receipt: str | None = None) -> Text:
    """An answer to somebody who wrote."""
    return Text(said, 1, state, failure, receipt)


LATER = answer(TWO, "sent", receipt="r2")


@pytest.mark.parametrize(
    ("texts", "came", "wanted"),
    [
        ([answer(ONE, "sent", receipt="r1")], {"r1": ONE}, Texts(0, 0, 0, 0)),
        ([answer(ONE, "sent", receipt="r1")], {}, Texts(1, 0, 0, 0)),
        ([answer(ONE, "sent", receipt="r1")], {"r1": ONE, "r2": ONE}, Texts(0, 1, 0, 0)),
        ([answer(ONE, "sent", HELD, "r2")], {"r1": ONE, "r2": ONE}, Texts(0, 0, 0, 1)),
        ([answer(ONE, "sent", HELD, "r2")], {"r1": ONE, "r2": ONE, "r3": ONE}, Texts(0, 1, 0, 1)),
        ([answer(ONE, "failed")], {}, Texts(0, 0, 1, 0)),
        ([answer(ONE, "failed", HELD)], {"r1": ONE, "r2": ONE}, Texts(0, 0, 0, 1)),
        ([answer(ONE, "expired", MOVED_ON), LATER], {"r2": TWO}, Texts(0, 0, 0, 1)),
        ([answer(ONE, "expired", MOVED_ON), LATER], {"r1": ONE, "r2": TWO}, Texts(0, 0, 0, 1)),
        ([LATER, answer(ONE, "expired", MOVED_ON)], {"r2": TWO}, Texts(0, 0, 1, 1)),
        ([answer(ONE, "expired", MOVED_ON), LATER._replace(rank=0)], {"r2": TWO}, Texts(0, 0, 1, 1)),
        ([answer(ONE, "expired", MOVED_ON), answer(TWO, "failed")], {}, Texts(0, 0, 2, 1)),
        (
            [answer(ONE, "expired", MOVED_ON), answer(TWO, "expired", MOVED_ON), LATER],
            {"r2": TWO},
            Texts(0, 0, 0, 2),
        ),
    ],
)
def test_each_text_is_judged_by_itself(texts: list[Text], came: Mapping[str, Said], wanted: Texts) -> None:
    """Sent and not there, there and not sent, given up, in doubt; passed over only before a later answer."""
    assert judged(texts, came) == wanted
