"""The practice's rule about its therapists' chats: what the configuration may say, and where it arrives."""

from pathlib import Path

import pytest

from bot.surroundings import _practice
from tests.configs import PRACTICE, SERVER, TELEGRAM, load, refusal


@pytest.mark.parametrize("rule", ["", "pin", "totp"])
def test_the_rule_reaches_every_turn(tmp_path: Path, rule: str) -> None:
    """What stands in the file is what a turn goes by; without a line there is no rule."""
    config = load(tmp_path, f'{PRACTICE}therapist_lock = "{rule}"\n{TELEGRAM}{SERVER}', live=False)
    assert _practice(config.practices[0]).therapist_lock == rule
    assert load(tmp_path, f"{PRACTICE}{TELEGRAM}{SERVER}", live=False).practices[0].therapist_lock == ""


def test_another_word_is_refused(tmp_path: Path) -> None:
    """One line says what was found and what is allowed."""
    line = refusal(tmp_path, f'{PRACTICE}therapist_lock = "fingerprint"\n{TELEGRAM}{SERVER}')
    assert "practice.therapist_lock" in line
    assert '"pin", "totp"' in line
