"""Segments against the provider's own calculator."""

import json
import random
import subprocess

import pytest

from bot.channels.text import segments
from tests.peers.peers import home, node

_SCRIPT = """
const { SegmentedMessage } = require(process.argv[1] + '/sms-segments-calculator');
const texts = JSON.parse(require('fs').readFileSync(0));
const count = (text) => { const m = new SegmentedMessage(text); return [m.encodingName, m.segmentsCount]; };
console.log(JSON.stringify(texts.map(count)));
"""
_LENGTHS = (1, 60, 69, 70, 71, 134, 135, 152, 153, 154, 159, 160, 161, 200, 306, 307, 400)
_PIECES = [*"abc XYZ 019 éèñü[]{}~^€|\\\náó—“”ابÇç漢字", "😀", "👍🏽", "👨‍👩‍👧", "🇬🇧", "❤️", "e\u0301"]


def _texts() -> list[str]:
    """Every character of the basic plane, and mixtures at the lengths where a segment ends."""
    chance = random.Random(7)
    alone = [chr(code) for code in range(1, 0x10000) if not 0xD800 <= code < 0xE000]
    mixed = []
    for _ in range(3_000):
        few = chance.sample(_PIECES, chance.randint(1, len(_PIECES)))
        mixed.append("".join(chance.choice(few) for _ in range(chance.choice(_LENGTHS))))
    return alone + mixed


def test_segments_as_the_provider_counts() -> None:
    """Encoding and number of segments are those of Twilio's calculator."""
    program, modules = node(), home() / "node" / "node_modules"
    if program is None or not (modules / "sms-segments-calculator").is_dir():
        pytest.skip("no calculator: it is installed with the peers")
    texts = _texts()
    run = subprocess.run(
        [program, "-e", _SCRIPT, modules], input=json.dumps(texts), capture_output=True, text=True, check=True
    )
    ours = [[found.encoding, found.count] for found in map(segments, texts)]
    assert [
        pair for pair in zip(texts, ours, json.loads(run.stdout), strict=True) if pair[1] != pair[2]
    ] == []
