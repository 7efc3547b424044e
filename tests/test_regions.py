"""Crisis numbers: there for every country, fresh, and in sentences that fit the card."""

import re
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

import prompts
from bot.check import faults as faults_of_check
from prompts import style
from prompts.library import Finding, check_content, check_regions, region_of
from prompts.library_regions import read_regions

NAME = "regions.toml"
PACKAGE = Path(prompts.__file__).parent
REGIONS = read_regions(PACKAGE)[0]
VERIFIED = max(date.fromisoformat(region.verified_on) for region in REGIONS.values())
OLDEST = min(date.fromisoformat(region.verified_on) for region in REGIONS.values())


def test_every_country_promised_has_numbers() -> None:
    """The ten countries and the fallback for all others are there."""
    wanted = {"GB", "IE", "US", "CA", "AU", "NZ", "ES", "DE", "FR", "NL", "ZZ"}
    assert {code for code in REGIONS if "/" not in code} == wanted


def test_the_british_card_can_be_written() -> None:
    """The parts of the GB entry make exactly the sentences of the card and of the welcome."""
    gb = REGIONS["GB"]
    assert f"{gb.lines} {gb.text_line} In danger now: {gb.emergency}." == (
        "Samaritans: 116 123, free, day and night. Or text the word Shout to 85258. In danger now: 999."
    )
    assert f"{gb.emergency}, or {gb.brief}" == "999, or Samaritans on 116 123, free, day and night"


@pytest.mark.parametrize(
    ("code", "numbers"),
    [
        ("GB", ["116 123", "85258", "999"]),
        ("IE", ["116 123", "50808", "112 or 999"]),
        ("US", ["988", "911"]),
        ("CA", ["988", "911"]),
        ("AU", ["13 11 14", "0477 13 11 14", "000"]),
        ("NZ", ["1737", "111"]),
        ("ES", ["024", "112"]),
        ("DE", ["0800 111 0 111", "112"]),
        ("FR", ["3114", "112"]),
        ("NL", ["0800 0113", "112"]),
        ("ZZ", ["findahelpline.com"]),
    ],
)
def test_the_numbers(code: str, numbers: list[str]) -> None:
    """Each country shows its established numbers, the crisis line also in the shortest form."""
    region = REGIONS[code]
    card = f"{region.lines} {region.text_line} {region.emergency}"
    assert all(number in card for number in numbers)
    assert numbers[0] in region.brief


@pytest.mark.parametrize("code", sorted(code for code in REGIONS if "/" in code))
def test_a_translation_keeps_every_number(code: str) -> None:
    """Another language changes the words around the numbers, never a number."""
    english, translated = REGIONS[code[:2]], REGIONS[code]
    for name in ("emergency", "lines", "text_line", "brief"):
        numbers = re.findall(r"[0-9]+", getattr(english, name))
        assert set(numbers) <= set(re.findall(r"[0-9]+", getattr(translated, name)))
    assert translated.verified_on == english.verified_on


@pytest.mark.parametrize("channel", ["telegram", "sms"])
@pytest.mark.parametrize("code", sorted(code for code in REGIONS if "/" not in code))
def test_the_words_pass_the_rules_of_a_safety_card(code: str, channel: str) -> None:
    """What the card says of the numbers minimises nothing, fits an SMS and promises nothing."""
    region = REGIONS[code]
    text = f"{region.lines} {region.text_line} In danger now: {region.emergency}."
    assert style.check(text, kind="safety", channel=channel) == []
    assert len(text) <= 130


def test_a_person_gets_numbers_in_the_nearest_form() -> None:
    """Country and language first, then the country, then the fallback in that language."""
    assert region_of(REGIONS, "ES", "es").lines.startswith("Teléfono 024")
    assert region_of(REGIONS, "ES", "en") == REGIONS["ES"]
    assert region_of(REGIONS, "ES", "fr") == REGIONS["ES"]
    assert region_of(REGIONS, "BR", "es") == REGIONS["ZZ/es"]
    assert region_of(REGIONS, "BR", "pt") == REGIONS["ZZ"]


def test_fresh_numbers_pass_for_half_a_year() -> None:
    """Numbers verified up to 180 days ago are used without a word."""
    assert check_regions(REGIONS, VERIFIED) == []
    assert check_regions(REGIONS, OLDEST + timedelta(days=180)) == []


def test_stale_numbers_are_an_error() -> None:
    """The day after the 180th, every country verified then is named."""
    found = check_regions(REGIONS, VERIFIED + timedelta(days=181))
    assert len(found) == len([code for code in REGIONS if "/" not in code])
    assert "GB: numbers last verified 181 days ago" in found[0].message


def test_a_date_to_come_is_an_error() -> None:
    """A mistyped year would keep a number fresh for ever."""
    assert check_regions(REGIONS, VERIFIED - timedelta(days=1)) == []
    found = check_regions(REGIONS, OLDEST - timedelta(days=2))
    assert all("is yet to come" in finding.message for finding in found)
    assert found


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the shipped library that a test may break."""
    kept = shutil.ignore_patterns("*.py", "__pycache__")
    return Path(shutil.copytree(PACKAGE, tmp_path / "prompts", ignore=kept))


def faults(root: Path) -> list[Finding]:
    """What is wrong with the numbers, apart from wording and age."""
    return read_regions(root)[1].findings


def change(root: Path, old: str, new: str) -> int:
    """Put `new` for the first `old` in the regions; returns its line."""
    text = (root / NAME).read_text(encoding="utf-8")
    assert old in text
    (root / NAME).write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


FAULTS = [
    ('emergency = "999"', 'emergency = ""', "'emergency' is empty"),
    ('emergency = "999"', 'emergency = "999."', "'emergency' stands inside a sentence: no full stop"),
    ('day and night."', 'day and night"', "'lines' must be a whole sentence"),
    ('brief = "Samaritans', 'brif = "Samaritans', "unknown field 'brif'; did you mean 'brief'?"),
    ('verified_on = "2026', 'verified_on = "26', "'verified_on' must be a date like 2026-03-01, found '26"),
    ('las 24 horas."', 'las 24 horas"', "'lines' must be a whole sentence"),
    ('lines = "Samaritans: 116', 'lines = "{number} 116', "'lines' has the unknown placeholder '{number}'"),
]


@pytest.mark.parametrize(("old", "new", "message"), FAULTS)
def test_a_fault_is_named_with_its_line(root: Path, old: str, new: str, message: str) -> None:
    """One thing wrong with the numbers is found on its line."""
    line = change(root, old, new)
    found = [finding for finding in faults(root) if message in finding.message]
    assert [(f.file, f.line) for f in found] == [(f"prompts/{NAME}", line)]


def test_a_region_is_named_by_two_capitals(root: Path) -> None:
    """A country that could never be looked up is refused."""
    line = change(root, "[GB]", "[Britain]")
    found = [finding for finding in faults(root) if "two capital letters" in finding.message]
    assert [finding.line for finding in found] == [line]


def test_the_fallback_cannot_be_left_out(root: Path) -> None:
    """Somebody in a country without an entry still gets somewhere to turn."""
    text = (root / NAME).read_text(encoding="utf-8")
    (root / NAME).write_text(text[: text.index("[ZZ]")], encoding="utf-8")
    assert faults(root) == [Finding(f"prompts/{NAME}", 1, "the fallback region ZZ is missing")]


def test_a_stale_number_is_named_with_its_line(root: Path) -> None:
    """The check says which date to move, in which file, on which line."""
    line = change(root, f'verified_on = "{VERIFIED}"', 'verified_on = "2025-01-01"')
    assert [(f.file, f.line) for f in check_content(root, VERIFIED)] == [(f"prompts/{NAME}", line)]


def test_the_check_command_refuses_stale_numbers_and_a_missing_fallback(root: Path) -> None:
    """`interlude check` names both, so that no practice goes live with either."""
    text = (root / NAME).read_text(encoding="utf-8")
    stale = list(faults_of_check(root, VERIFIED + timedelta(days=181)))
    assert any("GB: numbers last verified 181 days ago" in line for line in stale)
    (root / NAME).write_text(text[: text.index("[ZZ]")], encoding="utf-8")
    assert any("the fallback region ZZ is missing" in line for line in faults_of_check(root, VERIFIED))
