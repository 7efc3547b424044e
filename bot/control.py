"""The way in for operators while the bot runs: a socket only its own user can open, a line each way."""

import asyncio
import json
import os
from pathlib import Path
from typing import Any

import structlog

from bot.errors import CommandError, NoAnswer
from bot.operations import Operations

log = structlog.get_logger()

PATIENCE = 5.0
"""Seconds until somebody who does not answer is no running bot."""


def socket_path(database: Path) -> Path:
    """Where the running bot listens, beside its database."""
    return database.with_name(database.name + ".control")


class ControlSocket:
    """Answers operators' commands inside the running bot, since only one process may write."""

    def __init__(self, database: Path, operations: Operations) -> None:
        self._path, self._operations = socket_path(database), operations
        self._server: asyncio.AbstractServer | None = None

    async def start(self) -> "ControlSocket":
        """Listen; the file is 0600 from its first moment."""
        self._path.unlink(missing_ok=True)
        mask = os.umask(0o177)
        try:
            self._server = await asyncio.start_unix_server(self._answer, self._path)
        finally:
            os.umask(mask)
        return self

    async def stop(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
        self._path.unlink(missing_ok=True)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            asked = json.loads(await reader.readline())
            answer: dict[str, Any] = {
                "lines": await self._operations.run(asked["command"], asked["arguments"])
            }
        except CommandError as refusal:
            answer = {"refused": str(refusal)}
        except Exception as error:
            log.error("command_failed", error=type(error).__name__)
            answer = {"refused": f"the running bot could not do that ({type(error).__name__})"}
        writer.write(json.dumps(answer).encode() + b"\n")
        await writer.drain()
        writer.close()


async def ask_running(
    database: Path, command: str, arguments: dict[str, Any], patience: float | None = None
) -> list[str] | None:
    """Have the running bot do it; None when none is listening. Raises CommandError, NoAnswer.

    A copy takes as long as it takes; whoever only looks has `patience`, in seconds.
    """
    try:
        async with asyncio.timeout(patience):
            answer = await _asked(socket_path(database), {"command": command, "arguments": arguments})
    except (FileNotFoundError, ConnectionRefusedError):
        return None
    except TimeoutError:
        raise NoAnswer("the bot runs but does not answer") from None
    except (OSError, ValueError):  # half an answer, or none
        raise NoAnswer("the bot ended before it had answered") from None
    if "refused" in answer:
        raise CommandError(answer["refused"])
    lines: list[str] = answer["lines"]
    return lines


async def _asked(path: Path, question: dict[str, Any]) -> dict[str, Any]:
    reader, writer = await asyncio.open_unix_connection(path, limit=2**26)
    try:
        writer.write(json.dumps(question).encode() + b"\n")
        answer: dict[str, Any] = json.loads(await reader.readline())
    finally:
        writer.close()
    return answer


async def runs_already(database: Path) -> bool:
    """Whether a running bot answers beside this database."""
    try:
        return await ask_running(database, "standing", {}, PATIENCE) is not None
    except NoAnswer:
        return False
    except CommandError:
        return True  # it said that it could not: it is there
