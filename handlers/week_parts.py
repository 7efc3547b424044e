"""What one client's week is made of: assignments and their doings, reports, questions, flags, the letter.

Parts of the aggregate in `handlers/state.py`. Instants are epoch milliseconds UTC (names end `_at`);
days are ISO dates in the person's zone.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

Rhythm = Literal["once", "daily", "3x"]


@dataclass(slots=True)
class Consent:
    """What was agreed, when, by which wording, on which channel (SAFETY §2, TCPA and CTIA rows)."""

    what: str
    at: int
    wording: str
    channel: str
    by: str


@dataclass(slots=True)
class Check:
    """A number in doubt: why, since when, and the word that settles it (SAFETY §5, row 6).

    `why`: silent, left (silent since STOP), unreachable, or verified (a human said whose it is). `asked_at`
    is 0 until the number was asked for the word, `wanted_at` until something was due; `tries`: wrong words.
    """

    why: str
    at: int
    word: str = ""
    wanted_at: int = 0
    asked_at: int = 0
    tries: int = 0


@dataclass(slots=True)
class Cover:
    """A colleague who covers from one instant to another: what they may see hangs on the client's knowing.

    `begun`: the relation is written. `told_at`: when the client read of it; `agreed`, `refused`: the answer.
    """

    therapist: str
    name: str
    since: int
    until: int
    begun: bool = False
    told_at: int = 0
    refused: bool = False
    agreed: bool = False


@dataclass(slots=True)
class Plan:
    """The client's own plan for an assignment, in their words, quoted and never paraphrased.

    `day` is the day their moment names, an ISO date; "" for none. `size_open`: they are not so sure of it,
    and have not said yet whether the smaller version is the one to keep.
    """

    moment: str = ""
    obstacle: str = ""
    confidence: int | None = None
    at: int = 0
    day: str = ""
    size_open: bool = False


@dataclass(slots=True)
class Occurrence:
    """One planned doing. `part` counts as half and is shown apart (CONTENT I-1).

    `beside`: it was offered with another, and that one was done: one is plenty, so it is not missed.
    """

    id: str
    day: str
    planned_at: int
    state: Literal["planned", "cued", "part", "done", "not_today", "uncued", "beside"] = "planned"
    cued_at: int = 0
    done_at: int = 0
    small: bool = False
    logged_late: bool = False
    in_barrier_talk: bool = False


@dataclass(slots=True)
class WeekCount:
    """One closed week of an assignment (the session closes it). `began_at`: 0 where that was not kept."""

    ended_at: int
    planned: int
    done: int
    part: int
    explored: bool = False
    counted: bool = True
    began_at: int = 0


@dataclass(slots=True)
class Edit:
    """What the client changed of an agreement: `part` is often, at, size or what; `after` as it is now."""

    at: int
    part: str
    before: str
    after: str


@dataclass(slots=True)
class Rest:
    """The part of a doing that waits: from which step on, for what, since when.

    `moment` is an ISO date, "HH:MM", "week" (the evening before the meeting) or "tomorrow"; "" once that has
    passed without it: then it waits for the client.
    """

    step: str
    after: str
    moment: str
    occurrence: str
    since: int
    day: int = 0
    small: bool = False


@dataclass(slots=True)
class Assignment:
    """An activity agreed with this client: when, how often, why, who sees it.

    `passes` is the planned date of a meeting that came too soon after it: its first week runs past it.
    `urge` is the highest rating of an urge that holds nothing; None is the practice's level. `fill` is what
    the therapist put into the activity's blanks, `said` the answers that later steps repeat, `doings` how
    often it was done, `rest` what of the latest doing still waits. `passed_at`: an optional step of a pathway
    was passed for now; it can still be done, and nothing reminds of it. `moved`: when the client put a doing
    off, the newest ones. `my_why` is what makes it worth it in the client's own words, `asked_once` which
    questions that come once were put. `undone` counts doings taken back whose dot stayed (CONTENT H13).
    `own` is the whole activity in the version that was given, where it is one of the practice's own.
    `small_at`: when it became the small version (0: it is not, or was from the start). `first_at`: when the
    client last put it first for the session. `with_meeting`: the client wants it before each meeting, and on
    no other day. `gate`: a step of a pathway that the next one waits for. `rests`: its pathway is paused, and
    nothing reminds of it. `edits`: what the client changed of the
    agreement, the newest ones. `mine`: the client's own idea, which they proposed; `seen_at`: when the
    therapist answered to it.
    """

    id: str
    therapist: str
    activity: str
    title: str
    rhythm: Rhythm
    at: str
    sent_at: int
    minutes: int = 0
    small_minutes: int = 2
    note: str = ""
    optional: bool = False
    visibility: Literal["shared", "private", "ask"] = "shared"
    avoidance_sensitive: bool = False
    small: bool = False
    small_offered: bool = False
    state: Literal["kept", "active", "ended"] = "kept"
    delivered_at: int = 0
    confirmed_at: int = 0
    ended_at: int = 0
    plan: Plan = field(default_factory=Plan)
    occurrences: list[Occurrence] = field(default_factory=list)
    week_from: int = 0
    weeks: list[WeekCount] = field(default_factory=list)
    barrier_at: int = 0
    explored_at: int = 0
    cues: int = 0
    why: str = ""
    sign: str = ""
    act: str = ""
    passes: str = ""
    urge: int | None = None
    fill: dict[str, str] = field(default_factory=dict)
    said: dict[str, Any] = field(default_factory=dict)
    doings: int = 0
    rest: Rest | None = None
    passed_at: int = 0
    moved: list[int] = field(default_factory=list)
    my_why: str = ""
    asked_once: list[str] = field(default_factory=list)
    undone: int = 0
    own: dict[str, Any] | None = None
    with_meeting: bool = False
    gate: bool = False
    rests: bool = False
    small_at: int = 0
    first_at: int = 0
    edits: list[Edit] = field(default_factory=list)
    mine: bool = False
    seen_at: int = 0


@dataclass(slots=True)
class Report:
    """A barrier report: codes and the client's own words (private ones stay words-free for others).

    `at` is when it was told, `talk_at` when the talk about it was opened (0: then it is `at`).
    `elsewhere`: whether it happens in other areas too, as the client said: `elsewhere`, `only_here` or "".
    """

    assignment: str
    title: str
    codes: list[str]
    words: str
    follow_up: str
    inner: list[str]
    offer: str
    at: int
    agenda: bool = False
    private: bool = False
    own_words: str = ""
    elsewhere: str = ""
    talk_at: int = 0


@dataclass(slots=True)
class Question:
    """A question from the client to the therapist; unanswered ones become agenda items."""

    number: int
    words: str
    at: int
    about: str = ""
    answered_at: int = 0
    answer: str = ""


@dataclass(slots=True)
class Flag:
    """A safety flag: stays open until a human acknowledges it, holds until released (SAFETY S3)."""

    id: str
    tier: int
    at: int
    source: str
    private: bool = False
    acknowledged_at: int = 0
    released_at: int = 0
    told_backup: bool = False


@dataclass(slots=True)
class LetterState:
    """The letter of the coming week: its planned time, what was previewed, whether it may go.

    `for_meeting` is the meeting it was planned for: another meeting makes it another letter. `back_at`
    is when it went back for approval. `number` counts the letters sent, `sent_states` the latest ones.
    """

    for_at: int = 0
    for_meeting: int = 0
    previewed: str = ""
    previewed_at: int = 0
    approved: bool = False
    skipped: bool = False
    lapsed: bool = False
    back_at: int = 0
    words: str = ""
    sent_at: int = 0
    number: int = 0
    sent_states: list[str] = field(default_factory=list)
    asked_after_silence: bool = False
    off: bool = False


@dataclass(slots=True)
class Cue:
    """The latest cue: which occurrences it offered, whether anybody answered, whether it was followed up.

    `alone`: nothing is to follow it.
    """

    talk: str
    at: int
    occurrences: list[str]
    answered: bool = False
    followed: bool = False
    alone: bool = False
