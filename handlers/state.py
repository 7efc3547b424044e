"""What the bot remembers of one person: the aggregate a turn loads, changes and commits whole.

Bounded on purpose: it holds what the coming days need. What was said is kept apart as records.
Instants are epoch milliseconds UTC (names end `_at`); days are ISO dates in the person's zone.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

from handlers.sessions import Session

Stage = Literal["invited", "joining", "joined", "declined", "left", "frozen"]


@dataclass(slots=True)
class Consent:
    """What was agreed, when, by which wording, on which channel (SAFETY §2, TCPA and CTIA rows)."""

    what: str
    at: int
    wording: str
    channel: str
    by: str


@dataclass(slots=True)
class Plan:
    """The client's own plan for an assignment, in their words, quoted and never paraphrased."""

    moment: str = ""
    obstacle: str = ""
    confidence: int | None = None
    at: int = 0


@dataclass(slots=True)
class Occurrence:
    """One planned doing. `part` counts as half and is shown apart (CONTENT I-1)."""

    id: str
    day: str
    planned_at: int
    state: Literal["planned", "cued", "part", "done", "not_today", "uncued"] = "planned"
    cued_at: int = 0
    done_at: int = 0
    small: bool = False
    logged_late: bool = False
    in_barrier_talk: bool = False


@dataclass(slots=True)
class WeekCount:
    """One closed week of an assignment (the session closes it)."""

    ended_at: int
    planned: int
    done: int
    part: int
    explored: bool = False
    counted: bool = True


@dataclass(slots=True)
class Assignment:
    """An activity agreed with this client: when, how often, why, who sees it."""

    id: str
    therapist: str
    activity: str
    title: str
    rhythm: Literal["once", "daily", "3x"]
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


@dataclass(slots=True)
class Report:
    """A barrier report: codes and the client's own words (private ones stay words-free for others)."""

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
class Bond:
    """A client's side of a relation with one therapist."""

    therapist: str
    name: str
    session: Session | None = None
    since: int = 0
    first_assignment_at: int = 0
    letter: LetterState = field(default_factory=LetterState)
    letter_auto: bool = False
    agenda: list[str] = field(default_factory=list)
    agenda_asked: bool = False
    agenda_before: list[str] = field(default_factory=list)
    asked_before: bool = False
    away: list[list[str]] = field(default_factory=list)
    recap: str = ""
    recap_at: int = 0
    weeks: int = 0
    week_from: int = 0
    evening_for: int = 0
    told_silent: bool = False
    ended_at: int = 0


@dataclass(slots=True)
class Cue:
    """The latest cue: which occurrences it offered, whether anybody answered, whether it was followed up."""

    talk: str
    at: int
    occurrences: list[str]
    answered: bool = False
    followed: bool = False


@dataclass(slots=True)
class Client:
    """Everything about a person as a client."""

    stage: Stage = "invited"
    joined_at: int = 0
    invited_at: int = 0
    word: str = ""
    adult: bool = True
    consents: list[Consent] = field(default_factory=list)
    bonds: list[Bond] = field(default_factory=list)
    assignments: list[Assignment] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    wins: list[list[Any]] = field(default_factory=list)
    held: bool = False
    numbers_at: int = 0
    soft_at: int = 0
    pace_at: int = 0
    pace_from: str = ""
    paused_until: int = 0
    pause_words: str = ""
    hours: list[str] = field(default_factory=lambda: ["09:00", "20:00"])
    letter_time: str = "10:00"
    cue_time: str = ""
    discreet: bool = True
    lock_word: str = ""
    region: str = ""
    invite_at: int = 0
    let_go_at: int = 0
    erase_asked_at: int = 0
    unlocked_at: int = 0
    work_word: str = ""
    goal: str = ""
    last_reply_at: int = 0
    prompted_on: str = ""
    silent_cue_days: int = 0
    last_cue_day: str = ""
    cue: Cue | None = None
    laters: list[list[Any]] = field(default_factory=list)
    dots: int = 0
    confidence: list[list[Any]] = field(default_factory=list)
    dead_channels: list[str] = field(default_factory=list)
    undelivered_at: int = 0
    notices: list[dict[str, Any]] = field(default_factory=list)
    ended_at: int = 0


@dataclass(slots=True)
class Case:
    """A therapist's side of a relation: the rhythm of meetings and what is pending about one client.

    The client's name stands in the client's own aggregate, so that erasing it erases it here too.
    """

    client: str
    session: Session | None = None
    joined: bool = False
    invited_at: int = 0
    code: str = ""
    phone: bool = False
    zone: str = ""
    pending: list[dict[str, Any]] = field(default_factory=list)
    summarised_at: int = 0
    recapped_at: int = 0
    reviewed: list[list[Any]] = field(default_factory=list)
    discussed: list[list[Any]] = field(default_factory=list)
    quality: list[list[Any]] = field(default_factory=list)
    guard_news: list[int] = field(default_factory=list)
    goals_card_at: int = 0
    notes: list[list[Any]] = field(default_factory=list)
    do_together: list[str] = field(default_factory=list)
    letter_auto: bool = False
    held: bool = False
    ended_at: int = 0


@dataclass(slots=True)
class Therapist:
    """Everything about a person as a therapist."""

    joined_at: int = 0
    cases: list[Case] = field(default_factory=list)
    away: list[list[str]] = field(default_factory=list)
    cover: str = ""
    backup: str = ""
    backup_id: str = ""
    today: list[dict[str, Any]] = field(default_factory=list)
    alerts: list[dict[str, Any]] = field(default_factory=list)
    questions: list[list[Any]] = field(default_factory=list)
    next_question: int = 1
    notices: list[dict[str, Any]] = field(default_factory=list)
    letters: list[dict[str, Any]] = field(default_factory=list)
    morning_on: str = ""
    evening_on: str = ""
    drafts: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Timed:
    """An agenda row as the person's aggregate knows it; the stored row must match to be taken."""

    kind: str
    scope: str
    due_at: int
    not_after: int
    version: int


@dataclass(slots=True)
class Person:
    """Anyone with an address. `channel` is where unprompted texts go."""

    id: str
    practice: str
    name: str
    zone: str
    language: str
    channel: str
    role: Literal["client", "therapist"] = "client"
    client: Client | None = None
    therapist: Therapist | None = None
    stopped_at: int = 0
    agenda: list[Timed] = field(default_factory=list)
    agenda_version: int = 0
    postponed: dict[str, int] = field(default_factory=dict)
