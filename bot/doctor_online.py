"""What the doctor learns from the providers: the configured addresses are asked, and nobody else."""

from collections.abc import AsyncIterator
from urllib.parse import urlsplit

from bot.channels.sms_service import messaging_url
from bot.clock import Clock
from bot.config import Config, Practice, Server
from bot.doctor_asker import Asker
from bot.doctor_notes import Note, ok, problem, warning
from bot.doctor_telegram import telegram_notes
from bot.doctor_twilio import twilio_notes

_SKEW = 10  # seconds of difference worth a word; answers carry whole seconds and take a while to come
_BAD_SKEW = 60  # beyond this reminders come at the wrong time


async def online_notes(config: Config, clock: Clock) -> AsyncIterator[Note]:
    """Everything that needs the network."""
    channels = [one for practice in config.practices for one in (practice.telegram, practice.twilio) if one]
    services = [one.twilio for one in config.practices if one.twilio and one.twilio.messaging_service_sid]
    hosts = {one.base_url for one in channels} | {messaging_url(one.base_url) for one in services}
    async with Asker.session(*hosts) as session:
        asker = Asker(session, clock)
        for practice in config.practices:
            door = _door(config, practice)
            if practice.telegram is not None:
                async for note in telegram_notes(asker, practice.telegram, door):
                    yield _of(practice, config, note)
            if practice.twilio is not None:
                async for note in twilio_notes(asker, practice.twilio, door, practice.region):
                    yield _of(practice, config, note)
        if channels:
            yield _clock(asker.ahead)
    if config.server.public_url:
        yield _public(config.server)


def _door(config: Config, practice: Practice) -> str:
    """What the addresses of this practice's webhooks begin with."""
    return config.server.public_url + config.prefix(practice)


def _of(practice: Practice, config: Config, note: Note) -> Note:
    return note._replace(what=f"{practice.id} {note.what}") if len(config.practices) > 1 else note


def _clock(ahead: float | None) -> Note:
    if ahead is None:
        return warning("clock", "nobody answered to compare it with", "see to the network, then ask again")
    words = f"{abs(ahead):.0f} s {'ahead of' if ahead > 0 else 'behind'} the providers'"
    if abs(ahead) > _SKEW:
        level = problem if abs(ahead) > _BAD_SKEW else warning
        return level("clock", words, "turn on time synchronisation: timedatectl set-ntp true")
    return ok("clock", f"agrees with the providers' within {_SKEW} s")


def _public(server: Server) -> Note:
    parts = urlsplit(server.public_url)
    if parts.scheme == "https":
        return ok("public address", server.public_url)
    do = "put a TLS proxy in front and give its https address"
    return warning("public address", f"{server.public_url} is not https", do)
