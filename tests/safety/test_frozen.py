import hashlib

import pytest

from tests.safety.lines import FOLDER, read

FROZEN = {
    "everyday_en.txt": "71489b6f6027264e",
    "everyday_es.txt": "32b133c0d3203379",
    "lowered.txt": "c4029afd0ea8ca75",
    "optout_en.txt": "35101c484d7db458",
    "optout_es.txt": "ac340e9f6c094f67",
    "risk_en.txt": "01a84df645778633",
    "risk_es.txt": "620e5705cf8786fe",
    "second_everyday_en.txt": "712eab117e476d30",
    "second_risk_en.txt": "4f9c1f7e00dcaee8",
    "third_everyday_en.txt": "bdf45a3df8b12e1f",
    "third_risk_en.txt": "063db5e7f0265734",
}


@pytest.mark.parametrize("name", sorted(FROZEN))
def test_a_development_set_stays_as_it_was(name):
    """A set that could be edited after tuning would measure nothing: its lines have not changed."""
    assert hashlib.sha256("\n".join(read(name)).encode()).hexdigest()[:16] == FROZEN[name]


def test_every_set_is_frozen():
    """No set can be added or renamed without being frozen too."""
    assert {path.name for path in FOLDER.iterdir()} == set(FROZEN)
