"""A conversation in progress is a generator; its state is the list of answers.

A script yields `Ask`, `Say` and `Do` from top to bottom. `walk` replays it from the saved answers,
performs each effect once and stops at the first question without an answer. Nothing else is saved,
so a restart, a new release and a message three days later all continue at the same place.

What a script yields and gets back is never changed once it is made. It is not `frozen` all the same: a
replay makes many of them, and a frozen dataclass with this many fields takes six times as long to make.
"""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from handlers.ask import Asked, AskKind
from handlers.content import Option

STEPS_PER_WALK = 400
"""A script that yields more often than this in one turn is broken, not long."""


class TalkBroken(Exception):
    """A script did not come to rest within `STEPS_PER_WALK` steps."""


@dataclass(slots=True)
class Ask:
    """A question. `prompt` names its words; `key` (default: the prompt) names its answer.

    `options` are codes whose labels the catalogue has, or ready `Option`s. `says` is the kind of
    the message. A `free` choice also takes the person's own words: its value is then `own_words`.
    `first` is the digit of the first option.
    """

    prompt: str
    kind: AskKind
    says: str
    args: Mapping[str, Any] = field(default_factory=dict)
    options: tuple[str | Option, ...] = ()
    key: str = ""
    low: float = 0
    high: float = 10
    skip: bool = False
    long: bool = False
    free: bool = False
    minutes: float = 0
    media: tuple[str, ...] = ()
    first: int = 1


@dataclass(slots=True)
class Say:
    """Words without a question."""

    prompt: str
    says: str
    args: Mapping[str, Any] = field(default_factory=dict)
    media: tuple[str, ...] = ()


@dataclass(slots=True)
class Do:
    """A named change of the person's own state, or a look at it; its result is saved and replayed."""

    name: str
    args: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Reply:
    """What came back for an `Ask`: the code or value, the words as typed, when. None: skipped."""

    value: Any
    words: str
    at: int

    @property
    def skipped(self) -> bool:
        return self.value is None


Step = Ask | Say | Do
Script = Generator[Step, Any, Any]


@dataclass(frozen=True, slots=True)
class Ctx:
    """What a script may know: its arguments as they were when it began, and when that was."""

    args: Mapping[str, Any]
    opened_at: int


@dataclass(slots=True)
class Answer:
    """One saved answer to a question of this kind; `back` takes the latest one with this key out of play."""

    key: str
    value: Any
    words: str
    at: int
    back: bool = False
    kind: str = ""


@dataclass(slots=True)
class Emitted:
    """An effect that has happened: its result, its named inverse, after how many live answers.

    `undo` is the name of a change, "" for an effect that needs none, "bar" for one that stands.
    """

    key: str
    result: Any
    undo: str
    after: int


@dataclass(slots=True)
class Talk:
    """A conversation with one person, as saved. `about` is whose words it holds."""

    id: str
    script: str
    args: dict[str, Any]
    opened_at: int
    touched_at: int
    about: str = ""
    state: Literal["waiting", "open", "suspended", "done"] = "open"
    turn: int = 0
    answers: list[Answer] = field(default_factory=list)
    emitted: list[Emitted] = field(default_factory=list)
    asked: Asked | None = None
    gathered: list[str] = field(default_factory=list)
    gather_until: int = 0
    timer_until: int = 0
    announced: bool = False


@dataclass(slots=True)
class Spoken:
    """One message a walk produced; `asked` is set when it is a question."""

    prompt: str
    says: str
    args: Mapping[str, Any]
    asked: Asked | None = None
    option_codes: tuple[str | Option, ...] = ()
    media: tuple[str, ...] = ()


Perform = Callable[[Do], tuple[Any, str]]
"""Carries out a `Do`; gives its result and the name of its inverse ("" or "bar" if there is none)."""

Scripts = Mapping[str, Callable[[Ctx], Script]]


def live_answers(talk: Talk) -> list[Answer]:
    """The answers in play, in order: those no BACK has taken out."""
    live: list[Answer] = []
    for answer in talk.answers:
        if answer.back:
            _drop_last(live, answer.key)
        else:
            live.append(answer)
    return live


def _drop_last(live: list[Answer], key: str) -> None:
    for position in range(len(live) - 1, -1, -1):
        if live[position].key == key:
            del live[position]
            return


def walk(talk: Talk, scripts: Scripts, perform: Perform, now: int) -> list[Spoken]:
    """Run the script as far as its answers carry it; gives what is to be said now.

    Raises `TalkBroken` when the script does not come to rest.
    """
    return _Walk(talk, scripts[talk.script](Ctx(talk.args, talk.opened_at)), perform, now).run()


class _Walk:
    """One replay: visit counters, what is already known, what is newly said."""

    def __init__(self, talk: Talk, script: Script, perform: Perform, now: int) -> None:
        self.talk, self.script, self.perform, self.now = talk, script, perform, now
        self.answers = {a.key: a for a in live_answers(talk)}
        self.emitted = {e.key: e for e in talk.emitted}
        self.visits: dict[str, int] = {}
        self.given = 0
        self.spoken: list[Spoken] = []

    def run(self) -> list[Spoken]:
        send: Any = None
        for _ in range(STEPS_PER_WALK):
            try:
                step = self.script.send(send)
            except StopIteration:
                self._finish()
                return self.spoken
            if isinstance(step, Ask):
                answer = self.answers.get(self._key(step.key or step.prompt))
                if answer is None:
                    self._stop_at(step)
                    return self.spoken
                self.given += 1
                send = Reply(answer.value, answer.words, answer.at)
            else:
                send = self._effect(step)
        raise TalkBroken(self.talk.script)

    def _key(self, name: str) -> str:
        nth = self.visits[name] = self.visits.get(name, 0) + 1
        return f"{name}#{nth}"

    def _effect(self, step: Say | Do) -> Any:
        name = f"say:{step.prompt}" if isinstance(step, Say) else f"do:{step.name}"
        key = self._key(name)
        if key in self.emitted:
            return self.emitted[key].result
        result, undo = self._happen(step)
        self.talk.emitted.append(Emitted(key, result, undo, self.given))
        return result

    def _happen(self, step: Say | Do) -> tuple[Any, str]:
        if isinstance(step, Do):
            return self.perform(step)
        self.spoken.append(Spoken(step.prompt, step.says, step.args, media=step.media))
        return None, ""

    def _stop_at(self, ask: Ask) -> None:
        name = ask.key or ask.prompt
        key = f"{name}#{self.visits[name]}"
        if self.talk.asked is None or self.talk.asked.key != key:
            self.talk.turn += 1  # the same question asked again keeps its buttons alive
        asked = Asked(
            key=key,
            kind=ask.kind,
            low=ask.low,
            high=ask.high,
            skip=ask.skip,
            long=ask.long,
            free=ask.free,
            turn=self.talk.turn,
            at=self.now,
            first=ask.first,
        )
        self.talk.asked = asked
        self.talk.state = "open"
        self.talk.timer_until = self.now + round(ask.minutes * 60_000) if ask.kind == "timer" else 0
        self.spoken.append(Spoken(ask.prompt, ask.says, ask.args, asked, ask.options, ask.media))

    def _finish(self) -> None:
        self.talk.asked = None
        self.talk.timer_until = 0
        self.talk.state = "done"


def answer(talk: Talk, value: Any, words: str, at: int) -> None:
    """Save an answer to the question that is open."""
    assert talk.asked is not None
    talk.answers.append(Answer(talk.asked.key, value, words, at, kind=talk.asked.kind))
    talk.touched_at = at


def step_back(talk: Talk, undo: Callable[[str, Any], None], now: int) -> bool:
    """Take the latest answer out of play and undo what it caused; False when a bar stands before it.

    One before it that was refused (what it caused says `faults`) goes along: nobody goes back to a slip.
    """
    if not _one_back(talk, undo, now):
        return False
    while _was_refused(talk) and _one_back(talk, undo, now):
        pass
    return True


def _was_refused(talk: Talk) -> bool:
    """Whether the latest answer was not taken, so that its question was asked again."""
    many = len(live_answers(talk))
    caused = [e.result for e in talk.emitted if e.after == many > 0]
    return any(isinstance(one, Mapping) and bool(one.get("faults")) for one in caused)


def _one_back(talk: Talk, undo: Callable[[str, Any], None], now: int) -> bool:
    """The latest answer out of play, with what it caused."""
    live = live_answers(talk)
    caused = [e for e in talk.emitted if e.after >= len(live)]
    if not live or any(e.undo == "bar" for e in caused):
        return False
    for effect in reversed(caused):
        if effect.undo:
            undo(effect.undo, effect.result)
    talk.emitted = [e for e in talk.emitted if e.after < len(live)]
    talk.answers.append(Answer(live[-1].key, None, "", now, back=True))
    return True
