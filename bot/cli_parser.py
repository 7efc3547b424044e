"""The command line: every command, its options, and the module that does it. Imports nothing heavy."""

import argparse

from bot import __version__

_CONFIG = "config.toml"


def build_parser() -> argparse.ArgumentParser:
    """The whole command line. Parsed arguments carry `module`, the name of the module with `main(args)`."""
    parser = argparse.ArgumentParser(
        prog="interlude",
        description="An async bot on Telegram and SMS for the week between two therapy sessions.",
        epilog="New here? Try `interlude demo`.",
    )
    parser.add_argument("--version", action="version", version=f"interlude {__version__}")
    parser.set_defaults(module=None)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", dest="command")
    _add_rehearsing(commands)
    _add_running(commands)
    _add_records(commands)
    _add_inbox(commands)
    return parser


Commands = argparse._SubParsersAction  # the type argparse itself gives no public name


def _add(
    commands: "Commands[argparse.ArgumentParser]", name: str, module: str, words: str
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=words, description=words)
    parser.set_defaults(module=module)
    return parser


def _configured(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "-c", "--config", metavar="FILE", default=_CONFIG, help=f"configuration (default: {_CONFIG})"
    )


def _add_rehearsing(commands: "Commands[argparse.ArgumentParser]") -> None:
    demo = _add(
        commands, "demo", "bot.demo", "watch a therapist and a client live one week, on a virtual clock"
    )
    demo.add_argument("--fast", action="store_true", help="without pauses")
    demo.add_argument(
        "--channel", choices=("telegram", "sms"), default="telegram", help="the client's channel"
    )
    talk = _add(commands, "talk", "bot.talk_console", "the same bot in the terminal; you are both people")
    for one in (demo, talk):
        one.add_argument("--language", choices=("en", "es"), default="en", help="what both people read")
    rehearse = _add(
        commands, "rehearse", "bot.rehearsal", "JSON lines in, JSON lines out, on a virtual clock"
    )
    rehearse.add_argument(
        "-c", "--config", metavar="FILE", help="configuration (default: a made-up practice)"
    )
    rehearse.add_argument("--store", metavar="URL", help="keep the data here (default: a throw-away file)")
    rehearse.add_argument(
        "--start", metavar="ISO", default="2026-03-02T09:00:00+00:00", help="first moment (%(default)s)"
    )


def _add_running(commands: "Commands[argparse.ArgumentParser]") -> None:
    run = _add(commands, "run", "bot.app", "the bot: polling or webhooks")
    run.add_argument("--port", type=_port, metavar="N", help="listen here instead of at server.port")
    _configured(run)
    check = _add(
        commands, "check", "bot.check", "configuration, prompts, library and regions, without a network"
    )
    check.add_argument(
        "-c", "--config", metavar="FILE", help=f"configuration (default: {_CONFIG} if there is one)"
    )
    doctor = _add(commands, "doctor", "bot.doctor", "live checks: tokens, webhook, clock, disk, key, store")
    doctor.add_argument("--registration", action="store_true", help="print what carriers ask for, and stop")
    _configured(doctor)
    therapist = _add(commands, "therapist", "bot.therapists", "let a therapist join: a one-use link and code")
    actions = therapist.add_subparsers(title="actions", metavar="ACTION", dest="action", required=True)
    for action, words in (
        ("add", "print a join link and code, good for 72 hours"),
        ("remove", "end their access"),
        ("unlock", "take the code off a chat whose code is lost; make sure first who asks"),
        ("revoke", "cut off every chat of theirs, for a lost phone, and print a new link"),
    ):
        named = actions.add_parser(action, help=words, description=words)
        named.add_argument("name", metavar="NAME")
        _practised(named)
    _practised(actions.add_parser("list", help="who has joined", description="who has joined"))
    keys = _add(commands, "keys", "bot.keys", "the master key file")
    keys.add_argument(
        "action", choices=("new", "rotate"), help="make it; or make another and wrap all keys again"
    )
    keys.add_argument("--file", metavar="PATH", help="the key's own file, where storage.key is a credential")
    _configured(keys)


def _port(text: str) -> int:
    if not (text.isdecimal() and int(text) < 65_536):
        raise argparse.ArgumentTypeError("a port is 0 to 65535")
    return int(text)


def _practised(parser: argparse.ArgumentParser) -> None:
    _configured(parser)
    parser.add_argument("--practice", metavar="ID", help="which practice, where there are several")


def _add_records(commands: "Commands[argparse.ArgumentParser]") -> None:
    records = "bot.records"
    _path(_add(commands, "backup", records, "copy the store while it runs"))
    _path(_add(commands, "restore", records, "put a copy back; nothing is sent until `interlude release`"))
    _configured(_add(commands, "release", records, "let a restored store send again"))
    _person(_add(commands, "export", records, "one person's data as JSON and CSV"))
    erase = _add(commands, "erase", records, "destroy one person's key and rows")
    erase.add_argument(
        "--as-client", action="store_true", help="of a therapist: only what is kept of them as a client"
    )
    _person(erase)
    purge = _add(commands, "purge", records, "delete what is older than the practice keeps")
    purge.add_argument("--dry-run", action="store_true", help="only say what would go")
    _configured(purge)
    moving = _add(commands, "migrate-store", "bot.moving", "move a practice from SQLite to PostgreSQL")
    moving.add_argument("source", metavar="sqlite:PATH")
    moving.add_argument("target", metavar="postgresql://…", help='or "env:NAME", "file:PATH"')
    moving.add_argument(
        "--give-up", action="store_true", help="stay with SQLite after a move that was stopped"
    )
    moving.add_argument(
        "--target-is-destroyed",
        action="store_true",
        help="with --give-up: the other database cannot be asked, and never comes back",
    )
    _configured(moving)
    audit = _add(commands, "audit", "bot.audits", "the audit trail: is it whole, who did what to whom")
    actions = audit.add_subparsers(title="actions", metavar="ACTION", dest="action", required=True)
    whole = "follow it from the first entry and print its newest, to be kept apart"
    verify = actions.add_parser("verify", help=whole, description=whole)
    verify.add_argument("--head", action="append", metavar="HEAD", help="a newest entry as printed before")
    _configured(verify)
    listed = actions.add_parser("list", help="the newest entries", description="the newest entries")
    listed.add_argument("--person", metavar="PERSON", help="what this person did, and what was done to them")
    listed.add_argument("--since", metavar="DATE", help="from this day on, like 2026-03-02")
    _practised(listed)


def _add_inbox(commands: "Commands[argparse.ArgumentParser]") -> None:
    words = "what people sent and no turn could take, after three tries"
    inbox = _add(commands, "inbox", "bot.inbox_command", words)
    actions = inbox.add_subparsers(title="actions", metavar="ACTION", dest="action", required=True)
    which = "which events, whose and why; never what they say"
    _practised(actions.add_parser("list", help=which, description=which))
    again = "after an upgrade: have them tried again"
    retried = actions.add_parser("retry", help=again, description=again)
    retried.add_argument("ids", metavar="ID", nargs="*", help="as listed (default: all)")
    _practised(retried)


def _path(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", metavar="PATH")
    _configured(parser)


def _person(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("person", metavar="PERSON", help="an id, or a name when only one person has it")
    _configured(parser)
