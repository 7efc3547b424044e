"""What a client's side of a flag means for a therapist, by name."""

from collections.abc import Callable
from typing import Any

from handlers.safety import flags, flags_today, flags_unsent, release
from handlers.turn import Turn

TABLE: dict[str, Callable[[Turn, dict[str, Any]], None]] = {
    **flags.TOLD,
    **flags_unsent.TOLD,
    "today": flags_today.told,
    "released": release.told_released,
    "reopened": release.told_reopened,
    "pace": release.told_pace,
}
