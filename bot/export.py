"""A person's own data as files: JSON as the store has it, and one long table that any spreadsheet reads.

The table's columns: `part` (person, records, texts, talks, addresses, agenda, audit), `number` (which one
in its part, from 1), `kind`, `at` (ISO 8601, UTC), `field` (a path such as doc.words) and `value`. Every
single value of the JSON has its row, so nothing is in one file and not in the other.
"""

import csv
import io
import json
import zipfile
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from handlers.client.own_side import OF_CLIENT
from handlers.records import OF_WORK
from handlers.scripts import DESK

LEFT_OUT = {
    "a therapist's own notes": "they are the therapist's (records of kind therapist_note)",
    "what others keep elsewhere": "texts on phones and at providers, and files outside this program",
}
AT_WORK = "what belongs to your work here as a therapist, your texts among it: an operator gives it out"
"""Left out of the copy somebody with two roles asks for as a client: it holds their clients' words."""

COLUMNS = ("part", "number", "kind", "at", "field", "value")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
"""What makes a spreadsheet take a cell for a formula (OWASP, CSV injection)."""

_MOMENTS = ("at", "created_at", "updated_at", "due_at")


def as_client(data: dict[str, Any]) -> dict[str, Any]:
    """The same without what belongs to this person's work as a therapist; anybody else's as it is."""
    if not data or data["person"].get("therapist") is None:
        return data
    mine = {
        "person": {**data["person"], "therapist": None, "backs": [], "agenda": [], "postponed": {}},
        "talks": [one for one in data["talks"] if one["kind"] not in DESK],
        "records": [one for one in data["records"] if one["kind"] not in OF_WORK],
        "texts": [one for one in data["texts"] if one["kind"] in OF_CLIENT],
        "agenda": [],
        "left_out": {"your work": AT_WORK},
    }
    return {**{key: value for key, value in data.items() if key != "activities"}, **mine}


def as_json(data: dict[str, Any]) -> str:
    """All of it, and what is not in it."""
    left_out = {**LEFT_OUT, **data.get("left_out", {})}
    return json.dumps({**data, "left_out": left_out}, ensure_ascii=False, indent=1)


def as_csv(data: dict[str, Any]) -> str:
    """All of it as one table, safe to open in a spreadsheet."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(COLUMNS)
    for part, number, one in _items(data):
        kind, at = _kind(one), _moment(one)
        for field, value in _leaves(one):
            table.writerow([part, number, safe(kind), at, safe(field), safe(value)])
    return out.getvalue()


def as_zip(data: dict[str, Any]) -> bytes:
    """Both files in one, made in memory."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as files:
        files.writestr("interlude.json", as_json(data))
        files.writestr("interlude.csv", as_csv(data))
    return out.getvalue()


def as_media(data: dict[str, Any]) -> str:
    """The zip as a channel takes it."""
    return "data:application/zip;name=interlude.zip;base64," + b64encode(as_zip(data)).decode()


def safe(value: Any) -> str:
    """A value as a cell's text: one that a spreadsheet would run gets an apostrophe before it."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    risky = isinstance(value, str) and text.lstrip().startswith(_FORMULA)
    return f"'{text}" if risky or text.startswith(_FORMULA[4:7]) else text


def _items(data: dict[str, Any]) -> Iterator[tuple[str, int, Any]]:
    """Every entry of every part; what stands alone is one entry of the part `person`."""
    yield "person", 1, {key: value for key, value in data.items() if not isinstance(value, list)}
    for part, listed in data.items():
        if isinstance(listed, list):
            for number, one in enumerate(listed, 1):
                yield part, number, one


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every single value with where it stands; an empty list or table is a value too."""
    if isinstance(value, dict) and value:
        for key, one in value.items():
            yield from _leaves(one, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list) and value:
        for number, one in enumerate(value, 1):
            yield from _leaves(one, f"{path}.{number}" if path else str(number))
    else:
        yield path, value


def _kind(one: Any) -> str:
    return str(one.get("kind", one.get("action", ""))) if isinstance(one, dict) else ""


def _moment(one: Any) -> str:
    found = next((one[key] for key in _MOMENTS if one.get(key)), 0) if isinstance(one, dict) else 0
    return datetime.fromtimestamp(found / 1000, UTC).isoformat() if found else ""
