"""Secrets in the configuration: read from where they are kept, refused when others may read them."""

import pytest

from bot.config import ConfigError
from tests.configs import (
    AUTH,
    PRACTICE,
    SERVER,
    TELEGRAM,
    TOKEN,
    TWILIO,
    load,
    one_of_several,
    refusal,
    telegram_of,
    twilio_of,
)

BY_FILE = PRACTICE + '[telegram]\ntoken = "file:token"\n'


@pytest.fixture(autouse=True)
def _secrets(monkeypatch):
    monkeypatch.setenv("TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", AUTH)


def test_two_practices_may_not_share_a_bot(tmp_path):
    """A token or number shared by two practices would let one read the other's texts: refused unseen."""
    text = "".join(one_of_several(name, "Europe/London", "TELEGRAM_TOKEN") for name in ("p1", "p2"))
    line = refusal(tmp_path, text)
    assert "practices[2].telegram.token: found the same as practices[1].telegram.token" in line


def test_secrets_are_never_shown(tmp_path):
    """Neither the repr nor the text of a configuration holds a secret or a store's password."""
    config = load(
        tmp_path, PRACTICE + TELEGRAM + TWILIO + SERVER + '[storage]\nurl = "postgresql://u:hunter2@db/x"\n'
    )
    for text in (repr(config), str(config)):
        assert TOKEN not in text
        assert AUTH not in text
        assert "hunter2" not in text
    assert config.storage.kind == "postgresql"


@pytest.mark.parametrize(
    ("mode", "fits"), [(0o600, True), (0o400, True), (0o640, False), (0o604, False), (0o700, False)]
)
def test_a_secret_file_is_its_owners_alone(tmp_path, mode, fits):
    """A secret's file wider than 0600 is refused, with the command that mends it."""
    (tmp_path / "token").write_text(TOKEN + "\n")
    (tmp_path / "token").chmod(mode)
    text = BY_FILE
    if fits:
        assert telegram_of(load(tmp_path, text)).token == TOKEN
    else:
        assert f"with mode {mode:04o}; allowed: mode 0600 or narrower (chmod 600 " in refusal(tmp_path, text)


def test_a_secret_of_another_form_is_refused_unseen(tmp_path, monkeypatch):
    """A token that cannot be one is refused by its length, and not shown."""
    monkeypatch.setenv("TELEGRAM_TOKEN", "hunter2 hunter2")
    line = refusal(tmp_path, PRACTICE + TELEGRAM)
    assert "telegram.token: found a value of 15 characters of another form" in line
    assert "hunter2" not in line


def test_systemd_credentials_come_first(tmp_path, monkeypatch):
    """A relative file is looked up in $CREDENTIALS_DIRECTORY before the folder of the configuration."""
    folder = tmp_path / "credentials"
    folder.mkdir()
    for path, value, mode in (
        (tmp_path / "token", "1:beside", 0o600),
        (folder / "token", "2:systemd", 0o440),
    ):
        path.write_text(value)
        path.chmod(mode)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(folder))
    assert telegram_of(load(tmp_path, BY_FILE)).token == "2:systemd"
    (folder / "token").unlink()
    assert telegram_of(load(tmp_path, BY_FILE)).token == "1:beside"


def test_a_credential_open_to_the_world_is_refused(tmp_path, monkeypatch):
    """The allowance for systemd's access list ends at what everybody may read."""
    (tmp_path / "token").write_text(TOKEN)
    (tmp_path / "token").chmod(0o644)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert "with mode 0644" in refusal(tmp_path, BY_FILE)


@pytest.mark.parametrize("target", ["nothing", "folder", "empty", "huge"])
def test_a_secret_file_that_is_none_is_refused(tmp_path, target):
    """A missing, empty or enormous file, or a folder, is answered with the one line."""
    (tmp_path / "folder").mkdir()
    for name, content in (("empty", b"\n"), ("huge", b"x" * 100_000)):
        (tmp_path / name).write_bytes(content)
        (tmp_path / name).chmod(0o600)
    assert "telegram.token: found " in refusal(tmp_path, PRACTICE + f'[telegram]\ntoken = "file:{target}"\n')


def test_paths_are_beside_the_configuration(tmp_path, monkeypatch):
    """The store and the key are found from any working directory."""
    monkeypatch.chdir("/")
    storage = load(tmp_path, PRACTICE + TELEGRAM).storage
    assert storage.path == tmp_path / "interlude.db"
    assert storage.key.path == tmp_path / "interlude.key"


def test_the_master_key(tmp_path):
    """The key is read when asked for; absent or malformed it is answered with the command that makes it."""
    storage = load(tmp_path, PRACTICE + TELEGRAM).storage
    with pytest.raises(ConfigError, match="interlude keys new makes one"):
        storage.read_key()
    (tmp_path / "interlude.key").write_text("zz")
    (tmp_path / "interlude.key").chmod(0o600)
    with pytest.raises(ConfigError, match="64 hexadecimal digits"):
        storage.read_key()
    (tmp_path / "interlude.key").write_text("ab" * 32 + "\n")
    assert storage.read_key() == b"\xab" * 32


def test_a_key_open_to_others_is_refused_at_once(tmp_path):
    """A master key others may read stops the configuration, before anything is opened with it."""
    (tmp_path / "interlude.key").write_text("ab" * 32)
    (tmp_path / "interlude.key").chmod(0o644)
    assert "storage.key: found " in refusal(
        tmp_path, PRACTICE + TELEGRAM + '[storage]\nkey = "file:interlude.key"\n'
    )


def test_a_messaging_service_in_place_of_a_number(tmp_path):
    """Twilio may be given a messaging service where others give a number."""
    service = "MG" + "c" * 32
    text = TWILIO.replace('from = "+15017122661"', f'messaging_service_sid = "{service}"')
    twilio = twilio_of(load(tmp_path, PRACTICE + text + SERVER))
    assert (twilio.sender, twilio.messaging_service_sid) == ("", service)


def test_a_rehearsal_needs_no_secrets(tmp_path):
    """With live=False a configuration without channels, or with secrets that are not set, can be read."""
    assert load(tmp_path, PRACTICE, live=False).practices[0].telegram is None
    config = load(tmp_path, PRACTICE + '[telegram]\ntoken = "env:NOT_SET"\n', live=False)
    assert telegram_of(config).token == ""


def test_the_store_may_be_named_by_reference(tmp_path, monkeypatch):
    """A store's address can come from the environment, also where no channel is needed."""
    monkeypatch.setenv("STORE", "postgresql://u:p@db/interlude")
    config = load(tmp_path, PRACTICE + '[storage]\nurl = "env:STORE"\n', live=False)
    assert config.storage.url == "postgresql://u:p@db/interlude"
