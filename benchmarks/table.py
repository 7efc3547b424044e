"""The table on the screen and `results.json`."""

import json
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).with_name("results.json")
Results = dict[str, dict[str, Any]]

TARGETS = {
    "durable_replies": (2500, "at least"),
    "durable_replies_100k": (0.9, "of the rate at 1,000"),
    "reply_p99_at_50": (50, "less than"),
    "tick_1000_of_1m": (15, "less than"),
    "drain_5000_cues": (30, "within 3 % of"),
    "start_100k": (2, "less than"),
    "postgres_1": (534, "at least"),
    "postgres_4": (1.0, "of postgres_1"),
    "client_weeks_per_minute": (1000, "at least"),
    "help_start": (0.3, "less than"),
}
"""What is to be reached (docs/speed.md)."""


KEPT = ("value", "unit", "peers")
NAMED = (*KEPT, "missing")
"""What has a place of its own in the table; whatever else was measured stands below the figure."""


def reached(name: str, results: Results) -> bool:
    """Whether a figure is where it should be."""
    wanted, how = TARGETS[name]
    value = results[name]["value"]
    if name == "durable_replies_100k":
        return bool(value >= wanted * results.get("durable_replies", {"value": value})["value"])
    if name == "postgres_4":
        return bool(value >= wanted * results.get("postgres_1", {"value": value})["value"])
    if how == "at least":
        return bool(value >= wanted)
    return bool(value < wanted) if how == "less than" else bool(abs(value - wanted) <= 0.03 * wanted)


def lines(results: Results) -> list[str]:
    """One line a figure, what else is known of it below, and one line a peer."""
    found = [f"{'':26}{'value':>10}  {'unit':18}{'wanted':28}"]
    for name, row in results.items():
        number, how = TARGETS[name]
        mark = "reached" if reached(name, results) else "NOT REACHED"
        found.append(f"{name:26}{_short(row['value']):>10}  {row['unit']:18}{f'{how} {number:g}':28}{mark}")
        if beside := [f"{key} {_short(value)}" for key, value in row.items() if key not in NAMED]:
            found.append(f"  {', '.join(beside)}")
        found += [_peer(peer, row) for peer in row["peers"]]
    return found


def _peer(peer: str, row: dict[str, Any]) -> str:
    """A peer with ours divided by theirs (theirs by ours for times), or why it is not here."""
    value = row["peers"][peer]
    if value is None:
        return f"  {peer:24}{'-':>10}  not here: {row['missing'][peer]}"
    ratio = row["value"] / value if "/" in row["unit"] else value / row["value"]
    return f"  {peer:24}{_short(value):>10}  {row['unit']:18}{f'ours x{ratio:.2f}'}"


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def write(results: Results, path: Path = RESULTS) -> None:
    """Write the figures: by name the value, its unit and the peers' values, null for one that is not here."""
    kept = {name: {key: row[key] for key in KEPT} for name, row in results.items()}
    path.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
