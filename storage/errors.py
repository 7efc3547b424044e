"""What can go wrong in the store, by name."""


class StoreError(Exception):
    """Any failure of the store."""


class StoreUnavailable(StoreError):
    """The store cannot take writes now (disk full, locked, input/output error). Spool and retry."""


class StoreContended(StoreUnavailable):
    """Other processes kept changing or holding what this needs; nothing was written."""


class StoreTooNew(StoreError):
    """The database was written by a newer version of this program; nothing was touched."""


class StoreTooOld(StoreError):
    """A command met a schema that only the bot brings up to date; nothing was touched."""


class StoreInUse(StoreError):
    """Another process holds the database's lock file."""


class StoreMoved(StoreError):
    """The store was moved to another database, or is being moved; it is not to be used here."""


class StoreNotEmpty(StoreError):
    """A store was to be moved into a database that holds one already; nothing was touched."""


class UnsafeStore(StoreError):
    """A database where a commit could be lost, or that is damaged; nothing was written."""


class NoBackup(StoreError):
    """What was to be restored is no backup of this program's, or is damaged; nothing was put in place."""


class BadStoreUrl(StoreError):
    """The storage url names no store this program knows."""


class NoBackupHere(StoreError):
    """This database is backed up by its own tools, not by this program."""


class AddressTaken(StoreError):
    """The address already belongs to somebody else in this practice; the turn had no effect."""


class InviteUsed(StoreError):
    """The invite was used before, or never existed; the turn had no effect."""


class RowTaken(StoreError):
    """A row with this id belongs to somebody else; the turn had no effect."""


class RowRefused(StoreError):
    """The database refused a row: an id that is there already, or a reference to nobody. No effect."""


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
