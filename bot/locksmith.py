"""What a therapist's codes are checked with: scrypt for PINs, RFC 6238 for authenticator apps."""

import hashlib
import hmac
from datetime import UTC, datetime

import pyotp

COST, BLOCK, LANES = 2**14, 8, 1
"""scrypt's N, r and p: 16 MiB and about 30 ms of one core (measured in tests/figures/lock.py).

A PIN of six digits is no secret to whoever has the store *and* the master key, however slow its hash; the
hash keeps it from whoever only looks. Guessing in the chat is bounded by the count of wrong codes.
"""

STEP = 30
"""Seconds a code of the app holds; the one before and the one after are taken too (clocks differ)."""


class Locksmith:
    """Checks codes; see `handlers.locksmith.Locksmith`."""

    def pin_hash(self, pin: str, salt: str) -> str:
        """`scrypt$N$r$p$salt$hash`."""
        made = _scrypt(pin, salt, COST, BLOCK, LANES)
        return f"scrypt${COST}${BLOCK}${LANES}${salt}${made.hex()}"

    def pin_fits(self, pin: str, kept: str) -> bool:
        """Whether this is the PIN, compared in constant time with the parameters it was kept with."""
        form, *numbers, salt, wanted = kept.split("$") if kept else ("", "", "")
        if form != "scrypt":
            return False
        cost, block, lanes = map(int, numbers)
        return hmac.compare_digest(_scrypt(pin, salt, cost, block, lanes).hex(), wanted)

    def code_step(self, key: str, code: str, at: int) -> int:
        """The time step of this code, of the three nearest to `at` (epoch ms); 0 for a wrong one."""
        now = at // 1000 // STEP
        app = pyotp.TOTP(key)
        found = 0
        for step in (now - 1, now, now + 1):
            right = app.at(datetime.fromtimestamp(step * STEP, UTC))
            if hmac.compare_digest(right, code):
                found = max(found, step)
        return found

    def app_address(self, key: str, name: str, practice: str) -> str:
        """`otpauth://totp/…`, which an app reads as a link."""
        return pyotp.TOTP(key).provisioning_uri(name=name, issuer_name=practice)


def _scrypt(pin: str, salt: str, cost: int, block: int, lanes: int) -> bytes:
    memory = 2 * 128 * cost * block
    return hashlib.scrypt(pin.encode(), salt=salt.encode(), n=cost, r=block, p=lanes, maxmem=memory, dklen=32)
