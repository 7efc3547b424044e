"""The choke point for text: cleaned, counted and split without losing a word."""

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.text import (
    INBOUND_CAP,
    Segments,
    cap_inbound,
    clean,
    clusters,
    gsm7,
    segments,
    split_sms,
    split_telegram,
)

FAMILY = "👨‍👩‍👧‍👦"
WILD = st.text(
    st.one_of(st.characters(codec=None), st.sampled_from("\u200d\ufe0f\u202e\r\n\t\0👍🏽👩❤🇬🇧é\u0301^€"))
)
PROSE = st.text("ab. !?\n€👍", max_size=400)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("plain", "plain"),
        ("a\tb", "a b"),
        ("a\r\nb\rc\u2028d\u2029e", "a\nb\nc\nd\ne"),
        ("a\0b\x07c\x7fd\x85e", "abcde"),
        ("\u202eevil\u202c \u2066x\u2069", "evil x"),
        ("a\u200bb\ufeffc\u00add", "abcd"),
        ("a\ud800b\udfff", "ab"),
        ("e\u0301", "é"),
        (FAMILY, FAMILY),
        ("👩\u200d", "👩"),
        ("🏳️‍🌈 ❤️‍🔥 👩🏽‍⚕️", "🏳️‍🌈 ❤️‍🔥 👩🏽‍⚕️"),
        ("a\u200db 👩\u200d 👩\u200dx \u200d👩", "ab 👩 👩x 👩"),
    ],
)
def test_clean(text: str, kept: str) -> None:
    """What cannot be seen goes, what can be seen stays, emoji sequences stay whole."""
    assert clean(text) == kept


@given(WILD)
def test_clean_is_complete(text: str) -> None:
    """Cleaned text is NFC, can be stored as UTF-8, and cleaning it again changes nothing."""
    once = clean(text)
    assert clean(once) == once == unicodedata.normalize("NFC", once)
    assert once.encode().decode() == once
    hidden = {c for c in once if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")}
    assert hidden <= {"\n", "\u200d"}


@given(WILD)
def test_clusters_lose_nothing(text: str) -> None:
    """The clusters of a text are the text, and none is empty."""
    found = list(clusters(text))
    assert "".join(found) == text
    assert all(found)


@pytest.mark.parametrize(
    ("length", "cut"), [(INBOUND_CAP - 1, False), (INBOUND_CAP, False), (INBOUND_CAP + 1, True)]
)
def test_cap(length: int, cut: bool) -> None:
    """A text is kept up to the cap, and the caller learns when its end is missing."""
    assert cap_inbound("x" * length) == ("x" * min(length, INBOUND_CAP), cut)


@pytest.mark.parametrize("text", [FAMILY * 1_200, "e" + "\u0336" * 9_000, "👍🏽" * 5_000])
def test_cap_between_characters(text: str) -> None:
    """The cap never leaves half an emoji, and holds against a letter with thousands of marks."""
    kept, cut = cap_inbound(text)
    assert cut
    assert len(kept) <= INBOUND_CAP
    assert clean(kept) == kept
    assert set(clusters(kept)) <= {FAMILY, "👍🏽", "e" + "\u0336" * (INBOUND_CAP - 1)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\n\u0301" * 71, Segments("UCS-2", 142, 3)),
        ("", Segments("GSM-7", 0, 1)),
        ("a" * 160, Segments("GSM-7", 160, 1)),
        ("a" * 161, Segments("GSM-7", 161, 2)),
        ("a" * 306, Segments("GSM-7", 306, 2)),
        ("a" * 307, Segments("GSM-7", 307, 3)),
        ("€" * 80, Segments("GSM-7", 160, 1)),
        ("a" * 152 + "€" * 5, Segments("GSM-7", 162, 2)),
        ("€" * 153, Segments("GSM-7", 306, 3)),
        ("á" * 70, Segments("UCS-2", 70, 1)),
        ("á" * 71, Segments("UCS-2", 71, 2)),
        ("á" + "👍" * 66, Segments("UCS-2", 133, 2)),
        ("👍" * 67, Segments("UCS-2", 134, 3)),
        ("á" * 134, Segments("UCS-2", 134, 2)),
        (FAMILY * 7, Segments("UCS-2", 77, 2)),
        ("á" + "\u0301" * 200, Segments("UCS-2", 201, 3)),
    ],
)
def test_segments(text: str, expected: Segments) -> None:
    """The limits are 160/153 and 70/67, and nothing that belongs together is divided."""
    assert segments(text) == expected


@given(st.text(st.characters(codec="utf-8", exclude_categories=("M", "Cf", "Sk", "Cc")), max_size=500))
def test_segments_against_smsutil(text: str) -> None:
    """An independent splitter cuts texts without sequences into as many segments."""
    smsutil = pytest.importorskip("smsutil", reason="no second opinion: smsutil is not installed")
    plain = "".join(cluster for cluster in clusters(text) if len(cluster) == 1)
    assert segments(plain).count == len(smsutil.split(plain).parts)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("“It’s” – well… no—", '"It\'s" - well... no-'),
        ("a\u00a0b\u202fc", "a b c"),
        ("• one → two", "- one -> two"),
        ("«sí» ½ 👍", '"sí" ½ 👍'),
    ],
)
def test_gsm7(text: str, kept: str) -> None:
    """Typographic marks become plain ones; letters, fractions and emoji are left alone."""
    assert gsm7(text) == kept


def test_typography_is_free() -> None:
    """A text with curly quotes and dashes costs what the plain text costs."""
    assert segments(gsm7("It’s “here” – now…" + "a" * 100)).encoding == "GSM-7"


@pytest.mark.parametrize("split", [split_telegram, split_sms])
@given(text=PROSE, limit=st.integers(4, 60))
def test_split_loses_nothing(split: Callable[[str, int], list[str]], text: str, limit: int) -> None:
    """Every part fits, none is blank, and together they say what the text says."""
    parts = split(text, limit)
    assert all(len(part.encode("utf-16-le")) // 2 <= limit and part == part.strip() != "" for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("short", ["short"]),
        (" \n ", []),
        ("One two three.\n\nFour. Five six seven", ["One two three.", "Four. Five six seven"]),
        ("One two. Three four five six", ["One two. Three four", "five six"]),
        ("One two three. Four five six", ["One two three.", "Four five six"]),
        ("Really now? Four five six se", ["Really now?", "Four five six se"]),
        ("x" * 25, ["x" * 20, "x" * 5]),
        ("One two three four five" + "\n" + "six", ["One two three four", "five\nsix"]),
        ("twenty characters ok", ["twenty characters ok"]),
        ("twenty characters ok! ok", ["twenty characters", "ok! ok"]),
    ],
)
def test_split_prefers(text: str, parts: list[str]) -> None:
    """A break stands at a paragraph, a line or a sentence if one ends in the later half, else at a word."""
    assert split_telegram(text, 20) == parts


def test_split_counts_as_the_provider() -> None:
    """Telegram counts UTF-16 units; for SMS an escaped character counts twice as well."""
    assert [len(part) for part in split_telegram("👍" * 4_096)] == [2_048, 2_048]
    assert split_telegram("x" * 4_096) == ["x" * 4_096]
    assert [len(part) for part in split_sms("€" * 1_000)] == [800, 200]


def test_split_keeps_emoji_whole() -> None:
    """A break without any space falls between emoji, not inside one."""
    assert set("".join(split_telegram(FAMILY * 400, 100)[0]).replace(FAMILY, "")) == set()
    assert split_telegram("e" + "\u0336" * 10, 5) == ["e" + "\u0336" * 4, "\u0336" * 5, "\u0336"]
