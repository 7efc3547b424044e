"""How the buttons under a message are laid out in rows. Pure."""

from collections.abc import Sequence

from bot.channels.base import Button

SHORT = 16  # characters that still fit when two buttons share a phone's width
_SCALE = 4  # this many numbers in a row of one kind are a scale


def rows(buttons: Sequence[Button]) -> list[list[Button]]:
    """Scales as two rows (0-5 and 6-10), short labels two a row, long ones alone; order is kept."""
    scale = _leading_numbers(buttons)
    if len(scale) < _SCALE:
        return _paired(buttons)
    half = (len(scale) + 1) // 2 if len(scale) > 6 else len(scale)
    numbers = [list(scale[i : i + half]) for i in range(0, len(scale), half)]
    return numbers + _paired(buttons[len(scale) :])


def _leading_numbers(buttons: Sequence[Button]) -> Sequence[Button]:
    count = 0
    while count < len(buttons) and buttons[count].label.strip().isdecimal():
        count += 1
    return buttons[:count]


def _paired(buttons: Sequence[Button]) -> list[list[Button]]:
    found: list[list[Button]] = []
    for button in buttons:
        if found and len(found[-1]) == 1 and len(button.label) <= SHORT >= len(found[-1][0].label):
            found[-1].append(button)
        else:
            found.append([button])
    return found
