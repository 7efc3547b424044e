"""Tampered buttons: every change of every button on a client's screen, and how many did anything."""

import asyncio

from tests.access_callbacks import buttons_of, changed, press, standing
from tests.core_stage import ADA, SAM, playing
from tests.figures import Figure
from tests.test_access_callbacks import OLD, WORK
from tests.world import client


async def _tried(most: int) -> tuple[int, int, int]:
    tried = did = kindly = 0
    async with playing(ADA, SAM, client("mia", "telegram"), *WORK) as play:
        talks = [data.partition(".")[0] for data in await buttons_of(play, "mia")]
        true = await buttons_of(play, "sam")
        forged = [one for own in true for one in changed(own, talks) if one not in true]
        before = await standing(play, "sam")
        for number, data in enumerate(forged[:most]):
            if number % 12 == 11:
                await play({"wait": "2m"})
            heard = await press(play, "sam", data, f"forged{number}")
            tried += 1
            kindly += OLD in heard[0]
            did += await standing(play, "sam") != before
    return tried, did, kindly


def measure(size: str) -> list[Figure]:
    """Each from the client's own chat, where it could do most."""
    tried, did, kindly = asyncio.run(_tried(30 if size == "quick" else 10_000))
    return [
        Figure("tampered buttons that did anything", f"{did} of {tried}", "0", did == 0),
        Figure("tampered buttons answered kindly", f"{kindly} of {tried}", "all", kindly == tried),
    ]
