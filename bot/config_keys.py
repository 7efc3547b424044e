"""Secrets by reference: `"env:NAME"` or `"file:PATH"`, so that none stands in the configuration."""

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

_LARGEST = 65_536  # bytes; no key or token comes near
ALLOWED = '"env:NAME" or "file:PATH"'


class SecretRefused(Exception):
    """A reference that cannot be used; says what was found and what is allowed, never the secret."""

    def __init__(self, found: str, allowed: str) -> None:
        super().__init__(found)
        self.found, self.allowed = found, allowed


@dataclass(frozen=True, slots=True)
class SecretRef:
    """Where a secret is kept. `path` is set for a file, `name` for an environment variable."""

    name: str = ""
    path: Path | None = None
    in_credentials: bool = field(default=False)

    def read(self) -> bytes:
        """The secret itself, without a line end. Raises SecretRefused when it is absent or open to others."""
        return self._read_environment() if self.path is None else self._read_file(self.path)

    def check_mode(self) -> None:
        """Refuse a file that others may read; a file that is not there yet passes."""
        if self.path is not None and self.path.exists():
            self._check_mode(self.path)

    def _read_environment(self) -> bytes:
        value = os.environ.get(self.name, "").strip()
        if not value:
            raise SecretRefused(f"the environment variable {self.name} not set", "a variable with the secret")
        return value.encode("utf-8", "surrogateescape")

    def _read_file(self, path: Path) -> bytes:
        try:
            self._check_mode(path)
            content = path.read_bytes()[: _LARGEST + 1]
        except OSError as fault:
            raise SecretRefused(f"{path} ({_reason(fault)})", "a file this process can read") from None
        if not content.strip() or len(content) > _LARGEST:
            raise SecretRefused(f"{path} of {len(content)} bytes", f"1 to {_LARGEST} bytes") from None
        return content.rstrip(b"\r\n")

    def _check_mode(self, path: Path) -> None:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            raise SecretRefused(f"{path}, which is not a plain file", "a plain file")
        # The service manager shows its credentials as 0440 with an access list, inside a closed directory.
        wider = 0o137 if self.in_credentials else 0o177
        if mode & wider:
            allowed = f"mode 0600 or narrower (chmod 600 {path})"
            raise SecretRefused(f"{path} with mode {stat.S_IMODE(mode):04o}", allowed)


def refer(text: str, base: Path) -> SecretRef:
    """Read a reference; a relative path means `$CREDENTIALS_DIRECTORY`, else beside the configuration.

    Raises SecretRefused for anything else, without repeating it: it may be the secret itself.
    """
    kind, _, rest = text.partition(":")
    if kind == "env" and rest.replace("_", "a").isalnum() and rest.isascii():
        return SecretRef(name=rest)
    if kind == "file" and rest and "\0" not in rest:
        return _file(rest, base)
    raise SecretRefused("a value that is not a reference", ALLOWED)


def _file(rest: str, base: Path) -> SecretRef:
    directory = os.environ.get("CREDENTIALS_DIRECTORY")
    if directory and not Path(rest).is_absolute() and (Path(directory) / rest).exists():
        return SecretRef(path=Path(directory) / rest, in_credentials=True)
    return SecretRef(path=base / rest)


def _reason(fault: OSError) -> str:
    return (fault.strerror or type(fault).__name__).lower()
