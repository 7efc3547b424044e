"""The account of a week tells every way in which it can go wrong."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.crash.account import AT_ONCE, Account, comfortless, differences
from tests.crash.kept import SHIFT, Kept, Row
from tests.crash.points import lived_apart
from tests.crash.week import DISTRESS


@pytest.fixture(scope="module")
def account() -> Account:
    """Of the week in which nobody died."""
    return lived_apart().account


def changed(kept: Kept, part: str, old: str, new: str) -> Kept:
    """With other words in one row."""
    place, row = next((place, row) for place, row in enumerate(kept[part]) if old in row.says)
    rows = [*kept[part]]
    rows[place] = Row(row.says.replace(old, new, 1), row.moments)
    return {**kept, part: rows}


def test_the_week_is_like_itself(account: Account) -> None:
    """Without a death there is no difference."""
    assert differences(account, account) == []


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("Kim: records", '"value": 6', '"value": 7'),
        ("Sam: records", '"private": false', '"private": true'),
        ("Kim: document", '"stopped_at": 0', '"stopped_at": "a moment"'),
        ("Kim: agenda", '"week"', '"weak"'),
        ("Sam: texts", '"sent"', '"expired"'),
        ("Ada Okafor: audit", '"assign"', '"end"'),
    ],
)
def test_every_part_of_the_store_is_compared(account: Account, part: str, old: str, new: str) -> None:
    """One number, one flag, one row that is otherwise just before the erasure is told, and only it."""
    told = differences(replace(account, before=changed(account.before, part, old, new)), account)
    assert [one.split(":")[0] for one in told] == [f"before the erasure {part.split(':')[0]}"]


def test_applied_twice_is_told(account: Account) -> None:
    """A record that is there once more."""
    before = {**account.before, "Kim: records": [*account.before["Kim: records"], Row("once more", ())]}
    assert len(differences(replace(account, before=before), account)) == 1


def test_a_moment_far_away_is_told(account: Account) -> None:
    """A death may move a moment by minutes, not by an hour."""
    (row,) = account.before["Kim: document"]
    for by, count in ((SHIFT, 0), (SHIFT + 1, 1)):
        moved = Row(row.says, (row.moments[0] + by, *row.moments[1:]))
        before = {**account.before, "Kim: document": [moved]}
        assert len(differences(replace(account, before=before), account)) == count


def test_another_order_is_told(account: Account) -> None:
    """Two texts to one person the other way round."""
    first, second, *rest = account.texts["kim"]
    texts = {**account.texts, "kim": [second, first, *rest]}
    assert len(differences(replace(account, texts=texts), account)) == 2


@pytest.mark.parametrize(("later", "told"), [(0, 0), (AT_ONCE, 0), (AT_ONCE + 1, 1)])
def test_a_card_that_is_late_is_told(later: int, told: int) -> None:
    """A card for words before these, or for somebody else, does not count."""
    printed = [
        {"kind": "safety", "to": who, "at": datetime.fromtimestamp(at / 1000, UTC).isoformat()}
        for who, at in (("sam", 0), ("kim", 60_000), ("sam", 60_000 + later))
    ]
    assert len(comfortless([("sam", DISTRESS[1], 60_000), ("sam", "win slept", 0)], printed)) == told
