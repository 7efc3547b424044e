import shutil
from pathlib import Path

import pytest

import prompts
from handlers.safety.fold import fold
from handlers.safety.phrases import Matcher
from prompts.phrases import load_phrases

SHIPPED = Path(prompts.__file__).parent / "phrases"


def test_the_shipped_lists_load():
    """Both languages are there, each with its version, and a finding names it."""
    lists = load_phrases()
    assert set(lists) == {"en", "es"}
    assert all(one.version >= 1 for one in lists.values())
    finding = Matcher({"en": lists["en"]}).tier("I want to die")
    assert finding is not None
    assert finding.lists == f"en-{lists['en'].version}"


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_word_is_written_folded(language):
    """A list entry with an accent, an apostrophe or a capital could never match: there is none."""
    lists = load_phrases()[language]
    risk = lists.risk
    kinds = (risk.now, risk.soft, risk.cues, risk.slots, risk.own)
    phrases = [p for kind in kinds for ps in kind.values() for p in ps]
    phrases += [*lists.risk.everyday, *lists.risk.milder, *lists.risk.past, *lists.sets.values()]
    phrases += [*lists.opt_out.whole, *lists.opt_out.clause, *lists.opt_out.after, *lists.opt_out.told]
    phrases += [*risk.elsewhere, *risk.mundane, *risk.plain, *risk.writer, *risk.bygone]
    signs = str.maketrans("(){}[]|~.-_!", " " * 12)
    words = {w for p in phrases for w in p.translate(signs).split()}
    assert {w for w in words if len(w) > 1 and fold(w) != w} == set()


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("version = 5", "version = 5\nsurprise = 2", "surprise"),
        ("version = 5", "", "version"),
        ("[risk]\n", "[risk]\nmore = 1\n", "more"),
        ("version = 5", "version = ", "en.toml"),
    ],
)
def test_a_faulty_file_is_named(tmp_path, old, new, complaint):
    """A missing or unknown key, or text that is no TOML, is refused with the file's name."""
    shutil.copytree(SHIPPED, tmp_path / "phrases")
    file = tmp_path / "phrases" / "en.toml"
    file.write_text(file.read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(ValueError, match=r"phrases/en\.toml") as caught:
        load_phrases(tmp_path)
    assert complaint in str(caught.value)
