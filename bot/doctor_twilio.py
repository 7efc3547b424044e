"""What the doctor asks Twilio: the account, its numbers, where texts go, and what a person must look up."""

from collections.abc import AsyncIterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from bot.channels.sms_service import messaging_url
from bot.config import Twilio
from bot.doctor_asker import Asker
from bot.doctor_notes import Note, ok, problem, warning


async def twilio_notes(asker: Asker, twilio: Twilio, door: str, region: str) -> AsyncIterator[Note]:
    """The account, the number, and the words Twilio itself answers to STOP and HELP."""
    basic = (twilio.account_sid, twilio.auth_token)
    account = f"{twilio.base_url}/2010-04-01/Accounts/{twilio.account_sid}"
    answer = await asker.get(f"{account}.json", basic)
    yield _account(answer.status, answer.words, answer.body)
    if answer.status == 200 and twilio.sender:
        numbers = await asker.get(f"{account}/IncomingPhoneNumbers.json", basic, PhoneNumber=twilio.sender)
        yield _number(numbers.body, f"{door}/twilio/sms")
    elif twilio.messaging_service_sid:
        do = f"in its Integration page: send a webhook, {door}/twilio/sms"
        yield warning("twilio webhook", "a messaging service's cannot be read from here", do)
        if answer.status == 200:
            yield await _service(asker, twilio)
    yield _opt_out(region)


def _account(status: int, words: str, body: Mapping[str, Any]) -> Note:
    if status in {401, 403}:
        do = "compare both with the Twilio console; after a rotation the new token must be the primary one"
        return problem("twilio", "account_sid and auth_token do not belong together", do)
    if status != 200:
        return problem("twilio", words, "see to the network and to twilio.base_url")
    if body.get("status") != "active":
        return problem("twilio", "the account is not active", "look at the Twilio console")
    if body.get("type") == "Trial":
        return warning(
            "twilio", "a trial account texts verified numbers only", "upgrade it before clients join"
        )
    return ok("twilio", "the account is active")


def _number(body: Mapping[str, Any], wanted: str) -> Note:
    """Where the number's texts go. The address found is not repeated: it may hold a password."""
    listed = body.get("incoming_phone_numbers")
    if not isinstance(listed, list) or not listed or not isinstance(listed[0], Mapping):
        return problem(
            "twilio number", "twilio.from is not a number of this account", "compare with the console"
        )
    if listed[0].get("sms_url") == wanted and listed[0].get("sms_method", "POST") == "POST":
        return ok("twilio webhook", wanted)
    do = f"in the number's settings, when a message comes in: webhook, {wanted}, HTTP POST"
    return warning("twilio webhook", "the number's texts go elsewhere", do)


async def _service(asker: Asker, twilio: Twilio) -> Note:
    """The numbers of the messaging service: what reached others of the account is not asked for."""
    basic = (twilio.account_sid, twilio.auth_token)
    service = f"{messaging_url(twilio.base_url)}/v1/Services/{twilio.messaging_service_sid}"
    found = 0
    for what, key in (("PhoneNumbers", "phone_numbers"), ("ShortCodes", "short_codes")):
        answer = await asker.get(f"{service}/{what}", basic, PageSize="1000")
        if answer.status != 200:
            host = urlsplit(service).hostname
            do = (
                f"compare twilio.messaging_service_sid with the console; let this machine reach {host}: "
                "until then a number that nobody heard of is not looked at"
            )
            return problem("twilio service", f"{answer.words} when asked for its numbers", do)
        listed = answer.body.get(key)
        found += len(listed) if isinstance(listed, list) else 0
    if not found:
        return problem("twilio service", "has no number", "add one to its senders, in the console")
    return ok("twilio service", f"texts with {found} {'number' if found == 1 else 'numbers'}")


def _opt_out(region: str) -> Note:
    """After STOP Twilio refuses our texts; HELP it answers itself: its words must carry the crisis line."""
    from prompts.library import load_content, region_of

    line = region_of(load_content().regions, region, "en")
    do = f'in Opt-Out Management, end both with: "In danger now: {line.emergency}. {line.lines}"'
    return warning("twilio STOP and HELP", "Twilio answers these itself, in words not readable from here", do)
