"""A client who is given an activity of the library and plays it: answers of every kind, waiting, days."""

from typing import Any

from handlers.ask import Asked
from handlers.events import Due, Media
from handlers.week_parts import Assignment
from tests.desk import Said, client, surroundings

MOST_STEPS = 40

ANSWERS = {
    "text": "a short line of mine",
    "list": "one, two, three",
    "time": "19:30",
    "date": "friday",
    "media": "a line about it",
    "timer": "ready",
    "photo": "a line about it",
}
"""What is typed where nothing stands to choose from."""


class Doing:
    """One client, one running assignment, and everything that was said."""

    def __init__(self, activity: str, channel: str = "telegram", language: str = "en", **more: Any) -> None:
        self.desk, self.said = client(channel), list[Said]()
        self.desk.person.language = language
        self.given(activity, **more)

    def given(self, activity: str, **more: Any) -> None:
        """Ada assigns it, and it is handed over."""
        known = surroundings()[0].content.activities[activity]
        about = {"title": known.client_title, "minutes": known.minutes, "rhythm": known.rhythm, "at": "19:00"}
        sent = {"id": f"a-{activity}", "therapist": "ada", "activity": activity, **about, **more}
        self.desk.told("assign", assignment=sent)
        self.due("deliver")

    @property
    def item(self) -> Assignment:
        """The assignment."""
        return self.desk.client.assignments[-1]

    def due(self, kind: str) -> list[Said]:
        """Let time pass to this row of the agenda, and take it."""
        row = next(row for row in self.desk.person.agenda if row.kind == kind)
        self.desk.now = max(self.desk.now, row.due_at)
        return self.heard(self.desk.take(Due(row.kind, row.scope, row.version, row.due_at)))

    def rows(self, kind: str) -> list[int]:
        """When rows of this kind are due."""
        return [row.due_at for row in self.desk.person.agenda if row.kind == kind]

    def heard(self, said: list[Said]) -> list[Said]:
        """Note what was said."""
        self.said += said
        return said

    def say(self, text: str) -> list[Said]:
        """The client types it; what gathers is closed at once."""
        said = self.heard(self.desk.say(text))
        if self.rows("gather"):
            said = said + self.due("gather")
        return said

    def opens(self, *, small: bool = False) -> list[Said]:
        """Begin it now."""
        return self.say("/small") if small else [*self.say("/todo"), *self.say("1")]

    def plays(self, **answers: str) -> list[Said]:
        """Answer every question that comes, with these words by step where given; gives what was said."""
        since = len(self.said)
        for _ in range(MOST_STEPS):
            talk = self.desk.open_talk()
            if talk is None or talk.asked is None:
                return self.said[since:]
            self._answer(talk.asked, answers)
        raise AssertionError(f"no end: {self.said[-1].text}")

    def _answer(self, asked: Asked, answers: dict[str, str]) -> None:
        key = asked.key.rpartition("#")[0].removeprefix("step/")
        words = answers.get(key) or _usual(asked)
        if asked.kind == "photo" and self.desk.person.channel == "telegram":
            self.heard(self.desk.take(Media("image/jpeg", "file-1", self.desk.now)))
        else:
            self.say(words)

    @property
    def read(self) -> str:
        """Everything that was said, as one text."""
        return "\n".join(one.text for one in self.said)


def _usual(asked: Asked) -> str:
    if asked.kind in ("choice", "multi"):
        return "1"
    if asked.kind in ("scale", "number"):
        return str(round(min(asked.high, max(asked.low, 3))))
    return ANSWERS[asked.kind]
