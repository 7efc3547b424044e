import hashlib
from pathlib import Path

import pytest

HERE = Path(__file__).parent

FROZEN = {
    "blind/hard.en.dev.txt": "96f950bee7e5e32a",
    "blind/hard.en.fresh.txt": "fd92d25c58e720c4",
    "blind/hard.en.held.txt": "c7579bcad486261a",
    "blind/hard.es.dev.txt": "dd9f2feef94d888c",
    "blind/hard.es.fresh.txt": "1fa41a7076ee08dc",
    "blind/hard.es.held.txt": "a6416d2932374875",
    "blind/hard_long.en.dev.txt": "ec1ea1b2637f4cf7",
    "blind/hard_long.en.fresh.txt": "f1683d0eb9d4aa06",
    "blind/hard_long.en.held.txt": "ed7e702128b3ddea",
    "blind/risk.en.dev.txt": "abe21a8b427deca3",
    "blind/risk.en.fresh.txt": "0233f1e4a4962ee9",
    "blind/risk.en.held.txt": "99e3992c65ca98dc",
    "blind/risk.es.dev.txt": "59ddccbf74d7e267",
    "blind/risk.es.fresh.txt": "c194a96b3c90c7d4",
    "blind/risk.es.held.txt": "14bf9a557c094e9c",
    "blind/risk_long.en.dev.txt": "45c2255e5fefb7ba",
    "blind/risk_long.en.fresh.txt": "cc22b1d445cff42e",
    "blind/risk_long.en.held.txt": "913be755ff4dd8f1",
    "dev/everyday_en.txt": "50ad3246244b3c27",
    "dev/everyday_es.txt": "ecab97272c0921c9",
    "dev/lowered.txt": "6232303a5ae2481e",
    "dev/optout_en.txt": "7f4d1e5cbe1493e1",
    "dev/optout_es.txt": "713a253b21f915e1",
    "dev/risk_en.txt": "0cbec8f375b1273a",
    "dev/risk_es.txt": "0b97a6e0062498dd",
    "dev/second_everyday_en.txt": "bae2464a21070d4b",
    "dev/second_everyday_es.txt": "6563dd7aa67b6fcb",
    "dev/second_risk_en.txt": "47d0cd627cade79c",
    "dev/second_risk_es.txt": "5456b9c1a871b90b",
    "dev/third_everyday_en.txt": "ef5daed3c5c7aab3",
    "dev/third_risk_en.txt": "44d8f1e547b58e12",
    "everyday/written.en.dev.txt": "d61cedb0a229fc0f",
    "everyday/written.en.held.txt": "65a307b21dd93412",
    "everyday/written.es.dev.txt": "83a3ed7b90ea4dd1",
    "everyday/written.es.held.txt": "d4c16a081d443552",
    "optout/answers.en.dev.txt": "5fb000cdb5b87efa",
    "optout/answers.en.held.txt": "9513b33377bb4697",
    "optout/answers.es.dev.txt": "41fc16c1723838a0",
    "optout/answers.es.held.txt": "58351f59ca722c78",
    "optout/fifth.en.held.txt": "a4c56532af2ce7c8",
    "optout/fifth.es.held.txt": "11add17ddf3d7ae4",
    "optout/fourth.en.held.txt": "ce6a3609ffa142bd",
    "optout/fourth.es.held.txt": "93340df835e76528",
    "optout/phrases.en.dev.txt": "7297de1381c5803c",
    "optout/phrases.en.held.txt": "6208a61ba2cf1071",
    "optout/phrases.es.dev.txt": "7a812df44e520ae4",
    "optout/phrases.es.held.txt": "51e72b7e3fd16e93",
    "optout/second.en.held.txt": "8255bd9eedd74892",
    "optout/second.es.held.txt": "7424dc93415befdc",
    "optout/second_answers.en.held.txt": "830f730e2f9652c4",
    "optout/third.en.held.txt": "01686149441f4297",
    "optout/third.es.held.txt": "01146e54459aa4e2",
}

FOLDERS = ("dev", "blind", "everyday", "optout")


def frozen(path: Path) -> str:
    """The first half of a file's SHA-256: enough to notice any edit."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


@pytest.mark.parametrize("name", sorted(FROZEN))
def test_a_set_stays_as_it_was(name):
    """A set that could be edited after tuning would measure nothing: its lines have not changed."""
    assert frozen(HERE / name) == FROZEN[name]


def test_every_set_is_frozen():
    """No set can be added or renamed without being frozen too."""
    found = {f"{path.parent.name}/{path.name}" for one in FOLDERS for path in (HERE / one).glob("*.txt")}
    assert found == set(FROZEN)
