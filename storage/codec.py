"""Documents to ciphertext and back: msgspec outside, the vault inside."""

from typing import Any

import msgspec

from storage.vault import Vault


class Codec:
    """One encoder and one decoder per stored type; every doc column of a table goes through here."""

    def __init__(self, vault: Vault, types: dict[str, Any]) -> None:
        self.vault = vault
        self._encode = msgspec.json.Encoder().encode
        self._decoders = {table: msgspec.json.Decoder(kind) for table, kind in types.items()}
        self._plain = msgspec.json.Decoder()

    def seal(self, table: str, row_id: str, about_id: str, doc: Any) -> bytes:
        """Encode and encrypt a document for its row. Raises NoKey, TypeError."""
        return self.seal_encoded(table, row_id, about_id, self._encode(doc))

    def encode(self, doc: Any) -> bytes:
        """A document as it is before encryption. Raises TypeError."""
        return self._encode(doc)

    def seal_encoded(self, table: str, row_id: str, about_id: str, data: bytes) -> bytes:
        """Encrypt an encoded document for its row. Raises NoKey."""
        return self.vault.seal(about_id, table, "doc", row_id, data)

    def open(self, table: str, row_id: str, about_id: str, sealed: bytes) -> Any:
        """Decrypt and decode a document into the table's type. Raises CannotOpen, NoKey."""
        return self.decode(table, self.open_encoded(table, row_id, about_id, sealed))

    def open_encoded(self, table: str, row_id: str, about_id: str, sealed: bytes) -> bytes:
        """Decrypt a document. Raises CannotOpen, NoKey."""
        return self.vault.open(about_id, table, "doc", row_id, sealed)

    def decode(self, table: str, data: bytes) -> Any:
        """A decrypted document as the table's type."""
        return self._decoders.get(table, self._plain).decode(data)

    def plain(self, table: str, row_id: str, about_id: str, sealed: bytes) -> Any:
        """Decrypt a document into lists and dictionaries (export)."""
        return self._plain.decode(self.vault.open(about_id, table, "doc", row_id, sealed))

    def seal_address(self, person_id: str, channel: str, blind: str, address: str) -> bytes:
        """Encrypt an address under its person's key."""
        return self.vault.seal(person_id, "address", "cipher", f"{channel}/{blind}", address.encode())

    def open_address(self, person_id: str, channel: str, blind: str, cipher: bytes) -> str:
        """The address itself. Raises CannotOpen, NoKey."""
        return self.vault.open(person_id, "address", "cipher", f"{channel}/{blind}", cipher).decode()
