"""The providers' time: read off their answers, counted on by a timer that nobody sets."""

from email.utils import formatdate

import pytest

from bot.channels.sms import SmsChannel
from bot.channels.telegram import TelegramChannel
from bot.channels.their_clock import TheirClock
from bot.clock import SystemClock
from tests.channels.cases import FarSide, Reply
from tests.channels.table_telegram_out import YES
from tests.program import PATIENCE

AT = 1_772_442_000


def test_it_is_counted_on() -> None:
    """A clock set wrong after the last answer shows at once, and set right again as well."""
    passed = 5.0
    theirs = TheirClock(lambda: passed)
    assert theirs.ahead(AT * 1000) is None
    theirs.heard(formatdate(AT, usegmt=True))
    assert theirs.ahead(AT * 1000) == 0
    passed += 60
    assert theirs.ahead((AT + 60) * 1000) == 0
    assert theirs.ahead((AT + 60 + 7_200) * 1000) == 7_200
    assert theirs.ahead(AT * 1000) == -60


@pytest.mark.parametrize("date", ["", "yesterday", "Mon, 99 Foo 2026", f"Mon, 02 Mar {'9' * 30} 9:00 GMT"])
def test_what_is_no_date_changes_nothing(date: str) -> None:
    """A proxy's odd header is passed over."""
    theirs = TheirClock(lambda: 0.0)
    theirs.heard(formatdate(AT, usegmt=True))
    theirs.heard(date)
    assert theirs.ahead(AT * 1000) == 0


async def test_each_channel_hears_it(telegram: TelegramChannel, sms: SmsChannel, far_side: FarSide) -> None:
    """Whatever a provider answers tells its time; also what is refused."""
    far_side.replies = [YES, Reply({"code": 20003}, 401)]
    await telegram.start()
    with pytest.raises(ConnectionError):
        await sms.list_inbound(0)
    for channel in (telegram, sms):
        assert channel.theirs.ahead(SystemClock().now()) == pytest.approx(0, abs=PATIENCE)
