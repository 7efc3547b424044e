"""What is built carries everything the program reads."""

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
_BUILD = "from setuptools.build_meta import build_wheel; import sys; build_wheel(sys.argv[1])"


def test_the_wheel_is_complete(tmp_path):
    """Every module, prompt, table and migration of the tree is in the wheel, and no test is."""
    source = tmp_path / "source"
    source.mkdir()
    for name in ("bot", "handlers", "prompts", "storage", "pyproject.toml", "LICENSE"):
        (source / name).symlink_to(ROOT / name)
    subprocess.run([sys.executable, "-c", _BUILD, str(tmp_path)], cwd=source, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    wanted = {
        file.relative_to(ROOT).as_posix()
        for folder in ("bot", "handlers", "prompts", "storage")
        for ending in ("py", "toml", "j2", "sql")
        for file in (ROOT / folder).rglob(f"*.{ending}")
    }
    assert packed == wanted
