import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handlers.safety.fold import END, PAUSE, fold, tokens


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("I want to DIE", "i want to die"),
        ("su1c1de", "suicide"),
        ("k1ll", "kill"),
        ("ki11 myse1f", "kill myseif"),
        ("d!e", "die"),
        ("$elf h@rm", "self harm"),
        ("dieeee", "die"),
        ("killlll", "kill"),
        ("d i e", "die"),
        ("i d i e", "i die"),
        ("d.i.e", "die"),
        ("d-i-e", "die"),
        ("don’t", "dont"),
        ("don`t", "dont"),
        ("ｓｔｏｐ", "stop"),
        ("𝐝𝐢𝐞", "die"),
        ("ѕuісіdе", "suicide"),
        ("ｋιll", "kill"),
        ("sto\u200bp", "stop"),
        ("d\u0301i\u0301e\u0301", "die"),
        ("más daño", "mas dano"),
        ("💊", "pills"),
        ("🔪🔫", "knife gun"),
        ("⚰️", "coffin"),
        ("💀", "skull"),
        ("🇩🇮🇪", "die"),
        ("ᴅɪᴇ", "die"),
        ("5pm", "5pm"),
        ("at 10:30", "at 10 30"),
        ("k*ll", "k*ll"),
        ("", ""),
        ("🎉", ""),
    ],
)
def test_ways_of_typing_become_one(typed, meant):
    """Each disguise of a word folds to the plain word, and times of day stay what they are."""
    assert fold(typed) == meant


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No. Die", ["no", END, "die"]),
        ("no, die", ["no", PAUSE, "die"]),
        ("die!!", ["die", END]),
        ("want... to", ["want", PAUSE, "to"]),
        ("a\nb", ["a", PAUSE, "b"]),
        ("why? me", ["why", END, "me"]),
    ],
)
def test_stops_and_pauses_are_kept_apart(text, expected):
    """The end of a sentence and a pause in it are different tokens."""
    assert tokens(text) == expected


WILD = st.text(st.characters(), max_size=200)


@given(WILD)
@example("\ud800")
@example("\x00")
@example("\u0301" * 300)
@example("İ")
@example("'" * 50 + "$@|!*")
def test_any_text_folds_to_plain_words(text):
    """Whatever arrives, folding answers with words that hold no space, accent or capital."""
    for word in fold(text).split():
        assert word == word.lower()
        assert "'" not in word
