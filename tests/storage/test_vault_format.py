"""What stands in a practice's file today opens tomorrow: the format is written down here, byte by byte."""

import hashlib
import itertools

import pytest

from storage.vault import Vault, WrappedKey

MASTER = bytes(range(32))
KEY_ID = "e296ff17"
STORE_KEY = bytes.fromhex(
    "6b86b273ff34fce19d6b804ed852adbb96d415079962b0dda55ee6024da0a745e4d145b7c724bdb1819f6927e0fd9954"
    "3cda039301efb1dfdad57806"
)
SAMS_KEY = bytes.fromhex(
    "4e07408562bedb8b60ce05c180c2061e4db0f51ea8d3cbe6780e292c090c85c3ab5d838ad645ff8fe93672931cb49b5f"
    "65bc5843748f632a8328e35e"
)
SAMS_WORDS = bytes.fromhex(
    "015e3f604c4b227777d4dd1fc61c6f884ffcb18a7fbaf0c502087798b4a85c076c4485393ae4a961caa8aef06dabcb43"
    "049e5086b7b0adaee90c79baac61e19bc42a63f96ee432eef1e11610393902a66e7715ece1408f2e0bff9ede74b232af19"
)
PRACTICES_ROW = bytes.fromhex(
    "0123204326ef2d127de37b942baad06145d70acd4abc1c0437e5223394612058a736fa7f71a9ebbd9ce5388028aa9077"
    "33d6f4a237c7d2a5f22fede4eddc0bd7cc03031b6ca6b2d4e945b40dd7b6cad214dd03149932714ff53b58c0b2acba649b"
)
INDEX = "17c8893e73f68fed23210680ec8da4415405d209e9a97c3cc258ffea9593dea9"
LINK = "4d076ef76b2c2c0924e22758985c5d45bd4ebce159583b4409334af2e37d83ab"


@pytest.fixture
def vault() -> Vault:
    """A vault that has read the keys of the file above."""
    opened = Vault(MASTER)
    opened.admit_store_key(WrappedKey(KEY_ID, STORE_KEY))
    opened.admit("sam", WrappedKey(KEY_ID, SAMS_KEY))
    return opened


def test_a_file_of_before_opens(vault: Vault):
    """A person's words and a practice's own row, sealed by an earlier program, are read."""
    assert vault.key_id == KEY_ID
    assert vault.open("sam", "talk", "doc", "t1", SAMS_WORDS) == b"how loud it is"
    assert vault.open(vault.of_practice("riverside"), "leftover", "doc", "l1", PRACTICES_ROW) == b"sid"


def test_a_number_of_before_is_found(vault: Vault):
    """The index of a number, and a link of the audit chain, are what they were."""
    assert vault.blind("address", "riverside", "sms", "+447700900123") == INDEX
    assert vault.chain(b"entry").hex() == LINK


def test_todays_program_writes_the_same():
    """With the same chance, the same bytes: whoever changes the format changes this page and a version."""
    drawn = (hashlib.sha256(str(n).encode()).digest() for n in itertools.count())
    vault = Vault(MASTER, random=lambda size: next(drawn)[:size])
    assert vault.new_store_key() == WrappedKey(KEY_ID, STORE_KEY)
    assert vault.new_key("sam") == WrappedKey(KEY_ID, SAMS_KEY)
    assert vault.seal("sam", "talk", "doc", "t1", b"how loud it is") == SAMS_WORDS
    practice = vault.of_practice("riverside")
    assert vault.seal(practice, "leftover", "doc", "l1", b"sid") == PRACTICES_ROW


def test_a_half_surrogate_has_an_index_too(vault: Vault):
    """Whatever a provider sends as an address is looked up without a fault."""
    assert vault.blind("address", "river\ud800", "telegram", "\ud800") != vault.blind(
        "address", "riverside", "x"
    )


def test_only_so_many_keys_stay_at_hand():
    """The people met longest ago are let go of first; their rows open again once their key is read."""
    vault = Vault(MASTER, cache=2)
    sam = vault.new_key("sam")
    vault.new_key("kim")
    sealed = vault.seal("sam", "talk", "doc", "t1", b"words")
    vault.new_key("mia")
    assert [vault.holds(person) for person in ("sam", "kim", "mia")] == [True, False, True]
    vault.new_key("lou")
    vault.new_key("ben")
    assert not vault.holds("sam")
    vault.admit("sam", sam)
    assert vault.open("sam", "talk", "doc", "t1", sealed) == b"words"
