"""Captured webhooks brought again and again, at once, in any order: the state is that of the single run."""

import asyncio
import hashlib
import json
import random
import re
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.channels.base import WebRequest
from tests.edge_house import (
    EdgeHouse,
    edge_house,
    furnished,
    sms_text,
    telegram_text,
    telegram_update,
    twilio_form,
)
from tests.figures import Figure

SIZES = {"quick": (1, 10), "full": (4, 50)}
"""Copies of everybody, and how often each call comes."""

AT_ONCE = 64
People = Sequence[tuple[str, str]]
SID = re.compile(r"\b01[0-9a-z]{18}\b")
PLACE = re.compile(r', "number": [0-9]+')
LADDER = ("queued", "sending", "sent", "delivered")
BROKEN = ("queued", "sent", "undelivered")


@dataclass(frozen=True)
class Call:
    """One captured call, and whose it is: the first time, a person's own calls come in their order."""

    whose: str
    request: WebRequest


async def captured(house: EdgeHouse) -> list[Call]:
    """For everybody a text, a picture, another text, and a press of the first button they see."""
    found, at = list[Call](), house.clock.now()
    for number, (channel, address) in enumerate(house.people, 1):
        whose = f"{channel}:{address}"
        if channel == "sms":
            picture = {"NumMedia": "1", "MediaContentType0": "image/jpeg", "MediaUrl0": "https://x.example/1"}
            found.append(Call(whose, sms_text(address, 3 * number, "note the bus was late, 10 min")))
            found.append(Call(whose, sms_text(address, 3 * number + 1, "look", **picture)))
            found.append(Call(whose, sms_text(address, 3 * number + 2, "1")))
            continue
        chat, photo = int(address), [{"file_id": "f", "width": 9}]
        if data := await _button(house, channel, address):
            message = {
                "message_id": 1,
                "date": at // 1000,
                "chat": {"id": chat, "type": "private"},
                "text": "?",
            }
            tap = {"id": f"t{number}", "from": {"id": chat}, "data": data, "message": message}
            found.append(Call(whose, telegram_update({"update_id": number, "callback_query": tap})))
        found.append(Call(whose, telegram_text(chat, 3 * number, "win went out", at)))
        found.append(Call(whose, telegram_text(chat, 3 * number + 1, "", at, photo=photo, caption="look")))
        found.append(Call(whose, telegram_text(chat, 3 * number + 2, "6", at)))
    return found


async def _button(house: EdgeHouse, channel: str, address: str) -> str:
    """The first button of whatever question somebody has open."""
    id = await house.engine.store.person_of(house.practice, channel, address)
    rows = (await house.engine.store.load(house.practice, [id]))[id].talks if id else []
    asked = [(row.doc.id, row.doc.asked.turn) for row in rows if row.doc.asked and row.doc.asked.options]
    return f"{asked[-1][0]}.{asked[-1][1]}.0" if asked else ""


def reports(house: EdgeHouse) -> list[Call]:
    """What becomes of every SMS that left: it arrives or, for every third number, does not."""
    found = []
    for number, (channel, address, _) in enumerate(house.heard.texts, 1):
        for status in () if channel != "sms" else LADDER if int(address[-2:]) % 3 else BROKEN:
            fields = {"MessageSid": f"SM{number:032d}", "MessageStatus": status, "To": address}
            request = twilio_form({**fields, "ErrorCode": "30003"}, "/twilio/status?ref=")
            found.append(Call(f"report {number}", request))
    return found


async def single(house: EdgeHouse, calls: Sequence[Call]) -> None:
    """Everything once, in order."""
    for call in calls:
        await house.knock(call.request)
    await settled(house)


async def again_and_again(house: EdgeHouse, calls: Sequence[Call], times: int, chance: random.Random) -> None:
    """Everything `times` times, shuffled, many at once; of each person the first of each call in order."""
    stream = [call for call in calls for _ in range(times)]
    chance.shuffle(stream)
    first = defaultdict(list)
    for call in calls:
        first[call.whose].append(call)
    ordered, met = list[Call](), set[int]()
    for call in stream:
        wanted = first[call.whose]
        if id(call) not in met and wanted:
            call = wanted.pop(0)
            met.add(id(call))
        ordered.append(call if id(call) in met else wanted[0])
    for start in range(0, len(ordered), AT_ONCE):
        await asyncio.gather(*(house.knock(call.request) for call in ordered[start : start + AT_ONCE]))
    await settled(house)


async def settled(house: EdgeHouse) -> None:
    """Let everything be told and sent."""
    while await house.engine.dispatch() or await house.engine.sender.drain(200):
        pass


async def state(house: EdgeHouse) -> str:
    """Everything stored, said and reported, as one hash.

    Ids and places in the audit chain are drawn in another order and stand aside; what a therapist has
    of several clients is compared without the order in which those came, which is what the numbers of
    questions count.
    """
    said = defaultdict(list)
    for channel, address, text in house.heard.texts:
        said[f"{channel}:{address}"].append(text)
    rows = await house.engine.store._pump.read("SELECT kind, state, failure FROM outbox")
    exports = await house.exports()
    for address, one in exports.items():
        if one and (side := one["person"].get("therapist")):
            side["questions"] = [entry[1:] for entry in side["questions"]]
            exports[address], said[address] = _unordered(one), sorted(said[address])
    whole: dict[str, Any] = {"stored": exports, "said": said, "out": sorted(map(str, rows))}
    whole |= {"seen": await house.rows("seen"), "inbox": await house.rows("inbox")}
    text = PLACE.sub("", SID.sub("id", json.dumps(whole, sort_keys=True, default=str)))
    return hashlib.sha256(text.encode()).hexdigest()


def _unordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _unordered(one) for key, one in value.items()}
    if not isinstance(value, list):
        return value
    return sorted(
        (_unordered(one) for one in value), key=lambda one: SID.sub("id", json.dumps(one, default=str))
    )


async def compared(
    made: Path, people: People, times: int, seeds: Sequence[int]
) -> tuple[int, int, list[bool]]:
    """How many calls there are, how many were brought, and whether each shuffle ended like the single run."""
    async with edge_house(made, people) as house:
        calls = await captured(house)
        await single(house, calls)
        told = reports(house)
        await single(house, told)
        expected = await state(house)
    same = []
    for seed in seeds:
        async with edge_house(made, people) as house:
            chance = random.Random(seed)
            await again_and_again(house, calls, times, chance)
            await again_and_again(house, reports(house), times, chance)
            same.append(await state(house) == expected)
    calls_in_all = len(calls) + len(told)
    return calls_in_all, calls_in_all * times * len(seeds), same


def measure(size: str) -> list[Figure]:
    """Both channels, every kind of call, several shuffles."""
    copies, times = SIZES[size]
    with tempfile.TemporaryDirectory(prefix="interlude-replay-") as folder:
        people = asyncio.run(furnished(Path(folder), copies))
        calls, brought, same = asyncio.run(compared(Path(folder), people, times, range(3)))
    value = f"{sum(same)} of {len(same)} shuffles ({calls:,} calls x {times}, {brought:,} brought)"
    return [
        Figure("replay: state hash equals the single run", value, f"{len(same)} of {len(same)}", all(same))
    ]
