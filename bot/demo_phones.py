"""Two phones in a terminal: bubbles with names and times, day rules, captions between the scenes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from rich import box
from rich.align import Align
from rich.cells import cell_len
from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

WIDE = 116
"""From this many columns on, the phones stand side by side."""

_FRAME = 4  # a bubble's two borders and the blank inside each


@dataclass(frozen=True, slots=True)
class Phone:
    """Whose phone it is, and on which side and in which colour it is drawn."""

    name: str
    right: bool
    colour: str


class Terminal(Console):
    """Where the phones are drawn. Texts are never markup; a reader who left ends it as for any command."""

    def __init__(self, **options: Any) -> None:
        super().__init__(highlight=False, markup=False, emoji=False, **options)

    def on_broken_pipe(self) -> None:
        """`interlude demo | head`: leave it to the command line."""
        raise BrokenPipeError


def day_of(moment: datetime, words: Mapping[str, Any]) -> str:
    """Tuesday 3 March, in the language of these words."""
    if "weekdays" not in words:
        return f"{moment:%A} {moment.day} {moment:%B}"
    return f"{words['weekdays'][moment.weekday()]} {moment.day} de {words['months'][moment.month - 1]}"


class Phones:
    """Draws what happens on the phones, in the order it happens."""

    def __init__(
        self, console: Console, phones: Mapping[str, Phone], zone: str, words: Mapping[str, Any]
    ) -> None:
        self._console, self._phones, self._words = console, phones, words
        self._zone, self._day = ZoneInfo(zone), date.min

    def shown(self, event: Mapping[str, Any]) -> None:
        """A text from the bot appears on somebody's phone."""
        phone = self._phone(event["to"])
        at = self._local(event["at"])
        body = Text(event["text"], overflow="fold")
        for _ in event["media"]:
            body.append(f"\n{self._words['picture']}", "italic")
        buttons = event["buttons"] if event["channel"] == "telegram" else []
        self._bubble(phone, f"{at:%H:%M} {self._words['to']} {phone.name}", body, buttons, own=False)

    def own(self, who: str, did: str, words: str, at: str) -> None:
        """Somebody writes, or presses a button; `did` is "writes" or "taps"."""
        phone = self._phone(who)
        shown = f"[ {words} ]" if did == "taps" else words
        title = f"{self._local(at):%H:%M} {phone.name} {self._words[did]}"
        self._bubble(phone, title, Text(shown, overflow="fold"), [], own=True)

    def caption(self, text: str) -> None:
        """A line of the narrator's, between two scenes."""
        self._console.print()
        self._console.print(Align.center(Text(text, "italic", justify="center"), width=self._column() + 8))
        self._console.print()

    def plain(self, lines: Iterable[str]) -> None:
        """Lines as they are."""
        for line in lines:
            self._console.print(Text(line), soft_wrap=True)

    def _phone(self, who: str) -> Phone:
        """Somebody who was invited while it all ran has a phone as well."""
        return self._phones.get(who) or Phone(who, right=True, colour="magenta")

    def _local(self, at: str) -> datetime:
        """The moment in the zone of the story; a new day is announced first."""
        moment = datetime.fromisoformat(at).astimezone(self._zone)
        if moment.date() != self._day:
            self._day = moment.date()
            self._console.print()
            self._console.rule(Text(day_of(moment, self._words), "bold"), style="dim")
        return moment

    def _wide(self) -> bool:
        return self._console.width >= WIDE

    def _column(self) -> int:
        """How wide one phone may be drawn."""
        return self._console.width // 2 - 1 if self._wide() else min(self._console.width * 3 // 4, 72)

    def _bubble(self, phone: Phone, title: str, body: Text, buttons: list[str], *, own: bool) -> None:
        limit = self._column() - (6 if self._wide() else 0)
        for row in _rows(buttons, limit - _FRAME):
            body.append("\n")
            body.append(row, f"bold {phone.colour}")
        widest = max(cell_len(line) for line in [*body.plain.splitlines(), f"{title}  "])
        bubble = Panel(
            body,
            box=box.SQUARE if own else box.ROUNDED,
            title=Text(title, f"bold {phone.colour}" if own else phone.colour),
            title_align="left",
            border_style=phone.colour if own else f"dim {phone.colour}",
            width=min(limit, widest + _FRAME),
        )
        self._console.print(self._placed(phone, bubble, own=own))

    def _placed(self, phone: Phone, bubble: Panel, *, own: bool) -> Align | Table:
        """Narrow: a side for each phone. Wide: a column each, what people write to the right in theirs."""
        if not self._wide():
            return Align(bubble, "right" if phone.right else "left")
        row = Table.grid(padding=(0, 1))
        row.add_column(width=self._column())
        row.add_column(width=self._column())
        cell = Align(bubble, "right" if own else "left")
        row.add_row(*(("", cell) if phone.right else (cell, "")))
        return row


def _rows(labels: list[str], width: int) -> list[str]:
    """Buttons side by side while they fit, never broken across lines."""
    rows: list[str] = []
    for label in labels:
        button = f"[ {label} ]"
        if rows and cell_len(f"{rows[-1]} {button}") <= width:
            rows[-1] += f" {button}"
        else:
            rows.append(button)
    return rows
