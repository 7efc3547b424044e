"""What is never given out, not even to the person it belongs to: whatever opens something."""

from collections.abc import Iterator
from typing import Any

ENDING = "secret"
"""Fields whose name ends so: their values go, also from other texts."""

WORDS = frozenset((("client", "lock_word"), ("client", "word"), ("check", "word")))
"""Words somebody chose, as (what they belong to, field): plain words, so they go as fields only."""

MASK = "…"


def masked(data: Any) -> Any:
    """The same data without the values of its secrets, also where they stand in other texts."""
    found = sorted(set(_secrets(data)), key=len, reverse=True)
    words = {word for word in _words(data) if word}
    data = _unworded(data, words) if words else data
    return _without(data, found) if found else data


def _words(data: Any, of: str = "") -> Iterator[str]:
    if isinstance(data, dict):
        for key, value in data.items():
            if (of, key) in WORDS and isinstance(value, str):
                yield value
            yield from _words(value, key)
    elif isinstance(data, list):
        for value in data:
            yield from _words(value)


def _unworded(data: Any, words: set[str]) -> Any:
    """Without these words in any field of such a name: a conversation carries a copy of them."""
    if isinstance(data, dict):
        return {
            key: MASK if _is_word(key, value, words) else _unworded(value, words)
            for key, value in data.items()
        }
    return [_unworded(value, words) for value in data] if isinstance(data, list) else data


def _is_word(key: str, value: Any, words: set[str]) -> bool:
    return key in ("lock_word", "word") and isinstance(value, str) and value in words


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
