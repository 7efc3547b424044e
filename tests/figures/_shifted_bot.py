"""`interlude run` on a machine whose clock shows another moment: the real program, all of it.

`python -m tests.figures._shifted_bot CONFIG SHIFT_MS`, for figures that need it to be nine o'clock.
"""

import argparse
import sys
import time

import bot.app
import bot.common_clock


def main() -> int:
    """As `interlude run -c CONFIG`, so many milliseconds later."""
    config, shift = sys.argv[1], int(sys.argv[2])

    class Shifted:
        def now(self) -> int:
            return time.time_ns() // 1_000_000 + shift

    setattr(bot.common_clock, "SystemClock", Shifted)  # noqa: B010  # the one seam of a real process
    return bot.app.main(argparse.Namespace(config=config, port=None))


if __name__ == "__main__":
    sys.exit(main())
