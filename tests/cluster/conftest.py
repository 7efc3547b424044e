"""What every test of several processes does around itself."""

from collections.abc import AsyncIterator

import pytest

from tests.postgres import cancel_requests


@pytest.fixture(autouse=True)
async def _cancel_requests_end() -> AsyncIterator[None]:
    """A question given up sends its server a request of its own, which ends before its loop does."""
    yield
    await cancel_requests()
