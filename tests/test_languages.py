"""Every language that is offered is whole: its sentences, its rules, its words, its lists of distress."""

import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from bot.check import untranslated
from prompts import carrier, gsm, style
from prompts.catalog import FALLBACK, Catalog
from prompts.filters import Words
from prompts.library import load_content
from prompts.phrases import load_phrases
from prompts.review import CHANNELS
from tests.test_style import ROOT

CATALOG = Catalog.load()
OTHERS = [language for language in CATALOG.languages() if language != FALLBACK]


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_has_its_translation(language: str) -> None:
    """A prompt that English has and this language has not would be read in English by its readers."""
    missing = CATALOG.missing(language)
    assert not missing, f"write in prompts/{language}/: {', '.join(missing)}"


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_says_no_more_than_words(language: str) -> None:
    """What a prompt is for, how long it may be and what follows a miss is the same in every language."""
    for name, entry in CATALOG.entries(language).items():
        english = CATALOG.entries(FALLBACK)[name]
        same = ("kinds", "audience", "after_miss", "limit", "verbatim")
        assert [getattr(entry, key) for key in same] == [getattr(english, key) for key in same], name
        assert set(entry.options) == set(english.options), name


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_knows_what_english_knows(language: str) -> None:
    """Whatever English takes into account a translation does too: no state is left without words."""
    for name in CATALOG.entries(language):
        assert CATALOG.variables(name) == CATALOG.variables(name, language), name


def test_the_languages_are_the_same_everywhere() -> None:
    """Sentences, language rules, the words of distress and those of the room exist for the same languages."""
    spoken = set(CATALOG.languages())
    assert style.languages() == spoken
    assert set(load_phrases()) == spoken
    assert set(load_content().room_words) == spoken
    assert set(load_content().usual) == spoken


@pytest.mark.parametrize("language", OTHERS)
def test_every_country_answers_in_this_language(language: str) -> None:
    """Whom to call is said in the reader's language in every country, with the same figures."""
    regions = load_content().regions
    for code, region in regions.items():
        if "/" in code:
            continue
        own = regions[f"{code}/{language}"]
        for key in ("emergency", "lines", "text_line", "brief"):
            here, there = (set(re.findall(r"\d{2,}", getattr(one, key))) for one in (region, own))
            assert here <= there or not here, f"{code} {key}: {getattr(own, key)}"


@pytest.mark.parametrize("language", OTHERS)
def test_room_words_are_easy_to_spell(language: str) -> None:
    """A word said in the room is short, has no accent, and is no carrier's word."""
    words = load_content().room_words[language]
    assert len(set(words)) == len(words) >= 200
    assert all(re.fullmatch("[a-z]{3,8}", word) and not carrier.is_one(word) for word in words)


def test_check_names_what_is_said_in_english(tmp_path: Path) -> None:
    """`interlude check` has a line for each prompt a language lacks, and none for what it has."""
    assert list(untranslated(files("prompts"))) == []
    for language in ("en", "es"):
        (tmp_path / language).mkdir()
    english = '[a]\nkind="reply"\ntext="Kept."\n[b]\nkind="reply"\ntext="Noted."'
    (tmp_path / "en" / "talk.toml").write_text(english, "utf-8")
    (tmp_path / "es" / "talk.toml").write_text('[a]\ntext="Guardado."', "utf-8")
    calendar = (ROOT / "en" / "calendar.toml").read_text("utf-8")
    (tmp_path / "en" / "calendar.toml").write_text(calendar, "utf-8")
    assert list(untranslated(tmp_path)) == ["es/talk.toml: [b] has no words yet and is said in English"]
    catalog = Catalog.load(tmp_path)
    assert catalog.render("talk/b", "es", "sms", {}) == "Noted."
    assert catalog.entries("es")["talk/a"].kinds == ("reply",)


def spanish(*, short: bool = False) -> Words:
    calendar = {**_calendar("en"), **_calendar("es")}
    return Words(calendar, short=short)


def _calendar(language: str) -> dict[str, object]:
    return tomllib.loads((ROOT / language / "calendar.toml").read_text("utf-8"))


COUNTED = [
    ("pregunta", 0, "ninguna pregunta"),
    ("día", 0, "ningún día"),
    ("día", 1, "un día"),
    ("carta", 1, "una carta"),
    ("sesión", 1, "una sesión"),
    ("sesión", 2, "dos sesiones"),
    ("vez", 3, "tres veces"),
    ("minuto", 15, "15 minutos"),
]


@pytest.mark.parametrize(("noun", "n", "said"), COUNTED)
def test_counted_nouns(noun: str, n: int, said: str) -> None:
    """One and none go with the noun's gender, as its ending tells it."""
    assert spanish().count(noun, n) == said


LISTS = [
    (["Ana"], "Ana"),
    (["Ana", "Sol"], "Ana y Sol"),
    (["Ana", "Inés"], "Ana e Inés"),
    (["agua", "hielo"], "agua y hielo"),
    (["madre", "hija"], "madre e hija"),
    (["Ana", '"Ir a pie"'], 'Ana e "Ir a pie"'),
]


@pytest.mark.parametrize(("items", "said"), LISTS)
def test_and_before_the_sound_i(items: list[str], said: str) -> None:
    """Y is e before the sound i, and stays before hie-."""
    assert spanish().join_and(items) == said


def test_or_before_the_sound_o() -> None:
    """O is u before the sound o, spelled or in figures."""
    assert spanish().join_or(["siete", "ocho"]) == "siete u ocho"
    assert spanish().join_or(["7", "8"]) == "7 u 8"
    assert spanish().join_or(["uno", "dos"]) == "uno o dos"


def test_sms_writes_what_gsm_has() -> None:
    """Our words lose á í ó ú on SMS and keep é ñ ü ¿ ¡; what somebody wrote keeps everything."""
    short = spanish(short=True)
    assert short.plain("Acción pequeña: ¿qué día?") == "Accion pequeña: ¿qué dia?"
    assert short.plain('Escribiste "mi tía llamó" así') == 'Escribiste "mi tía llamó" asi'
    assert short.given("María Núñez") == "Maria"
    assert short.quoted("sí, así") == '"sí, así"'
    assert spanish().given("María Núñez") == "María"


def test_english_names_are_left_alone() -> None:
    """A language that loses nothing on SMS takes nothing from a name either."""
    assert Words(_calendar("en"), short=True).given("Zoë María") == "Zoë"
    assert Words(_calendar("en"), short=True).given("José") == "José"


@pytest.mark.parametrize("language", OTHERS)
def test_our_words_are_gsm_on_sms(language: str) -> None:
    """Everything a language's templates say by SMS fits the short alphabet, whoever is named in it."""
    assert "sms" in CHANNELS
    args = {"therapist": "María Núñez", "name": "Sofía", "at": "19:00", "several": True}
    assert gsm.outside(CATALOG.render("plan/moment", language, "sms", args)) == ""
