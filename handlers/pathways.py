"""A pathway as the library has it: activities in an order, each with its rule of release (CONTENT A-19 on).

Plain data, read by `prompts` and copied whole when a client begins: what runs keeps what it began with.
"""

from dataclasses import dataclass
from typing import Literal

Part = Literal["understand", "notice", "practise", "look_back"]
"""What a step is for; a pathway goes through them in this order (A-28)."""

Release = Literal["after_previous", "after_days", "on_date"]
"""When a step comes: the day after the one before is done, so many days after that one went out, on a day."""

Kind = Literal["activity", "measure"]
"""What a step brings. Another kind is one more name here, and one more way to hand it out and to see it done
(`handlers.client.handing_out.WAYS`)."""

PARTS: tuple[Part, ...] = ("understand", "notice", "practise", "look_back")


@dataclass(frozen=True, slots=True)
class PathwayStep:
    """One step: an activity, or a measure (`kind`; `activity` is its id then), and when it comes.

    `required`: what follows waits until it is done (A-22). `by_hand`: it waits for the therapist's word, as
    everything does in which avoiding is the problem. `goes_on`: it runs on beside what follows, until the
    pathway ends; any other ends when the next one comes. `needs`: the activity of an earlier step it builds
    on. "" and 0 leave the activity's own.
    """

    activity: str
    part: Part
    release: Release
    days: int = 0
    required: bool = True
    by_hand: bool = False
    goes_on: bool = False
    rhythm: str = ""
    minutes: int = 0
    visibility: str = "shared"
    kind: Kind = "activity"
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Pathway:
    """A pathway of the library. `title` and `therapist_note` are the therapist's (A-19, A-23)."""

    id: str
    title: str
    client_title: str
    weeks: int
    tags: tuple[str, ...]
    what: str
    steps: tuple[PathwayStep, ...]
    therapist_note: str = ""
    source: str = ""
    version: int = 1
