"""Dots that spell the client's own word, and rewards they wrote in advance (CONTENT A-51, A-52).

A dot is never taken away and no dot is ever missing: a letter is whole after `PER_LETTER` doings, however
long that takes. The bot only reminds that a reward is earned; what it is, the client wrote.
"""

from typing import Any

from handlers.client.people import client_of
from handlers.client.together import shown
from handlers.own_parts import Own
from handlers.state import Client
from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.talking import begin
from handlers.turn import Changes, Turn

PER_LETTER = 7
LONGEST_WORD = 8
LONGEST_REWARD = 120  # characters
COLOURS = {"blue": "🔵", "green": "🟢", "purple": "🟣", "orange": "🟠", "red": "🔴", "yellow": "🟡"}
EMPTY = "⚪"
ROW = 7
MOST_DOTS = 70
"""More than this many are said as a number: a picture stays a picture."""

PARTS = {
    "word": "dot_word",
    "colour": "dot_colour",
    "letter": "letter_reward",
    "whole": "word_reward",
}
"""What a client chooses, and where it stands."""

changes = Changes()


def letters_of(words: str) -> str:
    """The letters a word is spelled with, at most `LONGEST_WORD`; "" when there are none."""
    return "".join(char for char in words if char.isalpha())[:LONGEST_WORD].upper()


def whole_letters(client: Client) -> int:
    """How many letters were ever filled; grows with the dots and never shrinks."""
    return max(0, client.dots - client.own.dot_since) // PER_LETTER if client.own.dot_word else 0


def dots(turn: Turn, rest: str) -> None:
    """One dot for each thing done, ever: they are never taken away."""
    client = client_of(turn.person)
    if client.own.dot_word:
        turn.say("picture", "dots/word", **_word(client), n=client.dots, all_of_us=shown(turn))
        return
    n, dot = client.dots, COLOURS.get(client.own.dot_colour, COLOURS["green"])
    rows = [ROW] * (min(n, MOST_DOTS) // ROW) + ([n % ROW] if n < MOST_DOTS and n % ROW else [])
    turn.say("picture", "menu/dots", n=n, rows=rows, dot=dot, all_of_us=shown(turn))


def _word(client: Client) -> dict[str, Any]:
    """The word as it stands: each letter with its dots. A whole word stays until the next dot begins anew."""
    own, letters = client.own, letters_of(client.own.dot_word)
    there, total = max(0, client.dots - own.dot_since), PER_LETTER * len(letters)
    shown = total if there and there % total == 0 else there % total
    rows = [(one, min(PER_LETTER, max(0, shown - n * PER_LETTER))) for n, one in enumerate(letters)]
    whole = [one for one, filled in rows if filled == PER_LETTER]
    begun = next(((one, filled) for one, filled in rows if 0 < filled < PER_LETTER), None)
    before = (there - shown) // total
    return {
        "rows": rows,
        "whole": whole,
        "begun": begun or (),
        "of": len(letters),
        "per": PER_LETTER,
        "times_before": before,
        "dot": COLOURS.get(own.dot_colour, COLOURS["green"]),
        "empty": EMPTY,
    }


def tell_of_letter(turn: Turn) -> None:
    """A letter that has become whole is said once, with the reward the client wrote for it."""
    client = client_of(turn.person)
    whole, told = whole_letters(client), client.own.letters_told
    if whole <= told:
        return
    client.own.letters_told = whole
    letters = letters_of(client.own.dot_word)
    nth = (whole - 1) % len(letters)
    turn.say(
        "picture",
        "dots/letter",
        letter=letters[nth],
        done=nth + 1,
        of=len(letters),
        dot_word=client.own.dot_word,
        reward=client.own.letter_reward,
        word_reward=client.own.word_reward if nth + 1 == len(letters) else "",
    )


def rewards(turn: Turn, rest: str) -> None:
    """The word, the colour and the rewards: chosen one by one, or looked at and changed."""
    own = client_of(turn.person).own
    begin(turn, "rewards", {part: getattr(own, name) for part, name in PARTS.items()})


def rewards_talk(ctx: Ctx) -> Script:
    """All of it the first time; later only what is to be changed."""
    if not ctx.args["word"]:
        for part in PARTS:
            if not (yield from _choose(part)):
                return
        yield Say("dots/kept", "reply")
        return
    picked = yield Ask("dots/rewards", "choice", "reply", ctx.args, (*PARTS, "leave"))
    if picked.value == "leave":
        yield Say("menu/left", "reply")
    elif (yield from _choose(picked.value)):
        yield Say("dots/kept", "reply")


def _choose(part: str) -> Script:
    """Ask for one of them; False when nothing can be spelled because the word was passed over."""
    if part == "colour":
        reply = yield Ask("dots/colour", "choice", "reply", {}, tuple(COLOURS), skip=True)
    else:
        reply = yield Ask(f"dots/ask_{part}", "text", "reply", {}, skip=True)
    chosen = reply.value if part == "colour" else reply.words
    if part == "word" and (reply.skipped or not letters_of(chosen)):
        yield Say("menu/left" if reply.skipped else "dots/no_letters", "reply")
        return False
    if not reply.skipped:
        yield Do("choose_dots", {"part": part, "chosen": chosen})
    return True


@changes.change(undo="unchoose_dots")
def choose_dots(turn: Turn, part: str, chosen: str) -> dict[str, Any]:
    """Keep what was chosen. The dots there are count for a new word, and no letter is told a second time."""
    own = client_of(turn.person).own
    before = {"part": part, "was": getattr(own, PARTS[part]), "told": own.letters_told}
    value = letters_of(chosen).capitalize() if part == "word" else chosen[:LONGEST_REWARD]
    if value:
        setattr(own, PARTS[part], value)
    own.letters_told = max(own.letters_told, whole_letters(client_of(turn.person)))
    return before


@changes.change()
def unchoose_dots(turn: Turn, result: dict[str, Any]) -> None:
    """Taken back: as it was."""
    own: Own = client_of(turn.person).own
    setattr(own, PARTS[result["part"]], result["was"])
    own.letters_told = result["told"]


SCRIPTS = {"rewards": rewards_talk}
