"""Web addresses inside what somebody wrote: half of one opens nothing, so none is ever cut (CONTENT A-17)."""

import re
from collections.abc import Callable

LONGEST = 200
"""Characters of an address that is kept whole; a longer one is no page somebody was given to read."""

FEWEST = 20
"""Characters of the words before an address that are left beside it."""

_ADDRESS = re.compile(r"https?://\S+")
_NOT_ITS_END = ".,;:!?)\"'"


def address_in(words: str) -> str:
    """The first address in these words, without what ends the sentence; "" where there is none."""
    found = _ADDRESS.search(words)
    address = found[0].rstrip(_NOT_ITS_END) if found else ""
    return address if len(address) <= LONGEST else ""


def shortened(words: str, longest: int, cut: Callable[[str, int], str]) -> str:
    """As `cut` makes it of so many characters; an address stays whole and takes its room from the rest."""
    address = address_in(words) if len(words) > longest else ""
    if not address:
        return cut(words, longest)
    before, _, after = words.partition(address)
    kept = cut(before.strip(), max(longest - len(address) - 1, FEWEST))
    return " ".join(filter(None, (kept, address, "..." if after.strip(_NOT_ITS_END + " ") else "")))
