"""What is never given out, not even to the person it belongs to: whatever opens something."""

from collections.abc import Iterator
from typing import Any

ENDING = "secret"
"""Fields whose name ends so."""

MASK = "…"


def masked(data: Any) -> Any:
    """The same data without the values of its secrets, also where they stand in other texts."""
    found = sorted(set(_secrets(data)), key=len, reverse=True)
    return _without(data, found) if found else data


def _secrets(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        for key, value in data.items():
            if str(key).endswith(ENDING) and isinstance(value, str) and value:
                yield value
            yield from _secrets(value)
    elif isinstance(data, list):
        for value in data:
            yield from _secrets(value)


def _without(data: Any, secrets: list[str]) -> Any:
    if isinstance(data, dict):
        return {key: _without(value, secrets) for key, value in data.items()}
    if isinstance(data, list):
        return [_without(value, secrets) for value in data]
    if isinstance(data, str):
        for secret in secrets:
            data = data.replace(secret, MASK)
    return data
