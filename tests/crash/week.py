"""A week with everything in it: who says what when, and what the two words are that nobody else may read."""

from tests.world import ADA, Line, client

SAM_ONLY, KIM_ONLY = "samsword", "kimsword"
DISTRESS = ("sos", "i want to die")

CAST: tuple[Line, ...] = (ADA, client("sam", "telegram", "tue 15:00"), client("kim", "sms", "thu 10:00"))


def until(moment: str) -> Line:
    """Time passes until then, in March 2026."""
    return {"until": f"2026-03-{moment}:00+00:00"}


def says(who: str, text: str) -> Line:
    return {"who": who, "text": text}


def taps(who: str, label: str) -> Line:
    return {"who": who, "tap": label}


WEEK: tuple[Line, ...] = (
    says("ada", "/assign Sam cbt-record 3x at 19:00"),
    taps("ada", "Send"),
    says("ada", "/assign Kim sa-mood daily at 12:00"),
    taps("ada", "Send"),
    until("02T11:00"),
    says("kim", f"ask is it normal, {KIM_ONLY}?"),
    {"again": True},
    until("02T11:30"),
    says("lee", DISTRESS[0]),  # a stranger, as Max below
    until("02T20:00"),
    taps("sam", "Start"),
    until("02T20:30"),
    says("sam", f"{SAM_ONLY} at the bus stop"),
    until("02T21:00"),
    says("sam", f"they all looked, {SAM_ONLY}"),
    until("03T12:30"),
    says("kim", "1"),
    until("03T14:00"),
    says("kim", "6"),
    until("04T13:00"),
    says("kim", "stop"),
    until("05T14:00"),
    says("kim", "start"),
    says("kim", "2"),
    says("kim", "1"),
    says("kim", "1"),
    until("06T13:00"),
    says("sam", f"win {SAM_ONLY} went outside"),
    until("06T14:00"),
    taps("ada", "Send"),
    until("08T12:10"),
    {**says("sam", f"win {SAM_ONLY} slept"), "away": True},
    {**says("kim", f"note {KIM_ONLY} in the garden"), "away": True},
    {**says("sam", f"note {SAM_ONLY} rain"), "away": True},
    {**says("max", DISTRESS[0]), "away": True},
    until("09T19:00"),
    taps("sam", "Some of it"),
    until("10T16:30"),
    says("ada", f"/recap Sam {SAM_ONLY} we talked about the bus"),
    until("10T17:30"),
    says("sam", DISTRESS[1]),
    until("10T18:30"),
    taps("ada", "I'm taking it"),
    until("10T19:30"),
    says("ada", "/release Sam"),
    until("11T12:00"),
    says("kim", "delete"),
    taps("kim", "Delete everything"),
    until("12T12:00"),
)

ERASURE = WEEK.index(says("kim", "delete"))
"""From this line on Kim is being erased."""
