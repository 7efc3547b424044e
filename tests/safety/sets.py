"""Reading the sets of texts: one a line, or blocks apart by an empty line (`*_long.*`)."""

from pathlib import Path

HERE = Path(__file__).parent


def texts(name: str) -> list[str]:
    """The texts of one set, by its path below this folder."""
    apart = "\n\n" if "_long." in name else "\n"
    return [one.strip() for one in (HERE / name).read_text("utf-8").split(apart) if one.strip()]
