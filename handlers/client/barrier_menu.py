"""Finding out what was in the way: two levels of choices, or own words (CONTENT B1, steps 2 and 3)."""

from collections.abc import Iterator, Sequence
from typing import Any

from handlers.client.barrier_run import Run
from handlers.client.barrier_words import codes_in, is_grief, is_long_story
from handlers.content import Option
from handlers.talk import Ask, Reply, Script

PAGE = 6
GRIEF = "grief"
DRIFTED = "C6"

FIRST_LEVEL = ("P", "U", "S", "mind", "R", "own", "X0")
MIND = ("T", "E", "unsure")

# The table's order, except: the four commonest thoughts stand alone on their first page, and
# "not sure" begins with those that are as much a thought as a feeling.
_ORDERS = {
    "T": ("T3", "T1", "T7", "T5", "T2", "T4", "T10", "T11", "T12", "T9", "T6", "T8"),
    "unsure": ("T12", "T4", "T10", "E8", "E2", "E9", "T6", "T8", "T2", "T11", "T9", "E7"),
}
_FIRST_PAGE = {"T": 4}


def which(run: Run, typed: str = "") -> Script:
    """Gives the code, or `GRIEF`. `typed` are words the client has volunteered already."""
    prompt, story = "barrier/menu", ""
    while True:
        words = typed
        if not words:
            reply = yield _menu(run, prompt, story)
            run.heard(reply)
            code, words = yield from _chosen(run, reply)
            if code:
                return code
        typed = ""
        code = yield from _from_words(run, words)
        if code != DRIFTED or story:
            return code
        prompt, story = "barrier/back_to_it", words


def _menu(run: Run, prompt: str, story: str) -> Ask:
    return Ask(
        prompt,
        "choice",
        "barrier",
        run.words(story=story, private=run.private),
        FIRST_LEVEL,
        skip=True,
        free=True,
    )


def _chosen(run: Run, reply: Reply) -> Script:
    """The code behind a choice, or the client's own words instead."""
    if reply.skipped or reply.value == "X0":
        return "X0", ""
    if reply.value not in FIRST_LEVEL:
        return "", (yield from run.own(reply))
    if reply.value != "own":
        group = reply.value if reply.value != "mind" else (yield from _mind(run))
        code = yield from _second_level(run, group)
        if code != "own":
            return code, ""
    answer = yield Ask("barrier/own", "text", "barrier", run.words(), skip=True, long=True)
    run.heard(answer)
    return ("X0", "") if answer.skipped else ("", (yield from run.own(answer)))


def _mind(run: Run) -> Script:
    reply = yield Ask("barrier/mind", "choice", "barrier", run.words(), MIND, skip=True)
    run.heard(reply)
    return "unsure" if reply.skipped else reply.value


def _second_level(run: Run, group: str) -> Script:
    """Page after page until one fits; the last page has room for the client's own words."""
    shown = list(pages(run.args, group))
    for number, codes in enumerate(shown, 1):
        labels = tuple(Option(code, run.label(code)) for code in codes)
        rest = "more" if number < len(shown) else "own"
        reply = yield Ask("barrier/which", "choice", "barrier", run.words(), (*labels, rest), skip=True)
        run.heard(reply)
        if reply.skipped:
            return "X0"
        if reply.value != "more":
            return reply.value
    return "own"


def pages(args: Any, group: str) -> Iterator[Sequence[str]]:
    """The codes of a group in pages; a practice's own order comes first, the table's after it."""
    known = args["codes"]
    usual = _ORDERS.get(group) or [code for code, entry in known.items() if entry["group"] == group]
    extra = [code for code, entry in known.items() if entry["group"] == group]
    order = [c for c in dict.fromkeys((*args["order"].get(group, ()), *usual, *extra)) if c in known]
    first = _FIRST_PAGE.get(group, PAGE)
    yield order[:first]
    for start in range(first, len(order), PAGE):
        yield order[start : start + PAGE]


def points_somewhere(run: Run, words: str) -> bool:
    """Whether words told by themselves are about what was in the way, as far as the lists can tell."""
    return is_grief(words, run.args["language"]) or bool(_near(run, words)) or is_long_story(words)


def _near(run: Run, words: str) -> list[str]:
    return [code for code in codes_in(words, run.args["hints"]) if code in run.args["codes"]]


def _from_words(run: Run, words: str) -> Script:
    """Words lead to at most three codes, and the client says whether one is close."""
    if is_grief(words, run.args["language"]):
        return GRIEF
    near = _near(run, words)
    if not near:
        return DRIFTED if is_long_story(words) else "X1"
    if run.own_words:  # kept whether or not it is said what they come closest to
        yield run.note(codes=["X1"], words=run.label("X1"))
    labels = tuple(Option(code, run.label(code)) for code in near)
    reply = yield Ask("barrier/closest", "choice", "barrier", run.words(), (*labels, "none"), skip=True)
    run.heard(reply)
    return reply.value if reply.value in near else "X1"
