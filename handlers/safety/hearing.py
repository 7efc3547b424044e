"""What the lists recognise in one text: read once, and carried with it to whoever asks.

A text is asked about many times on its way (whether it goes first, whether it is distress, whether it
asks us to stop), and reading it is the dearest part of a turn. A reading goes where its text goes and
is gone with it: nothing here outlives the event.
"""

from dataclasses import dataclass, field

from handlers.safety.optout import Carrier, OptOut, Request
from handlers.safety.phrases import Finding, Matcher
from handlers.safety.spelling import folded


@dataclass(frozen=True, slots=True)
class Heard:
    """What was recognised in `words`, whole: only ever to be used for these same words."""

    words: str = field(repr=False)
    sos: bool
    risk: Finding | None
    carrier: Carrier | None
    request: Request | None

    @property
    def distress(self) -> bool:
        """Whether there is any sign of risk."""
        return self.sos or self.risk is not None

    @property
    def wants_out(self) -> bool:
        """Whether the text asks us to stop texting, as a keyword or as a phrase."""
        return self.request is not None


def hear(risk: Matcher, opt_out: OptOut, words: str) -> Heard:
    """Read a text by every list; it is folded once for all of them."""
    text = folded(words)
    said = text.words()
    carrier = opt_out.carrier_of(" ".join(said))
    return Heard(words, risk.sos_of(said), risk.tier_of(text), carrier, opt_out.request_of(text, carrier))
