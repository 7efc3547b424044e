"""Clocks, ids and codes."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import SystemClock, VirtualClock
from bot.entropy import ALPHABET, Entropy, read_code, seeded

START = 1_772_442_000_000  # 2026-03-02T09:00:00Z


def test_the_machines_clock_is_in_milliseconds():
    """The system clock answers epoch milliseconds."""
    before = int(time.time() * 1000)
    assert before <= SystemClock().now() <= before + 60_000


def test_a_virtual_clock_stands_still_until_moved():
    """It moves only forward, and only when told."""
    clock = VirtualClock(START)
    assert (clock.now(), clock.now()) == (START, START)
    clock.advance_to(START + 5)
    clock.advance_to(START + 5)
    assert clock.now() == START + 5
    with pytest.raises(ValueError, match="cannot go back"):
        clock.advance_to(START)


def test_ids_sort_by_time_and_order():
    """Later ids sort after earlier ones, within a millisecond too, and none comes twice."""
    clock = VirtualClock(START)
    entropy = Entropy(clock)
    ids = []
    for step in range(2000):
        clock.advance_to(START + step // 100)
        ids.append(entropy.fresh_id())
    assert ids == sorted(ids)
    assert len(set(ids)) == 2000
    assert {len(name) for name in ids} == {20}
    assert set("".join(ids)) <= set(ALPHABET.lower())


def test_ids_go_on_when_the_clock_goes_back():
    """A clock set back makes no id twice and none out of order."""
    moments = iter([START, START - 3_600_000, START - 3_600_000])

    class Back:
        def now(self) -> int:
            return next(moments)

    entropy = Entropy(Back())
    ids = [entropy.fresh_id() for _ in range(3)]
    assert ids == sorted(set(ids))


def test_codes_have_their_bits():
    """An invite code is 10 Crockford characters, a link token 22 of the characters Telegram takes."""
    entropy = Entropy(VirtualClock(START))
    codes = {entropy.invite_code() for _ in range(200)}
    tokens = {entropy.deep_link_token() for _ in range(200)}
    assert len(codes) == len(tokens) == 200
    assert all(len(code) == 10 and set(code) <= set(ALPHABET) for code in codes)
    assert all(len(token) == 22 and token.replace("-", "a").replace("_", "a").isalnum() for token in tokens)


def test_every_bit_of_a_code_counts():
    """The whole range is used: all bits unset and all bits set are the first and the last code."""
    clock = VirtualClock(START)
    low, high = Entropy(clock, lambda bits: 0), Entropy(clock, lambda bits: 2**bits - 1)
    assert (low.invite_code(), high.invite_code()) == ("0" * 10, "Z" * 10)
    assert (low.deep_link_token(), high.deep_link_token()) == ("A" * 22, "_" * 21 + "w")


def test_a_seed_repeats_and_none_does_not():
    """The same seed gives the same ids, another seed or none gives others."""
    first, again, other = (seeded(VirtualClock(START), seed) for seed in (1, 1, 2))
    drawn = [(e.fresh_id(), e.invite_code(), e.deep_link_token()) for e in (first, again, other)]
    assert drawn[0] == drawn[1] != drawn[2]
    assert Entropy(VirtualClock(START)).invite_code() != Entropy(VirtualClock(START)).invite_code()


@given(st.text(ALPHABET, min_size=10, max_size=10), st.randoms(use_true_random=False))
def test_a_code_survives_how_people_type_it(code, random):
    """Lower case, hyphens, spaces and look-alike letters do not matter."""
    typed = "".join(random.choice(_LIKE.get(c, c)) for c in code)
    typed = f" {typed[:5]}-{typed[5:]} "
    assert read_code(random.choice([typed, typed.lower()])) == code


_LIKE = {"0": "0O", "1": "1IL"}
