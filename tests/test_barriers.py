"""The barrier taxonomy: complete, kind in its words, and checked by file and line."""

import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

import prompts
from handlers.content import BarrierCode, Barriers
from prompts import style
from prompts.library import Finding
from prompts.library_barriers import read_barriers

NAME = "barriers/en.toml"
PACKAGE = Path(prompts.__file__).parent
WHOLE = read_barriers(PACKAGE)[0]["en"]
CODES = tuple(WHOLE.codes.values())
EACH = pytest.mark.parametrize("code", CODES, ids=lambda code: code.code)
RESERVED = {"stop", "cancel", "end", "quit", "yes", "help", "info", "start", "unsubscribe", "revoke"}


def test_all_forty_nine_codes_in_order() -> None:
    """Nine practical, five on understanding, six on fit, twelve thoughts, nine emotions, five, three."""
    counts = {"P": 9, "U": 5, "S": 6, "T": 12, "E": 9, "R": 5, "X": 3}
    assert Counter(code.group for code in CODES) == counts
    first = {"X": 0}
    expected = [f"{g}{n + first.get(g, 1)}" for g, count in counts.items() for n in range(count)]
    assert list(WHOLE.codes) == expected


def test_a_group_keeps_its_order() -> None:
    """The second page of the menu lists a group as the table does, several groups one by one."""
    assert [code.code for code in WHOLE.of_group("U")] == ["U1", "U2", "U3", "U4", "U5"]
    assert [code.group for code in WHOLE.of_group("T", "E")] == ["T"] * 12 + ["E"] * 9


@EACH
def test_every_code_is_complete(code: BarrierCode) -> None:
    """Each reason has a label, an offer, a note, and a follow-up unless nothing is asked."""
    assert code.label
    assert code.offers
    assert code.note
    assert (code.ask == "none") == (not code.follow_up)
    assert (code.ask == "choice") == bool(code.choices)


@EACH
def test_labels_fit_beside_a_digit(code: BarrierCode) -> None:
    """On SMS a label has at most 40 characters, all from the short alphabet."""
    label = code.sms_label or code.label
    assert len(label) <= 40
    assert label.isascii()
    assert (len(code.label) > 40) == bool(code.sms_label)


@EACH
@pytest.mark.parametrize("channel", ["telegram", "sms"])
def test_the_follow_up_is_curious_and_kind(code: BarrierCode, channel: str) -> None:
    """A follow-up asks one question, opens with a curious word, never why, and passes every rule."""
    if code.ask == "none":
        return
    assert code.follow_up.count("?") == 1
    question = re.split(r"\. ", code.follow_up)[-1]
    assert re.match(r"(What|When|Where|At which|Which|How|Would|Is|Shall)\b", question)
    assert not re.search(r"\bwhy\b", code.follow_up, re.IGNORECASE)
    shown = code.follow_up.replace("{therapist}", "Ada")
    labels = [choice.label for choice in code.choices]
    assert style.check(shown, kind="barrier", channel=channel, options=labels) == []
    assert not RESERVED.intersection(label.lower() for label in labels)


@pytest.mark.parametrize("code", ["P3", "T3", "T10", "U3", "U5"])
def test_a_small_piece_now_is_offered(code: str) -> None:
    """Doing a piece at once disproves these reasons, so it is offered."""
    assert "NOW" in WHOLE.codes[code].offers


def test_fear_is_not_met_with_a_reminder() -> None:
    """Nobody who was afraid or doubtful is offered a reminder first."""
    assert all(code.offers[0] != "REMIND" for code in WHOLE.of_group("T", "E"))


@pytest.mark.parametrize(
    ("code", "ask", "choices"),
    [
        ("E1", "scale", []),
        ("E6", "scale", []),
        ("S2", "scale", []),
        ("E9", "choice", ["yes", "little", "no"]),
        ("T2", "choice", ["today", "meeting", "private"]),
        ("T3", "text", []),
        ("X0", "none", []),
        ("X1", "none", []),
    ],
)
def test_how_a_follow_up_is_answered(code: str, ask: str, choices: list[str]) -> None:
    """Ratings are scales; what has few answers is a choice; the rest is the client's own words."""
    found = WHOLE.codes[code]
    assert (found.ask, [choice.code for choice in found.choices]) == (ask, choices)


def test_a_bare_yes_is_never_the_likely_answer() -> None:
    """A question of yes or no has choices: on SMS a carrier would act on the word itself."""
    closed = [c for c in CODES if re.search(r"(^|\. )(Would|Is|Shall)\b", c.follow_up) and c.ask == "text"]
    assert [code.code for code in closed] == ["P5", "E7"]  # these two invite a line


def test_therapist_tags_are_apart() -> None:
    """The tags only therapists see exist, and no client menu or hint can lead to them."""
    assert list(WHOLE.therapist_tags) == ["C1", "C2", "C3", "C4", "C5", "C6"]
    assert not set(WHOLE.therapist_tags).intersection(WHOLE.codes)
    assert not {code for hint in WHOLE.hints for code in hint.codes}.intersection(WHOLE.therapist_tags)


def hinted(barriers: Barriers, text: str) -> list[str]:
    """The codes of the first hint whose words stand in `text`."""

    def has(words: tuple[str, ...]) -> bool:
        return any(re.search(rf"\b{re.escape(word)}\b", text) for word in words)

    fits = (h for h in barriers.hints if has(h.words) and (not h.with_words or has(h.with_words)))
    return list(next(fits).codes)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("i forgot", ["P1"]),
        ("so busy", ["P3"]),
        ("it was confusing", ["U1"]),
        ("what's the point", ["T1"]),
        ("no point, nothing changes", ["T2"]),
        ("not the right way", ["T3"]),
        ("scared", ["E1"]),
        ("it was too much", ["E2"]),
        ("ashamed", ["E4"]),
        ("exhausted", ["E6"]),
        ("was in hospital", ["P5"]),
        ("the kids", ["P6", "P9"]),
    ],
)
def test_hints_point_at_a_code(text: str, codes: list[str]) -> None:
    """Common words lead to the code the table names; the narrower hint comes before the wider."""
    assert hinted(WHOLE, text) == codes


FAULTS = [
    ("[codes.P2]", "[codes.P10]", None, "code P2 is missing"),
    ("[codes.P2]", "[codes.Q2]", 0, "'Q2' is no code"),
    ('note = "Forgot', 'nota = "Forgot', 0, "unknown field 'nota'; did you mean 'note'?"),
    ('offers = ["REMIND", "NOW"]', "offers = []", 0, "at least one offer"),
    ('"REMIND", "NOW"', '"REMIND", "NOWW"', 0, "unknown offer 'NOWW'; did you mean 'NOW'?"),
    ('follow_up = "When did it', 'follow_up = "Why did it', 0, "must open with what, when, where"),
    ('back to mind, if it did?"', 'back to mind."', 0, "must end with its question"),
    ("if it did?", "if it did? Where?", 0, "asks more than one question"),
    ('follow_up = "What was missing?"\n', "", -3, "a code has a 'follow_up', or 'ask' is \"none\""),
    ('ask = "scale"', 'ask = "skale"', 0, "'ask' must be one of text, scale, choice, none, found 'skale'"),
    ('ask = "scale"', 'ask = "choice"', -3, "'choices' (two or more) belong to"),
    ('show = "Yes, show it"', 'show = "Yes"', 0, "option 'Yes' is a word carriers act on"),
    ('sms_label = "Not my kind of thing"\n', "", -1, "characters; at most 40"),
    ('label = "Too big"', 'label = " "', 0, "option 'label' needs a label"),
    ("like {therapist} to", "like {ada} to", 0, "unknown placeholder '{ada}'"),
    ('codes = ["T2"]', 'codes = ["T22"]', 0, "unknown code 'T22'; did you mean 'T2'?"),
    ('words = ["sick"', 'words = ["Sick"', 0, "hint word 'Sick' must be lower-case"),
    ('C3 = "', 'C7 = "', 0, "unknown field 'C7'"),
]


@pytest.mark.parametrize(("old", "new", "offset", "message"), FAULTS)
def test_a_fault_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, offset: int | None, message: str
) -> None:
    """One thing wrong in the taxonomy is found on the line to go to."""
    kept = shutil.ignore_patterns("*.py", "__pycache__")
    root = Path(shutil.copytree(PACKAGE, tmp_path / "prompts", ignore=kept))
    text = (root / NAME).read_text(encoding="utf-8")
    assert old in text
    (root / NAME).write_text(text.replace(old, new, 1), encoding="utf-8")
    line = text[: text.index(old)].count("\n") + 1
    findings = read_barriers(root)[1]["en"].findings
    found = [finding for finding in findings if message in finding.message]
    assert found, findings
    where = text.splitlines().index("[codes.P1]") + 1 if offset is None else line + offset
    assert found[0] == Finding(f"prompts/{NAME}", where, found[0].message)
