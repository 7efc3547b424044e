"""Encryption at rest: one master key wraps one key per person; rows are sealed to their place.

A sealed value is version | key id | nonce | ciphertext, with table, column, row and person as
associated data, so a value moved to another place does not open. Lengths are padded to 64 bytes.

Nonces are 96 random bits: a key may seal some 2^32 values before two of them could meet (NIST SP 800-38D
§8.3), and one person writes a few thousand a year. Keys of persons, blind indexes, the audit chain and
each practice's own rows are all different; a master key only wraps.
"""

import hashlib
import hmac
import os
from collections import OrderedDict
from collections.abc import Callable, Iterable
from functools import partial
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.chance import Pool
from storage.errors import CannotOpen, NoKey, WrongMasterKey

VERSION = b"\x01"
NONCE = 12
HEAD = 1 + 4 + NONCE
BUCKET = 64
STORE = "store"  # the pseudo-person whose key makes blind indexes and audit hashes


class WrappedKey(NamedTuple):
    """A person's key as stored: `key_id` names the master key that wraps it."""

    key_id: str
    wrapped: bytes


class _Key(NamedTuple):
    id: bytes
    aead: AESGCM

    def __repr__(self) -> str:
        return "<key>"


def _derive(key: bytes, label: bytes) -> bytes:
    return hmac.digest(key, b"interlude/" + label, hashlib.sha256)


def _pad(plaintext: bytes) -> bytes:
    size = len(plaintext) + 4
    return (len(plaintext).to_bytes(4, "big") + plaintext).ljust(size + -size % BUCKET, b"\0")


def _unpad(padded: bytes) -> bytes:
    return padded[4 : 4 + int.from_bytes(padded[:4], "big")]


class Vault:
    """Holds the master key and the keys of the people met lately (at most `cache`)."""

    def __init__(
        self,
        master: bytes,
        *,
        previous: Iterable[bytes] = (),
        random: Callable[[int], bytes] | None = None,
        cache: int = 20_000,
    ) -> None:
        self.key_id = _derive(master, b"id")[:4].hex()
        keys = (master, *previous)
        self._masters = {_derive(k, b"id")[:4].hex(): AESGCM(_derive(k, b"wrap")) for k in keys}
        self._outside = {_derive(k, b"id")[:4]: AESGCM(_derive(k, b"spool")) for k in keys}
        self._random = random or os.urandom
        self._nonce: Callable[[], bytes] = partial(random, NONCE) if random else Pool(NONCE)
        self._cache = cache
        self._keys: OrderedDict[str, _Key] = OrderedDict()
        self._blinds: dict[str, bytes] = {}
        self._blind = self._chain = self._rows = b""

    def __repr__(self) -> str:
        return f"<Vault {self.key_id}>"  # never a key, wherever it may be printed

    def new_key(self, person_id: str) -> WrappedKey:
        """Make this person's key, keep it at hand, and return it wrapped for storing."""
        raw = self._random(32)
        self._keep(person_id, raw)
        return self._wrap(person_id, raw)

    def admit(self, person_id: str, key: WrappedKey) -> None:
        """Unwrap a stored key and keep it at hand. Raises WrongMasterKey."""
        self._keep(person_id, self._unwrap(person_id, key))

    def rewrap(self, person_id: str, key: WrappedKey) -> WrappedKey:
        """The same key, wrapped by the current master key (rotation)."""
        return self._wrap(person_id, self._unwrap(person_id, key))

    def new_store_key(self) -> WrappedKey:
        """Make the key behind blind indexes and audit hashes; it outlives master key rotations."""
        raw = self._random(32)
        self._seat(raw)
        return self._wrap(STORE, raw)

    def admit_store_key(self, key: WrappedKey) -> None:
        """Take the stored key behind blind indexes. Raises WrongMasterKey."""
        self._seat(self._unwrap(STORE, key))

    def of_practice(self, practice: str) -> str:
        """Whom to seal for what belongs to a practice and to no person; keeps that key at hand."""
        name = f"practice/{practice}"
        self._keep(name, _derive(self._rows, name.encode()))
        return name

    def holds(self, person_id: str) -> bool:
        """Whether this person's key is at hand; it then stays a while: whoever asks is about to use it."""
        if person_id not in self._keys:
            return False
        self._keys.move_to_end(person_id)
        return True

    def forget(self, person_id: str) -> None:
        """Drop a key from memory (erasure, or a new person whose commit failed)."""
        self._keys.pop(person_id, None)

    def seal(self, person_id: str, table: str, column: str, row_id: str, plaintext: bytes) -> bytes:
        """Encrypt for exactly this place. Raises NoKey."""
        key = self._key(person_id)
        nonce = self._nonce()
        place = f"{table}\0{column}\0{row_id}\0{person_id}".encode()
        return VERSION + key.id + nonce + key.aead.encrypt(nonce, _pad(plaintext), place)

    def open(self, person_id: str, table: str, column: str, row_id: str, sealed: bytes) -> bytes:
        """Decrypt what was sealed for exactly this place. Raises NoKey, CannotOpen."""
        key = self._key(person_id)
        place = f"{table}\0{column}\0{row_id}\0{person_id}".encode()
        if sealed[:5] != VERSION + key.id:
            raise CannotOpen(f"{table}.{column} {row_id}: sealed with another key")
        try:
            return _unpad(key.aead.decrypt(sealed[5:HEAD], sealed[HEAD:], place))
        except (InvalidTag, ValueError) as error:
            raise CannotOpen(f"{table}.{column} {row_id}: changed or moved") from error

    def seal_outside(self, name: str, plaintext: bytes) -> bytes:
        """Encrypt what is kept outside the database, for this name: the master key alone opens it."""
        key_id, nonce = bytes.fromhex(self.key_id), self._nonce()
        return VERSION + key_id + nonce + self._outside[key_id].encrypt(nonce, _pad(plaintext), name.encode())

    def open_outside(self, name: str, sealed: bytes) -> bytes:
        """Decrypt what was sealed outside the database for this name. Raises CannotOpen."""
        key = self._outside.get(sealed[1:5]) if sealed[:1] == VERSION else None
        if key is None:
            raise CannotOpen(f"{name}: sealed with another key")
        try:
            return _unpad(key.decrypt(sealed[5:HEAD], sealed[HEAD:], name.encode()))
        except (InvalidTag, ValueError) as error:
            raise CannotOpen(f"{name}: changed or moved") from error

    def blind(self, label: str, practice: str, *parts: str) -> str:
        """A keyed hash to look a value up by without storing it; every practice has its own key."""
        key = self._blinds.get(practice) or self._blinds.setdefault(
            practice, _derive(self._blind, b"of/" + practice.encode("utf-8", "surrogatepass"))
        )
        text = "\0".join((label, *parts)).encode("utf-8", "surrogatepass")
        return hmac.digest(key, text, hashlib.sha256).hex()

    def chain(self, text: bytes) -> bytes:
        """The keyed hash of one audit entry, the entry before it included."""
        return hmac.digest(self._chain, text, hashlib.sha256)

    def _seat(self, raw: bytes) -> None:
        self._blind, self._chain, self._rows = (_derive(raw, b) for b in (b"blind", b"audit", b"rows"))
        self._blinds = {}

    def _keep(self, person_id: str, raw: bytes) -> None:
        self._keys[person_id] = _Key(_derive(raw, b"id")[:4], AESGCM(raw))
        if len(self._keys) > self._cache:
            self._keys.popitem(last=False)

    def _key(self, person_id: str) -> _Key:
        try:
            self._keys.move_to_end(person_id)
            return self._keys[person_id]
        except KeyError:
            raise NoKey(person_id) from None

    def _wrap(self, person_id: str, raw: bytes) -> WrappedKey:
        nonce = self._nonce()
        place = b"key\0" + person_id.encode()
        return WrappedKey(self.key_id, nonce + self._masters[self.key_id].encrypt(nonce, raw, place))

    def _unwrap(self, person_id: str, key: WrappedKey) -> bytes:
        master = self._masters.get(key.key_id)
        if master is None:
            raise WrongMasterKey(f"written with master key {key.key_id}, this one is {self.key_id}")
        try:
            place = b"key\0" + person_id.encode()
            return master.decrypt(key.wrapped[:NONCE], key.wrapped[NONCE:], place)
        except InvalidTag as error:
            raise CannotOpen(f"wrapped key of {person_id}: changed or moved") from error
