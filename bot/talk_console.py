"""`interlude talk`: the bot in the terminal, on a virtual clock; whoever types is both people."""

import argparse
import asyncio
import contextlib
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from bot.config import default_config
from bot.demo_phones import Phone, Phones, Terminal, day_of
from bot.demo_story import client_line, therapist_line, wording
from bot.log import start_log
from bot.rehearsal import START
from bot.stage import BadLine, Stage
from bot.talk_session import Session, opening_lines
from handlers.times import local


def main(args: argparse.Namespace) -> int:
    """Talk until /quit, the end of input or Ctrl-C; nothing is kept."""
    start_log()
    found = wording(args.language)
    with contextlib.suppress(KeyboardInterrupt), asyncio.Runner() as runner:
        # Typing happens outside the loop, so that Ctrl-C at the prompt is an ordinary interrupt.
        return Talk(runner, found).run()
    print()
    return 0


class Talk:
    """The loop: a prompt, a line, what it brings about."""

    def __init__(self, runner: asyncio.Runner, found: Mapping[str, Any]) -> None:
        self._runner, self._found, self._words = runner, found, found["talk"]
        client = found["client"]["sms"]
        phones = {
            "ada": Phone(found["ada"]["short"], right=False, colour="cyan"),
            client.casefold(): Phone(client, right=True, colour="green"),
        }
        self._phones = Phones(Terminal(), phones, found["zone"], found["words"])
        self._stage = Stage(default_config(), self._phones.shown, None, datetime.fromisoformat(START))
        self._session = Session(self._stage, "ada")
        self._commands: dict[str, Callable[[str], bool]] = {
            "/as": self._as,
            "/later": self._later,
            "/now": self._now,
            "/repro": self._repro,
            "/help": self._help,
            "/quit": lambda _: True,
        }

    def run(self) -> int:
        """The whole session; 0."""
        self._runner.run(self._stage.__aenter__())
        try:
            self._open()
            while (typed := self._ask()) is not None:
                if typed and self._take(typed):
                    break
        finally:
            self._runner.run(self._stage.__aexit__(None, None, None))
        return 0

    def _open(self) -> None:
        client = client_line(self._found, "sms", session=self._words["session"])
        for line in opening_lines(self._found["start"], therapist_line(self._found), client):
            self._play(line)
        self._say(self._words["opening"])

    def _ask(self) -> str | None:
        """What was typed next; None at the end of input. Piped input is echoed, so that a log reads well."""
        try:
            typed = input(f"{self._session.who} {self._local():%H:%M}> ").strip()
        except EOFError:
            print()
            return None
        if not sys.stdin.isatty():
            print(typed)
        return typed

    def _take(self, typed: str) -> bool:
        """Act on one line; whether it was the last."""
        word, _, rest = typed.partition(" ")
        command = self._commands.get(word.casefold())
        if command and not (word.casefold() == "/as" and rest.strip().casefold() in ("client", "therapist")):
            return command(rest.strip())
        self._play(self._session.line_for(typed))
        return False

    # -- commands: each says whether the session ends here ----------------------------------------

    def _as(self, name: str) -> bool:
        if name.casefold() in self._session.names():
            self._session.who = name.casefold()
        else:
            self._say([self._words["nobody"].format(name=name or "…", names=self._names())])
        return False

    def _later(self, span: str) -> bool:
        if not span:
            self._say([self._words["span"]])
        elif self._play({"wait": span}):
            self._now("")
        return False

    def _now(self, _: str) -> bool:
        moment = self._local()
        self._say([f"{day_of(moment, self._found['words'])}, {moment:%H:%M}"])
        return False

    def _repro(self, _: str) -> bool:
        self._say(self._session.repro())
        return False

    def _help(self, _: str) -> bool:
        self._say(line.replace("{names}", self._names()) for line in self._words["help"])
        return False

    # -- small change -----------------------------------------------------------------------------

    def _play(self, line: dict[str, Any]) -> bool:
        """Play one line; whether it could be."""
        try:
            self._runner.run(self._session.play(line))
        except BadLine as error:
            self._say([str(error)])
            return False
        return True

    def _say(self, lines: Iterable[str]) -> None:
        self._phones.plain(lines)

    def _names(self) -> str:
        return ", ".join(self._session.names())

    def _local(self) -> datetime:
        return local(self._stage.clock.now(), self._found["zone"])
