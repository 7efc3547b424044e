"""The language rules: what they reject, what they let pass, and every shipped prompt under them."""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import prompts
from prompts.catalog import Catalog
from prompts.review import review
from prompts.style import check
from prompts.style_rules import patterns


def rules_of(text: str, kind: str = "reply", channel: str = "telegram", **more: Any) -> set[str]:
    return {finding.rule for finding in check(text, kind=kind, channel=channel, **more)}


# Left must be rejected, right must pass (CONTENT C5), the right ones filled in.
PAIRS = [
    (
        "No worries, it's okay that you skipped it!",
        "It sounds like a full week, and fitting this in takes real effort. It also matters for seeing "
        "friends, so I'd like us to find a version that fits.",
    ),
    (
        "Why didn't you do the thought record?",
        "On Sunday you sounded keen on the thought record. I'm curious what was in the way when you "
        "thought about it.",
    ),
    ("You still haven't done your homework.", "Sam, thought record is here when you are, about 5 min."),
    (
        "You should try going for a walk.",
        "Walking was on your own list. Would you like it as today's step?",
    ),
    (
        "Skipping shows you don't care about therapy.",
        "Not doing it tells us something too, and that is worth a look together.",
    ),
    ("You lost your 6-day streak.", "6 dots so far. The next one starts whenever you do."),
    (
        "Have you tried setting an alarm?",
        "Would a reminder at a set time be of use, or something else?",
    ),
    (
        "You are avoiding this because of anxiety.",
        "You said \"it makes my stomach turn\". I've kept that for Ada if you'd like.",
    ),
    (
        "I'm always here for you 24/7.",
        "I'm an automatic helper and nobody reads this live. Ada sees it before Tuesday.",
    ),
    (
        "You need to finish it before Thursday.",
        "It's planned for before Thursday. Any part of it counts.",
    ),
]


@pytest.mark.parametrize(("reject", "accept"), PAIRS)
def test_pairs(reject: str, accept: str) -> None:
    """The hurtful wording is rejected and the kind one passes, on both channels."""
    for channel in ("telegram", "sms"):
        assert rules_of(reject, "barrier", channel)
        assert rules_of(accept, "barrier", channel) == set()


# rule, kind, a text that breaks exactly this rule, a near miss that breaks none
PATTERNS = [
    ("MIN-1", "reply", "That's totally fine.", "It is fine weather, says the note."),
    ("MIN-2", "reply", "No big deal.", "No worry list today."),
    ("MIN-3", "reply", "Don't you worry.", "Worry time is at 17:00."),
    ("MIN-4", "reply", "Never mind then.", "It never minded the rain."),
    ("MIN-5", "reply", "It wasn't all that important.", "It is important to Sam."),
    ("MIN-6", "reply", "It doesn't really matter.", "Does this matter to you?"),
    ("MIN-7", "reply", "Just forget about today.", "Forget it or keep it: both are here."),
    ("MIN-8", "reply", "Maybe the task wasn't a good fit.", "Maybe the task was a good fit."),
    ("MIN-9", "reply", "That happens to everybody.", "What happens to it next?"),
    ("SHM-1", "step", "Why couldn't you start?", "Why this one: it is short."),
    ("SHM-2", "reply", "How come you left?", "How comes the morning?"),
    ("SHM-3", "reply", "You really must start.", "You may start now."),
    ("SHM-4", "reply", "You promised Ada.", "You wrote to Ada."),
    ("SHM-5", "reply", "It sounds like procrastination.", "It sounds like a pause."),
    ("SHM-6", "reply", "That lets Ada know. Let Ada down?", "Let Ada know. Sit down?"),
    ("SHM-7", "reply", "You do not really care.", "You care about this."),
    ("SHM-8", "reply", "If you really wanted it, say so.", "If you want it, say so."),
    ("SHM-9", "reply", "It is overdue.", "It is due on Friday."),
    ("SHM-10", "reply", "Your streak is gone.", "Your streak is 4 days."),
    ("SHM-11", "completion", "It was unsuccessful.", "It was one try."),
    ("SHM-12", "reply", "Please take responsibility.", "Please take a seat."),
    ("SHM-13", "reply", "As we already told you, Tuesday.", "As we agreed, Tuesday."),
    ("SHM-14", "reply", "Other people manage this.", "Other people were there."),
    ("ADV-1", "reply", "Why not try a list?", "What would you try?"),
    ("ADV-2", "reply", "My advice is a walk.", "Ada's idea is a walk."),
    ("ADV-3", "reply", "Cheer up.", "A calm evening."),
    ("ADV-4", "reply", "At least you tried.", "At least two lines."),
    ("ADV-5", "reply", "You might have a trauma.", "You might have time."),
    ("ADV-6", "reply", "This means you fear it.", "This means it is kept."),
    ("ADV-7", "reply", "You can skip your dose.", "You can skip this one."),
    ("ADV-8", "reply", "It takes 21 days.", "It takes 20 days."),
    ("BOT-1", "reply", "I'm your doctor.", "Your doctor sees it."),
    ("BOT-2", "reply", "We are here for you.", "Your notes are here for you."),
    ("BOT-3", "reply", "I understand how you feel.", "How did you feel?"),
    ("BOT-4", "reply", "I'm so proud of that.", "Be proud of that."),
    ("BOT-5", "reply", "Your note is read right away.", "Your note is read by Ada on Tuesday."),
    ("TXT-1", "reply", "Good! See you!", "Good! See you."),
    ("TXT-1", "letter", "See you on Tuesday!", "See you on Tuesday."),
    ("TXT-2", "reply", "When? Where?", "When and where?"),
    ("TXT-3", "reply", "Do it TODAY.", "Write MENU for more."),
    ("TXT-4", "reply", "Your homework is here.", "Your home work-out is here."),
    ("PRV-1", "followup", "Sam, your panic log is here.", "Sam, your log is here."),
    ("RES-2", "reply", "Reply YES to go on.", "Reply 1 to go on."),
    ("WORD-school", "reply", "Please hand it in.", "Please take it in hand."),
    ("WORD-person", "reply", "Many sufferers do this.", "People do this."),
    ("WORD-gender", "reply", "She sees it.", "They see it."),
    ("WORD-idiom", "reply", "You are back on track.", "You are on the track round the park."),
    ("WORD-praise", "completion", "Amazing.", "Two lines are written."),
    ("CUE-1", "cue", "Sam, two are left to do.", "Sam, two are planned."),
    ("WRAP-1", "wrapup", "One was skipped.", "One is written."),
    ("LET-1", "letter", "You did 2 of 3.", "You did two."),
    ("SAFE-1", "safety", "Are you safe?", "Call 999 if you are in danger now."),
    ("HUM-1", "safety", "Somebody is reading along.", "Nobody is reading now."),
    ("HUM-2", "safety", "Ada has been notified.", "A notice goes to Ada."),
    ("HUM-2", "reply", "Help is on its way.", "Help is a word for it."),
    ("HUM-3", "safety", "Ada will call you soon.", "Ada may not see it before morning."),
    ("HUM-4", "reply", "This chat is monitored.", "This chat is not monitored."),
    ("SAFE-2", "reply", "I will never tell anyone.", "Tell someone about it."),
    ("SAFE-3", "safety", "Please promise not to do it.", "Ada promised a call."),
    ("SAFE-4", "safety", "You are not suicidal then.", "You are not asked anything."),
    ("SAFE-5", "safety", "They committed suicide.", "They died by suicide."),
    ("SAFE-6", "safety", "I can't talk about that.", "You can talk about that with Ada."),
]


@pytest.mark.parametrize(("rule", "kind", "breaks", "near_miss"), PATTERNS)
def test_patterns(rule: str, kind: str, breaks: str, near_miss: str) -> None:
    """Each pattern has a text that breaks it alone and one close to it that breaks nothing."""
    assert rules_of(breaks, kind, "sms") == {rule}
    assert rules_of(near_miss, kind, "sms") == set()


def test_pattern_table_is_complete() -> None:
    """Every pattern rule of English stands in one of the tables of this file."""
    elsewhere = {"PRV-1", "RES-1", "RES-2"}  # their words stand in deny.toml and in the opt-out lists
    known = {pattern.rule for pattern in patterns("en")} | elsewhere
    assert known == {row[0] for row in PATTERNS} | {"RES-1"}


@pytest.mark.parametrize("label", ["Stop", "cancel", " END ", "Yes", "help", "Info", "quit"])
def test_reserved_labels(label: str) -> None:
    """On SMS no option is a word that carriers act on; elsewhere it may be."""
    assert rules_of("Shall we?", channel="sms", options=["Later", label]) == {"RES-1"}
    assert rules_of("Shall we?", channel="telegram", options=["Later", label]) == set()


@pytest.mark.parametrize("label", ["Start", "Yes, go on", "Leave it", "End of the week"])
def test_labels_that_only_begin_so(label: str) -> None:
    """Labels that carriers do not act on pass on SMS, `Start` among them."""
    assert rules_of("Shall we?", channel="sms", options=[label]) == set()


def test_joining_may_ask_for_yes() -> None:
    """The opt-in text is the one place that asks people to write YES."""
    assert rules_of("Reply YES to join. STOP to end.", "invite", "sms") == set()


def test_quoted_words_are_not_ours() -> None:
    """What stands in double quotes, or is named as verbatim, is never held against us."""
    assert rules_of('"why didn\'t you?? HELLO homework!!" Kept for Ada.', "barrier") == set()
    assert rules_of("“no worries” is kept for Ada.", "barrier") == set()
    assert rules_of("Ada wrote: no worries. Kept.", verbatim=["no worries"]) == set()
    assert rules_of("Ada wrote: no worries. Kept.") == {"MIN-2"}


def test_options_are_judged_like_the_text() -> None:
    """A label is our wording too, except for feelings, which are the person's own voice."""
    assert rules_of("Which fits?", options=["It doesn't matter"]) == {"MIN-6"}
    assert rules_of("Which fits?", options=["I'm sad", "I'm worried"]) == set()


def test_a_letter_may_say_proud() -> None:
    """Letters are signed by the therapist, who may be proud; the bot may not."""
    assert rules_of("I'm proud of what you wrote. Ada", "letter") == set()


# Lines of a week as it should feel: kind, channel, text, options.
WEEK = [
    (
        "invite",
        "sms",
        "Interlude: texts agreed in person; your word: heron. About 1 a day. Reply YES to join, NO if this "
        "isn't you. HELP for help, STOP to end. Msg rates may apply.",
        [],
    ),
    (
        "assignment",
        "sms",
        "From Ada: Picking up on the argument at work.\nThought record: short notes on a thought that stung, "
        "three by Tuesday, about 8 min each. On paper it's easier to look at. Whatever happens, there is "
        "something to learn. Ada sees them.",
        ["Start", "Later, pick a moment", "Ask Ada"],
    ),
    (
        "cue",
        "sms",
        'Sam, thought record, 2 min. Your plan: "asleep on the sofa? ill do the short one standing up".',
        ["Start", "Later", "Not today"],
    ),
    (
        "letter",
        "sms",
        "Sam, thank you for trying something new; one thought record is written already. This can feel odd, "
        "or hurt. If it's unclear or too much, tell me and we'll find another pace together. Whatever you "
        "notice about work is of use to us. See you Tuesday. Ada",
        [],
    ),
    (
        "barrier",
        "sms",
        '"one line. no full sentences". That is a real version. What fits?',
        ["Do one rough line now", "Make it smaller from now on", "Bring it to Ada"],
    ),
    (
        "safety",
        "telegram",
        "It sounds like you may be going through something very hard. This is an automatic program; nobody "
        "is reading now.\nSamaritans: 116 123, free, day and night. Or text the word Shout to 85258. In "
        "danger now: 999.\nIf you can, be with someone, and away from anything you could hurt yourself with."
        "\nA notice goes to Ada, who may not see it before morning, so please don't wait for Ada.",
        ["Tell someone", "I wrote about something else"],
    ),
]


@pytest.mark.parametrize(("kind", "channel", "text", "options"), WEEK)
def test_an_ordinary_week(kind: str, channel: str, text: str, options: list[str]) -> None:
    """The rules leave room for the messages they were made for."""
    assert rules_of(text, kind, channel, options=options) == set()


ROOT = Path(prompts.__file__).parent
FILES = [
    f"{path.parent.name}/{path.name}"
    for path in sorted(ROOT.glob("[a-z][a-z]/*.toml"))
    if path.name != "calendar.toml"
]


@pytest.fixture(scope="module")
def found() -> Mapping[str, list[str]]:
    """What is wrong with the shipped prompts, by file."""
    by_file: dict[str, list[str]] = defaultdict(list)
    for problem in review(Catalog.load()):
        by_file[problem.file].append(str(problem))
    return by_file


@pytest.mark.parametrize("file", FILES)
def test_every_prompt(file: str, found: Mapping[str, list[str]]) -> None:
    """Every prompt, in every language, channel and state, has samples, renders and breaks no rule."""
    assert found.get(file, []) == []


@pytest.mark.parametrize("file", FILES)
def test_every_file_is_read(file: str) -> None:
    """A file that says no kind would be passed over in silence: only calendars may."""
    entries = Catalog.load().entries(file.partition("/")[0])
    assert file in {entry.file for entry in entries.values()}
