"""What every test shares."""

from collections.abc import Iterator

import pytest
import structlog


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
