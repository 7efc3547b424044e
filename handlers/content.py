"""The static words and tables a practice runs on: `prompts` reads them, `handlers` receives them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from handlers.content_bench import NO_BENCH, Bench
from handlers.measures import Measure
from handlers.pathways import PARTS as PARTS
from handlers.pathways import Pathway as Pathway
from handlers.pathways import PathwayStep as PathwayStep
from handlers.phrase_lists import OptOutLists as OptOutLists
from handlers.phrase_lists import PhraseLists as PhraseLists
from handlers.phrase_lists import RiskLists as RiskLists
from handlers.usual import Usual as Usual

StepKind = Literal[
    "say", "text", "choice", "multi", "scale", "number", "time", "date", "photo", "media", "timer", "list"
]


@dataclass(frozen=True, slots=True)
class Option:
    """One thing a person can choose: the code we keep, the label they read."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Step:
    """One prompt inside an activity (CONTENT F, grammar).

    `low` and `high` bound a scale or a number, `minutes` is the length of a timer, `long` marks a
    text step whose answer may arrive as several messages, `landing` a distress or belief rating
    that gets a landing at 8 and above, `risk` a scale whose answer is weighed at once: "urge" is an urge to
    harm or to use, held against the level the therapist set (SAFETY S3). `options_from` names
    an earlier `list` or `multi` step whose answers are this step's options. `sms` replaces
    `text` on the short channel.

    How steps hang together: `only_if` ("key" or "key=code|code") asks it where that was answered (so);
    `each_of` asks it for each line of an earlier list; `after` (the key of a date or time step, "week" or
    "tomorrow") lets it and the rest wait until then; `day` is the doing it belongs to, `from_day` the first;
    `keep` is the shelf of the client's own that the words are kept on; `renews` is an earlier step whose
    answer this one replaces; `cue_at` moves the cue and `sharing` says whose the answers of this
    doing are ("private", "share", "ask"), by what was chosen; `minutes_from` is the blank that
    says how long a timer runs.
    """

    key: str
    kind: StepKind
    text: str
    sms: str = ""
    options: tuple[Option, ...] = ()
    options_from: str = ""
    low: int = 0
    high: int = 10
    minutes: int = 0
    long: bool = False
    landing: bool = False
    risk: str = ""
    day: int = 0
    from_day: int = 0
    only_if: str = ""
    each_of: str = ""
    after: str = ""
    keep: str = ""
    renews: str = ""
    cue_at: tuple[Option, ...] = ()
    sharing: tuple[Option, ...] = ()
    minutes_from: str = ""


@dataclass(frozen=True, slots=True)
class Fill:
    """A blank in an activity's texts: what the therapist is asked for it, and what stands there otherwise.

    `may_stay` marks one that is whole without anything of the therapist's.
    """

    name: str
    ask: str
    default: str
    may_stay: bool = False


_QUOTED = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def needs(step: Mapping[str, Any]) -> set[str]:
    """The names of everything a step quotes or hangs on: earlier steps, and the words of ours in braces."""
    found = set(_QUOTED.findall(step["text"] + step.get("sms", "")))
    found |= {step.get(name, "") for name in ("options_from", "each_of")}
    return (found | {step.get("only_if", "").partition("=")[0]}) - {""}


@dataclass(frozen=True, slots=True)
class Activity:
    """A library template. `tiny`: the steps of its two minutes; `needs_yes`: a partner takes part (A-76).

    `on_event` is for whenever something happens: given once, it may be done again. `visibility` is who
    sees the answers as long as the therapist says nothing else.
    """

    id: str
    title: str
    client_title: str
    type: Literal["edu", "self", "mod"]
    modality: str
    rhythm: Literal["once", "daily", "3x"]
    minutes: int
    tiny_minutes: int
    tags: tuple[str, ...]
    what: str
    why: str
    how: str
    tiny_words: str
    steps: tuple[Step, ...]
    tiny: tuple[str, ...]
    guard: str = ""
    therapist_note: str = ""
    avoidance_sensitive: bool = False
    optional: bool = False
    needs_yes: bool = False
    on_event: bool = False
    source: str = ""
    prefix: str = ""
    visibility: Literal["shared", "private", "ask"] = "shared"
    version: int = 1
    fill: tuple[Fill, ...] = ()
    language: str = ""  # of a practice's own: what its words are in


OfferCode = Literal[
    "NOW",
    "SHRINK",
    "RESCHED",
    "REMIND",
    "CLARIFY",
    "SWAP",
    "SUPPORT",
    "PACE",
    "BRING",
    "LOG",
]


@dataclass(frozen=True, slots=True)
class BarrierCode:
    """One reason of CONTENT B3: what the client sees, the one follow-up, what can be offered.

    `ask` says how the follow-up is answered; `choices` are its options when it is a choice.
    `note` goes to the therapist: a hypothesis, not a conclusion.
    """

    code: str
    group: str
    label: str
    follow_up: str
    offers: tuple[OfferCode, ...]
    note: str
    ask: Literal["text", "scale", "choice", "none"] = "text"
    choices: tuple[Option, ...] = ()
    sms_label: str = ""


@dataclass(frozen=True, slots=True)
class KeywordHint:
    """Words in a client's own text that point at a code; the client always confirms."""

    words: tuple[str, ...]
    codes: tuple[str, ...]
    with_words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Barriers:
    """The whole taxonomy in reading order, by code.

    `therapist_tags` are the notes of C1 to C6, which no client is ever shown or asked.
    """

    codes: Mapping[str, BarrierCode]
    hints: tuple[KeywordHint, ...]
    therapist_tags: Mapping[str, str] = field(default_factory=dict)

    def of_group(self, *groups: str) -> tuple[BarrierCode, ...]:
        """The codes of these groups, in the order of the table."""
        return tuple(c for c in self.codes.values() if c.group in groups)


@dataclass(frozen=True, slots=True)
class Region:
    """Who can be reached now in one country. `verified_on` is an ISO date.

    `lines` are the crisis lines as one short sentence, `text_line` a line that can be texted,
    `emergency` the emergency number, `brief` the shortest form for SMS.
    """

    code: str
    name: str
    emergency: str
    lines: str
    text_line: str
    brief: str
    verified_on: str


def _nothing(text: str) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Content:
    """Everything static, for one practice and all its languages (keys are language codes).

    `words` are those said in the room in English, `room_words` those of every language. `asked_for`
    gives the carrier word a text asks somebody to type, "" for none; `bench` checks an activity.
    `translated` and `translated_pathways` hold the library of other languages, also as SMS writes it
    ("es.sms"), and `barriers` what is in the way; `usual` is what an activity of one's own begins with.
    """

    activities: Mapping[str, Activity]
    barriers: Mapping[str, Barriers]
    regions: Mapping[str, Region]
    phrases: Mapping[str, PhraseLists]
    words: tuple[str, ...] = field(default=())
    asked_for: Callable[[str], str] = field(default=_nothing)
    translated: Mapping[str, Mapping[str, Activity]] = field(default_factory=dict)
    measures: Mapping[str, Measure] = field(default_factory=dict)
    pathways: Mapping[str, Pathway] = field(default_factory=dict)
    translated_pathways: Mapping[str, Mapping[str, Pathway]] = field(default_factory=dict)
    bench: Bench = field(default=NO_BENCH)
    room_words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    usual: Mapping[str, Usual] = field(default_factory=dict)
