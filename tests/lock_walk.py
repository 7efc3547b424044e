"""Random days of a locked therapist: what anybody may do, and whether a shut chat ever showed a client."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.stage import BadLine
from tests.lock_stage import ADA, PIN, SET_PIN, WRONG, Play, ada, playing
from tests.world import client

NAMES = ("zebedee", "yolanda", "xaviera", "wilhelm", "valentin")
WORD = "quokka"
"""No text of this program contains the names or this word by itself."""

IDLE, HOUR = 15 * 60_000, 3_600_000

OF_CLIENTS = (
    "i want to die",
    f"ask {WORD} may I",
    f"win {WORD}",
    f"note {WORD}",
    "skip",
    "done",
    "pause 3d",
    "stop",
    "start",
    f"{WORD} {WORD}",
)
OF_ADA = (
    *("/clients", "/client {}", "/summary", "/summary {}", "/questions", "/letter {}", "/recap {}", "/help"),
    *(
        "/assign {} sa-mood daily at 19:00",
        "/assign {}",
        "/session {} fri 10:00",
        f"/note {{}} {WORD}",
        "/note {}",
    ),
    *(
        "1",
        "2",
        "yes",
        f"{WORD}",
        "skip",
        "back",
        "sos",
        "/stop",
        "/release {}",
        "/answer 1 fine",
        "/pause {} 3d",
    ),
    *("/lock now", PIN, PIN, PIN, WRONG, "123456"),
)
PAUSES = ("1m", "14m", "16m", "2h", "7h", "1d")
OF_BOTH = (
    *(text for text in OF_ADA if text not in (WRONG, "123456")),
    *("as client", "as therapist") * 3,
    "todo",
)
"""For somebody who is a client too; as one they are asked for no code, so a wrong one may not count."""

LEE = {**ADA, "cast": "lee", "name": "Lee Park"}
TURNED_AWAY = ("sos", "/stop")
"""Answered before the lock looks: no sign of life for it."""


class Model:
    """When the chat is open, by the rules as they are promised."""

    def __init__(self) -> None:
        self.last, self.wrong, self.refused = -IDLE, list[int](), 0

    def is_open(self, at: int) -> bool:
        """Whether anything of a client's may be shown."""
        return at - self.last < IDLE

    def wrote(self, at: int, text: str) -> None:
        """Ada sent this."""
        if self.is_open(at):
            if text not in TURNED_AWAY:
                self.last = -IDLE if text == "/lock now" else at
        elif text == PIN and at >= self.refused:
            self.last = at
        elif text in (WRONG, "123456") and at >= self.refused:
            self.wrong = [*(one for one in self.wrong if at - one < HOUR), at]
            if len(self.wrong) >= 5:
                self.refused = at + HOUR


class Walk:
    """One random stretch of days; `shown` counts texts with a client in them, `shut` texts while shut."""

    def __init__(self, play: Play, clients: int, texts: Sequence[str]) -> None:
        self.play, self.names, self.texts = play, NAMES[:clients], texts
        self.model = Model()
        self.model.last = play.stage.clock.now()
        self.shown = self.shut = 0
        self.leaks: list[str] = []

    async def step(self, what: int, which: int) -> None:
        """One thing that happens, chosen by two numbers."""
        line = self._line(what % 10, which)
        begun = self.play.stage.clock.now()
        if line.get("who") == "ada":
            self.model.wrote(begun + 5_000, str(line.get("text", "")))
        before = len(self.play.printed)
        try:
            await self.play.stage.take(line)
        except BadLine:
            return
        self._look(self.play.printed[before:], line)

    def _line(self, what: int, which: int) -> dict[str, Any]:
        name = self.names[which % len(self.names)]
        if what < 3:
            return ada(self.texts[which % len(self.texts)].format(name))
        if what == 3:
            return ada(PIN)
        if what == 4:
            return self._tap("ada", which)
        if what < 7:
            return {"who": name, "text": OF_CLIENTS[which % len(OF_CLIENTS)]}
        if what == 7:
            return self._tap(name, which)
        if what == 8:
            return {"wait": PAUSES[which % len(PAUSES)]}
        return {"crash": True} if which % 4 == 0 else {"wait": PAUSES[which % 3]}

    def _tap(self, who: str, which: int) -> dict[str, Any]:
        screen = self.play.stage.figures[who].screen[-12:]
        labels = [label for message in screen for label, _ in message.buttons]
        return {"who": who, "tap": labels[which % len(labels)]} if labels else {"wait": "1m"}

    def _look(self, printed: Sequence[dict[str, Any]], line: dict[str, Any]) -> None:
        for event in printed:
            if event.get("to") != "ada":
                continue
            at = round(datetime.fromisoformat(event["at"]).timestamp() * 1000)
            seen = " ".join((event["text"], *event["buttons"])).casefold()
            shows = any(word in seen for word in (*NAMES, WORD))
            is_open = self.model.is_open(at)
            self.shown += shows
            self.shut += not is_open
            if shows and not is_open:
                self.leaks.append(f"{event['at']} after {line}: {event['kind']} {event['text']}")


async def walked(
    steps: Sequence[tuple[int, int]], channel: str = "telegram", clients: int = 1, *, both: bool = False
) -> Walk:
    """Play these steps, from a Monday on which everybody has joined, something is given, the lock is set.

    `both`: Ada is somebody's client as well.
    """
    people = [client(name, "telegram", f"tue 1{n}:00") for n, name in enumerate(NAMES[:clients])]
    given = [
        line
        for name in NAMES[:clients]
        for line in (ada(f"/assign {name} sa-mood daily at 19:00"), {"who": "ada", "tap": "Send"})
    ]
    mine = {"cast": "ada", "role": "client", "of": "lee", "channel": channel, "zone": "Europe/London"}
    roles = (LEE, mine, ada("as therapist")) if both else ()
    async with playing({**ADA, "channel": channel}, *people, *given, *roles, *SET_PIN) as play:
        walk = Walk(play, clients, OF_BOTH if both else OF_ADA)
        for what, which in steps:
            await walk.step(what, which)
        return walk
