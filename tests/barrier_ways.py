"""Ways through the barrier talk: the shortest to each code, an answer for every question."""

from handlers.client.barrier_menu import pages
from handlers.talk import Spoken
from tests.barrier_stage import Stage, assigned, content

CODES = content().barriers["en"].codes
ON_THE_MENU = tuple(code for code in CODES if code[0] in "PUSTER")
MENU = ("not_this_time", "go_ahead")
BEFORE_THE_FOLLOW_UP = {"T2", "E9", "R1"}
WHAT = {
    "barrier/menu",
    "barrier/back_to_it",
    "barrier/mind",
    "barrier/which",
    "barrier/own",
    "barrier/closest",
}


def taps_to(code: str, args: dict[str, object]) -> list[str]:
    """The shortest way from the first-level menu."""
    ways = []
    for group in (code[0], "unsure") if code[0] in "TE" else (code[0],):
        first = ["mind", group] if code[0] in "TE" else [group]
        for turned, page in enumerate(pages(args, group)):
            if code in page:
                ways.append([*first, *["more"] * turned, code])
    return min(ways, key=len)


def at(code: str, **more: object) -> Stage:
    """A talk in which this code has been chosen."""
    play = Stage(item=assigned("ccc", **more)).reply(*MENU)
    return play.reply(*taps_to(code, play.args))


def answer_to(play: Stage) -> object:
    """Some answer that fits the question on the screen."""
    assert play.talk.asked is not None
    kind = play.talk.asked.kind
    if kind == "choice":
        return play.codes()[0]
    return {"scale": 7, "number": 7, "time": "19:30", "timer": "went_on"}.get(
        kind, "a line of my own, is it?"
    )


def to_the_offers(play: Stage) -> Stage:
    while play.latest.prompt != "barrier/offer":
        play.reply(answer_to(play))
    return play


def content_questions(spoken: list[Spoken]) -> int:
    """How many questions about the content were asked; choosing the reason is one (CONTENT B1)."""
    prompts = [one.prompt for one in spoken]
    what = any(prompt in WHAT for prompt in prompts)
    others = ("barrier/follow_up", "barrier/late", "barrier/thought", "barrier/feeling", "barrier/elsewhere")
    return what + sum(prompt in others for prompt in prompts)
