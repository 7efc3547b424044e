"""A session in the terminal: what was typed becomes rehearsal lines, played at once and remembered."""

import json
from collections.abc import Mapping
from typing import Any

from bot.screens import Shown
from bot.stage import Stage

Line = dict[str, Any]


class Session:
    """Who is speaking, what each saw since they last spoke, and every line played so far."""

    def __init__(self, stage: Stage, who: str) -> None:
        self.stage, self.who = stage, who
        self.played: list[Line] = []
        self._seen: dict[str, int] = {}

    def names(self) -> list[str]:
        """Everybody one can be, in the order they were cast."""
        return list(self.stage.figures)

    def line_for(self, typed: str) -> Line:
        """The rehearsal line for what was typed: a press of a button it names, or else a text."""
        label = pressed(typed, self._fresh(), self.stage.figures[self.who].channel)
        return {"who": self.who, "tap": label} if label else {"who": self.who, "text": typed}

    async def play(self, line: Line) -> None:
        """Play one line and remember it. Raises BadLine, and then remembers nothing."""
        if "who" in line:
            self._seen[self.who] = len(self.stage.figures[self.who].screen)
        await self.stage.take(line)
        self.played.append(line)

    def repro(self) -> list[str]:
        """The session so far as lines for `interlude rehearse`, which answers them with the same texts."""
        return [json.dumps(line, ensure_ascii=False) for line in self.played]

    def _fresh(self) -> list[Shown]:
        return self.stage.figures[self.who].screen[self._seen.get(self.who, 0) :]


def pressed(typed: str, fresh: list[Shown], channel: str) -> str:
    """The label of the button meant: by label, by where the label begins, by position; else "".

    A whole label counts on the newest of these messages that has it. Its beginning, in whole words and of one
    button alone, counts on the last message; a position on the newest with buttons.
    """
    wanted = " ".join(typed.split()).casefold()
    buttons = [[label for label, _ in message.buttons] for message in reversed(fresh)]
    named = next((one for labels in buttons for one in labels if one.casefold() == wanted), "")
    # A digit or a part is a text like any other on SMS: there the bot itself reads the options.
    if named or channel == "sms" or not wanted:
        return named
    if wanted.isdecimal():
        newest = next((labels for labels in buttons if labels), [])
        return newest[int(wanted) - 1] if 1 <= int(wanted) <= len(newest) else ""
    begin = [one for labels in buttons[:1] for one in labels if _begins(one.casefold(), wanted)]
    return begin[0] if len(begin) == 1 else ""


def _begins(label: str, wanted: str) -> bool:
    """Whether these are the first words of the label."""
    return label.startswith(wanted) and not label[len(wanted) :][:1].isalnum()


def opening_lines(start: str, therapist: Mapping[str, Any], client: Mapping[str, Any]) -> list[Line]:
    """Time moves to the start, then both people are there."""
    return [{"until": start}, dict(therapist), dict(client)]
