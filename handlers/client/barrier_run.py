"""One barrier talk in progress: its arguments, what has been heard so far, what is kept of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from handlers.client.asking import private_part
from handlers.content import Option
from handlers.talk import Ask, Do, Reply, Script
from handlers.times import local


@dataclass(slots=True)
class Run:
    """Rebuilt by every replay, so nothing here is ever stored.

    `at` is when the latest answer came, `own_words` what was typed instead of a choice, `said` the
    words that can stand on the session's list. `private`: something was kept back.
    """

    args: Mapping[str, Any]
    opened_at: int
    at: int
    says: str = "barrier"
    code: str = ""
    own_words: str = ""
    follow_up: str = ""
    choice: str = ""
    inner: list[str] = field(default_factory=list)
    elsewhere: str = ""
    private: bool = False
    credited: str = ""

    def words(self, **more: Any) -> dict[str, Any]:
        """What every prompt of the talk may use."""
        names = (
            "name",
            "therapist",
            "title",
            "naming",
            "goal",
            "work_word",
            "session_at",
            "done",
            "part",
            "of",
            "last_at",
            "written",
            "optional",
        )
        return {**{n: self.args[n] for n in names}, "when": meeting(self.args, self.at), **more}

    def label(self, code: str) -> str:
        """What the client reads for a code; nothing for a tag only therapists see."""
        return str(self.args["codes"].get(code, {}).get("label", ""))

    def heard(self, reply: Reply) -> None:
        self.at = max(self.at, reply.at)

    def shown(self, reply: Reply) -> Script:
        """The words of a free answer that the therapist may see; PRIVATE before them keeps them back."""
        if reply.skipped:
            return ""
        words, private = private_part(typed(reply))
        if not private:
            return words
        self.private = True
        yield Do("keep_back", {"words": words, "about": self.args["title"]})
        return ""

    def own(self, reply: Reply) -> Script:
        """What was typed instead of a choice: read for hints also when it is kept back."""
        words = yield from self.shown(reply)
        self.own_words = "\n".join(filter(None, (self.own_words, words)))
        return words or private_part(typed(reply))[0]

    def question(self) -> Ask:
        """The follow-up of the code."""
        entry = self.args["codes"][self.code]
        return Ask(
            "barrier/follow_up",
            entry["ask"],
            "barrier",
            self.words(follow_up=entry["follow_up"]),
            tuple(Option(code, label) for code, label in entry["choices"]),
            skip=True,
        )

    def answered(self, reply: Reply) -> Script:
        """Take the answer to the follow-up: words, a number, or the label of a choice."""
        self.heard(reply)
        entry = self.args["codes"][self.code]
        if entry["ask"] == "text":
            self.follow_up = yield from self.shown(reply)
        elif not reply.skipped:
            self.choice = str(reply.value)
            self.follow_up = dict(entry["choices"]).get(self.choice, self.choice)

    def note(self, **more: Any) -> Do:
        """Keep what is known so far in the report; every call tells it anew."""
        shown = {
            "codes": [self.code],
            "words": self.label(self.code),
            "own_words": self.own_words,
            "follow_up": self.follow_up,
            "inner": list(self.inner),
            "private": self.private,
            "elsewhere": self.elsewhere,
        }
        at = {"assignment": self.args["assignment"], "title": self.args["title"], "at": self.opened_at}
        return Do("note_barrier", {**at, **shown, **more})

    def for_the_list(self) -> str:
        """The client's words for the session's list: what they typed, else the reason they chose."""
        written = "" if self.choice else self.follow_up
        return self.own_words or written or self.label(self.code) or str(self.args["title"])


def typed(reply: Reply) -> str:
    """The words of an answer; a voice note has none."""
    return reply.words or (reply.value if isinstance(reply.value, str) else "")


def meeting(args: Mapping[str, Any], at: int) -> str:
    """How the meeting is named at `at`: today, tomorrow, day, or none when none is ahead."""
    session = args["session_at"]
    if not session or session <= at:
        return "none"
    today, day = local(at, args["zone"]).date(), local(session, args["zone"]).date()
    if day == today:
        return "today"
    return "tomorrow" if day == today + timedelta(days=1) else "day"
