"""A store on a real file, closed after each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.storage.kit import Store, born, left_open, opened


@pytest.fixture(autouse=True)
async def _no_store_left_open() -> AsyncIterator[None]:
    """A failing test leaves no store open behind it."""
    yield
    while left_open:
        await left_open.pop().abandon()


@pytest.fixture
async def store(tmp_path: Path) -> Store:
    """An empty store."""
    return await opened(tmp_path / "a.db")


@pytest.fixture
async def sam(store: Store) -> Store:
    """A store with one person, `sam`, version 1, address +44sam."""
    await born(store, "sam")
    return store
