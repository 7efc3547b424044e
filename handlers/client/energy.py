"""Energy, asked before a longer piece where the client likes it: low, the small one comes first (G-11)."""

from collections.abc import Mapping
from typing import Any

from handlers import spoken
from handlers.client.people import client_of
from handlers.talk import Ask, Script
from handlers.turn import Turn

LOW = 3
"""From here down the small version is offered first (CONTENT G-11)."""


def runs_low(args: Mapping[str, Any]) -> Script:
    """Whether the small version is what fits now; asked only where `args["energy"]` says so."""
    if not args.get("energy"):
        return False
    level = yield Ask("low/energy", "scale", "step", {}, skip=True)
    if level.skipped or level.value > LOW:
        return False
    minutes = {"minutes": args["card"]["small_minutes"]}
    choice = yield Ask("low/which", "choice", "step", minutes, ("small", "full"), skip=True)
    return choice.value == "small"


def energy(turn: Turn, rest: str) -> None:
    """Ask before longer pieces from now on, or no more."""
    own = client_of(turn.person).own
    wanted = spoken.setting(rest, turn.person.language)
    own.energy = wanted == "on" if wanted else not own.energy
    turn.say("reply", "low/energy_on" if own.energy else "low/energy_off")
