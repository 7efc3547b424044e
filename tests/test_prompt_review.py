"""The walk over all prompts: what it reports and what it lets pass."""

from pathlib import Path

import pytest

from prompts import style, style_rules
from prompts.catalog import Catalog
from prompts.review import review


def catalog(tmp_path: Path, **files: str) -> Catalog:
    """A catalogue of `<language>_<talk>` files, English with the shipped calendar."""
    (tmp_path / "en").mkdir()
    shipped = Path(style_rules.__file__).parent / "en" / "calendar.toml"
    (tmp_path / "en" / "calendar.toml").write_text(shipped.read_text(encoding="utf-8"), encoding="utf-8")
    for name, source in files.items():
        language, _, talk = name.partition("_")
        (tmp_path / language).mkdir(exist_ok=True)
        (tmp_path / language / f"{talk}.toml").write_text(source, encoding="utf-8")
    return Catalog.load(tmp_path)


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ('[a]\nkind="poem"\ntext="x"', "no such kind: poem"),
        ('[a]\nkind="reply"\ntext="Kept, {{ name }}."', "no sample for name"),
        (
            '[a]\nkind="reply"\ntext="Kept, {{ name }}{{ more }}."\n[[a.samples]]\nname="Sam"',
            "no sample for more",
        ),
        (
            '[a]\nkind="reply"\ntext="{{ n }}."\ndiscreet="{{ n }}."\n[[a.samples]]\nn="Sam"',
            "a neutral text takes no arguments: n",
        ),
        ('[a]\nkind="reply"\ntext="No worries."', "telegram: MIN-2 'No worries'"),
        ('[a]\nkind="reply"\ntext="Kept."\nsms="No worries."', "sms: MIN-2 'No worries'"),
        ('[a]\nkind="cue"\ntext="Kept."\ndiscreet="The clinic."', "sms, neutral: PRV-1 'clinic'"),
        ('[a]\nkind="reply"\ntext="Shall we?"\n[a.options]\nb="Yes"', "sms: RES-1 'Yes'"),
        (
            '[a]\nkind="barrier"\nafter_miss=true\ntext="Weeks fill up."',
            "telegram: MISS-important 'Weeks fill up.'",
        ),
        ('[a]\nkind="reply"\nlimit=3\ntext="Kept."', "telegram: LENGTH '5 characters, at most 3'"),
    ],
)
def test_review_finds(tmp_path: Path, source: str, problem: str) -> None:
    """The walk over all prompts reports what is wrong with one, with file, line and key."""
    found = [str(found) for found in review(catalog(tmp_path, en_talk=source))]
    assert f"en/talk.toml:1 [a] {problem}" in found


@pytest.mark.parametrize(
    "source",
    [
        '[a]\nkinds=["reply", "notice"]\ntext="Kept."',
        '[a]\nkind="reply"\nverbatim=["w"]\ntext="{{ w }}"\n[[a.samples]]\nw=["no worries", {a="homework"}]',
        '[a]\nkind="reply"\ntext="Which?"\n[a.options]\nb="Note {{ x }}"\n[a.samples]\nx="it"',
        '[a]\nkind="cue"\ntext="Kept."\n[a.options]\nb="Panic log"\nc="Start"\n[a.samples]\n_codes=["c"]',
    ],
)
def test_review_lets_pass(tmp_path: Path, source: str) -> None:
    """Somebody else's words and options that a state does not show are not held against a prompt."""
    assert list(review(catalog(tmp_path, en_talk=source))) == []


def test_review_without_rules(tmp_path: Path) -> None:
    """A language nobody wrote rules for is reported, not passed."""
    made = catalog(tmp_path, xx_talk='[a]\nkind="reply"\ntext="Bien."')
    assert [problem.problem for problem in review(made)] == ["there are no language rules for 'xx'"]


def test_review_of_a_translation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A translation has no prompts, arguments or option codes that English has not."""
    with_another = {**style_rules.table(), "xx": style_rules.table()["en"]}
    for module in (style, style_rules):
        monkeypatch.setattr(module, "table", lambda: with_another)
    english = '[a]\nkind="reply"\ntext="Kept."\n[a.options]\nb="Go on"'
    other = '[a]\nkind="reply"\ntext="Bien, {{ x }}."\n[a.samples]\nx="y"\n[c]\nkind="reply"\ntext="Bien."'
    found = [str(problem) for problem in review(catalog(tmp_path, en_talk=english, xx_talk=other))]
    assert found == [
        "xx/talk.toml:1 [a] arguments that English does not have: x",
        "xx/talk.toml:1 [a] the option codes differ from English",
        "xx/talk.toml:6 [c] there is no such prompt in English",
    ]
