"""Two clients are linked by a yes of each, nothing else; every end sounds the same (CONTENT A-76, G-34)."""

import pytest

from tests.core_stage import Play, playing
from tests.couple_stage import ASKED, COUPLE, ENDED, GIVEN, LINKED, NONE, YES, phone
from tests.world import ADA, Line, client, events, play, texts

WHOLE = (
    f"{ENDED} Links end for many reasons. "
    "Anything given to you both ends with it; your own chat stays as it is."
)
WEEK: Line = {"wait": "8d"}
SAM_YES: Line = {"who": "sam", "tap": YES}


def says(who: str, *words: str) -> list[Line]:
    """What somebody writes."""
    return [{"who": who, "text": one} for one in words]


async def test_nobody_is_asked_before_the_guard() -> None:
    """The look at fear and violence comes first; Not now asks nobody."""
    printed = await play([*COUPLE, ASKED[0], {"who": "ada", "tap": "Not now"}, WEEK])
    assert "fear, pressure and violence" in texts(printed, "ada", "card")[0]
    assert not [e for e in events(printed) if e["to"] != "ada"]


@pytest.mark.parametrize("channel", ["telegram", "sms"])
async def test_each_is_asked_on_their_own_phone(channel: str) -> None:
    """Each reads the other's name and nothing of the other's answer, by full and by neutral texts."""
    cast = [ADA, client("sam", channel), client("mia", channel, discreet=True)]
    printed = await play([*cast, *ASKED])
    assert "and Mia's may be linked" in texts(printed, "sam")[0]
    assert "Sam" not in texts(printed, "mia")[0]
    printed = await play([*cast, *ASKED, *says("mia", "hi")])
    assert "and Sam's may be linked" in texts(printed, "mia")[-1]


async def test_one_yes_links_nothing() -> None:
    """Before the second yes nothing can be given to both."""
    printed = await play(
        [*COUPLE, *ASKED, SAM_YES, *says("ada", "/assign sam + mia thank-you daily at 19:00")]
    )
    assert "not linked" in texts(printed, "ada")[-1]
    assert not events(printed, "mia", "assignment")


@pytest.mark.parametrize("mia", [{"tap": "Not now"}, {"text": "stop"}, {"text": "wrong"}, {"text": "unlink"}])
async def test_a_no_and_silence_are_one_to_the_other(mia: Line) -> None:
    """Whatever Mia does instead of a yes, Sam's phone shows the same, to the second."""
    lines = [*COUPLE, *ASKED, {"wait": "1m"}, SAM_YES, {"wait": "1h"}]
    until: list[Line] = [{"until": "2026-03-10T10:00:00+00:00"}, *says("sam", "couple")]
    still = phone(await play([*lines, *until]), "sam")
    assert phone(await play([*lines, {"who": "mia", **mia}, *until]), "sam") == still
    assert sum("no link between your two chats" in text for _, text, _ in still) == 1


WAYS_OUT: dict[str, list[Line]] = {
    "unlink": says("mia", "unlink"),
    "couple": [*says("mia", "couple"), {"who": "mia", "tap": "End the link"}],
    "stop": says("mia", "stop"),
    "wrong": says("mia", "wrong"),
    "delete": [*says("mia", "delete"), {"who": "mia", "tap": "Delete"}],
    "therapist": says("ada", "/couple mia end"),
    "discharge": [*says("ada", "/discharge mia"), {"who": "ada", "tap": "Send"}],
}


@pytest.mark.parametrize("way", WAYS_OUT)
async def test_every_end_sounds_the_same(way: str) -> None:
    """The other hears one sentence, half a day later at least, in the morning, without a name or a reason."""
    async with playing(*LINKED, {"until": "2026-03-04T08:00:00+00:00"}) as stage:
        came = await stage(*WAYS_OUT[way], {"wait": "12h"})
        assert not [t for t in texts(came, "sam") if "link" in t]
        came = await stage({"wait": "30h"})
        (said,) = [e for e in events(came, "sam") if ENDED in e["text"]]
        assert said["at"][11:16] == "09:00"
        assert said["text"] == WHOLE
        assert (await stage(*says("ada", "/couple")))[-1]["text"].startswith("No couples yet.")


async def test_leaving_takes_one_word_in_the_middle_of_a_question() -> None:
    """UNLINK is no answer to anything: it ends the link where any other words would be an answer."""
    async with playing(*GIVEN, {"who": "mia", "tap": "Start"}) as stage:
        came = await stage(*says("mia", "unlink"))
        assert [t[:18] for t in texts(came, "mia")] == ["The link has ended"]
        mia = (await stage.person("mia")).client
        assert mia is not None
        assert mia.near.pair is None


async def test_a_card_under_way_ends_with_the_link() -> None:
    """After one has left, the other's card is the sentence of every card that does not come."""
    printed = await play([*GIVEN, {"wait": "5d20h"}, *says("mia", "unlink"), {"wait": "3d"}])
    said = [t for t in texts(printed, "sam") if t == NONE or ENDED in t]
    assert said == [
        NONE,
        WHOLE,
    ]


async def test_whose_client_it_is_not() -> None:
    """A colleague's client cannot be linked, and the answer does not tell that there is such a person."""
    lee = {**ADA, "cast": "lee", "name": "Lee Park"}
    mia = {**client("mia"), "of": "lee"}
    printed = await play(
        [ADA, lee, client("sam"), mia, *says("ada", "/couple sam mia", "/couple sam nobody")]
    )
    known, unknown = texts(printed, "ada")
    assert known == unknown
    assert not events(printed, "mia")


async def test_consent_is_kept_while_it_holds() -> None:
    """The yes stands with its wording; leaving takes it back, and the record of it stays."""
    async with playing(*LINKED) as stage:
        assert await consents(stage) == ["couple"]
        await stage(*says("sam", "unlink"))
        assert await consents(stage) == []
        assert [r for r in await stage.records("sam") if r["kind"] == "consent" and r["what"] == "couple"]


async def consents(stage: Play) -> list[str]:
    """Sam's yes to the link, as long as it holds."""
    client = (await stage.person("sam")).client
    assert client is not None
    return [one.what for one in client.consents if one.what == "couple"]


async def test_a_yes_taken_back_on_the_way() -> None:
    """UNLINK that crosses the news of the link leaves nobody linked, and the other hears of an end."""
    async with playing(*COUPLE, *ASKED, SAM_YES) as stage:
        await stage.deliver("mia", tap=YES)
        await stage.stage.engine.dispatch()  # Ada counts two; neither of them knows yet
        await stage.deliver("sam", text="unlink")
        came = await stage({"wait": "2d"}, *says("ada", "/couple"))
        assert texts(came, "ada")[-1].startswith("No couples yet.")
        assert [t for t in texts(came, "mia") if ENDED in t]
        assert not [t for t in texts(came, "sam") if "both said yes" in t]


NAMED: list[Line] = [
    *GIVEN,
    *says("ada", "/assign mia conversation date daily at 20:00"),
    {"who": "ada", "tap": "Send"},
]


@pytest.mark.parametrize("way", ["unlink", "couple", "stop"])
async def test_what_both_were_given_ends_for_who_leaves(way: str) -> None:
    """From the second somebody leaves nothing asks them for what was given to both, or names the other."""
    async with playing(*NAMED, {"who": "mia", "tap": "Start"}) as stage:
        await stage(*WAYS_OUT[way])
        came = await stage({"wait": "6d"}, *says("mia", "todo", "done"))
        assert not [t for t in texts(came, "mia") if "thank-you" in t or "Sam" in t]
        mia = (await stage.person("mia")).client
        assert mia is not None
        assert mia.assignments[0].state == "ended"
        assert "Sam" not in str(mia)
        assert "Sam" not in str(await stage.talks("mia"))


@pytest.mark.parametrize("way", WAYS_OUT)
async def test_the_others_ends_with_the_sentence(way: str) -> None:
    """Until the other hears of the end theirs goes on as it would have; with that sentence it stops."""
    eve: Line = {"until": "2026-03-04T08:00:00+00:00"}
    async with playing(*NAMED, eve, *WAYS_OUT[way]) as stage:
        came = await stage(*says("sam", "todo"))
        assert "One exact thank-you" in texts(came, "sam")[-1]
        await stage({"until": "2026-03-05T09:30:00+00:00"})
        came = await stage(*says("sam", "todo"), {"wait": "6d"})
        assert not [t for t in texts(came, "sam") if "thank-you" in t]
        assert "Mia" not in str((await stage.person("sam")).client) + str(await stage.talks("sam"))


async def test_the_end_is_said_after_a_long_hold() -> None:
    """A hold of a week keeps the sentence that was promised; it comes when messages go on (CONTENT A-76)."""
    async with playing(*LINKED, {"wait": "1d"}) as stage:
        await stage({"who": "mia", "text": "i want to kill myself"}, {"who": "sam", "text": "unlink"})
        assert not [t for t in texts(await stage({"wait": "7d"}), "mia") if ENDED in t]
        await stage({"who": "ada", "text": "/release mia"}, {"wait": "1h"})
        came = await stage({"who": "mia", "tap": "Nothing this week"}, {"wait": "12d"})
        assert len([t for t in texts(came, "mia") if ENDED in t]) == 1


async def test_a_question_that_waited_through_a_hold_is_still_asked() -> None:
    """Within its seven days the question of the link comes after the hold, and an answer counts."""
    night: Line = {"until": "2026-03-02T22:00:00+00:00"}
    async with playing(*COUPLE, night, *ASKED, {"who": "mia", "text": "i want to kill myself"}) as stage:
        assert not [e for e in events(await stage({"wait": "5d"}), "mia") if YES in e["buttons"]]
        await stage({"who": "ada", "text": "/release mia"}, {"wait": "12h"})
        came = await stage({"who": "mia", "tap": "As before"}, {"wait": "1h"})
        assert [e for e in events(came, "mia") if YES in e["buttons"]]


async def test_the_guard_and_the_goodbye_say_what_shows() -> None:
    """UNLINK tells the therapist the same whoever it was; a STOP does not, and both texts say so."""
    ends = {(who, word): [*LINKED, *says(who, word)] for who in ("sam", "mia") for word in ("unlink", "stop")}
    read = {end: texts(await play(lines), "ada") for end, lines in ends.items()}
    assert read["sam", "unlink"] == read["mia", "unlink"]
    assert read["sam", "stop"] != read["mia", "stop"]
    left = texts(await play(ends["mia", "unlink"]), "mia")[-1]
    for said in (read["sam", "unlink"][0], left):
        assert "not from whom; a STOP, or what still runs for" in said


REFUSED: dict[str, list[Line]] = {
    "no": [{"who": "mia", "tap": "Not now"}],
    "taken back": [SAM_YES, *says("sam", "unlink")],
    "silence": [{"wait": "8d"}],
    "withdrawn": says("ada", "/couple sam end"),
    "left": [SAM_YES, {"who": "mia", "tap": YES}, *says("mia", "unlink")],
}
AGAIN: Line = {"who": "ada", "text": "/couple mia sam"}


@pytest.mark.parametrize("way", REFUSED)
async def test_nobody_is_asked_again_for_four_weeks(way: str) -> None:
    """Whatever a question came to, it rests; the answer names a day and nobody. Then both can be asked."""
    async with playing(*COUPLE, *ASKED, *REFUSED[way]) as stage:
        came = await stage({"wait": "1d"}, AGAIN)
        assert texts(came, "ada")[-1].startswith("Nobody was asked. Four weeks pass before Mia and Sam")
        assert not [e for e in events(came) if YES in e["buttons"]]
        came = await stage({"wait": "28d"}, AGAIN, ASKED[1], {"wait": "1d"})
        assert sorted(e["to"] for e in events(came) if YES in e["buttons"]) == ["mia", "sam"]


async def test_a_link_ended_by_the_therapist_can_be_asked_for_again() -> None:
    """Ending what two had said yes to is nobody's no."""
    printed = await play([*LINKED, *says("ada", "/couple sam end"), AGAIN])
    assert "fear, pressure and violence" in texts(printed, "ada", "card")[-1]


async def test_a_question_under_way_is_not_asked_once_more() -> None:
    """While the two have a question before them, no second one follows it."""
    async with playing(*COUPLE, *ASKED) as stage:
        came = await stage({"wait": "1d"}, AGAIN)
        assert "each asked on their own phone" in texts(came, "ada")[-1]
        assert not [e for e in events(came) if YES in e["buttons"]]


async def test_a_no_that_comes_while_the_guard_is_open() -> None:
    """What has come between is looked up again when the guard is answered."""
    card: list[Line] = [ASKED[0], ASKED[0], ASKED[1], {"who": "sam", "tap": "Not now"}]
    async with playing(*COUPLE, *card) as stage:
        came = await stage({"who": "ada", "tap": "Asked each alone"})
        assert not [e for e in events(came) if YES in e["buttons"]]


async def test_nobody_on_a_hold_is_asked() -> None:
    """A hold of one comes before the guard and after it; after the release both are asked."""
    distress: Line = {"who": "mia", "text": "i want to kill myself"}
    async with playing(*COUPLE, distress) as stage:
        came = await stage(ASKED[0])
        assert texts(came, "ada")[-1].startswith("Nobody was asked: Mia is on a hold after distress.")
        assert not events(came, "sam")
        await stage(
            {"who": "ada", "text": "/release mia"}, {"wait": "1h"}, {"who": "mia", "tap": "As before"}
        )
        came = await stage(*ASKED, {"wait": "1h"})
        assert sorted(e["to"] for e in events(came) if YES in e["buttons"]) == ["mia", "sam"]
    async with playing(*COUPLE, ASKED[0], distress) as stage:
        came = await stage(ASKED[1])
        assert "on a hold" in texts(came, "ada")[-1]
        assert not [e for e in events(came) if YES in e["buttons"]]
