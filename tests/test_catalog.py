"""The prompt catalogue: its file format, its faults, and what comes out of it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import prompts
from prompts.catalog import Catalog
from prompts.entries import CODES, Entry, PromptError

CALENDAR = (Path(prompts.__file__).parent / "en" / "calendar.toml").read_text(encoding="utf-8")

TALK = """
[_file]
kind = "barrier"
[_file.sample]
title = "thought record"

[check]
text = ["Did any part of {{ title }} happen – even a little?", "Any of {{ title }} so far?"]
sms = "Any of {{ title }}?"
discreet = "You have something new to do."

[check.options]
some = "Some of it"
told = "I told {{ therapist }}"
cancel = "Cancel"

[check.sms_options]
some = "A bit"

[[check.samples]]
therapist = "Ada"

[plain]
text = "Kept  for now.\\n\\n\\n\\n  Until  Tuesday.  "
"""


def catalog(tmp_path: Path, **files: str) -> Catalog:
    """A catalogue of `<language>_<talk>` files; English has the shipped calendar."""
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "calendar.toml").write_text(CALENDAR, encoding="utf-8")
    for name, source in files.items():
        language, _, talk = name.partition("_")
        (tmp_path / language).mkdir(exist_ok=True)
        suffix = "" if "." in talk else ".toml"
        (tmp_path / language / (talk + suffix)).write_text(source, encoding="utf-8")
    return Catalog.load(tmp_path)


ARGS = {"title": "thought record", "therapist": "Ada"}


def test_text_per_channel_and_state(tmp_path: Path) -> None:
    """A prompt has one text for Telegram, may have another for SMS, and a neutral one for both."""
    made = catalog(tmp_path, en_barrier=TALK)
    assert made.render("barrier/check", "en", "telegram", ARGS).startswith("Did any part of thought record")
    assert made.render("barrier/check", "en", "console", ARGS).startswith("Did any part of thought record")
    assert made.render("barrier/check", "en", "sms", ARGS) == "Any of thought record?"
    for channel in ("telegram", "sms"):
        neutral = made.render("barrier/check", "en", channel, {}, discreet=True)
        assert neutral == "You have something new to do."


def test_no_neutral_text(tmp_path: Path) -> None:
    """Without a neutral text the usual one is used."""
    made = catalog(tmp_path, en_barrier=TALK)
    usual = made.render("barrier/plain", "en", "sms", {})
    assert made.render("barrier/plain", "en", "sms", {}, discreet=True) == usual


def test_wordings_go_round(tmp_path: Path) -> None:
    """`variant` picks a wording and begins again after the last."""
    made = catalog(tmp_path, en_barrier=TALK)
    texts = [made.render("barrier/check", "en", "telegram", ARGS, variant=n) for n in range(4)]
    assert texts[1] == "Any of thought record so far?"
    assert texts[2:] == texts[:2]
    assert texts[0] != texts[1]


def test_labels(tmp_path: Path) -> None:
    """Labels come rendered in the order asked for; SMS has its own, and never one carriers act on."""
    made = catalog(tmp_path, en_barrier=TALK)
    codes = ["told", "some", "cancel"]
    assert made.labels("barrier/check", codes, "en", "telegram", ARGS) == [
        "I told Ada",
        "Some of it",
        "Cancel",
    ]
    assert made.labels("barrier/check", codes, "en", "sms", ARGS) == ["I told Ada", "A bit", "Leave it"]


def test_missing_label(tmp_path: Path) -> None:
    """A code without a label is an error that names file, prompt and code."""
    made = catalog(tmp_path, en_barrier=TALK)
    with pytest.raises(PromptError, match=r"en/barrier.toml:7 \[check\]: no option all, none"):
        made.labels("barrier/check", ["some", "all", "none"], "en", "telegram", ARGS)


def test_spaces_are_tidied(tmp_path: Path) -> None:
    """Line breaks stay, at most one line is blank, and spaces are single."""
    made = catalog(tmp_path, en_barrier=TALK)
    assert made.render("barrier/plain", "en", "telegram", {}) == "Kept for now.\n\nUntil Tuesday."


def test_tags_and_lines(tmp_path: Path) -> None:
    """A line of tags alone leaves no line; a tag inside a line keeps its line break."""
    lines = "Hello{% if name %} {{ name }}{% endif %}\\n"
    lines += "{% if a %}\\nA\\n{% else %}{# none #}\\nB\\n{% endif %}\\nEnd"
    made = catalog(tmp_path, en_talk=f'[a]\nkind="reply"\ntext="{lines}"')
    for channel in ("telegram", "sms"):
        assert made.render("talk/a", "en", channel, {"name": "Sam", "a": 1}) == "Hello Sam\nA\nEnd"
        assert made.render("talk/a", "en", channel, {"name": "", "a": 0}) == "Hello\nB\nEnd"


def test_short_channel_alphabet(tmp_path: Path) -> None:
    """On SMS our own marks are plain ones and a person's stay as they were written."""
    made = catalog(tmp_path, en_talk='[a]\nkind="reply"\ntext="It’s “{{ words }}” – kept…"')
    args = {"words": "naïve – “so”…"}
    assert made.render("talk/a", "en", "sms", args) == 'It\'s "naïve – “so”…" - kept...'
    assert made.render("talk/a", "en", "telegram", args) == "It’s “naïve – “so”…” – kept…"


def test_cut_quotation_per_channel(tmp_path: Path) -> None:
    """A cut is marked with one character on Telegram and with three dots on SMS."""
    made = catalog(tmp_path, en_talk='[a]\nkind="reply"\ntext="{{ words|quoted(12) }}"')
    args = {"words": "one two three four"}
    assert made.render("talk/a", "en", "telegram", args) == '"one two…"'
    assert made.render("talk/a", "en", "sms", args) == '"one two..."'


def test_macros(tmp_path: Path) -> None:
    """A language's macros can be called from its prompts, in the channel's own marks."""
    made = catalog(
        tmp_path,
        **{
            "en_macros.j2": "{% macro hello(name) %}Hello – {{ name }}{% endmacro %}",
            "en_talk": '[a]\nkind="reply"\ntext="{{ hello(name) }}."',
        },
    )
    assert made.render("talk/a", "en", "telegram", {"name": "Sam"}) == "Hello – Sam."
    assert made.render("talk/a", "en", "sms", {"name": "Sam"}) == "Hello - Sam."
    assert made.variables("talk/a") == {"name"}


def test_language_falls_back(tmp_path: Path) -> None:
    """A language has its own prompts where it can, else English with English days."""
    other = '[check]\nkind="barrier"\ntext="¿Qué hubo con {{ title }}?"\n[check.options]\nsome="Algo"'
    when = '[when]\nkind="reply"\ntext="{{ at|weekday }}"'
    made = catalog(tmp_path, en_barrier=TALK, en_talk=when, es_barrier=other)
    at = {"at": datetime(2026, 3, 10, tzinfo=UTC)}
    assert made.languages() == ("en", "es")
    assert made.render("barrier/check", "es", "sms", ARGS) == "¿Qué hubo con thought record?"
    assert made.labels("barrier/check", ["some"], "es", "sms", ARGS) == ["Algo"]
    assert made.render("talk/when", "es", "sms", at) == "Tuesday"
    assert made.render("talk/when", "xx", "sms", at) == "Tuesday"


def test_names_and_variables(tmp_path: Path) -> None:
    """The catalogue knows its prompts and what each of them reads, helpers left out."""
    counted = '[n]\nkind="reply"\ntext="{{ count(noun, n)|capital_first }}"\ndiscreet="{{ a }}"'
    made = catalog(tmp_path, en_barrier=TALK, en_talk=counted)
    assert made.names() == ("barrier/check", "barrier/plain", "talk/n")
    assert made.has("talk/n")
    assert not made.has("talk/m")
    assert made.variables("barrier/check") == {"title", "therapist"}
    assert made.variables("talk/n") == {"noun", "n", "a"}
    assert made.variables("talk/n", discreet=True) == {"a"}


def test_missing_argument(tmp_path: Path) -> None:
    """An argument that was not given is an error that names the place, never a gap."""
    made = catalog(tmp_path, en_barrier=TALK)
    with pytest.raises(PromptError, match=r"en/barrier.toml:7 \[check\]: text: 'title' is undefined"):
        made.render("barrier/check", "en", "telegram", {})


def test_naive_time(tmp_path: Path) -> None:
    """A time without a zone is an error that names the place."""
    made = catalog(tmp_path, en_talk='[a]\nkind="reply"\ntext="{{ at|clock }}"')
    with pytest.raises(PromptError, match=r"\[a\]: text: a prompt needs a local time with its zone"):
        made.render("talk/a", "en", "sms", {"at": datetime(2026, 3, 10)})  # noqa: DTZ001 - the fault tested


def test_unknown_prompt(tmp_path: Path) -> None:
    """A prompt there is none of is an error with its name."""
    made = catalog(tmp_path, en_barrier=TALK)
    with pytest.raises(PromptError, match="barrier/nothing"):
        made.render("barrier/nothing", "en", "sms", {})


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ('[a]\ntext = "x', r"en/talk.toml: "),
        ('[a]\nkind="reply"\ntext="{{ x"', r"en/talk.toml:1 \[a\]: unexpected end"),
        ('[a]\nkind="reply"\ntext="{{ x|nonsense }}"', r"\[a\]: No filter named 'nonsense'"),
        ('[a]\nkind="reply"\ntext="x"\n[a.options]\nb="{% if %}"', r"en/talk.toml:1 \[a\]:"),
        ('[_file]\nkind="reply"\n\n[a]\nsms="x"', r"en/talk.toml:4 \[a\]: no text"),
        ('[a]\nkind="reply"\ntext=["x", ""]', r"\[a\]: text must be words"),
        ('[a]\nkind="reply"\ntext=3', r"\[a\]: text must be words"),
        ('[a]\nkind="reply"\ntext="x"\ntxt="y"', r"\[a\]: unknown: txt"),
        ('[_file]\nkind="reply"\nkidn="x"\n[a]\ntext="x"', r"\[_file\]: unknown: kidn"),
        ('a="x"\n[_file]\nkind="reply"', r"\[a\]: a prompt is a table"),
        ('[_file]\naudience="all"\nkind="reply"\n[a]\ntext="x"', r"\[a\]: audience is 'all'"),
        ('[_file]\naudience="client"\n[a]\ntext="x"', r"\[a\]: no kind"),
        ('[a]\nkind="reply"\ntext="x"\noptions=["b"]', r"\[a\]: options must be a table"),
        ('[a]\nkind="reply"\ntext="x"\n[a.sms_options]\nb="c"', r"\[a\]: sms_options without an option: b"),
        ('[a]\nkind=3\ntext="x"', r"\[a\]: kind must be words"),
        ('[a]\nkind="reply"\ntext="x"\nlimit="2"', r"\[a\]: limit must be a number"),
        ('[a]\nkind="reply"\ntext="x"\nsamples=[3]', r"\[a\]: samples must be tables"),
    ],
)
def test_faults_are_named(tmp_path: Path, source: str, problem: str) -> None:
    """A file that does not fit the format is refused with file, prompt and reason."""
    with pytest.raises(PromptError, match=problem):
        catalog(tmp_path, en_talk=source)


def test_other_data_is_passed_over(tmp_path: Path) -> None:
    """A TOML file that says no kind of message holds no prompts."""
    assert catalog(tmp_path, en_data='[codes.P1]\ntext = "x"').names() == ()


def test_no_english(tmp_path: Path) -> None:
    """Without English there is nothing to fall back to, and that is said."""
    with pytest.raises(PromptError, match="en: there is no such folder"):
        Catalog.load(tmp_path)


def test_bad_macros(tmp_path: Path) -> None:
    """Macros that cannot be read name their file."""
    with pytest.raises(PromptError, match=r"en/macros.j2: "):
        catalog(tmp_path, **{"en_macros.j2": "{% macro %}"})


def test_compiled_when_first_spoken_or_before() -> None:
    """A catalogue that compiles prompts and macros at their first use says what one compiled at once says."""
    lazy, ready = Catalog.load(at_once=False), Catalog.load()
    own = [(language, entry) for language in ready.languages() for entry in ready.entries(language).values()]
    for channel in ("telegram", "sms"):
        said = [words for language, entry in own for words in _said(ready, language, entry, channel)]
        assert [words for language, entry in own for words in _said(lazy, language, entry, channel)] == said
        assert len(said) > 400


def _said(catalog: Catalog, language: str, entry: Entry, channel: str) -> Iterator[str]:
    """Every text and label of a prompt, in each of the states its samples show."""
    for sample in entry.samples:
        codes = sample.get(CODES, list(entry.options))
        args = {key: value for key, value in sample.items() if key != CODES}
        yield catalog.render(entry.name, language, channel, args)
        yield from catalog.labels(entry.name, codes, language, channel, args)


def test_macros_that_call_macros(tmp_path: Path) -> None:
    """A macro may call one of another file, also where both are compiled only when a prompt needs them."""
    macros = {"en_a.j2": "{% macro shout(x) %}{{ x }}!{% endmacro %}"}
    macros |= {"en_b.j2": "{% macro twice(x) %}{{ shout(x) }} {{ shout(x) }}{% endmacro %}"}
    catalog(tmp_path, en_talk='[a]\nkind="reply"\ntext="{{ twice(w) }}"', **macros)
    for at_once in (True, False):
        assert (
            Catalog.load(tmp_path, at_once=at_once).render("talk/a", "en", "sms", {"w": "yes"}) == "yes! yes!"
        )


def test_own_calendar(tmp_path: Path) -> None:
    """A language may bring some of its calendar words; the rest are English."""
    made = catalog(
        tmp_path,
        en_talk='[a]\nkind="reply"\ntext="{{ x|join_and }} {{ n|words }}"',
        xx_talk='[a]\nkind="reply"\ntext="{{ x|join_and }} {{ n|words }}"',
        xx_calendar='and = "y"',
    )
    assert made.render("talk/a", "xx", "sms", {"x": "ab", "n": 2}) == "a y b two"


def test_a_translation_that_lacks_a_label(tmp_path: Path) -> None:
    """Where a label is not translated, the whole prompt is in English, and counts as missing."""
    other = '[check]\nkind="barrier"\ntext="¿Qué hubo con {{ title }}?"\n[check.options]\nsome="Algo"'
    made = catalog(tmp_path, en_barrier=TALK, es_barrier=other)
    assert made.render("barrier/check", "es", "sms", ARGS, codes=["some"]) == "¿Qué hubo con thought record?"
    assert made.render("barrier/check", "es", "sms", ARGS, codes=["some", "told"]) == "Any of thought record?"
    assert made.labels("barrier/check", ["some", "told"], "es", "sms", ARGS) == ["A bit", "I told Ada"]
    assert made.missing("es") == ("barrier/check", "barrier/plain")
