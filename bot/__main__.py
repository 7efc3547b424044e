"""`interlude`: reads the command line and hands over to the module that does the work."""

import importlib
import os
import sys
from collections.abc import Sequence

from bot.cli_parser import build_parser
from bot.errors import CommandError

IN_USE = 75
"""Another process has the store, for as long as it needs: EX_TEMPFAIL of sysexits.h."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and answer its exit code (docs/operations.md, "Exit codes")."""
    parser = build_parser()
    args = parser.parse_args(argv)
    if args.module is None:
        parser.print_help()
        return 0
    try:
        # Heavy libraries load here, not for `--help`.
        code = int(importlib.import_module(args.module).main(args))
        sys.stdout.flush()
    except CommandError as refusal:
        print(f"interlude: {refusal}", file=sys.stderr)
        return refusal.exit_code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return _reader_left()
    except Exception as fault:
        return _broken(fault)
    return code


def _reader_left() -> int:
    """Whoever read our output has gone (`interlude demo | head`): leave without a complaint at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 141


def _broken(fault: Exception) -> int:
    """A fault, told without its message where that might quote what a client wrote."""
    if os.environ.get("INTERLUDE_DEBUG"):
        raise fault
    from bot.faults import describe, places
    from storage.errors import StoreError

    if isinstance(fault, StoreError):  # its text names files and tables only
        print(f"interlude: {fault}", file=sys.stderr)
        return _refused(fault)
    print(f"interlude: unexpected {describe(fault)} at {' '.join(places(fault)[-3:])}", file=sys.stderr)
    return 1


def _refused(fault: Exception) -> int:
    """2 for what stays wrong; what may be right a moment later has codes that a supervisor tries again."""
    from storage.errors import StoreInUse, StoreUnavailable

    if isinstance(fault, StoreInUse):
        return IN_USE
    return 1 if isinstance(fault, StoreUnavailable) else 2


if __name__ == "__main__":
    sys.exit(main())
