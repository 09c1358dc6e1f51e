"""What can go wrong with events, said in plain sentences; every class is also a builtin."""

from __future__ import annotations


class EventsError(Exception):
    """Base of all errors of the ``events`` package; its text can be shown to a person as it is."""


class StoreError(EventsError, OSError):
    """The database cannot be used. What was changed, if anything, its text says."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else self.__class__.__name__


class StoreLockedError(StoreError, TimeoutError):
    """Another process, or another thread of this one, holds the database file."""


class StoreDamagedError(StoreError):
    """The file is not an event database, or parts of it cannot be read."""


class StoreFullError(StoreError):
    """There is no room on a disk; the text says which, and whether the change was saved."""


class StoreMissingError(StoreError, FileNotFoundError):
    """There is no database of that name; one who only reads makes none."""


class StoreVersionError(StoreError):
    """The file was written by a newer version of the program."""


class StoreUrlError(EventsError, ValueError):
    """The database address is not one that can be opened."""


class ConflictError(EventsError, RuntimeError):
    """Somebody else changed the event since it was read; nothing was changed."""


class UnknownEventError(EventsError, LookupError):
    """There is no event with that identity."""


class ValueRefusedError(EventsError, ValueError):
    """A value does not fit its column.

    Parameters
    ----------
    message : str
        A plain sentence.
    column : str or None
        The column that was refused.
    value : object
        The value as it was given.
    row : int or None
        The row of the frame or file, where there is one.
    """

    def __init__(
        self, message: str, *, column: str | None = None, value: object = None, row: int | None = None
    ) -> None:
        super().__init__(message)
        self.column = column
        self.value = value
        self.row = row


class RowsShiftedError(EventsError, RuntimeError):
    """A column has more or fewer values than there are rows: they would stand with the wrong events."""


class FilterError(EventsError, ValueError):
    """A filter asks for something impossible, such as a box with no height."""


class UndoError(EventsError, LookupError):
    """There is nothing to undo, or it has been undone already."""
