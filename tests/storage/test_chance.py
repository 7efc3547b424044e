"""Random bytes drawn many at a time: none is ever given twice."""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from storage.chance import AT_A_TIME, Pool
from storage.vault import Vault
from tests.storage.kit import MASTER


def test_pieces_are_drawn_many_at_a_time_and_given_once():
    """Each piece is as long as asked, comes from what was drawn, and is never seen again."""
    drawn = list[bytes]()

    def draw(size: int) -> bytes:
        drawn.append(bytes([len(drawn) + 1]) * 2 + bytes(range(2, size)))
        return drawn[-1]

    pool = Pool(2, draw)
    found = [pool() for _ in range(2 * AT_A_TIME)]
    assert len(drawn) == 2
    assert sorted(found) == sorted(one[at : at + 2] for one in drawn for at in range(0, len(one), 2))
    assert len({*found[:AT_A_TIME]}) == AT_A_TIME


def test_threads_share_no_piece():
    """What one thread was given no other is."""
    pool = Pool(12)
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: [pool() for _ in range(2_000)], range(8)))
    assert len({piece for one in found for piece in one}) == 16_000


def test_a_fork_draws_its_own():
    """A process forked off gives nothing that its parent gives."""
    pool, (theirs, ours) = Pool(12), os.pipe()
    pool()
    child = os.fork()
    if not child:
        os.write(ours, b"".join(pool() for _ in range(AT_A_TIME)))
        os._exit(0)
    os.waitpid(child, 0)
    found = os.read(theirs, 12 * AT_A_TIME)
    os.close(theirs)
    os.close(ours)
    given_there = {found[at : at + 12] for at in range(0, len(found), 12)}
    assert len(given_there) == AT_A_TIME
    assert given_there.isdisjoint(pool() for _ in range(AT_A_TIME))


def test_a_key_is_never_drawn_from_what_waits(monkeypatch: pytest.MonkeyPatch):
    """The key of a new person is drawn by itself, when it is made; only nonces come from the pool."""
    drawn = list[int]()

    def draw(size: int) -> bytes:
        drawn.append(size)
        return bytes(size)

    monkeypatch.setattr(os, "urandom", draw)
    vault = Vault(MASTER)
    vault.new_key("sam")
    vault.new_key("kim")
    assert drawn == [32, 32]
