"""What is kept of the code that shuts a therapist's chat: a part of the aggregate in `handlers/state.py`."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Lock:
    """What keeps a therapist's chat shut until a code opens it (45 CFR 164.312(a)(2)(iii), automatic logoff).

    `kind` is `pin`, `totp` or "" for none; `secret` the PIN's salted hash or the app's key. `chat` is the
    one that is open, while its last sign of life, `last_at`, is not too long ago. `step` is what the next
    text is read as while a code is being set, `then` what follows the old one,
    `before` the talk that was open when it was asked for. `held` was asked for while
    shut and `waiting` came meanwhile, as [talk id, not after or 0]. `again`: it is set anew at joining.
    `excused`: the practice's rule does not hold for somebody cast in a rehearsal.
    """

    kind: str = ""
    secret: str = ""
    used_step: int = 0
    chat: str = ""
    last_at: int = 0
    wrong: list[int] = field(default_factory=list)
    refused_until: int = 0
    tried_at: int = 0
    step: str = ""
    step_at: int = 0
    then: str = ""
    before: str = ""
    fresh_secret: str = ""
    held: list[list[Any]] = field(default_factory=list)
    waiting: list[list[Any]] = field(default_factory=list)
    announced_at: int = 0
    again: bool = False
    excused: bool = False
    revoked_at: int = 0
