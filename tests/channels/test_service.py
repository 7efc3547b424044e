"""A messaging service on an account that others text with too: only what its own numbers carry is ours."""

from typing import Any

import pytest

from bot.channels.sms import SmsChannel
from bot.channels.sms_service import messaging_url
from tests.channels.cases import ACCOUNT, AUTH_TOKEN, Call, FarSide, Reply
from tests.channels.table_sms import ASKED, FOUND, OURS, PAGE, PATH, RECORD, SAM, TO_SAM
from tests.gap_providers import SERVICE

ONE, TWO, SHORT = "+15550000001", "+15550000002", "40404"
NUMBERS = f"/v1/Services/{SERVICE}/PhoneNumbers"
CODES = f"/v1/Services/{SERVICE}/ShortCodes"
SINCE = 1_772_438_400_000
NEWEST = Call(PATH, {"PageSize": "1000"}, "GET")
ABOUT = [Call(NUMBERS, {"PageSize": "1000"}, "GET"), Call(CODES, {"PageSize": "1000"}, "GET")]


def numbers(*found: str, codes: tuple[str, ...] = ()) -> list[Reply]:
    """What Twilio says of the service."""
    said = (("phone_numbers", "phone_number", found), ("short_codes", "short_code", codes))
    return [
        Reply({key: [{field: one} for one in all_], "meta": {"key": key, "next_page_url": None}})
        for key, field, all_ in said
    ]


def listed(*records: dict[str, Any]) -> Reply:
    """A list of texts, newest first."""
    return Reply({"messages": list(records), **PAGE})


def asked(**ends: str) -> Call:
    """A list asked for after an outage."""
    fields = {name: value for name, value in ASKED.fields.items() if name != "To"}
    return Call(PATH, {**fields, **{name.rstrip("_"): value for name, value in ends.items()}}, "GET")


@pytest.fixture
async def sms(far_side: FarSide) -> Any:
    """The channel of the service."""
    channel = SmsChannel(ACCOUNT, AUTH_TOKEN, SERVICE, far_side.url)
    yield channel
    await channel.stop()


async def test_only_the_numbers_of_the_service_are_asked_about(sms: SmsChannel, far_side: FarSide) -> None:
    """After an outage each number the service has now is asked about, and nobody else's texts are read."""
    far_side.replies = [*numbers(ONE, TWO, codes=(SHORT,)), listed(RECORD), listed(), listed()]
    assert await sms.list_inbound(SINCE) == [FOUND]
    assert far_side.requests == [*ABOUT, asked(To=ONE), asked(To=TWO), asked(To=SHORT)]


async def test_what_did_not_arrive_is_asked_about_by_number(sms: SmsChannel, far_side: FarSide) -> None:
    """So are texts of ours that failed."""
    lost = {**OURS, "status": "undelivered", "error_code": 30005}
    far_side.replies = [*numbers(ONE), listed(lost)]
    assert [one.receipt for one in await sms.list_failed(SINCE)] == [OURS["sid"]]
    assert far_side.requests == [*ABOUT, asked(From=ONE)]


@pytest.mark.parametrize("said", [[Reply({}, 404)], [Reply({}, 500)], numbers()])
async def test_without_its_numbers_nothing_is_asked(
    sms: SmsChannel, far_side: FarSide, said: list[Reply]
) -> None:
    """While its numbers are not known, or there are none, a look fails, and nobody's texts are read."""
    far_side.replies = [*said, listed({**OURS, "messaging_service_sid": "MG" + "d" * 32})]
    with pytest.raises(ConnectionError):
        await sms.list_inbound(SINCE)
    assert [call for call in far_side.requests if call.path == PATH] in ([], [NEWEST])
    far_side.replies = []


async def test_numbers_that_cannot_be_asked_for_are_those_known(sms: SmsChannel, far_side: FarSide) -> None:
    """With Twilio's other host out of reach, those a webhook or our newest texts named are asked."""
    sms._heard_of(TWO)
    sms.ours.add("+15550000003")  # it left, and another program may have it now
    far_side.replies = [Reply({}, 404), listed({**OURS, "from": ONE, "messaging_service_sid": SERVICE})]
    far_side.replies += [listed(RECORD), listed()]
    assert await sms.list_inbound(SINCE) == [FOUND]
    assert far_side.requests[1:] == [NEWEST, asked(To=ONE), asked(To=TWO)]


async def test_the_same_words_from_others_do_not_stand_for_ours(sms: SmsChannel, far_side: FarSide) -> None:
    """A text in doubt is found among those of the service only, whoever else texts this person."""
    words: dict[str, Any] = {**OURS, "body": TO_SAM.text}
    others: list[dict[str, Any]] = [
        {**words, "sid": "SM" + "8" * 32, "messaging_service_sid": "MG" + "d" * 32},
        {**words, "sid": "SM" + "9" * 32, "messaging_service_sid": None},
    ]
    far_side.replies = [listed(*others, {**words, "messaging_service_sid": SERVICE})]
    assert await sms.sent_since(SAM, TO_SAM.text, SINCE) == [OURS["sid"]]


async def test_an_erasure_leaves_what_others_texted(sms: SmsChannel, far_side: FarSide) -> None:
    """Deleted at Twilio is what went between this person and the service, not what the reception texted."""
    theirs = {**OURS, "sid": "SM" + "8" * 32, "messaging_service_sid": "MG" + "d" * 32}
    far_side.replies = [
        *numbers(ONE),
        listed(theirs, {**OURS, "from": ONE, "messaging_service_sid": SERVICE}),
        listed(RECORD),
        listed(RECORD),
    ]
    far_side.replies += [Reply(b"", 204), Reply(b"", 204)]
    assert await sms.forget_all(SAM, [])
    deleted = [call.path for call in far_side.requests if call.method == "DELETE"]
    assert deleted == [f"/Messages/{RECORD['sid']}.json", f"/Messages/{OURS['sid']}.json"]


async def test_an_erasure_reaches_numbers_that_left_the_service(
    sms: SmsChannel, far_side: FarSide, caplog: pytest.LogCaptureFixture
) -> None:
    """Texts to a number that once was ours, as what we sent shows, go too; what others got is told of."""
    old = {**RECORD, "sid": "SM" + "7" * 32, "to": TWO}
    others = {**RECORD, "sid": "SM" + "6" * 32, "to": "+15550009999"}
    far_side.replies = [
        *numbers(ONE),
        listed({**OURS, "from": TWO, "messaging_service_sid": SERVICE}),
        listed(),
        listed(old),
        listed(old, others),
    ]
    far_side.replies += [Reply(b"", 204), Reply(b"", 204)]
    assert await sms.forget_all(SAM, [])
    deleted = [call.path for call in far_side.requests if call.method == "DELETE"]
    assert deleted == [f"/Messages/{old['sid']}.json", f"/Messages/{OURS['sid']}.json"]
    assert [one.getMessage() for one in caplog.records if one.name.startswith("bot")] == [
        "twilio texts left: 1"
    ]


async def test_an_emptied_service_can_still_forget(sms: SmsChannel, far_side: FarSide) -> None:
    """Also a service that has no number any more had some, and what came to them goes."""
    sms.ours.add(ONE)
    far_side.replies = [*numbers(), listed(), listed(RECORD), listed(RECORD), Reply(b"", 204)]
    assert await sms.forget_all(SAM, [])
    assert far_side.requests[-1].path == f"/Messages/{RECORD['sid']}.json"


async def test_a_number_asks_for_its_own_texts(far_side: FarSide) -> None:
    """With a number only what it sent itself is asked for, and of two of its texts both are found."""
    sms = SmsChannel(ACCOUNT, AUTH_TOKEN, ONE, far_side.url)
    words = {**OURS, "from": ONE, "body": TO_SAM.text}
    far_side.replies = [listed(words, {**words, "sid": "SM" + "9" * 32})]
    assert len(await sms.sent_since(SAM, TO_SAM.text, SINCE)) == 2
    assert far_side.requests == [Call(PATH, {"To": SAM, "From": ONE, "PageSize": "100"}, "GET")]
    await sms.stop()


@pytest.mark.parametrize(
    ("base_url", "expected"),
    [
        ("https://api.twilio.com", "https://messaging.twilio.com"),
        ("https://api.dublin.ie1.twilio.com", "https://messaging.dublin.ie1.twilio.com"),
        ("http://127.0.0.1:9", "http://127.0.0.1:9"),
        ("https://api.example.org", "https://api.example.org"),
        ("https://api.twilio.com.example.org", "https://api.twilio.com.example.org"),
    ],
)
def test_where_services_are_asked_about(base_url: str, expected: str) -> None:
    """Twilio's other host for Twilio's own; a provider of the operator's choice is asked itself."""
    assert messaging_url(base_url) == expected


@pytest.mark.parametrize(("sender", "refused"), [(SERVICE, False), (ONE, True)])
async def test_the_other_host_is_for_services_only(sender: str, refused: bool) -> None:
    """Only with a messaging service does the way out lead to Twilio's host for services as well."""
    sms = SmsChannel(ACCOUNT, AUTH_TOKEN, sender)
    await sms.start()
    connector: Any = sms._session and sms._session._session.connector
    assert connector._outward.refuses("https://messaging.twilio.com/v1") is refused
    assert not connector._outward.refuses("https://api.twilio.com/2010-04-01")
    await sms.stop()
