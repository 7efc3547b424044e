"""The doctor against providers made here: what it says, what it advises, and what it never shows."""

import argparse
import asyncio
from email.utils import formatdate

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.clock import SystemClock
from bot.doctor import main
from bot.doctor_asker import Asker
from tests.configs import AUTH, PRACTICE, SERVER, SID, TELEGRAM, TOKEN, TWILIO, load, one_of_several

DOOR = "https://bot.example.org"
GET_ME, GET_HOOK = f"/bot{TOKEN}/getMe", f"/bot{TOKEN}/getWebhookInfo"
ACCOUNTS = f"/2010-04-01/Accounts/{SID}.json"
OF_ACCOUNT = f"/2010-04-01/Accounts/{SID}/IncomingPhoneNumbers.json"
BOT = {"username": "riverside_bot", "can_join_groups": False}
HOOK = {"url": "", "pending_update_count": 0}
ACCOUNT = {"status": "active", "type": "Full"}
BASIC = aiohttp.encode_basic_auth(SID, AUTH)
NUMBERS = {"incoming_phone_numbers": [{"sms_url": f"{DOOR}/twilio/sms", "sms_method": "POST"}]}


class Providers:
    """A Telegram and a Twilio in one server; tests change what they answer."""

    def __init__(self) -> None:
        self.answers: dict[str, object] = {
            GET_ME: {"ok": True, "result": dict(BOT)},
            GET_HOOK: {"ok": True, "result": dict(HOOK)},
            ACCOUNTS: dict(ACCOUNT),
            OF_ACCOUNT: dict(NUMBERS),
        }
        self.asked: list[str] = []
        self.ahead = 0

    def telegram(self, method: str, **changes: object) -> None:
        """Change the result of a Bot API method."""
        answer = self.answers[f"/bot{TOKEN}/{method}"]
        assert isinstance(answer, dict)
        answer["result"] |= changes

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path)
        date = {"Date": formatdate(SystemClock().now() / 1000 - self.ahead, usegmt=True)}
        if "Accounts" in request.path and request.headers.get("Authorization") != BASIC:
            return web.json_response({}, status=401, headers=date)
        answer = self.answers.get(request.path, 404)
        if isinstance(answer, int):
            return web.Response(
                status=answer, text="<html>", headers=date | {"Location": "http://127.0.0.1:1/"}
            )
        return web.json_response(answer, headers=date)


@pytest.fixture
def doctor(tmp_path, monkeypatch, capsys):
    """Run the doctor on a configuration that points at these providers; its exit code and its lines."""
    monkeypatch.setenv("TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", AUTH)
    (tmp_path / "interlude.key").write_text("ab" * 32)
    (tmp_path / "interlude.key").chmod(0o600)

    def _doctor(providers: Providers, more: str = "", *, twilio: bool = True) -> tuple[int, list[str]]:
        async def serve() -> int:
            app = web.Application()
            app.router.add_route("*", "/{path:.*}", providers.handle)
            async with TestServer(app) as server:
                base = f'base_url = "{server.make_url("")}"\n'
                text = PRACTICE + TELEGRAM + base + more + (TWILIO + base if twilio else "") + SERVER
                load(tmp_path, text)
                args = argparse.Namespace(config=str(tmp_path / "config.toml"), registration=False)
                return await asyncio.to_thread(main, args)

        code = asyncio.run(serve())
        out = capsys.readouterr().out
        for secret in (TOKEN, AUTH, "ab" * 32, "hunter2"):
            assert secret not in out
        return code, out.splitlines()

    return _doctor


def _levels(lines: list[str]) -> dict[str, str]:
    """What each line is about, and its level."""
    return {line[9:31].strip(): line[:8].strip() for line in lines if line[:1] != " "}


def test_all_is_well(doctor):
    """With everything in order only Twilio's own texts, which nobody can read from here, ask for a look."""
    code, lines = doctor(Providers())
    levels = _levels(lines)
    assert {what for what, level in levels.items() if level != "ok"} == {"twilio STOP and HELP"}
    assert {"telegram", "twilio", "clock", "disk", "master key", "SQLite", "crisis numbers"} <= set(levels)
    assert code == 0


def test_the_crisis_line_is_in_the_advice(doctor):
    """The advice on STOP and HELP gives the region's own line, word for word."""
    _, lines = doctor(Providers())
    assert any("Samaritans: 116 123" in line and "999" in line for line in lines)


def test_only_the_configured_addresses_are_asked(doctor):
    """The doctor makes these requests and no other."""
    providers = Providers()
    doctor(providers)
    assert sorted(providers.asked) == sorted(providers.answers)


@pytest.mark.parametrize(
    ("path", "answer", "about", "level"),
    [
        (GET_ME, 401, "telegram", "problem"),
        (GET_ME, 404, "telegram", "problem"),
        (GET_ME, 502, "telegram", "problem"),
        (GET_ME, 302, "telegram", "problem"),
        (GET_HOOK, 500, "telegram webhook", "warning"),
        (
            f"/bot{TOKEN}/getWebhookInfo",
            {"result": {"url": "https://x:hunter2@y"}},
            "telegram webhook",
            "warning",
        ),
        (
            f"/bot{TOKEN}/getWebhookInfo",
            {"result": {"url": "", "last_error_date": 1}},
            "telegram webhook",
            "warning",
        ),
        (
            f"/bot{TOKEN}/getWebhookInfo",
            {"result": {"pending_update_count": 101}},
            "telegram updates",
            "warning",
        ),
        (ACCOUNTS, 401, "twilio", "problem"),
        (ACCOUNTS, 500, "twilio", "problem"),
        (ACCOUNTS, [1], "twilio", "problem"),
        (ACCOUNTS, {"status": "suspended"}, "twilio", "problem"),
        (ACCOUNTS, {"status": "active", "type": "Trial"}, "twilio", "warning"),
        (OF_ACCOUNT, {}, "twilio number", "problem"),
        (
            OF_ACCOUNT,
            {"incoming_phone_numbers": [{"sms_url": "https://x:hunter2@y"}]},
            "twilio webhook",
            "warning",
        ),
    ],
)
def test_what_providers_may_say(doctor, path, answer, about, level):
    """Each answer that is not the good one gets its level, advice, and exit 1 exactly for a problem."""
    providers = Providers()
    providers.answers[path] = answer
    code, lines = doctor(providers)
    assert _levels(lines)[about] == level
    after = [line for line, before in zip(lines[1:], lines, strict=False) if before[9:31].strip() == about]
    assert any("-> " in line for line in after)
    assert code == (1 if level == "problem" else 0)


def test_a_webhook_that_is_ours(doctor, monkeypatch):
    """In webhook mode the address has to be ours."""
    monkeypatch.setenv("HOOK", "hook-secret")
    more = 'mode = "webhook"\nwebhook_secret = "env:HOOK"\n'
    providers = Providers()
    assert _levels(doctor(providers, more)[1])["telegram webhook"] == "warning"
    providers.telegram("getWebhookInfo", url=f"{DOOR}/telegram")
    assert _levels(doctor(providers, more)[1])["telegram webhook"] == "ok"


def test_a_bot_that_can_be_added_to_groups(doctor):
    """A bot open to groups is warned about: conversations here are private."""
    providers = Providers()
    providers.telegram("getMe", can_join_groups=True)
    assert _levels(doctor(providers)[1])["telegram groups"] == "warning"


@pytest.mark.parametrize(("ahead", "level"), [(0, "ok"), (-30, "warning"), (30, "warning"), (600, "problem")])
def test_clocks_are_compared(doctor, ahead, level):
    """A clock that differs from the providers' by more than ten seconds is told, by a minute is a problem."""
    providers = Providers()
    providers.ahead = ahead
    assert _levels(doctor(providers, twilio=False)[1])["clock"] == level


def test_a_provider_that_is_away_is_named_by_its_fault_only():
    """A connection that fails is told by its fault's type; the address, which holds the token, is not."""

    async def ask():
        async with Asker.session("http://127.0.0.1:1") as session:
            return await Asker(session, SystemClock()).get(f"http://127.0.0.1:1/bot{TOKEN}/getMe")

    answer = asyncio.run(ask())
    assert answer.status == 0
    assert answer.words == "cannot be reached (ClientConnectorError)"


def test_nobody_answers(doctor, monkeypatch):
    """With every provider away the clock cannot be compared, and each of them is a problem."""

    async def away(_self, _request):
        raise ConnectionResetError

    monkeypatch.setattr(Providers, "handle", away)
    monkeypatch.setattr("bot.channels.their_clock.TheirClock.heard", lambda _self, _date: None)
    code, lines = doctor(Providers())
    levels = _levels(lines)
    assert (levels["telegram"], levels["twilio"], levels["clock"], code) == (
        "problem",
        "problem",
        "warning",
        1,
    )


def test_a_date_that_is_none_is_no_comparison(doctor, monkeypatch):
    """A provider whose Date header cannot be read leaves the clock uncompared."""
    monkeypatch.setattr("tests.test_doctor.formatdate", lambda *_a, **_k: "yesterday")
    assert _levels(doctor(Providers())[1])["clock"] == "warning"


def test_a_messaging_service_is_looked_up_by_a_person(doctor, monkeypatch):
    """The webhook of a messaging service is told, not asked for."""
    service = TWILIO.replace('from = "+15017122661"', f'messaging_service_sid = "MG{"c" * 32}"')
    monkeypatch.setattr("tests.test_doctor.TWILIO", service)
    providers = Providers()
    _, lines = doctor(providers)
    assert _levels(lines)["twilio webhook"] == "warning"
    assert OF_ACCOUNT not in providers.asked


NUMBERS_OF = f"/v1/Services/MG{'c' * 32}/PhoneNumbers"
CODES_OF = f"/v1/Services/MG{'c' * 32}/ShortCodes"


@pytest.mark.parametrize(
    ("numbers", "codes", "level"),
    [
        ({"phone_numbers": [{}]}, {"short_codes": []}, "ok"),
        ({"phone_numbers": []}, {"short_codes": [{}]}, "ok"),
        ({"phone_numbers": []}, {}, "problem"),
        (404, {"short_codes": []}, "problem"),
        ({"phone_numbers": [{}]}, 500, "problem"),
    ],
)
def test_the_numbers_of_a_messaging_service(doctor, monkeypatch, numbers, codes, level):
    """A service whose numbers cannot be learned, or that has none, is a problem: nothing can be asked for."""
    service = TWILIO.replace('from = "+15017122661"', f'messaging_service_sid = "MG{"c" * 32}"')
    monkeypatch.setattr("tests.test_doctor.TWILIO", service)
    providers = Providers()
    providers.answers |= {NUMBERS_OF: numbers, CODES_OF: codes}
    assert _levels(doctor(providers)[1])["twilio service"] == level


def test_a_public_address_without_tls(doctor, monkeypatch):
    """Webhooks over plain http are warned about."""
    monkeypatch.setattr("tests.test_doctor.SERVER", SERVER.replace("https", "http"))
    assert _levels(doctor(Providers())[1])["public address"] == "warning"


def test_several_practices_are_named(tmp_path, monkeypatch, capsys):
    """With several practices each line says whose it is."""
    monkeypatch.setenv("T1", "1:AAA")
    monkeypatch.setenv("T2", "2:AAA")
    text = one_of_several("p1", "Europe/London", "T1") + one_of_several("p2", "Europe/London", "T2")
    text = text.replace("[practices.hours]", 'base_url = "http://127.0.0.1:1"\n[practices.hours]')
    (tmp_path / "config.toml").write_text(text)
    assert main(argparse.Namespace(config=str(tmp_path / "config.toml"), registration=False)) == 1
    levels = _levels(capsys.readouterr().out.splitlines())
    assert (levels["p1 telegram"], levels["p2 telegram"]) == ("problem", "problem")
