"""What `Outgoing.media` names: bytes in a `data:` address, or a place the provider fetches from."""

import mimetypes
from base64 import b64decode
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file on its way out: `content` is its bytes, or an https address."""

    mime: str
    name: str
    content: bytes | str


def read_attachment(address: str) -> Attachment:
    """Read `data:TYPE;name=FILE;base64,…` or an https address. Raises `ValueError` for anything else."""
    if address.startswith("https://"):
        name = address.rpartition("/")[2]
        return Attachment(mimetypes.guess_type(name)[0] or "application/octet-stream", name, address)
    head, comma, body = address.partition(",")
    mime, *options = head.removeprefix("data:").split(";")
    if not comma or not head.startswith("data:") or "base64" not in options:
        raise ValueError("media is neither a data address nor https")
    named = [option[5:] for option in options if option.startswith("name=")]
    return Attachment(mime, named[0] if named else "file", b64decode(body, validate=True))
