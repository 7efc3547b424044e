"""docs/library.md says what the files say."""

import runpy
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_the_page_is_up_to_date() -> None:
    """`make library` would change nothing."""
    script = runpy.run_path(str(ROOT / "scripts" / "library"))
    assert (ROOT / "docs" / "library.md").read_text("utf-8") == script["page"]()
