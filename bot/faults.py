"""Exceptions as type names and places only: a message may quote a client or carry a token."""

import traceback
from pathlib import PurePath

_FRAMES = 8


def describe(fault: BaseException) -> str:
    """The type of this exception, then of what led to it: `TurnFailed<KeyError`."""
    names: list[str] = []
    link: BaseException | None = fault
    while link is not None and len(names) < _FRAMES:
        names.append(type(link).__name__)
        link = link.__cause__ or link.__context__
    return "<".join(names)


def places(fault: BaseException) -> list[str]:
    """The innermost frames as `file.py:line`, the last one being where it happened."""
    frames = traceback.extract_tb(fault.__traceback__)[-_FRAMES:]
    return [f"{'/'.join(PurePath(f.filename).parts[-2:])}:{f.lineno}" for f in frames]
