"""What holds in every acceptance check: no text breaks a rule of language (CONTENT H1)."""

from collections.abc import Iterator

import pytest

from tests.acceptance.listening import Heard, listening


@pytest.fixture(autouse=True)
def heard() -> Iterator[list[Heard]]:
    """Every text made in the test; none may break a rule."""
    with listening() as found:
        yield found
    assert [one for one in found if one.broken] == []
