"""The command line: quick to answer, quiet about what people wrote, clear about what went wrong."""

import os
import subprocess
import sys
import types
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.cli_parser import build_parser
from bot.errors import CommandError, ConfigError
from storage.errors import StoreInUse, StoreUnavailable

ROOT = Path(__file__).parent.parent
COMMANDS = (
    "demo talk rehearse run check doctor therapist keys backup restore release export erase purge"
    " migrate-store audit"  # beside the contract's
).split()


@pytest.fixture
def command(monkeypatch):
    """Let `interlude talk` do something made up."""

    def _command(act):
        module = types.ModuleType("bot.talk_console")
        module.main = act  # type: ignore[attr-defined]  # a module made for this test
        monkeypatch.setitem(sys.modules, "bot.talk_console", module)
        return main(["talk"])

    return _command


def _raise(fault: BaseException):
    def act(_args):
        raise fault

    return act


def _run(code: str, *, check: bool = True) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=check, timeout=60
    )


def test_help_imports_nothing_heavy():
    """Building the parser and printing the help loads none of the slow libraries."""
    code = (
        "import sys, contextlib, io\nfrom bot.__main__ import main\n"
        "with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit): main(['--help'])\n"
        "heavy = 'telegram twilio aiohttp jinja2 structlog asyncio cryptography rich msgspec aiosqlite'\n"
        "print([name for name in heavy.split() if name in sys.modules])"
    )
    assert _run(code).stdout.strip() == "[]"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_its_help(name, capsys):
    """Each command of the contract exists and explains itself."""
    with pytest.raises(SystemExit) as left:
        main([name, "--help"])
    assert left.value.code == 0
    assert f"usage: interlude {name}" in capsys.readouterr().out


def test_the_commands_are_the_contract():
    """The help lists exactly the commands of the contract."""
    listed = [
        line.split()[0] for line in build_parser().format_help().splitlines() if line.startswith("    ")
    ]
    assert [word for word in listed if word in COMMANDS] == list(COMMANDS)


def test_no_command_prints_the_help(capsys):
    """`interlude` alone shows what there is and where to start."""
    assert main([]) == 0
    assert "interlude demo" in capsys.readouterr().out


def test_the_version(capsys):
    """`--version` names the program and its version."""
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out.startswith("interlude 0.")


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        (["demo"], {"fast": False, "channel": "telegram", "module": "bot.demo"}),
        (["demo", "--fast", "--channel", "sms"], {"fast": True, "channel": "sms"}),
        (["talk"], {"module": "bot.talk_console"}),
        (["rehearse"], {"config": None, "store": None, "start": "2026-03-02T09:00:00+00:00"}),
        (
            ["rehearse", "-c", "a.toml", "--store", "sqlite:x.db"],
            {"config": "a.toml", "store": "sqlite:x.db"},
        ),
        (["run"], {"config": "config.toml", "module": "bot.app"}),
        (["run", "-c", "a.toml"], {"config": "a.toml"}),
        (["check"], {"config": None, "module": "bot.check"}),
        (["doctor"], {"config": "config.toml", "module": "bot.doctor"}),
        (["therapist", "add", "Ada", "-c", "a.toml"], {"action": "add", "name": "Ada", "config": "a.toml"}),
        (["therapist", "list"], {"action": "list", "practice": None, "module": "bot.therapists"}),
        (["therapist", "remove", "Ada", "--practice", "p1"], {"action": "remove", "practice": "p1"}),
        (["keys", "new"], {"action": "new", "module": "bot.keys"}),
        (["keys", "rotate"], {"action": "rotate"}),
        (["backup", "/b"], {"command": "backup", "path": "/b", "module": "bot.records"}),
        (["restore", "/b"], {"command": "restore", "path": "/b"}),
        (["release"], {"command": "release", "config": "config.toml"}),
        (["export", "sam"], {"command": "export", "person": "sam"}),
        (["erase", "sam"], {"command": "erase", "person": "sam"}),
        (["purge", "--dry-run"], {"command": "purge", "dry_run": True}),
    ],
)
def test_arguments(argv, expected):
    """Every command reads its arguments, and the configuration is config.toml where none is named."""
    assert vars(build_parser().parse_args(argv)).items() >= expected.items()


@pytest.mark.parametrize(
    "argv", [["nothing"], ["keys", "old"], ["therapist"], ["backup"], ["demo", "--channel", "fax"]]
)
def test_a_wrong_command_exits_2(argv):
    """What cannot be understood is answered with usage and exit code 2."""
    with pytest.raises(SystemExit) as left:
        main(argv)
    assert left.value.code == 2


@pytest.mark.parametrize(
    ("fault", "code", "line"),
    [
        (
            ConfigError("c.toml", "server.port", "0x", "1"),
            2,
            "interlude: c.toml: server.port: found 0x; allowed: 1\n",
        ),
        (CommandError("no such person"), 1, "interlude: no such person\n"),
        (StoreInUse("a.db is in use by process 7"), 75, "interlude: a.db is in use by process 7\n"),
        (StoreUnavailable("the server is away"), 1, "interlude: the server is away\n"),
        (KeyboardInterrupt(), 130, ""),
    ],
)
def test_a_command_that_stops(command, capsys, fault, code, line):
    """What a command says when it stops is one line and its exit code; Ctrl-C says nothing."""
    assert command(_raise(fault)) == code
    assert capsys.readouterr().err == line


def test_an_unexpected_fault_is_told_without_its_message(command, capsys):
    """A fault of ours names types and places, never its message, which may quote a client."""
    fault = ValueError("I cried all day")
    fault.__cause__ = KeyError("sam")
    assert command(_raise(fault)) == 1
    err = capsys.readouterr().err
    assert err.startswith("interlude: unexpected ValueError<KeyError at ")
    assert "tests/test_cli.py:" in err
    assert "cried" not in err
    assert "sam" not in err


def test_the_debug_switch_shows_everything(command, monkeypatch):
    """INTERLUDE_DEBUG raises the fault itself, for whoever mends the program."""
    monkeypatch.setenv("INTERLUDE_DEBUG", "1")
    with pytest.raises(ValueError, match="cried"):
        command(_raise(ValueError("cried")))


def test_the_commands_answer_is_the_exit_code(command):
    """What a command's main returns is what the program returns."""
    assert command(lambda _args: 7) == 7


def test_a_reader_who_leaves_is_no_fault():
    """`interlude … | head` ends quietly when the reader closes the pipe."""
    code = (
        "import sys, types\nfrom bot.__main__ import main\nm = types.ModuleType('bot.talk_console')\n"
        "def act(args):\n    for _ in range(100000): print('x' * 80)\n    return 0\n"
        "m.main = act\nsys.modules['bot.talk_console'] = m\nsys.exit(main(['talk']))"
    )
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as closed:
        run = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, stdout=closed, stderr=subprocess.PIPE, timeout=60
        )
    assert (run.returncode, run.stderr) == (141, b"")


def test_the_module_can_be_run():
    """`python -m bot` is the same program."""
    run = subprocess.run(
        [sys.executable, "-m", "bot", "--version"], cwd=ROOT, capture_output=True, timeout=60
    )
    assert run.stdout.startswith(b"interlude 0.")


def test_a_missing_configuration_is_one_line(tmp_path, monkeypatch, capsys):
    """`run` without a configuration says where to find the example, and exits 2."""
    monkeypatch.chdir(tmp_path)
    assert main(["doctor"]) == 2
    err = capsys.readouterr().err
    assert err.startswith("interlude: config.toml: found no such file or directory; allowed: ")
    assert err.count("\n") == 1
