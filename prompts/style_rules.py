"""The language rules of `style.toml` as objects, and the message they are held against."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Shown:
    """One text with what is known about where it will be read."""

    text: str
    kind: str
    channel: str
    discreet: bool
    options: tuple[str, ...]
    client: bool

    def on_sms(self) -> bool:
        """Whether it goes out on the short channel."""
        return self.channel == "sms"

    def on_screen(self) -> str:
        """The whole message: on SMS the numbered options stand in the text."""
        if not self.on_sms() or not self.options:
            return self.text
        return self.text + "\n" + "  ".join(f"{n} {label}" for n, label in enumerate(self.options, 1))


@dataclass(frozen=True, slots=True)
class Pattern:
    """One forbidden pattern and where it holds."""

    rule: str
    pattern: re.Pattern[str]
    kinds: frozenset[str]
    not_kinds: frozenset[str]
    on: str
    channel: str
    clients_only: bool

    def applies(self, shown: Shown) -> bool:
        """Whether this pattern is about such a message at all."""
        return (
            (not self.kinds or shown.kind in self.kinds)
            and shown.kind not in self.not_kinds
            and (not self.channel or shown.channel == self.channel)
            and (shown.client or not self.clients_only)
        )

    def passages(self, text: str, options: Sequence[str]) -> Sequence[str]:
        """What of a message this pattern is about."""
        return {"text": [text], "options": options}.get(self.on, [text, *options])


@cache
def table() -> Mapping[str, Any]:
    """The whole of `style.toml`."""
    return tomllib.loads((files("prompts") / "style.toml").read_text(encoding="utf-8"))


@cache
def patterns(language: str) -> tuple[Pattern, ...]:
    """The forbidden patterns of one language, in order."""
    return tuple(
        Pattern(
            rule=row["rule"],
            pattern=re.compile(row["pattern"], 0 if row.get("case") else re.IGNORECASE),
            kinds=frozenset(row.get("kinds", ())),
            not_kinds=frozenset(row.get("not_kinds", ())),
            on=row.get("on", "both"),
            channel=row.get("channel", ""),
            clients_only=row.get("clients_only", False),
        )
        for row in table()[language]["patterns"]
    )
