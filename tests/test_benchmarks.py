import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import table
from benchmarks.__main__ import NAMES
from benchmarks.beside import Beside
from benchmarks.launch import Failed, redis_port

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bench")
    out, names = folder / "results.json", ["durable_replies", "tick_1000_of_1m", "help_start"]
    options = ["--tiny", "--no-peers", "--out", str(out), "--only", *names]
    command = [sys.executable, "-m", "benchmarks", *options]
    env = {**os.environ, "TMPDIR": str(folder)}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return names, done.stdout, json.loads(out.read_text())


def test_a_tiny_run_leaves_every_figure_with_value_unit_and_peers(found):
    """`results.json` holds by name a positive number, its unit and the peers, and nothing else."""
    names, _, results = found
    assert sorted(results) == sorted(names)
    for row in results.values():
        assert set(row) == {"value", "unit", "peers"}
        assert row["value"] > 0
        assert row["peers"] == {}


def test_the_table_names_every_figure(found):
    """Whoever reads the screen sees each figure."""
    names, shown, _ = found
    for name in names:
        assert f"\n{name} " in shown


def test_two_processes_on_postgresql_lose_and_double_nothing():
    """The measurement on PostgreSQL runs, and finds exactly one reply and one event for every text."""
    options = ["run", "--processes", "2", "--clients", "32", "--seconds", "0.3"]
    command = [sys.executable, "-m", "benchmarks.postgres", *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["turns"] > 0


def test_a_profile_has_the_parts_that_the_page_tells_of():
    """What is printed adds up to the turn, and has the parts of the page's table and no others."""
    command = [sys.executable, "-m", "benchmarks.profile", "--clients", "64", "--seconds", "0.5"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    *parts, (turn, total) = [line.strip("| ").split(" | ") for line in done.stdout.splitlines()[2:]]
    assert turn == "**a turn**"
    assert abs(sum(int(took) for _, took in parts) - int(total.strip("*"))) <= len(parts)
    section = (ROOT / "docs" / "speed.md").read_text("utf-8").partition("## Where a turn's time goes")[2]
    told = [
        line.split("|")[1].partition(" (`")[0].strip()
        for line in section.split("\n##")[0].splitlines()
        if line.startswith("| ")
    ]
    assert set(told) - {"part", "**a turn**"} == {part for part, _ in parts}


def test_a_peer_is_shown_by_how_many_times_ours_is_better():
    """For rates more is better, for times less is."""
    rate = {"value": 300.0, "unit": "replies/s", "peers": {"other": 100.0}}
    time = {"value": 5.0, "unit": "ms", "peers": {"other": 50.0}}
    shown = "\n".join(table.lines({"durable_replies": rate, "tick_1000_of_1m": time}))
    assert "ours x3.00" in shown
    assert "ours x10.00" in shown


def test_a_peer_that_is_not_here_is_said(monkeypatch, tmp_path):
    """A peer whose server is missing, or that fails, stands in the table with the reason and as null."""
    monkeypatch.setattr("benchmarks.launch.shutil.which", lambda name: None)
    monkeypatch.setattr("benchmarks.launch.peers_python", lambda: sys.executable)
    beside = Beside()
    with pytest.raises(Failed) as missing, redis_port():
        pass
    beside.absent("redis", missing.value)
    beside.measure("broken", "no_such_peer.py")
    beside.measure("broken", "dialog.py")  # it would answer now, but was given up
    row = {"value": 300.0, "unit": "replies/s", "worst": 200.0, "peers": beside.values}
    results = {"durable_replies": row | {"missing": beside.missing}}
    shown = table.lines(results)
    assert "  worst 200" in shown
    assert any("redis " in line and "not here: no redis-server on this machine" in line for line in shown)
    assert any("broken " in line and "not here: no_such_peer.py: " in line for line in shown)
    table.write(results, tmp_path / "results.json")
    written = json.loads((tmp_path / "results.json").read_text())
    assert written["durable_replies"]["peers"] == {"redis": None, "broken": None}


def test_the_names_are_those_of_the_contract():
    """Others read `results.json` by these names."""
    assert set(NAMES) == {
        "durable_replies",
        "durable_replies_100k",
        "reply_p99_at_50",
        "tick_1000_of_1m",
        "drain_5000_cues",
        "start_100k",
        "client_weeks_per_minute",
        "help_start",
        "postgres_1",
        "postgres_4",
    }
