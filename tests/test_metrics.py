"""What `/metrics` says of the real process, read by Prometheus' own parser, and of a store that is away."""

import asyncio
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import ClientTimeout
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client.metrics_core import Metric
from prometheus_client.parser import text_string_to_metric_families

from bot import metrics as metrics_module
from bot.channels.base import Bringing, Inbound
from bot.channels.console import ConsoleChannel
from bot.channels.telegram import TelegramChannel
from bot.config import default_config
from bot.exposition import Family, Histogram, Sample, written
from bot.metrics import Metrics
from bot.metrics_table import EXPECTED, FAMILIES
from bot.stage import Stage
from bot.web import build_app
from storage.errors import StoreUnavailable
from tests.crash.away_stage import away_stage, locked
from tests.running import running
from tests.world import ADA, Line, client

CHAT = 700_123_456_789
"""A chat id, which no label may hold."""


def parsed(text: str) -> dict[str, Metric]:
    """Families by name, as Prometheus reads them. Raises ValueError for what it would not take."""
    return {family.name: family for family in text_string_to_metric_families(text)}


def value(text: str, name: str, **labels: str) -> float:
    """One sample."""
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            if sample.name == name and sample.labels == labels:
                return sample.value
    raise KeyError(name)


async def test_the_running_process(tmp_path: Path, unused_tcp_port_factory: Callable[[], int]) -> None:
    """Every family is in the scrape with its meaning, kind and base unit, and counts what happened."""
    async with running(tmp_path, unused_tcp_port_factory()) as bot:
        before = await bot.text("/metrics")
        code = re.search(r"start \S+", await bot.command("therapist", "add", "Ada"))
        assert code
        assert [await bot.says(CHAT, code[0]), await bot.says(CHAT, "menu", "forged")] == [200, 403]
        await bot.double.until(1)
        await bot.command("backup", "copy.db")
        text = await bot.text("/metrics")
        assert await bot.stop() == 0
    found = parsed(text)
    _form(found, text)
    grown = {
        'interlude_turns_total{result="committed"}', 'interlude_refused_total{what="signature"}',
        'interlude_webhook_replies_total{door="/telegram",status="200"}',
    }  # fmt: skip
    assert {name: _at(text, name) - _at(before, name) for name in grown} == dict.fromkeys(grown, 1)
    assert value(text, "interlude_store_up") == 1
    assert value(text, "interlude_turn_seconds_count") == 1
    assert {what: value(text, "interlude_disk_free_bytes", what=what) > 0 for what in ("store", "spool")} == {
        "store": True, "spool": True,
    }  # fmt: skip
    assert time.time() - value(text, "interlude_last_backup_timestamp_seconds") < 600
    assert str(CHAT) not in text
    assert "Ada" not in text


def _at(text: str, name: str) -> float:
    return next((float(line.rpartition(" ")[2]) for line in text.splitlines() if line.startswith(name)), 0.0)


def _form(found: dict[str, Metric], text: str) -> None:
    names = {name.removesuffix("_total"): name for name in FAMILIES}
    assert set(found) == set(names)
    for name, family in found.items():
        kind, meaning = FAMILIES[names[name]]
        assert (family.type, family.documentation) == (kind, meaning)
        assert not re.search(r"_(ms|milliseconds|minutes|kb|percent)\b", name)
        assert (kind == "counter") == names[name].endswith("_total")
        assert text.count(f"# TYPE {names[name]} ") == 1
        for sample in family.samples:
            words = set(sample.labels) - {"le", "version"}
            assert words <= {"result", "channel", "what", "door", "status", "state", "outcome"}, sample


def test_what_is_expected_is_there_from_the_start() -> None:
    """Every counter with names of its own shows them at zero, and all of them are families."""
    assert set(EXPECTED) <= set(FAMILIES)


async def test_a_store_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """While the store is away the scrape still comes, says so, and leaves out what it cannot know."""
    start = datetime(2026, 3, 2, 9, tzinfo=UTC)
    async with Stage(default_config(), lambda _: None, None, start) as stage:
        metrics = Metrics(stage.engine, stage.clock)
        here = await metrics.text()
        monkeypatch.setattr(stage.engine.store, "levels", _away)
        gone = await metrics.text()
        metrics.stopping = True
        assert not await metrics.healthy()
    assert (value(here, "interlude_store_up"), value(gone, "interlude_store_up")) == (1, 0)
    assert set(parsed(here)) - set(parsed(gone)) == {
        "interlude_agenda_lag_seconds", "interlude_outbox_lag_seconds", "interlude_outbox_texts",
        "interlude_inbox_events", "interlude_tells", "interlude_last_backup_timestamp_seconds",
        "interlude_sends_held", "interlude_audit_faults", "interlude_last_audit_timestamp_seconds",
    }  # fmt: skip


async def test_health_has_an_answer_within_a_second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """200 means that a commit was possible just now; a locked or hanging store makes it 503, and at once."""
    assert metrics_module.HEALTH_PATIENCE < 1
    monkeypatch.setattr(metrics_module, "HEALTH_PATIENCE", 30.0)  # until the store hangs
    async with away_stage(tmp_path) as play:
        metrics = Metrics(play.stage.engine, play.stage.clock)
        app = build_app({}, metrics.healthy, metrics.text, metrics.tally)
        async with TestClient(TestServer(app), timeout=ClientTimeout(total=5)) as asking:
            seen = [(await asking.get("/health")).status]
            with locked(tmp_path):
                seen.append((await asking.get("/health")).status)
            seen.append((await asking.get("/health")).status)
            monkeypatch.setattr(metrics_module, "HEALTH_PATIENCE", 0.01)
            hang = asyncio.Event()
            stuck = asyncio.create_task(play.stage.engine.store._pump.job(lambda _: hang.wait()))
            try:
                seen.append((await asking.get("/health")).status)
            finally:
                hang.set()
                await stuck
    assert seen == [200, 503, 200, 503]


async def _away() -> None:
    raise StoreUnavailable("away")


async def test_what_waits_is_counted() -> None:
    """A due row, a text that waits and one that is lost show in the gauges, with how late they are."""
    shown: list[Line] = []
    async with Stage(default_config(), shown.append, None, datetime(2026, 3, 2, 9, tzinfo=UTC)) as stage:
        for line in (ADA, client("sam")):
            await stage.take(line)
        await stage.take({"refuse": "sms", "how": "unavailable", "times": -1})
        await stage.take({"who": "sam", "text": "menu"})
        await stage.take({"wait": "1h"})  # it is tried again and again meanwhile
        text = await Metrics(stage.engine, stage.clock).text()
        levels = await stage.engine.store.levels()
    assert value(text, "interlude_outbox_texts", state="queued") == levels.queued == 1
    assert 3_600 <= value(text, "interlude_outbox_lag_seconds") < 3_700
    assert value(text, "interlude_sends_total", channel="sms", result="unavailable") > 3


async def test_a_bot_that_is_not_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    """While Telegram does not answer the question for updates, silence grows; who does not ask has none."""
    moment, seen = 1_000.0, []
    monkeypatch.setattr("bot.channels.telegram.time.monotonic", lambda: moment)

    async def updates(offset: int | None, wait: int) -> list[object]:
        nonlocal moment
        moment += 50
        seen.append(await silence())
        if len(seen) in (2, 3):
            raise ConnectionError
        if len(seen) > 4:
            raise asyncio.CancelledError
        return []

    async with Stage(default_config(), lambda _: None, None, datetime(2026, 3, 2, 9, tzinfo=UTC)) as stage:
        channel = TelegramChannel("1:A", sleep=lambda _: asyncio.sleep(0))
        metrics = Metrics(stage.engine, stage.clock, channels=[channel])

        async def silence() -> float | None:
            family = parsed(await metrics.text())["interlude_polling_age_seconds"]
            return family.samples[0].value if family.samples else None

        monkeypatch.setattr(channel, "updates", updates)
        assert await silence() is None
        with pytest.raises(asyncio.CancelledError):
            await channel.poll(_unheard)
        assert seen == [50, 50, 100, 150, 50]
        assert await silence() is None


class Bot(ConsoleChannel):
    """A bot of which this is known: how its webhook goes, and how far we are ahead of its provider."""

    def __init__(self, bringing: Bringing | None, ahead: float | None) -> None:
        super().__init__("telegram")
        self.bringing, self._ahead = bringing, ahead

    @property
    def hook(self) -> "Bot":
        """It knows that itself."""
        return self

    @property
    def theirs(self) -> "Bot":
        """As well."""
        return self

    def ahead(self, now: int) -> float | None:
        """Whatever the time is."""
        return self._ahead


def _heard(text: str) -> list[float]:
    names = ("webhook_age_seconds", "pending_updates", "failed_timestamp_seconds")
    families = parsed(text)
    found = [families[f"interlude_telegram_{name}"].samples for name in names]
    return [sample.value for samples in found for sample in samples]


async def test_a_webhook_that_brings_nothing() -> None:
    """Of several bots the one that is worst off is told; a process that does not ask tells of none."""
    async with Stage(default_config(), lambda _: None, None, datetime(2026, 3, 2, 9, tzinfo=UTC)) as stage:
        bots = [Bot(Bringing(400, 0, 0), None), Bot(Bringing(9, 3, 17), None), Bot(None, None)]
        asking, other = (Metrics(stage.engine, stage.clock, channels=some) for some in (bots, bots[2:]))
        assert (_heard(await asking.text()), _heard(await other.text())) == ([400, 3, 17], [])


async def test_the_time_is_compared_with_the_providers() -> None:
    """On SQLite too a wrong clock shows; where providers differ the nearest counts; unknown is no sample."""
    async with Stage(default_config(), lambda _: None, None, datetime(2026, 3, 2, 9, tzinfo=UTC)) as stage:

        async def told(*ahead: float | None) -> list[float]:
            bots = [Bot(None, seconds) for seconds in ahead]
            family = parsed(await Metrics(stage.engine, stage.clock, channels=bots).text())
            samples = family["interlude_clock_ahead_seconds"].samples
            assert {sample.labels["what"] for sample in samples} <= {"providers"}
            return [sample.value for sample in samples]

        assert [await told(), await told(None), await told(-7_200, None)] == [[], [], [-7_200]]
        assert await told(-7_200, 2) == [2]


async def _unheard(_: Inbound) -> None:
    raise AssertionError("nothing came")


def test_histogram_and_escapes() -> None:
    """A bound belongs to its own bucket, buckets add up, and a label's quotes do not end it."""
    took = Histogram((0.1, 1.0))
    for seconds in (0.1, 0.5, 2.0):
        took.observe(seconds)
    text = written([
        Family("a_seconds", "histogram", "How long.", took.samples),
        Family("b_total", "counter", "Odd.", [Sample(2, {"x": 'a"b\\c'})]),
    ])  # fmt: skip
    buckets = {bound: value(text, "a_seconds_bucket", le=bound) for bound in ("0.1", "1", "+Inf")}
    assert buckets == {"0.1": 1, "1": 2, "+Inf": 3}
    assert value(text, "a_seconds_sum") == pytest.approx(2.6)
    assert value(text, "b_total", x='a"b\\c') == 2
