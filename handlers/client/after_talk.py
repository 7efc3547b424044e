"""What may follow when a talk has come to its end: a letter that is whole, an hour to offer, what rests."""

from handlers.client import evenings, good_hour, shared_card
from handlers.client.dots import tell_of_letter
from handlers.client.resume import NO_OFFER_AFTER, offer_what_rests
from handlers.talk import Talk
from handlers.turn import Turn


def after_talk(turn: Turn, talk: Talk) -> None:
    """At most one question more, and none after what ends with a goodbye."""
    client = turn.person.client
    if client is None or turn.person.role != "client":
        return offer_what_rests(turn, talk)
    tell_of_letter(turn)
    if not turn.unprompted and evenings.follows(turn, talk):
        return None
    credited = any(one.key.startswith("do:complete#") for one in talk.emitted)
    calm = not (client.held or turn.unprompted or talk.script in NO_OFFER_AFTER or turn.open_talk())
    if not (credited and calm and (shared_card.offer(turn, talk) or good_hour.offer(turn))):
        offer_what_rests(turn, talk)
    return None
