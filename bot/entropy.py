"""Ids and one-use codes. A rehearsal passes a seed, so that the same input gives the same ids."""

import base64
import random
import secrets
from collections.abc import Callable
from functools import lru_cache

from bot.clock import Clock
from storage.chance import Pool

# Crockford's base 32: no I, L, O or U, so a code survives being read out loud or copied by hand.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_RANDOM_BITS = 50
_ID_BEGINS = 10  # characters: 50 bits of time, before 50 bits of chance
_CHANCE = (1 << _RANDOM_BITS) - 1
_CODE_LENGTH = 10  # 50 bits: with guesses limited per sender and per day, a hit is a matter of ages


class Entropy:
    """The one source of ids and codes in a process."""

    def __init__(
        self,
        clock: Clock,
        bits: Callable[[int], int] | None = None,
        code_bits: Callable[[int], int] | None = None,
    ) -> None:
        self._clock, self._last = clock, -1
        self._id_bits = bits or _drawn
        self._bits = bits or secrets.randbits
        self._code_bits = code_bits or self._bits

    def fresh_id(self) -> str:
        """A new id of 20 characters; later ids of one process sort after earlier ones."""
        value = (self._clock.now() << _RANDOM_BITS) | self._id_bits(_RANDOM_BITS)
        last = self._last = max(value, self._last + 1)
        return _begins(last >> _RANDOM_BITS) + _base32(last & _CHANCE, _RANDOM_BITS // 5).lower()

    def invite_code(self) -> str:
        """A code of 10 characters (50 bits) that a person can type."""
        return _base32(self._code_bits(5 * _CODE_LENGTH), _CODE_LENGTH)

    def deep_link_token(self) -> str:
        """A token of 128 bits for a Telegram start link: letters, digits, `-` and `_`."""
        return base64.urlsafe_b64encode(self._bits(128).to_bytes(16, "big")).rstrip(b"=").decode()


def seeded(clock: Clock, seed: int) -> Entropy:
    """Ids that repeat from run to run: rehearsals and tests only, never for real people.

    People read codes, so these have a stream of their own: how many ids were drawn changes none.
    """
    return Entropy(clock, random.Random(seed).getrandbits, random.Random(seed + 1).getrandbits)


def read_code(typed: str) -> str:
    """A typed code in its canonical form: hyphens and spaces dropped, O read as 0, I and L as 1."""
    plain = "".join(typed.upper().split()).replace("-", "")
    return plain.translate(str.maketrans("OIL", "011"))


_pool = Pool(7)  # of ids, which are no secret


def _drawn(bits: int) -> int:
    """So many random bits, at most 56."""
    return int.from_bytes(_pool(), "big") >> (56 - bits)


_PAIRS = [high + low for high in ALPHABET for low in ALPHABET]


def _base32(value: int, length: int) -> str:
    """`length` characters, an even number."""
    return "".join([_PAIRS[(value >> shift) & 1023] for shift in range(5 * length - 10, -1, -10)])


@lru_cache(maxsize=16)  # ids of one turn are of one moment
def _begins(time: int) -> str:
    return _base32(time, _ID_BEGINS).lower()
