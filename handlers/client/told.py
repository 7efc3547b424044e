"""What another person's turn means for a client."""

from collections.abc import Callable
from typing import Any

from handlers.client import (
    in_session,
    inviting,
    leaving_data,
    letter_told,
    measures_told,
    mine,
    newcomer,
    pair,
    retention,
    shared_card,
    showing,
    still_me,
    supervised,
    supporter,
    together,
    told_assign,
    told_care,
    told_invite,
    told_news,
    told_outcome,
    told_pathway,
    told_session,
)
from handlers.safety import release
from handlers.turn import Turn

TABLE: dict[str, Callable[[Turn, dict[str, Any]], None]] = {
    "cast_as_client": newcomer.told_cast,
    **inviting.TOLD,
    **leaving_data.TOLD,
    **still_me.TOLD,
    **showing.TOLD,
    "retention": retention.told,
    **told_assign.TABLE,
    **told_invite.TABLE,
    **told_news.TABLE,
    **told_session.TABLE,
    **told_outcome.TABLE,
    **told_pathway.TABLE,
    **told_care.TABLE,
    **pair.TOLD,
    **shared_card.TOLD,
    **supporter.TOLD,
    **in_session.TOLD,
    **letter_told.TABLE,
    **measures_told.TABLE,
    **mine.TOLD,
    **together.TOLD,
    **supervised.TOLD,
    **release.TOLD,
}
