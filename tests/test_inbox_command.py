"""`interlude inbox list|retry`: what no turn could take is seen without its words, and tried again."""

import asyncio
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.stage import REHEARSAL_KEY
from tests.configs import PRACTICE, key_in, one_of_several
from tests.core_stage import ADA, SAM, failing, playing, words_of
from tests.postgres import fresh_database

CANARY = "qxheron7731"


@pytest.fixture(params=["sqlite", "postgresql"])
async def url(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A practice's folder; in its store Sam's win was set aside, since its turn raised each time."""
    url = await fresh_database() if request.param == "postgresql" else f"sqlite:{tmp_path / 'kept.db'}"
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.toml").write_text(f'{PRACTICE}[storage]\nurl = "{url}"\n')
    (tmp_path / "interlude.key").write_text(REHEARSAL_KEY.hex())
    (tmp_path / "interlude.key").chmod(0o600)
    with monkeypatch.context() as patch:
        async with playing(ADA, SAM, store=url) as play:
            failing(patch, lambda _, event: words_of(event) == f"win {CANARY}")
            await play({"who": "sam", "text": f"win {CANARY}"}, {"wait": "5m"})
            assert play.stage.engine.faults["set_aside"] == 1
    return url


async def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """The program with these words: its exit code and all it says."""
    capsys.readouterr()
    code = await asyncio.to_thread(main, list(words))
    said = capsys.readouterr()
    return code, said.out + said.err


async def test_it_lists_which_whose_and_why_and_no_words(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A line has the event's id, practice, person, age, kind and failure, and nothing of what was said."""
    async with playing(store=url) as play:
        (row,) = await play.stage.engine.store.inbox_aside("practice")
    code, said = await run(capsys, "inbox", "list")
    line = said.split()
    assert (code, line[:3], line[-2:]) == (0, [row.id, "practice", row.person_id], ["Text", "RuntimeError"])
    assert CANARY not in said
    assert len(said.splitlines()) == 1


async def test_after_an_upgrade_it_is_tried_again(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Once the turn no longer raises, what was set aside is taken like any text, and nothing is left."""
    person = (await run(capsys, "inbox", "list"))[1].split()[2]
    code, said = await run(capsys, "inbox", "retry")
    assert (code, said[:8]) == (0, "1 events")
    async with playing(store=url) as play:
        await play({"wait": "1m"})
        kept = await play.stage.engine.store.records("practice", person)
        assert [row.doc["words"] for row in kept if row.kind == "win"] == [CANARY]
    assert (await run(capsys, "inbox", "list"))[1] == "nothing was set aside\n"


async def test_one_that_is_not_there_changes_nothing(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With an unknown id nothing is tried again and the exit code says so."""
    code, said = await run(capsys, "inbox", "retry", "unknown")
    assert (code, said) == (
        1,
        "interlude: no event unknown was set aside; interlude inbox list shows which were\n",
    )
    assert "Text" in (await run(capsys, "inbox", "list"))[1]


async def test_only_the_practice_it_was_asked_for_has_it_in_its_trail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`inbox retry --practice A` is an entry of A's trail and none of B's; without it, of both."""
    monkeypatch.chdir(tmp_path)
    zones = {"a": "Europe/London", "b": "Europe/Dublin"}
    several = "".join(one_of_several(id, zone, f"TOKEN_{id}") for id, zone in zones.items())
    (tmp_path / "config.toml").write_text(f'[storage]\nurl = "sqlite:kept.db"\n{several}')
    key_in(tmp_path)
    entries = []
    for asked in (["--practice", "a"], []):
        assert (await run(capsys, "inbox", "retry", *asked))[0] == 0
        trails = [await run(capsys, "audit", "list", "--practice", id) for id in zones]
        entries.append([said.count("inbox retry") for _, said in trails])
    assert entries == [[1, 0], [2, 1]]
