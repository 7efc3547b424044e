"""The welcome: what this is, neutral or full texts, who sees what, hours and place (CONTENT A-55, SAFETY S1).

Nothing is kept of it before the last answer: a no leaves nothing behind. A link is no wording: who joins by
one has agreed to texts by the "Agree" under what is shared, which says who sees what.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from handlers.client import agreed, week
from handlers.client.people import active
from handlers.content import Option
from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.times import read_window, read_zone
from handlers.turn import Changes, Turn

LATER = "21:00"

changes = Changes()


def place(zone: str) -> str:
    """What people call a zone: its city."""
    return zone.rpartition("/")[2].replace("_", " ")


def wording(words: str) -> str:
    """The fingerprint by which a consent names the exact text that was on the screen."""
    return sha256(words.encode()).hexdigest()[:32]


def welcome_args(turn: Turn, therapist: str) -> dict[str, Any]:
    """What the welcome begins with."""
    person, practice = turn.person, turn.house.practice
    region = turn.house.region(language=person.language)
    assert person.client is not None
    return {
        "therapist": therapist,
        "channel": person.channel,
        "zone": person.zone,
        "hours": list(person.client.hours),
        "home": practice.region,
        "guessed": person.client.zone_guessed,
        "adult": person.client.adult,
        "emergency": region.emergency,
        "brief": region.brief,
        "language": person.language,
    }


def welcome(ctx: Ctx) -> Script:
    """Four short questions; gives whether they joined."""
    words = {**ctx.args, "place": place(ctx.args["zone"])}
    yield Say("welcome/intro", "welcome", words)
    texts = yield Ask("welcome/texts", "choice", "consent", words, ("neutral", "full"))
    shown = yield Do("wording_shown")
    assent = [] if words.get("adult", True) else (yield from _assent(words))
    sharing = None if assent is None else (yield from _sharing(words))
    if sharing is None:
        yield Do("decline")
        yield Say("welcome/declined", "welcome", words)
        return
    hours, zone = yield from _hours(words)
    region = yield from _region(words, zone)
    consents = [[f"{texts.value}_texts", texts.at, shown], *([["assent", *assent]] if assent else [])]
    consents.append(["sharing", *sharing])
    kept = {"discreet": texts.value == "neutral", "consents": consents, "hours": hours, "zone": zone}
    told = {"at": texts.at, "emergency": words["emergency"], "brief": words["brief"]}
    yield Do("finish_welcome", {**kept, "region": region, "told": told})
    yield Say("welcome/set", "welcome", words)


def _assent(words: Mapping[str, Any]) -> Script:
    """A guardian's yes is not theirs: their own is asked for (GDPR recital 58, UN CRC article 12)."""
    answer = yield Ask("welcome/assent", "choice", "consent", words, ("agree", "not_for_me"))
    return [answer.at, (yield Do("wording_shown"))] if answer.value == "agree" else None


def _sharing(words: Mapping[str, Any]) -> Script:
    """Who sees what: when it was agreed to and by which wording; None for a no."""
    prompt = "welcome/sharing"
    while True:
        answer = yield Ask(prompt, "choice", "consent", words, ("agree", "more", "not_for_me"))
        if answer.value == "agree":
            return [answer.at, (yield Do("wording_shown"))]
        if answer.value == "not_for_me":
            return None
        yield Say("welcome/more", "consent", words)
        prompt = "welcome/sharing_again"


def _hours(words: Mapping[str, Any]) -> Script:
    """The hours for texts and the zone they are meant in: a guess is confirmed, else it is asked for."""
    start, end = words["hours"]
    if not words.get("guessed", True):
        zone = yield from _until_read("welcome/zone_first", "read_place", {}, "")
        words = {**words, "zone": zone, "place": place(zone)}
    options = ("it_does", "later", "other") if end < LATER else ("it_does", "other")
    suits = yield Ask("welcome/hours", "choice", "welcome", {**words, "start": start, "end": end}, options)
    if suits.value == "it_does":
        return [start, end], words["zone"]
    if suits.value == "later":
        return [start, LATER], words["zone"]
    hours = yield from _until_read(
        "welcome/hours_other", "read_hours", {"start": start, "end": end}, [start, end]
    )
    zone = yield from _until_read("welcome/zone", "read_place", {"place": words["place"]}, words["zone"])
    return hours, zone


def _until_read(prompt: str, reader: str, words: Mapping[str, Any], usual: Any) -> Script:
    """Ask until it can be read; SKIP keeps what is usual."""
    asked = prompt
    while True:
        answer = yield Ask(asked, "text", "welcome", words, skip=bool(usual))
        if answer.skipped:
            return usual
        found = yield Do(reader, {"words": answer.words})
        if found:
            return found
        asked = f"{prompt}_again"


def _region(words: Mapping[str, Any], zone: str) -> Script:
    """Asked only away from the practice's country: numbers to call are of no use in another one."""
    likely = yield Do("regions_for", {"zone": zone})
    if not likely:
        return ""
    options = [Option(code, name) for code, name in likely]
    answer = yield Ask("welcome/region", "choice", "welcome", words, (*options, "elsewhere"))
    region = "ZZ" if answer.value == "elsewhere" else answer.value
    numbers = yield Do("numbers_of", {"region": region})
    yield Say("welcome/region_kept", "welcome", numbers)
    return region


@changes.change()
def wording_shown(turn: Turn) -> str:
    """The fingerprint of the question that was just answered, as it stood on the screen."""
    assert turn.talk is not None
    assert turn.talk.asked is not None
    return wording(turn.talk.asked.message)


@changes.change()
def read_hours(turn: Turn, words: str) -> list[str] | None:
    """Two times of day in the words, or nothing."""
    found = read_window(words, turn.person.language)
    return list(found) if found else None


@changes.change()
def read_place(turn: Turn, words: str) -> str | None:
    """The zone a city or country stands for, or nothing."""
    return read_zone(words, turn.house.zones)


@changes.change()
def regions_for(turn: Turn, zone: str) -> list[list[str]]:
    """The countries this zone and the practice suggest; nothing when they are one and the same."""
    home, regions = turn.house.practice.region, turn.house.content.regions
    country = turn.house.countries.get(zone, "")
    if country == home or zone == turn.house.practice.zone:
        return []
    language = turn.person.language
    return [[code, turn.house.region(code, language).name] for code in (country, home) if code in regions]


@changes.change()
def numbers_of(turn: Turn, region: str) -> dict[str, Any]:
    """Whom to call there."""
    found = turn.house.region(region, turn.person.language)
    return {"emergency": found.emergency, "brief": found.brief}


@changes.change(undo="bar")
def finish_welcome(
    turn: Turn,
    discreet: bool,
    consents: list[list[Any]],
    hours: list[str],
    zone: str,
    region: str,
    told: dict[str, Any],
) -> dict[str, Any]:
    """Everything of the welcome is kept at once; the therapist hears that somebody has joined.

    `told`: when they answered the text that nobody reads this live, and the numbers in it (SAFETY S1).
    """
    person, client = turn.person, turn.person.client
    assert client is not None
    client.discreet, client.hours, client.region, client.zones = discreet, list(hours), region, []
    client.zone_guessed = True
    person.zone = zone
    if not agreed.texts(person):
        consents = [[agreed.TEXTS, *consents[-1][1:]], *consents]
    client.stage, client.joined_at, turn.menu = "joined", turn.now, "client"
    client.last_reply_at = client.unlocked_at = turn.now
    for what, at, fingerprint in consents:
        agreed.add(turn, what, at, fingerprint)
    for consent in client.consents:
        of_guardian = {"details": client.guardian} if consent.what == agreed.GUARDIAN else {}
        agreed.keep(turn, consent, **of_guardian)
    turn.keep("told_nobody_reads", **told)
    if active(client):
        client.rested_until = turn.now
        week.plan_all(person, turn.now)
    for bond in client.bonds:
        news = {"channel": person.channel, "discreet": discreet, "zone": zone, "hours": list(hours)}
        turn.tell(bond.therapist, "joined", client=person.id, **news)
    return {}


SCRIPTS = {"welcome": welcome}
