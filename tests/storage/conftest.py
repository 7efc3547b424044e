"""A store on a real file or in a real database, closed after each test."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.storage.kit import SQLITE, Store, born, left_open, opened, places


@pytest.fixture(autouse=True)
async def _no_store_left_open() -> AsyncIterator[None]:
    """A failing test leaves no store open behind it."""
    yield
    while left_open:
        await left_open.pop().abandon()
    await places.clear()


@pytest.fixture(autouse=True)
def engine(request: pytest.FixtureRequest) -> Iterator[str]:
    """The database this test runs on, "sqlite" where the module names none, as elsewhere afterwards."""
    places.engine = getattr(request, "param", "sqlite")
    yield places.engine
    places.engine = "sqlite"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run every test on the databases its module names, or on those it names itself."""
    own = [mark for mark in metafunc.definition.iter_markers("parametrize") if "engine" in str(mark.args[0])]
    if not own:
        metafunc.parametrize("engine", getattr(metafunc.module, "ENGINES", SQLITE), indirect=True)


@pytest.fixture
async def store(tmp_path: Path) -> Store:
    """An empty store."""
    return await opened(tmp_path / "a.db")


@pytest.fixture
async def two(tmp_path: Path) -> tuple[Store, Store]:
    """Two processes' worth of stores on one database, where the database allows it."""
    return await opened(tmp_path / "a.db"), await opened(tmp_path / "a.db")


@pytest.fixture
async def sam(store: Store) -> Store:
    """A store with one person, `sam`, version 1, address +44sam."""
    await born(store, "sam")
    return store
