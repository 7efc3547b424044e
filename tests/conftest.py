"""What every test shares."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import settings

from tests.configs import a_practice

# The same examples on every machine, so that a red run is about the change it ran on. With
# INTERLUDE_EXPLORE=1 every run looks somewhere else, which is how new faults are found.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None)
settings.load_profile("explore" if os.environ.get("INTERLUDE_EXPLORE") else "steady")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update-transcripts` writes tests/transcripts/*.txt anew, to be read before they are kept."""
    parser.addoption("--update-transcripts", action="store_true", help="write the expected transcripts anew")


@pytest.fixture(autouse=True)
def _quiet_surroundings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No test sees the operator's secrets or debug switch, and none leaves log context behind."""
    for name in ("CREDENTIALS_DIRECTORY", "INTERLUDE_DEBUG", "TELEGRAM_TOKEN", "TWILIO_AUTH_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    yield
    structlog.contextvars.clear_contextvars()


@pytest.fixture
def at_the_practice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A practice's folder, the present one: its configuration, its key; its store is to be store.db there."""
    monkeypatch.chdir(tmp_path)
    a_practice(tmp_path)
    return tmp_path
