"""How things are shown: the language, neutral or full texts, the word of a shared phone (DESIGN §4.4, §8)."""

from typing import Any

from handlers import spoken
from handlers.answers_words import brief, fold
from handlers.client import agreed, measures, notices
from handlers.client.courses import retitle
from handlers.client.people import bonds, client_of
from handlers.client.welcome import wording
from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.talking import ask_again, begin, is_fresh
from handlers.turn import Changes, Turn

changes = Changes()


def is_one_word(turn: Turn, words: str) -> bool:
    """Whether this is one word."""
    return len(words.split()) == 1 and len(words) <= 40


def is_on_off(turn: Turn, words: str) -> bool:
    """Whether this says on or off."""
    return spoken.setting(words, turn.person.language) in ("on", "off")


def language(turn: Turn, rest: str) -> None:
    """Another language, of those there are; what was being asked is asked again in it."""
    offered = sorted(turn.house.phrases())
    wanted = spoken.language_of(rest)
    if wanted not in offered:
        turn.say("reply", "settings/languages", offered=offered)
        return
    turn.person.language = wanted
    if turn.person.client is not None:
        _retitle(turn)
    turn.menu = turn.person.role
    turn.say("reply", "settings/language_set")
    talk = turn.open_talk() if turn.person.role == "client" else None
    if turn.person.client is not None:
        measures.in_new_language(turn)
    if talk is not None and talk.state == "open" and talk.asked is not None and is_fresh(talk, turn.now):
        ask_again(turn, talk)


def english(turn: Turn, rest: str) -> None:
    """Its name alone is enough."""
    language(turn, "en")


def spanish(turn: Turn, rest: str) -> None:
    """Its name alone is enough."""
    language(turn, "es")


def _retitle(turn: Turn) -> None:
    """What is running, and what is on the list for a session, goes by its title in the new language."""
    client = client_of(turn.person)
    for item in client.assignments:
        item.title = turn.house.title(item.title, turn.person)
    for course in client.courses:
        retitle(turn, course)
    for bond in bonds(client):
        bond.agenda = [turn.house.title(words, turn.person) for words in bond.agenda]


def discreet(turn: Turn, rest: str) -> None:
    """Neutral texts at once; full ones only after the warning has been read and chosen (SAFETY §2)."""
    if spoken.setting(rest, turn.person.language) == "on":
        set_discreet(turn, True, "")
        turn.say("reply", "settings/neutral")
    else:
        begin(turn, "discreet", {"channel": turn.person.channel})


def discreet_talk(ctx: Ctx) -> Script:
    """The warning and the choice, as in the welcome."""
    chosen = yield Ask("welcome/texts", "choice", "consent", {}, ("neutral", "full"))
    shown = yield Do("wording_shown")
    neutral = chosen.value == "neutral"
    yield Do("set_discreet", {"neutral": neutral, "shown": shown})
    yield Say("settings/neutral" if neutral else "settings/full", "reply")


@changes.change()
def set_discreet(turn: Turn, neutral: bool, shown: str) -> dict[str, Any]:
    """Keep the choice and, with a wording, the consent; full texts make the agreed word pointless."""
    client = client_of(turn.person)
    client.discreet = neutral
    if not neutral:
        client.lock_word = ""
    agreed.note(turn, agreed.NEUTRAL if neutral else agreed.FULL, turn.now, shown or wording("discreet on"))
    return {}


def letters(turn: Turn, rest: str) -> None:
    """Whether the letter between two meetings comes; the therapist reads it under /letter."""
    client, wanted = client_of(turn.person), spoken.setting(rest, turn.person.language)
    if wanted:
        for bond in bonds(client):
            bond.letter.off = wanted == "off"
    off = any(bond.letter.off for bond in bonds(client))
    turn.say("reply", "settings/letters", off=off, therapist=next((b.name for b in bonds(client)), ""))


def word(turn: Turn, rest: str) -> None:
    """A word that is asked for before content opens; neutral texts go with it."""
    client, wanted = client_of(turn.person), fold(brief(rest))
    if not wanted:
        turn.say("reply", "settings/word_how", on=bool(client.lock_word))
    elif spoken.setting(rest, turn.person.language) == "off":
        client.lock_word = ""
        turn.say("reply", "settings/word_off")
    else:
        client.lock_word, client.discreet, client.unlocked_at = wanted, True, turn.now
        turn.say("reply", "settings/word_set")


def told_forget(turn: Turn, data: dict[str, Any]) -> None:
    """The word was forgotten, and somebody who knows the person takes it away. Texts stay neutral."""
    client = client_of(turn.person)
    if client.lock_word:
        client.lock_word, client.word_wrong, client.word_refused_until = "", [], 0
        turn.audit("word_forgotten", turn.person.id)
        notices.put(turn, "settings/word_gone")


TOLD = {"forget_word": told_forget}
SCRIPTS = {"discreet": discreet_talk}
