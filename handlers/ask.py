"""A question as plain data: what a talk asks, what was shown, what came back."""

from dataclasses import dataclass, field
from typing import Any, Literal

from handlers.content import Option

AskKind = Literal[
    "choice", "multi", "scale", "number", "minutes", "text", "time", "date", "photo", "media", "timer", "list"
]


@dataclass(slots=True)  # never changed, yet not frozen: see handlers.talk
class Asked:
    """The question a person is looking at, with its labels as rendered for them.

    `turn` fences buttons: a tap that names another turn is a tap on an old button.
    `low` and `high` bound scales and numbers. `skip` allows SKIP. `long` gathers several texts.
    `free`: a choice that also takes the person's own words (value `own_words`).
    `first` is the digit of the first option: 0 where a form's own answers are numbered so.
    """

    key: str
    kind: AskKind
    options: tuple[Option, ...] = ()
    low: float = 0
    high: float = 10
    skip: bool = False
    long: bool = False
    free: bool = False
    turn: int = 0
    at: int = 0
    message: str = ""
    first: int = 1


@dataclass(frozen=True, slots=True)
class Read:
    """An answer understood: `value` is what is kept (a code, codes, number, text, time, date)."""

    value: Any
    words: str = ""


@dataclass(frozen=True, slots=True)
class Unread:
    """An answer that does not fit. `reason` names the kind reply; nothing is lost: `words` stay.

    Reasons: `no_such_option`, `not_a_number`, `out_of_range`, `not_a_time`, `not_a_date`,
    `not_minutes`, `ambiguous_time`, `not_a_photo`, `text_wanted`, `too_long`, `empty`.
    """

    reason: str
    words: str = ""
    hints: tuple[str, ...] = field(default=())


ReadResult = Read | Unread
