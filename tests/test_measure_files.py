"""A measure's file with something wrong in it, and the measures a practice loads itself (CONTENT F13)."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import prompts
from bot.__main__ import main
from bot.config import Config, ConfigError, Practice, load_config
from bot.surroundings import build_houses
from handlers.scores import band, score
from prompts.library import (
    LibraryError,
    check_content,
    check_own_measures,
    load_content,
    own_measures,
)
from tests.core_stage import live_in, playing
from tests.measure_stage import ada, ada_taps, fill
from tests.world import ADA, client, texts

PACKAGE = Path(prompts.__file__).parent
CONTENT = load_content()
PHQ, WEEK = "measures/phq-9.toml", "measures/week-check.toml"

FIVE = """
id = "who-5"
licence = "A licence of the practice's own."

[en]
client_title = "five questions"
asks = "how the last two weeks were"
stem = "Which comes closest to the last two weeks?"
again = "The last two weeks:"
options = ["None", "A little", "Some", "Half", "Most", "All"]
items = ["One", "Two", "Three", "Four", "Five"]
"""
"""A made-up text for the slot: the scale is the shipped one."""

OWN = """
id = "calm-3"
title = "Calm"
version = 2
asked = 3
low = 1
high = 5
every = 7
minutes = 1
source = "Riverside Practice"
licence = "Our own."
bands = [3, 9]

[[cuts]]
most = 5

[en]
client_title = "three questions"
asks = "how calm the week was"
stem = "This week:"
again = "This week:"
options = ["Never", "Seldom", "Now and then", "Often", "Always"]
items = ["Calm in the morning", "Calm at noon", "Calm at night"]
bands = ["seldom calm", "often calm"]
cuts = ["look closer, 5 or less"]
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the shipped library that a test may break."""
    kept = shutil.ignore_patterns("*.py", "__pycache__", "*.j2")
    return Path(shutil.copytree(PACKAGE, tmp_path / "prompts", ignore=kept))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A practice's own measures."""
    own = tmp_path / "measures"
    own.mkdir()
    (own / "who-5.toml").write_text(FIVE, "utf-8")
    (own / "calm-3.toml").write_text(OWN, "utf-8")
    return own


FAULTS = [
    (PHQ, "asked = 9", "askd = 9", "unknown field 'askd'; did you mean 'asked'?"),
    (PHQ, "asked = 9", "asked = 0", "'asked' must be 1 to 40, found 0"),
    (PHQ, "asked = 9", "asked = true", "'asked' must be a whole number, found True"),
    (PHQ, "high = 3", "high = 0", "answers lie within 0 to 10, 'low' under 'high'"),
    (PHQ, "every = 14", "every = 30", "'every' is at most 14 days"),
    (PHQ, 'licence = "©', 'licence = "" # ', "'licence' is empty"),
    (PHQ, 'id = "phq-9"', 'id = "phq9"', "id 'phq9' is not the name of its file"),
    (PHQ, "risk = 9", "risk = 8", "'risk' is the number of the last item, 9"),
    (PHQ, 'instead = "phq-8"', 'instead = "phq-9"', "'instead' must be a measure without an item of risk"),
    (PHQ, 'instead = "phq-8"\n', "", "a measure with an item of risk needs 'instead'"),
    (PHQ, "bands = [0, 5, 10, 15, 20]", "bands = [1, 5, 10, 15, 20]", "rising from 0, to 27"),
    (PHQ, "bands = [0, 5, 10, 15, 20]", "bands = [0, 5, 5, 15, 20]", "rising from 0, to 27"),
    (PHQ, "bands = [0, 5, 10, 15, 20]", "bands = [0, 5, 10, 15, 28]", "rising from 0, to 27"),
    (PHQ, "bands = [0, 5, 10, 15, 20]", "bands = [0, 5, 10, 15]", "'bands' needs 4, found 5"),
    (PHQ, "least = 10", "least = 28", "a cut is one of 'least' and 'most', 0 to 27"),
    (PHQ, "least = 10", "least = 10\nmost = 20", "a cut is one of 'least' and 'most', 0 to 27"),
    (PHQ, '    "usual cut-off, 10",\n', "", "'cuts' needs 1, found 0"),
    (PHQ, '    "Nearly every day",\n', "", "'options' needs 4, found 3"),
    (PHQ, '"Nearly every day"', '"Stop"', "must be no carrier word, at most 40 characters"),
    (PHQ, '    "Poor appetite or overeating",\n', "", "'items' needs 9 (asked), found 8"),
    (PHQ, '"Poor appetite or overeating"', '""', "an item is a text, or text and label"),
    (
        PHQ,
        '"Poor appetite or overeating"',
        '{ text = "Poor", lable = "x" }',
        "an item is a text, or text and label",
    ),
    (PHQ, '"Poor appetite', '"' + "Poor appetite " * 20, "SMS parts with its options; at most 2"),
    (
        PHQ,
        'again = "Over the last 2 weeks:"\n',
        "",
        "'stem' and 'again', its short form for SMS, belong together",
    ),
    (PHQ, 'client_title = "mood and energy questions"\n', "", "'client_title' is missing"),
    (PHQ, '"mood and energy questions"', '"' + "mood and energy " * 2 + '"', "at most 30"),
    (PHQ, "difficulty_options = [", "hard = [", "unknown field 'hard'"),
    (PHQ, "[en]", "[fr]", "'en' is missing"),
    (WEEK, "total = false", "total = false\nbands = [0]", "without a total there are no bands and no cuts"),
    (
        WEEK,
        'text = "How rested were you?", label = "rested"',
        'text = "How rested were you?"',
        "needs a label",
    ),
    ("measures/who-5.toml", "[en]", '[en]\nstem = "Over"', "'stem' stands alone: 'items' are missing"),
]


@pytest.mark.parametrize(("name", "old", "new", "says_so"), FAULTS)
def test_every_fault_has_its_line(root: Path, name: str, old: str, new: str, says_so: str) -> None:
    """What is wrong is named by file and line, in words that say what would be right."""
    text = (root / name).read_text("utf-8")
    assert old in text
    (root / name).write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(LibraryError) as error:
        load_content(root)
    found = [f for f in error.value.findings if f.file.endswith(name) and says_so in f.message]
    assert found, error.value
    assert all(1 <= finding.line <= text.count("\n") + 2 for finding in found)


def test_a_fault_stands_on_its_own_line(root: Path) -> None:
    """The line is that of the item, not of the table around it."""
    text = (root / PHQ).read_text("utf-8").replace('"Poor appetite or overeating"', '""')
    (root / PHQ).write_text(text, "utf-8")
    with pytest.raises(LibraryError) as error:
        load_content(root)
    (finding,) = error.value.findings
    assert text.splitlines()[finding.line - 1].strip() == '"",'


def test_what_announces_it_tells_a_locked_screen_nothing(root: Path) -> None:
    """A title or an announcement that names a form or an illness is found by the language rules."""
    text = (root / PHQ).read_text("utf-8").replace('"mood and energy questions"', '"depression questions"')
    (root / PHQ).write_text(text, "utf-8")
    assert any("PRV-1" in finding.message for finding in check_content(root))


def test_a_practice_loads_the_text_of_a_slot(folder: Path) -> None:
    """WHO-5 with the practice's text keeps the shipped scale: five items, times four, 0 to 100, its bands."""
    measure = own_measures(folder, CONTENT)["who-5"]
    assert measure.has_text()
    assert measure.licence == "A licence of the practice's own."
    assert score(measure, [5, 5, 5, 5, 5]) == 100
    found = band(measure, 28)
    assert found is not None
    assert found.word == "low"
    assert not CONTENT.measures["who-5"].has_text()


def test_a_measure_of_the_practices_own(folder: Path) -> None:
    """Answers from 1, two bands, a cut-off from above: as its file says."""
    measure = own_measures(folder, CONTENT)["calm-3"]
    assert (measure.lowest, measure.highest, measure.version) == (3, 15, 2)
    assert [(b.low, b.high) for b in (band(measure, 3), band(measure, 15)) if b] == [(3, 8), (9, 15)]
    assert measure.cuts[0].reached(5)
    assert not measure.cuts[0].reached(6)


OWN_FAULTS = [
    ('id = "who-5"', 'id = "who-5"\nhigh = 4', "the scale of WHO-5 is shipped"),
    (
        'items = ["One", "Two", "Three", "Four", "Five"]',
        'items = ["One"]',
        "'items' needs 5 (asked), found 1",
    ),
    ('"None", ', "", "'options' needs 6, found 5"),
    ('"five questions"', '"five depression questions"', "PRV-1"),
    ("[en]", "[en", "not TOML"),
]


@pytest.mark.parametrize(("old", "new", "says_so"), OWN_FAULTS)
def test_a_fault_of_the_practices_file(folder: Path, old: str, new: str, says_so: str) -> None:
    """The practice's own files are checked as ours are."""
    (folder / "who-5.toml").write_text(FIVE.replace(old, new, 1), "utf-8")
    found = [str(f) for f in check_own_measures(folder, CONTENT) if f.file == "measures/who-5.toml"]
    assert any(says_so in one for one in found), found


def test_a_published_text_is_not_replaced(folder: Path) -> None:
    """What ships with its words keeps them; another language of it may be loaded."""
    (folder / "phq-2.toml").write_text('id = "phq-2"\n[en]\nitems = ["a", "b"]\n', "utf-8")
    assert any("it is not replaced" in str(f) for f in check_own_measures(folder, CONTENT))
    spanish = (PACKAGE / "measures/phq-2.toml").read_text("utf-8").partition("[en]")[2]
    spanish = spanish.partition("# For the therapist")[0]
    (folder / "phq-2.toml").write_text(f'id = "phq-2"\n[es]{spanish}', "utf-8")
    assert check_own_measures(folder, CONTENT) == []
    assert set(own_measures(folder, CONTENT)["phq-2"].words) == {"en", "es", "es.sms"}


def config_with(tmp_path: Path, folder: str) -> Path:
    """A configuration that names this folder of measures."""
    file = tmp_path / "config.toml"
    file.write_text(
        f'[practice]\nname = "Riverside"\nzone = "Europe/London"\nregion = "GB"\nmeasures = "{folder}"\n',
        "utf-8",
    )
    return file


def test_the_configuration_names_the_folder(tmp_path: Path, folder: Path) -> None:
    """A folder beside the configuration; one that is not there is refused by name."""
    config = load_config(config_with(tmp_path, "measures"), live=False)
    assert config.practices[0].measures == folder
    with pytest.raises(ConfigError, match=r"practice\.measures: found no such folder"):
        load_config(config_with(tmp_path, "nowhere"), live=False)


def test_each_practice_has_its_own(folder: Path) -> None:
    """What one practice loads is not there for another."""
    houses, _ = build_houses(Config((Practice("one", measures=folder), Practice("two"))))
    assert houses["one"].content.measures["who-5"].has_text()
    assert not houses["two"].content.measures["who-5"].has_text()


def test_a_bot_does_not_start_with_a_broken_one(folder: Path) -> None:
    """A fault is one line with file and line, as for the configuration."""
    (folder / "who-5.toml").write_text(FIVE.replace('"None", ', ""), "utf-8")
    with pytest.raises(ConfigError, match=r"measures/who-5.toml:\d+.*'options' needs 6, found 5"):
        build_houses(Config((Practice("broken", measures=folder),)))


def test_check_names_the_practices_faults(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`interlude check` reads the folder too: silent where it is sound, one line a fault, exit 1."""
    monkeypatch.setenv("TELEGRAM_TOKEN", "1:AAA")
    file = config_with(tmp_path, "measures")
    file.write_text(file.read_text("utf-8") + '\n[telegram]\ntoken = "env:TELEGRAM_TOKEN"\n', "utf-8")
    assert main(["check", "-c", str(file)]) == 0
    (folder / "who-5.toml").write_text(FIVE.replace('"None", ', ""), "utf-8")
    capsys.readouterr()
    assert main(["check", "-c", str(file)]) == 1
    assert "measures/who-5.toml:10: 'options' needs 6, found 5" in capsys.readouterr().out


async def test_a_loaded_measure_is_asked_and_scored(folder: Path) -> None:
    """Sent, answered by its digits from the lowest answer on, added up, placed in its band."""
    async with playing(ADA, client("kim", "sms")) as play:
        house = play.stage.houses[play.stage.practice]
        content = replace(house.content, measures=own_measures(folder, house.content))
        live_in(play, {play.stage.practice: replace(house, content=content)})
        came = await play(ada("/measure kim calm once"), ada_taps("Send"), *fill(1, 1, 2, difficulty=None))
        assert "1 Never  2 Seldom" in texts(came, "kim")[1]
        assert texts(came, "kim")[-1].startswith("That comes to 4 of 15.")
        assert (
            "3 to 8: seldom calm · reached: look closer, 5 or less"
            in texts(await play(ada("/measure kim")), "ada")[0]
        )
        await play(ada("/measure kim who5 once"), ada_taps("Send"), *fill(0, 1, 2, 3, 4, difficulty=None))
        assert "That comes to 40 of 100." in texts(play.printed, "kim")[-1]


async def test_a_measure_whose_file_is_gone(folder: Path) -> None:
    """What is open can still be answered and is added up as it was asked; it is not asked again."""
    async with playing(ADA, client("kim", "telegram")) as play:
        house = play.stage.houses[play.stage.practice]
        content = replace(house.content, measures=own_measures(folder, house.content))
        live_in(play, {play.stage.practice: replace(house, content=content)})
        await play(ada("/measure kim calm weekly"), ada_taps("Send"), {"who": "kim", "tap": "Start"})
        live_in(play, {play.stage.practice: house})
        await play(*({"who": "kim", "text": "2"} for _ in range(3)), {"wait": "8d"})
        assert "That comes to 6 of 15." in " ".join(texts(play.printed, "kim", "measure"))
        assert "That comes to 6" in texts(play.printed, "kim", "measure")[-1]
        assert "Calm: 6" in texts(await play(ada("/measure kim")), "ada")[0]
