"""The peers beside one figure: the best round of each, or why one is not here."""

from benchmarks.launch import Failed, peer


class Beside:
    """By name what was measured; None for one that is not here, and then the reason in `missing`."""

    def __init__(self) -> None:
        self.values: dict[str, float | None] = {}
        self.missing: dict[str, str] = {}

    def measure(self, name: str, script: str, *args: object) -> None:
        """One round of a peer; one that failed once is not asked again."""
        if name in self.missing:
            return
        try:
            found: float = peer(script, *args)["value"]
        except Failed as error:
            self.absent(name, error)
        else:
            self.values[name] = max(self.values.get(name) or 0.0, found)

    def absent(self, name: str, reason: object) -> None:
        """This peer is not here."""
        self.values[name], self.missing[name] = None, str(reason)
