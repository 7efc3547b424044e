"""What can go wrong in the store, by name."""


class StoreError(Exception):
    """Any failure of the store."""


class StoreUnavailable(StoreError):
    """The store cannot take writes now (disk full, locked, input/output error). Spool and retry."""


class StoreTooNew(StoreError):
    """The database was written by a newer version of this program; nothing was touched."""


class StoreInUse(StoreError):
    """Another process holds the database's lock file."""


class BadStoreUrl(StoreError):
    """The storage url names no store this program knows."""


class AddressTaken(StoreError):
    """The address already belongs to somebody else in this practice; the turn had no effect."""


class InviteUsed(StoreError):
    """The invite was used before, or never existed; the turn had no effect."""


class RowTaken(StoreError):
    """A row with this id belongs to somebody else; the turn had no effect."""


class NotTheirs(StoreError):
    """A relation only its client may open, or a colleague's cover for somebody else's client: no effect."""


class VersionMoved(StoreError):
    """The person changed between load and commit. Callers see it as a conflict, not as an error."""


class VaultError(StoreError):
    """Any failure of encryption or keys."""


class CannotOpen(VaultError):
    """Ciphertext that does not belong where it stands, was changed, or is of another key."""


class NoKey(VaultError):
    """The key of this person is not there: unknown, erased, or not loaded."""


class WrongMasterKey(VaultError):
    """The master key is not the one this database was written with."""


class KeyFileTooOpen(VaultError):
    """The key file can be read by others than its owner."""


class KeyFileBad(VaultError):
    """The key file is missing or does not hold 64 hexadecimal digits."""
