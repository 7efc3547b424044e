"""Files that people send: fetched only where a therapist sends an activity, and never a large one."""

from dataclasses import replace

from bot.channels.base import Channel, Fetches, Inbound
from bot.channels.text import clean
from handlers.events import Media
from handlers.state import Person
from handlers.therapist.build_file import is_file
from storage.store import Store

MOST_BYTES = 64_000
"""What is larger is not fetched: the longest activity of the library has some two thousand."""


async def wanted(store: Store[Person], practice: str, person: str, event: Media) -> bool:
    """Whether this file is looked into: an activity by its name, from somebody at work as a therapist."""
    if not is_file(event):
        return False
    found = (await store.load(practice, [person])).get(person)
    return found is not None and found.doc.therapist is not None and found.doc.role == "therapist"


async def with_content(channel: Channel, inbound: Inbound, event: Media) -> Media:
    """The event with what stands in its file, or with why that is not known. Never raises for a file."""
    if event.size > MOST_BYTES:
        return replace(event, trouble="big")
    content = await channel.fetch(inbound, MOST_BYTES) if isinstance(channel, Fetches) else None
    if content is None:
        return replace(event, trouble="away")
    try:
        return replace(event, content=clean(content.decode("utf-8-sig")))
    except UnicodeDecodeError:
        return replace(event, trouble="no_text")
