"""What a therapist's codes are checked with: given by the shell, since hashing and codes are its trade."""

from typing import Protocol


class Locksmith(Protocol):
    """What codes are checked with. Every answer follows from what is given: no clock, no chance."""

    def pin_hash(self, pin: str, salt: str) -> str:
        """A PIN as it is kept: slow to guess, with its salt and how it was made."""
        ...

    def pin_fits(self, pin: str, kept: str) -> bool:
        """Whether this is the PIN that was kept."""
        ...

    def code_step(self, key: str, code: str, at: int) -> int:
        """The time step this code of the authenticator app belongs to, near the instant `at`; 0: none."""
        ...

    def app_address(self, key: str, name: str, practice: str) -> str:
        """What an authenticator app takes the key from (`otpauth://…`)."""
        ...
