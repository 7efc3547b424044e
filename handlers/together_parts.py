"""Dots counted together with others (CONTENT G-35): a client's word on it, and the number they were told."""

from dataclasses import dataclass
from typing import Literal


@dataclass(slots=True)
class Together:
    """What a client said to having their dots counted with others', and the latest number, if any.

    `said_at`: when they said it, or were asked. `n` dots in the week that ended at `until` (0: no number).
    """

    said: Literal["", "asked", "yes", "no"] = ""
    said_at: int = 0
    n: int = 0
    until: int = 0
