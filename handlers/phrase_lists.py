"""The lists the safety matchers read: words of risk and about the texts themselves, by language."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RiskLists:
    """Families of phrases about being at risk, in the language of `handlers.safety.patterns`.

    `now` is tier 1 and `soft` tier 2, by kind; `cues` are weak alone and count by how many
    different themes meet; `everyday` phrases cancel what they overlap, `milder` ones lower it.
    The rest are words: `negations` and what may stand between one and the phrase it denies
    (`bridges`), what undoes a denial (`undoing`), and who the phrase is about (`me`, `others`).
    `past` phrases near by lower the tier unless one of `still` is there too. In a sentence with a
    word of `elsewhere` (a book, the news, a course), or said of somebody else with a verb of
    `bygone`, it is no flag unless a word for the `writer` is there. `soft` phrases of the kind
    "weak" count alone only in a short text. A phrase without a `plain` word (of death, harm or
    means) is about the `mundane` thing that its sentence names.
    `slots` and `own` are families of words that tell of risk only together, as `rules` say (by
    tier, then kind; `handlers.safety.together`); those of `own` only where the writer is meant.
    """

    now: Mapping[str, tuple[str, ...]]
    soft: Mapping[str, tuple[str, ...]]
    cues: Mapping[str, tuple[str, ...]]
    everyday: tuple[str, ...]
    milder: tuple[str, ...]
    past: tuple[str, ...]
    still: tuple[str, ...]
    negations: tuple[str, ...]
    bridges: tuple[str, ...]
    undoing: tuple[str, ...]
    me: tuple[str, ...]
    writer: tuple[str, ...]
    bygone: tuple[str, ...]
    others: tuple[str, ...]
    elsewhere: tuple[str, ...]
    mundane: tuple[str, ...]
    plain: tuple[str, ...]
    sos: tuple[str, ...]
    slots: Mapping[str, tuple[str, ...]]
    own: Mapping[str, tuple[str, ...]]
    rules: Mapping[str, Mapping[str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class OptOutLists:
    """Words and phrases about the texts themselves (SAFETY 2, opt-out).

    `stop`, `help`, `start` and `yes` count standing alone; `not_typos` are real words one slip
    away from them. `whole` phrases count as a whole message, `perhaps` ones too, but they may be an answer
    where one in words is asked for, `clause` phrases as a clause of one,
    `after` phrases also in the middle of one; `polite` words may stand around any of them,
    `told` phrases show that somebody else is meant, `narrow` ones that it is a limit, not the end;
    beside `ours`, which are about the texts, a clause that is a request is clear.
    """

    stop: tuple[str, ...]
    help: tuple[str, ...]
    start: tuple[str, ...]
    yes: tuple[str, ...]
    not_typos: tuple[str, ...]
    whole: tuple[str, ...]
    perhaps: tuple[str, ...]
    clause: tuple[str, ...]
    after: tuple[str, ...]
    polite: tuple[str, ...]
    told: tuple[str, ...]
    narrow: tuple[str, ...]
    ours: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PhraseLists:
    """Versioned lists for the safety matchers, in one language.

    `sets` are named building blocks of the phrases, `filler` words a phrase may have inside it,
    `spellings` other ways of writing a word (by the word), `stems` beginnings that stand for it,
    `slips` words recognised with one slip of the finger, `masked` words recognised with stars.
    """

    language: str
    version: int
    sets: Mapping[str, str]
    filler: tuple[str, ...]
    spellings: Mapping[str, tuple[str, ...]]
    stems: Mapping[str, tuple[str, ...]]
    slips: tuple[str, ...]
    masked: tuple[str, ...]
    risk: RiskLists
    opt_out: OptOutLists
