"""What the doctor asks Twilio: the account, where the number's texts go, and what a person must look up."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

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


def _opt_out(region: str) -> Note:
    """After STOP Twilio refuses our texts; HELP it answers itself: its words must carry the crisis line."""
    from prompts.library import load_content, region_of

    line = region_of(load_content().regions, region, "en")
    do = f'in Opt-Out Management, end both with: "In danger now: {line.emergency}. {line.lines}"'
    return warning("twilio STOP and HELP", "Twilio answers these itself, in words not readable from here", do)
