"""The library as somebody reads it: in their language, on their channel, in English where it lacks words."""

from collections.abc import Mapping

from handlers.content import Activity, Barriers, Content, Pathway, Usual
from handlers.state import Person


def library(content: Content, reader: Person | None = None) -> Mapping[str, Activity]:
    """Every activity by id."""
    words = content.translated.get(_shelf(content.translated, reader))
    return {**content.activities, **words} if words else content.activities


def barriers(content: Content, reader: Person | None = None) -> Barriers:
    """What can be in the way."""
    return content.barriers.get(_shelf(content.barriers, reader)) or content.barriers["en"]


def pathways(content: Content, reader: Person | None = None) -> Mapping[str, Pathway]:
    """Every pathway by id."""
    words = content.translated_pathways.get(_shelf(content.translated_pathways, reader))
    return {**content.pathways, **words} if words else content.pathways


def usual(content: Content, reader: Person) -> Usual:
    """What an activity of their own begins with."""
    return content.usual.get(reader.language) or content.usual["en"]


def pathway_title(content: Content, id: str, said: str, reader: Person) -> str:
    """A pathway's title for clients, as this one reads it; `said` where the library has it no more."""
    known = pathways(content, reader).get(id)
    return known.client_title if known else said


def tongue(reader: Person) -> str:
    """Their language as their channel writes it: "es.sms"."""
    return f"{reader.language}.{reader.channel}"


def title(content: Content, said: str, reader: Person) -> str:
    """A title for clients, in whatever language it was kept; one that is not the library's own stays."""
    every = (content.activities, *content.translated.values())
    meant = (a.id for known in every for a in known.values() if a.client_title == said)
    return next((library(content, reader)[id].client_title for id in meant), said)


def _shelf(shelves: Mapping[str, object], reader: Person | None) -> str:
    """Where the words stand: a language has a shelf of its own for SMS if that writes it otherwise."""
    if reader is None:
        return "en"
    own = tongue(reader)
    return own if own in shelves else reader.language
