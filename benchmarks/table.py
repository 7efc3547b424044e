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
    """One line a figure, and below it one a peer with ours divided by theirs (theirs by ours for times)."""
    found = [f"{'':26}{'value':>10}  {'unit':18}{'wanted':28}"]
    for name, row in results.items():
        number, how = TARGETS[name]
        mark = "reached" if reached(name, results) else "NOT REACHED"
        found.append(f"{name:26}{_short(row['value']):>10}  {row['unit']:18}{f'{how} {number:g}':28}{mark}")
        for peer, value in row["peers"].items():
            ratio = row["value"] / value if "/" in row["unit"] else value / row["value"]
            found.append(f"  {peer:24}{_short(value):>10}  {row['unit']:18}{f'ours x{ratio:.2f}'}")
    return found


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def write(results: Results, path: Path = RESULTS) -> None:
    """Write the figures: by name the value, its unit and the peers' values."""
    kept = {name: {key: row[key] for key in ("value", "unit", "peers")} for name, row in results.items()}
    path.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
