"""No text asks anybody to type a word that ends the messages, and no label is one (SAFETY 0.5)."""

import shutil
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from bot.check import faults
from prompts.carrier import asked_for, is_one, words
from prompts.catalog import Catalog
from prompts.library import load_content
from prompts.style import audience_of, check
from tests.safety.lines import opt_out
from tests.safety_stage import after_line
from tests.world import ADA, client, events, play

TODAY = date(2026, 3, 2)
ASKS = [
    ("Reply YES to go on.", "YES"),
    ("Reply with STOP when it gets too much", "STOP"),
    ("text stop if you had enough", "stop"),
    ('When you are done, type "end".', "end"),
    ("Just send: quit.", "quit"),
    ("Text HELP to hear more", "HELP"),
    ("Answer QUIT or STAY", "QUIT"),
    ("Say START when you are ready", "START"),
    ("1 = fine, YES = great", "YES"),
    ("YES or NO?", "YES"),
    ("Reply unstop to begin again", "unstop"),
    ("Write back 'cancel' to skip the day", "cancel"),
    ("Responde ALTO si es demasiado", "ALTO"),
    ("escribe “baja” para salir", "baja"),
    ("Manda la palabra PARAR cuando termines", "PARAR"),
    ("Envía cancelar si no puedes", "cancelar"),
]
FINE = [
    "Try the STOP skill: stop, take a step back, observe, go on.",
    "Say yes to one small thing this week.",
    "What would you like to stop doing?",
    "STOP ends the messages.",
    "Write the end of the story as you would like it.",
    "Write down what helped and what was hard.",
    "Text a friend to help you start.",
    "Reply 1 when you are done.",
    "Para un momento y respira.",
    "How did the day end?",
    "Type what comes; it need not be long.",
]


@pytest.mark.parametrize(("text", "word"), ASKS)
def test_asking_for_a_carrier_word_is_found(text, word):
    """In capitals, quoted, in small letters, as a legend, in English and in Spanish."""
    assert asked_for(text) == word


@pytest.mark.parametrize("text", FINE)
def test_using_the_words_is_not_asking_for_them(text):
    """The STOP skill, the end of a story, and saying what STOP does are no request to type one."""
    assert asked_for(text) == ""


@pytest.mark.parametrize("kind", ["step", "cue", "letter", "barrier", "reply", "card"])
@pytest.mark.parametrize("channel", ["telegram", "sms"])
def test_no_kind_of_text_may_ask(kind, channel):
    """The rule holds on both channels for every kind that is not about these words, quoted or not."""
    for text in ("Reply STOP to pause.", 'Type "stop" to pause.'):
        assert "RES-2" in {found.rule for found in check(text, kind=kind, channel=channel)}


@pytest.mark.parametrize("kind", ["invite", "consent", "optout", "help"])
def test_what_the_words_do_may_be_said(kind):
    """Joining, leaving and help are about these words."""
    assert "RES-2" not in {
        f.rule for f in check("Reply YES to join. STOP ends it.", kind=kind, channel="sms")
    }


@pytest.mark.parametrize("label", ["Stop", "STOP!", "Quit.", "Parar", "Alto", "opt out", "Yes", "Info"])
def test_labels_are_no_carrier_word(label):
    """A label with signs around it is still the word, in Spanish too."""
    assert is_one(label)
    assert "RES-1" in {f.rule for f in check("Which?", kind="step", channel="sms", options=[label])}


def test_no_label_that_ships_would_end_the_messages():
    """Nothing a client can choose, typed instead of tapped, is a word of the stop family."""
    stop = words() - {"start", "yes", "unstop", "help", "info"}
    labels = [o.label for a in load_content().activities.values() for s in a.steps for o in s.options]
    assert labels
    assert [label for label in labels if label.casefold() in stop] == []


def test_no_label_of_a_client_reads_as_a_request():
    """Typed instead of tapped, no label a client sees asks us to stop, but those that are about stopping."""
    entries = Catalog.load(files("prompts")).entries("en").values()
    theirs = [e for e in entries if e.audience != "therapist" and "optout" not in e.kinds]
    labels = [label for e in theirs if audience_of(e.kinds[0]) == "client" for label in e.options.values()]
    assert len(labels) > 100
    assert {label for label in labels if opt_out().wants_out(label)} <= {"Cancel"}  # on SMS "Leave it"


def test_check_names_file_and_line(tmp_path: Path):
    """An activity and a prompt that ask for a carrier word are named by `interlude check`."""
    root = _copy_of_prompts(tmp_path)
    activity = sorted((root / "activities").glob("*.toml"))[0]
    source = activity.read_text("utf-8")
    line = next(n for n, one in enumerate(source.splitlines(), 1) if one.startswith("text = "))
    lines = source.splitlines()
    lines[line - 1] = 'text = "Reply STOP when it is enough."'
    activity.write_text("\n".join(lines) + "\n", "utf-8")
    prompt = root / "en" / "cue.toml"
    prompt.write_text(prompt.read_text("utf-8") + '\n[bad]\ntext = "Send QUIT to rest."\n[[bad.samples]]\n')
    found = [one for one in faults(root, TODAY) if "RES-2" in one]
    assert any(
        one.startswith(f"activities/{activity.name}:{line}") or f"{activity.name}:{line}" in one
        for one in found
    )
    assert any("cue.toml" in one and "[bad]" in one for one in found)


def _copy_of_prompts(folder: Path) -> Path:
    source = Path(__file__).parent.parent / "prompts"
    return Path(
        shutil.copytree(source, folder / "prompts", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    )


NOTE = "reply STOP when it gets too much"


@pytest.mark.parametrize("channel", ["telegram", "sms"])
async def test_a_therapists_note_gets_a_hint(channel: str) -> None:
    """The card says what the word would do, and Send still works: the note is the therapist's own."""
    ada = {**ADA, "channel": channel}
    line = f"/assign kim thought record daily at 19:00 note: {NOTE}"
    lines = [ada, client("kim"), {"who": "ada", "text": line}]
    card = events(after_line(await play(lines), len(lines)), "ada", "card")[0]
    assert "STOP sent alone" in card["text"] or "on STOP" in card["text"]
    sent = await play([*lines, {"who": "ada", "tap": "Send"}])
    assert NOTE in events(sent, "kim", "assignment")[0]["text"]


async def test_a_note_without_one_gets_none() -> None:
    """An ordinary note, and one about the STOP skill, bring no hint."""
    for note in ("picking up on the argument", "the STOP skill again: one step back"):
        line = f"/assign kim thought record daily at 19:00 note: {note}"
        lines = [ADA, client("kim"), {"who": "ada", "text": line}]
        card = events(after_line(await play(lines), len(lines)), "ada", "card")[0]
        assert "Phone companies" not in card["text"]
        assert note in card["text"]


async def test_a_letter_of_ones_own_gets_a_hint() -> None:
    """The preview of a letter in the therapist's words says so too, before Send."""
    lines = [
        ADA,
        client("kim", session="tue 15:00"),
        {"who": "ada", "text": "/assign kim thought record daily at 19:00"},
        {"who": "ada", "tap": "Send"},
        {"until": "2026-03-06T10:00:00+00:00"},
        {"who": "ada", "text": "/letter kim"},
        {"who": "ada", "tap": "Edit"},
        {"who": "ada", "text": "Hi {name}, text me 'quit' if the week is too much."},
    ]
    preview = events(after_line(await play(lines), len(lines)), "ada")[-1]
    assert "Phone companies act on QUIT" in preview["text"]
