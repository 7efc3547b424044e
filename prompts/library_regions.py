"""Crisis lines by country, and how old a number may be."""

import re
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date, timedelta
from importlib.resources.abc import Traversable
from typing import Any

from handlers.content import Region
from prompts.library_file import Fields, File, Finding, read_file
from prompts.library_lines import Path
from prompts.library_text import check_text

NAME = "regions.toml"
FALLBACK = "ZZ"
OLDEST = timedelta(days=180)

_WORDS = {field.name: str for field in fields(Region) if field.name != "code"}
SPOKEN = frozenset({"emergency", "lines", "text_line", "brief"})
TRANSLATED = SPOKEN | {"name"}
_CODE = re.compile(r"[A-Z]{2}")
_LANGUAGE = re.compile(r"[a-z]{2}")
# A card is 400 characters and carries more than its numbers.
_LIMIT = 120


def read_regions(root: Traversable) -> tuple[dict[str, Region], File]:
    """Every region by code; a translated one is also there as `ES/es`."""
    file = read_file(root, NAME)
    regions: dict[str, Region] = {}
    for code, table in file.data.items():
        regions.update(_region(file, code, table))
    if not file.findings and FALLBACK not in regions:
        file.fault((), f"the fallback region {FALLBACK} is missing")
    return regions, file


def _region(file: File, code: str, table: object) -> dict[str, Region]:
    before = len(file.findings)
    if not _CODE.fullmatch(code) or not isinstance(table, dict):
        file.fault((code,), f"{code!r} must be a table named by a country's two capital letters")
        return {}
    other = {key: value for key, value in table.items() if _LANGUAGE.fullmatch(key)}
    plain = {key: value for key, value in table.items() if key not in other}
    if file.table((code,), plain, Fields(required=_WORDS)):
        _check_words(file, (code,), plain)
        _check_date(file, (code, "verified_on"), plain["verified_on"])
    for language, words in other.items():
        path: Path = (code, language)
        if file.table(path, words, Fields({}, dict.fromkeys(TRANSLATED, str))):
            _check_words(file, path, words)
    return {} if len(file.findings) > before else _built(code, plain, other)


def _built(code: str, plain: dict[str, Any], other: dict[str, Any]) -> dict[str, Region]:
    region = Region(code=code, **plain)
    translated = {f"{code}/{language}": replace(region, **words) for language, words in other.items()}
    return {code: region, **translated}


def _check_words(file: File, path: Path, table: dict[str, str]) -> None:
    for name in SPOKEN.intersection(table):
        if name != "text_line" or table[name]:
            check_text(file, (*path, name), table[name], _LIMIT, ())
    for name in {"lines", "text_line"}.intersection(table):
        if table[name] and not table[name].endswith("."):
            file.fault((*path, name), f"{name!r} must be a whole sentence")
    for name in {"emergency", "brief"}.intersection(table):
        if table[name].endswith("."):
            file.fault((*path, name), f"{name!r} stands inside a sentence: no full stop")


def _check_date(file: File, path: Path, value: str) -> None:
    try:
        date.fromisoformat(value)
    except ValueError:
        file.fault(path, f"'verified_on' must be a date like 2026-03-01, found {value!r}")


def region_of(regions: Mapping[str, Region], code: str, language: str) -> Region:
    """The numbers for a person: their country in their language, else as near as there is.

    A country without an entry gets the fallback; a number beats a translation.
    """
    known = code if code in regions else FALLBACK
    return regions.get(f"{known}/{language}", regions[known])


def check_regions(regions: Mapping[str, Region], today: date, file: File | None = None) -> list[Finding]:
    """Every region whose numbers were last checked more than 180 days before `today`, or after it.

    Stale crisis numbers do circulate: a date that has run out is an error, not a warning. `file`
    gives the lines; without it they are 1.
    """
    found = file or File(f"prompts/{NAME}", "")
    before = len(found.findings)
    for code, region in regions.items():
        if "/" in code:
            continue
        age = today - date.fromisoformat(region.verified_on)
        if age > OLDEST:
            found.fault((code, "verified_on"), _stale(region, age.days))
        elif age < -timedelta(days=1):
            found.fault((code, "verified_on"), f"{code}: 'verified_on' {region.verified_on} is yet to come")
    return found.findings[before:]


def _stale(region: Region, days: int) -> str:
    when = f"last verified {days} days ago ({region.verified_on})"
    return f"{region.code}: numbers {when}; at most {OLDEST.days}"
