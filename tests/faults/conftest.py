"""What the tests of simulated lives share."""

import pytest

from tests.faults.story import SMALL
from tests.faults.template import STARTS, template


@pytest.fixture(scope="session", autouse=True)
def _made() -> None:
    """The house is made before anything is spoilt."""
    for start in STARTS:
        template(SMALL.clients, start)
