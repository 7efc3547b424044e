"""The language rules over the library: what a person reads in each place, as they would read it."""

from collections.abc import Sequence

from prompts import style
from prompts.gsm import plain
from prompts.library_file import File
from prompts.library_fill import filled_in
from prompts.library_lines import Path
from prompts.library_links import sampled
from prompts.library_regions import SPOKEN

# Stand-ins of ordinary length, so that a text is judged as it will arrive.
_SAMPLE = {
    "{name}": "Sam",
    "{therapist}": "Ada",
    "{goal}": "being at ease at work",
    "{link_or_title}": "https://example.org/a-page",
    "{dots}": "12",
}
# Where each text of an activity is read. A title and the small version may stand in a cue, which a
# locked screen shows.
_READ_AS = {"client_title": "cue", "tiny_words": "cue", "what": "assignment", "why": "reply", "how": "reply"}


class StyleCheck:
    """The rules over one file whose form is sound; what they find is added to its findings."""

    def __init__(self, file: File, language: str = "en") -> None:
        self.file = file
        self.language = language
        self.noted: set[tuple[Path, str]] = set()

    def activity(self) -> None:
        """An activity: what it says of itself, and each step on both channels."""
        data = self.file.data
        for name, blank in data.get("fill", {}).items():
            self._both(("fill", name, "ask"), blank["ask"], "card")
        for name, kind in _READ_AS.items():
            self._both((name,), data[name], kind)
        for name in ("title", "guard", "therapist_note"):
            self._both((name,), data.get(name, ""), "card")
        for index, step in enumerate(data["steps"]):
            labels = tuple(step.get("options", {}).values())
            self._one(("steps", index, "text"), step["text"], "step", "telegram", labels)
            short = "sms" if "sms" in step else "text"
            self._one(("steps", index, short), step[short], "step", "sms", labels)

    def measure(self) -> None:
        """A measure in this check's language: what announces it, and its items where they are our own.

        A fixed form (its items share their answers) keeps its published words.
        """
        words = self.file.data.get(self.language, {})
        self._both((self.language, "client_title"), words.get("client_title", ""), "cue")
        self._both((self.language, "asks"), words.get("asks", ""), "measure")
        for index, item in enumerate(words.get("items", ()) if "options" not in words else ()):
            text = item["text"] if isinstance(item, dict) else item
            self._both((self.language, "items", index), text, "step")

    def pathway(self) -> None:
        """A pathway: its title for the client, and what the therapist reads of it."""
        self._both(("client_title",), self.file.data["client_title"], "cue")
        for name in ("title", "what", "therapist_note"):
            self._both((name,), self.file.data.get(name, ""), "card")

    def barriers(self) -> None:
        """A taxonomy: what the client reads, and what the therapist reads."""
        for code, table in self.file.data["codes"].items():
            choices = tuple(table.get("choices", {}).values())
            self._both(("codes", code, "follow_up"), table.get("follow_up", ""), "barrier", choices)
            # A label answers a tap and a note stands deep in a summary: no locked screen shows them.
            self._both(("codes", code, "label"), table["label"], "step")
            self._both(("codes", code, "note"), table["note"], "card")
        for tag, note in self.file.data["therapist_tags"].items():
            self._both(("therapist_tags", tag), note, "card")

    def regions(self) -> None:
        """The numbers of every country, in this check's language."""
        for code, table in self.file.data.items():
            path: Path = (code,) if self.language == "en" else (code, self.language)
            words = table if self.language == "en" else table.get(self.language, {})
            for name in SPOKEN.intersection(words):
                self._both((*path, name), words[name], "safety")

    def _both(self, path: Path, text: str, kind: str, options: Sequence[str] = ()) -> None:
        for channel in ("telegram", "sms"):
            self._one(path, text, kind, channel, options)

    def _one(self, path: Path, text: str, kind: str, channel: str, options: Sequence[str]) -> None:
        for word, sample in _SAMPLE.items():
            text = text.replace(word, sample)
        text = sampled(filled_in(self.file.data, text))
        if channel == "sms" and self.language != "en":
            text, options = plain(text), [plain(option) for option in options]
        for broken in style.check(text, kind=kind, channel=channel, language=self.language, options=options):
            self._note(path, f"{broken.rule}: {broken.excerpt!r}")

    def _note(self, path: Path, message: str) -> None:
        """Most rules hold on both channels: each break is named once."""
        if (path, message) not in self.noted:
            self.noted.add((path, message))
            self.file.fault(path, message)
