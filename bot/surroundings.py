"""What every command that runs the engine needs: the words, the library, a house per practice."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache, lru_cache
from importlib.resources import files
from zoneinfo import available_timezones

from bot import config as configuration
from bot.locksmith import Locksmith
from bot.render import Renderer
from handlers.content import Content
from handlers.scripts import build_house, compiled
from handlers.times import hhmm
from handlers.turn import House, Practice
from prompts.catalog import Catalog
from prompts.library import LibraryError, load_content, own_measures


@lru_cache(maxsize=4)
def build_houses(config: configuration.Config) -> tuple[Mapping[str, House], Renderer]:
    """A house for each practice and the renderer they share; read only, so one process builds them once."""
    content, zones = load_content(), _zones()
    lists, countries = compiled(content), _countries()
    houses = {
        p.id: build_house(_practice(p), _with_own(content, p), zones, countries, Locksmith(), lists)
        for p in config.practices
    }
    return houses, Renderer(Catalog.load(at_once=False))


def _with_own(content: Content, practice: configuration.Practice) -> Content:
    """The library with the measures a practice loads itself. Raises ConfigError for one with a fault."""
    if practice.measures is None:
        return content
    try:
        return replace(content, measures=own_measures(practice.measures, content))
    except LibraryError as fault:
        first = fault.findings[0]
        file, allowed = str(practice.measures.parent / first.file), "a measure as in docs/measures.md"
        raise configuration.ConfigError(file, "", first.message, allowed, first.line) from None


@cache
def _zones() -> tuple[str, ...]:
    return tuple(sorted(available_timezones()))


@cache
def _countries() -> dict[str, str]:
    """Which country each zone's city is in, from the zone database's own table."""
    table = (files("tzdata.zoneinfo") / "zone.tab").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]
    return {row[2]: row[0] for row in rows}


def _practice(found: configuration.Practice) -> Practice:
    start, end = found.hours.client
    return Practice(
        id=found.id,
        name=found.name,
        zone=found.zone,
        language=found.language,
        region=found.region,
        work_word=found.work_word,
        client_hours=(hhmm(start), hhmm(end)),
        minors=found.minors,
        erase=found.erase,
        urge_level=found.urge_level,
        therapist_lock=found.therapist_lock,
    )
