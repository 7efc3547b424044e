import pytest

from handlers.safety.fold import END
from handlers.safety.together import Rules
from handlers.safety.walk import Hit

KNOWN = ("wish", "death", "fear", "third")


def met(rule, text):
    """The places where one rule is fulfilled; in the text every slot is named by its own word."""
    words = [END, *text.split(), END]
    hits = [Hit(word, i, i + 1) for i, word in enumerate(words) if word in KNOWN]
    return [(m.hit.start, m.hit.end) for m in Rules({"now:x": [rule]}, KNOWN).meetings(words, hits)]


@pytest.mark.parametrize(
    ("rule", "text", "places"),
    [
        ("wish death within 4", "a wish for death b", [(2, 5)]),
        ("wish death within 4", "death is my wish", [(1, 5)]),
        ("wish death within 4", "wish a b c death", []),
        ("wish death within 4", "wish . death", []),
        ("wish death within 4 across", "wish . death", [(1, 4)]),
        ("wish death within 4 unless fear", "wish death", [(1, 3)]),
        ("wish death within 4 unless fear", "fear a b wish death", []),
        ("wish death within 4 unless fear", "fear a b c d e f g wish death", [(9, 11)]),
        ("wish third death within 6", "death a third wish", [(1, 5)]),
        ("wish third death within 6", "death a wish", []),
        ("wish death within 4", "wish a b c d e f", []),
    ],
)
def test_slots_meet(rule, text, places):
    """A rule holds where its slots stand near enough, in any order, in one sentence, with no bar near."""
    assert met(rule, text) == places


def test_two_slots_on_the_same_words_are_not_two_things_said():
    """One phrase that belongs to two slots does not meet itself; an earlier one of that slot does count."""
    words = [END, "a", "b", "c", END]
    rules = Rules({"now:x": ["wish death within 5"]}, KNOWN)
    both = [Hit("wish", 2, 3), Hit("death", 2, 3)]
    assert rules.meetings(words, both) == []
    assert len(rules.meetings(words, [Hit("wish", 1, 2), *both])) == 1


@pytest.mark.parametrize(
    "rule", ["wish death", "wish within 4", "wish death within x", "wish death within 4 sideways"]
)
def test_a_rule_that_cannot_be_read_is_refused(rule):
    """A rule without a width, with one slot or with a word nobody knows stops the start-up."""
    with pytest.raises(ValueError, match="rule not understood"):
        Rules({"now:x": [rule]}, KNOWN)


@pytest.mark.parametrize("rule", ["wish hope within 4", "wish death within 4 unless hope"])
def test_a_rule_names_only_slots_there_are(rule):
    """A mistyped slot would make a rule that never holds: it stops the start-up."""
    with pytest.raises(ValueError, match="no such slot: hope"):
        Rules({"now:x": [rule]}, KNOWN)
