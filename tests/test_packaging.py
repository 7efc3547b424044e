"""What is built carries everything the program reads."""

import hashlib
import os
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
_BUILD = "from setuptools.build_meta import build_wheel; import sys; build_wheel(sys.argv[1])"


def built(folder: Path) -> Path:
    """A wheel of this tree, built offline in `folder`."""
    source = folder / "source"
    source.mkdir(parents=True)
    for name in ("bot", "handlers", "prompts", "storage", "pyproject.toml", "LICENSE"):
        (source / name).symlink_to(ROOT / name)
    build = [sys.executable, "-c", _BUILD, str(folder)]
    same_day = {**os.environ, "SOURCE_DATE_EPOCH": "1767225600"}
    subprocess.run(build, cwd=source, env=same_day, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


def test_the_wheel_is_complete(tmp_path):
    """Every module, prompt, table and migration of the tree is in the wheel, and no test is."""
    names = zipfile.ZipFile(built(tmp_path)).namelist()
    packed = {name for name in names if ".dist-info/" not in name}
    wanted = {
        file.relative_to(ROOT).as_posix()
        for folder in ("bot", "handlers", "prompts", "storage")
        for ending in ("py", "toml", "j2", "sql")
        for file in (ROOT / folder).rglob(f"*.{ending}")
    }
    assert packed == wanted


def test_two_builds_are_the_same_bytes(tmp_path):
    """Whoever builds the wheel from the same tree, without a network, gets the same file."""
    first, second = (built(tmp_path / name).read_bytes() for name in ("first", "second"))
    assert hashlib.sha256(first).hexdigest() == hashlib.sha256(second).hexdigest()
