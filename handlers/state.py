"""What the bot remembers of one person: the aggregate a turn loads, changes and commits whole.

Bounded on purpose: it holds what the coming days need. What was said is kept apart as records.
Instants are epoch milliseconds UTC (names end `_at`); days are ISO dates in the person's zone.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

from handlers.course import Course
from handlers.link_parts import Backing, Couple, CoupleRest, Near, Supporting
from handlers.lock_parts import Lock
from handlers.measure_parts import Given
from handlers.own_parts import Own
from handlers.sessions import Session
from handlers.together_parts import Together
from handlers.week_parts import Assignment, Check, Consent, Cover, Cue, Flag, LetterState, Question, Report

Stage = Literal["invited", "joining", "joined", "declined", "left", "frozen", "unsure"]
"""`unsure`: the number may have a new owner; nothing is shown or sent before the word (SAFETY §5, row 6)."""


@dataclass(slots=True)
class Bond:
    """A client's side of a relation with one therapist.

    `unheard`: who gets flags while the therapist takes no texts, `backup` or `nobody`. `goal` is what the two
    work on, in the client's words; another therapist of theirs has another one.
    """

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
    covers: list[Cover] = field(default_factory=list)
    recap: str = ""
    recap_at: int = 0
    weeks: int = 0
    week_from: int = 0
    evening_for: int = 0
    told_silent: bool = False
    unheard: str = ""
    ended_at: int = 0
    together: Together = field(default_factory=Together)
    goal: str = ""


@dataclass(slots=True)
class ToSelf:
    """What somebody wrote to themself for a day (an ISO date)."""

    day: str
    parts: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Client:
    """Everything about a person as a client.

    `guardian`: who agreed for somebody under 18, how, when. `zones`: those the number may be in, until it is
    known which; `zone_guessed`: whether one of them is likely enough to be named. `check`: only while the
    number is in doubt. `word_wrong`: when another word than `lock_word` came since it opened last, the
    newest ten. `returns`: when they wrote again after a week or more, as [when, whole days away].
    """

    stage: Stage = "invited"
    joined_at: int = 0
    invited_at: int = 0
    word: str = ""
    adult: bool = True
    guardian: dict[str, str] = field(default_factory=dict)
    consents: list[Consent] = field(default_factory=list)
    invite_wording: str = ""
    zones: list[str] = field(default_factory=list)
    zone_guessed: bool = True
    check: Check | None = None
    bonds: list[Bond] = field(default_factory=list)
    assignments: list[Assignment] = field(default_factory=list)
    courses: list[Course] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    wins: list[list[Any]] = field(default_factory=list)
    to_self: list[ToSelf] = field(default_factory=list)
    held: bool = False
    numbers_at: int = 0
    soft_at: int = 0
    pace_at: int = 0
    pace_from: str = ""
    paused_until: int = 0
    rested_until: int = 0
    pause_words: str = ""
    hours: list[str] = field(default_factory=lambda: ["09:00", "20:00"])
    letter_time: str = "10:00"
    cue_time: str = ""
    discreet: bool = True
    lock_word: str = ""
    word_wrong: list[int] = field(default_factory=list)
    word_refused_until: int = 0
    region: str = ""
    invite_at: int = 0
    let_go_at: int = 0
    erase_asked_at: int = 0
    unlocked_at: int = 0
    work_word: str = ""
    last_reply_at: int = 0
    prompted_on: str = ""
    silent_cue_days: int = 0
    returns: list[list[int]] = field(default_factory=list)
    last_cue_day: str = ""
    caught_up_at: int = 0
    read_late_at: int = 0
    cue: Cue | None = None
    laters: list[list[Any]] = field(default_factory=list)
    dots: int = 0
    confidence: list[list[Any]] = field(default_factory=list)
    importance: list[list[Any]] = field(default_factory=list)
    undelivered_at: int = 0
    dead_channels: list[str] = field(default_factory=list)
    notices: list[dict[str, Any]] = field(default_factory=list)
    own: Own = field(default_factory=Own)
    ended_at: int = 0
    measures: list[Given] = field(default_factory=list)
    near: Near = field(default_factory=Near)


@dataclass(slots=True)
class Case:
    """A therapist's side of a relation: the rhythm of meetings and what is pending about one client.

    The client's name stands in the client's own aggregate, so that erasing it erases it here too.
    `marks`: from which change on a measure is marked, in points and in percent; none means the usual.
    `stage` is one of `handlers.therapist.stage.STAGES`, `capacity` 0 to 10, `minutes_agreed` a week (0: not
    agreed), `ending` the last phase of the work (CONTENT A-42). `agenda`: what the therapist put on the
    session's list; `guided`: which guidance was shown, with when. `tags`: the groups this client is in
    (`therapist/tags.py`), never shown to them; `given`: the activity assigned last, and when.
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
    agenda: list[str] = field(default_factory=list)
    stage: str = ""
    capacity: int | None = None
    minutes_agreed: int = 0
    ending: bool = False
    guided: list[list[Any]] = field(default_factory=list)
    letter_auto: bool = False
    held: bool = False
    ended_at: int = 0
    marks: list[int] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    given: list[Any] = field(default_factory=list)


@dataclass(slots=True)
class Covering:
    """A colleague's client for some days: whose client it is by id and name, from when until when.

    `tags`: the colleague's groups this client is in.
    """

    client: str
    of: str
    name: str
    since: int
    until: int
    tags: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Therapist:
    """Everything about a person as a therapist.

    `reflects`: whether the monthly line is wanted; `reflected_on`: the month of the latest one;
    `reflections`: what was written on it, as [when, which line, words].

    `backup` is how the backup contact is called; `backup_asked` who has not answered yet, `backup_id`
    who has agreed and is told of flags. `alert_hours`: when this therapist looks; none means always.

    `dotted`: the tags whose dots are counted together (`therapist/group_dots.py`); `dotted_on`: the ISO day
    of the latest count.
    """

    joined_at: int = 0
    cases: list[Case] = field(default_factory=list)
    away: list[list[str]] = field(default_factory=list)
    cover: str = ""
    cover_id: str = ""
    covers: list[Covering] = field(default_factory=list)
    backup: str = ""
    backup_id: str = ""
    backup_asked: str = ""
    alert_hours: list[str] = field(default_factory=list)
    alert_again_at: int = 0
    alert_tries: int = 0
    today: list[dict[str, Any]] = field(default_factory=list)
    alerts: list[dict[str, Any]] = field(default_factory=list)
    questions: list[list[Any]] = field(default_factory=list)
    next_question: int = 1
    notices: list[dict[str, Any]] = field(default_factory=list)
    letters: list[dict[str, Any]] = field(default_factory=list)
    morning_on: str = ""
    evening_on: str = ""
    drafts: dict[str, Any] = field(default_factory=dict)
    reflects: bool = False
    reflected_on: str = ""
    reflections: list[list[Any]] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)
    dotted: list[str] = field(default_factory=list)
    dotted_on: str = ""
    couples: list[Couple] = field(default_factory=list)
    couple_rests: list[CoupleRest] = field(default_factory=list)


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
    """Anyone with an address. `channel` is where unprompted texts go.

    `erase_at`: when somebody who was a supporter and nothing else here is erased.
    `let_go_at`: when the address of somebody who would not be a backup contact is nobody's again.
    `stop_sent_at`: the provider's time of the STOP that counts; a START sent before it does not end it.
    """

    id: str
    practice: str
    name: str
    zone: str
    language: str
    channel: str
    role: Literal["client", "therapist"] = "client"
    client: Client | None = None
    therapist: Therapist | None = None
    backs: list[Backing] = field(default_factory=list)
    supports: list[Supporting] = field(default_factory=list)
    erase_at: int = 0
    let_go_at: int = 0
    stopped_at: int = 0
    stop_sent_at: int = 0
    agenda: list[Timed] = field(default_factory=list)
    agenda_version: int = 0
    postponed: dict[str, int] = field(default_factory=dict)
