"""What a client keeps and chooses for themself: dots and rewards, helps, words, notes, days, another zone.

Parts of the aggregate in `handlers/state.py`, bounded like all of it. Nobody but the client is shown them,
except the low days (CONTENT G-10). Instants are epoch milliseconds UTC; days are ISO dates in the
person's zone.
"""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Help:
    """Something that helps: a line of the client's own, or an activity they rated so (CONTENT G-13).

    `activity` and `assignment` are "" for a line; `record` is the stored record it came from, if any.
    """

    words: str
    at: int
    activity: str = ""
    assignment: str = ""
    record: str = ""


@dataclass(slots=True)
class OwnWords:
    """A line kept on a shelf of the client's own; comes back once on `day`, "" for never (CONTENT G-14).

    `asked`: whether it was asked, once, if it is to come back.
    """

    words: str
    at: int
    shelf: str = "own_words"
    day: str = ""
    asked: bool = False
    record: str = ""


@dataclass(slots=True)
class Rating:
    """The first and the latest number given to the same question about the same thing (CONTENT G-16).

    `about` is what the client's answers before it named in the same doing; `activity` of which it is, also
    when it is given again ("": only the assignment is known).
    """

    assignment: str
    asked: str
    about: str
    first: float
    first_at: int
    last: float
    last_at: int
    activity: str = ""


@dataclass(slots=True)
class SelfNote:
    """A note to oneself, sent back word for word at `at` (CONTENT A-53); `met`: for before a meeting."""

    words: str
    at: int
    met: bool = False


@dataclass(slots=True)
class Own:
    """All of it.

    `dot_since`: how many dots there were when the word began; `letters_told`: how many whole letters were
    told. `low_days` are the newest ones, `low_small` those on which the small version was offered. `home` is
    the zone to go back to on the day `home_on`, with the region whose numbers are shown there. `rest_from`
    and `rest_to` are a rest that is still to come. `hour_asked` is the hour offered last, `hour_asked_at`
    when.
    """

    dot_word: str = ""
    dot_colour: str = ""
    dot_since: int = 0
    letters_told: int = 0
    letter_reward: str = ""
    word_reward: str = ""
    helps: list[Help] = field(default_factory=list)
    words: list[OwnWords] = field(default_factory=list)
    notes: list[SelfNote] = field(default_factory=list)
    ratings: list[Rating] = field(default_factory=list)
    low_days: list[str] = field(default_factory=list)
    low_small: list[str] = field(default_factory=list)
    energy: bool = False
    jar_at: int = 0
    home: str = ""
    home_on: str = ""
    home_region: str = ""
    rest_from: str = ""
    rest_to: str = ""
    hour_asked: str = ""
    hour_asked_at: int = 0
