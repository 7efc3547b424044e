"""What an own activity begins with in its therapist's language, and how they read what it is filed under.

The words stand in `prompts/usual/`; tags and methods are kept in English, so that every language finds them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from handlers.answers_words import fold


@dataclass(frozen=True, slots=True)
class Usual:
    """The words of one language.

    `yes_no` are labels by code, `copy` marks a copy's title, `own` and `shared` whose an
    activity is; `yes_or_no`, `how_many` and `to` (as in "0 to
    10") are what gives away how a step is answered, folded; `strong` and `urge` what a rating is of that may
    be much to bear, or to be weighed at once. `tags` and `methods` are English to as read.
    """

    what: str
    why: str
    how: str
    tiny_words: str
    first: str
    options: tuple[str, ...]
    copy: str
    own: str
    shared: str
    draft: str
    archived: str
    yes_or_no: tuple[str, ...]
    how_many: tuple[str, ...]
    to: tuple[str, ...]
    strong: tuple[str, ...]
    urge: tuple[str, ...]
    yes_no: Mapping[str, str]
    tags: Mapping[str, str]
    methods: Mapping[str, str]

    def is_strong(self, text: str) -> bool:
        """Whether a rating with these words is of something that may be much to bear."""
        return _begins_any(text, self.strong)

    def is_urge(self, text: str) -> bool:
        """Whether a rating with these words may be one of an urge to harm or to use (SAFETY S3)."""
        return _begins_any(text, self.urge)

    def tags_read(self, tags: Sequence[str]) -> list[str]:
        """Tags as they are read."""
        return [self.tags.get(tag, tag) for tag in tags]

    def method_read(self, modality: str) -> str:
        """A method as it is read, or several with commas between."""
        return ", ".join(self.methods.get(one, one) for one in modality.split(", "))

    def tags_kept(self, tags: Sequence[str]) -> list[str]:
        """Tags as typed in either language, as they are kept; each once."""
        known = {"-".join(fold(read).split()): tag for tag, read in self.tags.items()}
        return list(dict.fromkeys(known.get(tag, tag) for tag in tags))


def _begins_any(text: str, beginnings: Sequence[str]) -> bool:
    """Whether a word of the text, or some in a row, begins so."""
    return any(f" {one}" in f" {fold(text)}" for one in beginnings)
