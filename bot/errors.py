"""What a command says when it cannot do what was asked: one clear line, never a secret, never a traceback."""


class CommandError(Exception):
    """A command stopped on purpose; its text is the one line the operator reads."""

    exit_code = 1


class NoAnswer(CommandError):
    """A running bot was asked and did not answer: it stands still, or ended meanwhile."""


class PartEnded(CommandError):
    """A part of the running bot stopped by itself; whoever watches the process starts it anew."""


class AlreadyRunning(CommandError):
    """A second bot on a store that one process has to itself; waiting would not help."""

    exit_code = 2


class ConfigError(CommandError):
    """A configuration that cannot be used: file, line, key, what was found, what is allowed."""

    exit_code = 2

    def __init__(self, file: str, key: str, found: str, allowed: str, line: int = 0) -> None:
        self.file, self.key, self.found, self.allowed, self.line = file, key, found, allowed, line
        place = f"{file}:{line}" if line else file
        where = f"{place}: {key}" if key else place
        super().__init__(f"{where}: found {found}; allowed: {allowed}")
