"""
What can go wrong with a store, by what the caller does about it.

* StorageError
  x StorageUnavailable     refuse new work for now; trying again later may help
  x StorageRefused         set that one thing aside: trying it again cannot help
  x BackupRefused          correct the call: nothing was written
  x StorageInUse           stop: another server works on the same data
  x StorageDamaged         stop: the operator has to bring back a backup
"""


class StorageError(Exception):
    """A store cannot do what it was asked."""


class StorageUnavailable(StorageError):
    """
    The store cannot take or give anything right now.

    The disk is full, or the database does not answer. Nothing was half-written.
    """


class StorageRefused(StorageError):
    """
    The store will never take this one thing; it takes others.

    It breaks a rule of the tables, or holds what no database stores. Nothing of it
    was kept.
    """


class BackupRefused(StorageError):
    """A backup cannot be made or brought back like this; nothing was changed."""


class StorageInUse(StorageError):
    """Another process holds the lock on this data folder."""


class StorageDamaged(StorageError):
    """The database is no database, or not one of this program."""
