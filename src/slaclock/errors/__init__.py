"""The errors a caller can meet, and how their sentences are built.

Each derives from the nearest built-in error too, in brackets::

    SlaClockError
    |-- InstantError (ValueError)          something is wrong with an instant
    |   |-- NaiveInstantError              no zone, or a zone that gives no offset
    |   |-- InstantRangeError              outside the years that slaclock answers for
    |   `-- InstantTextError               text that is not an ISO 8601 instant
    |-- ArgumentTypeError (TypeError)      an argument of a type that cannot be meant
    |-- TextError (ValueError)             one piece of text in a data file or argument
    |   |-- AmountError                    an amount of time
    |   |-- HoursError                     opening hours, weekdays or a time of day
    |   |-- ZoneError                      a time zone name
    |   `-- HolidayError                   a holiday, an exception's date, a rule
    |-- DataError (ValueError)             a whole calendar or matrix, every problem listed
    |   |-- CalendarError
    |   `-- MatrixError
    |-- UnknownNameError (KeyError)        no such plan, priority, metric, matrix, calendar
    |-- NoTargetError (LookupError)        the plan has no row for that priority
    |-- ChoiceError (LookupError)          no rule of a contract chooses a plan for a ticket
    |-- CoverageError (LookupError)        holidays are not known for that year
    |-- NeverOpenError (ValueError)        no open time within the horizon
    |-- HistoryError (LookupError)         no version of a contract, or too many of them
    |-- EventError (ValueError)            one event of a ticket's log, or the log itself
    |-- ProvenanceError (ValueError)       a saved answer does not rest on the data at hand
    |-- LedgerError (ArithmeticError)      an account does not add up
    |-- RowError (ValueError)              one row of many has no answer; it says which and why
    |-- ProfileError (ValueError)          how an export is to be read is not usable
    |-- TicketFileError (ValueError)       a file as a whole cannot be read as tickets
    |   `-- UndecidedTimesError            a column of times can be read in more than one way
    |-- OutputError (ValueError)           the place to write to is refused
    `-- MissingExtraError (ImportError)    an optional package is not installed

Each error keeps what went wrong as attributes and builds its sentence in `__str__`, so that
it pickles and tests can read the facts. Values are shown escaped and shortened.
"""

from slaclock.errors import core, files
from slaclock.errors.core import *  # noqa: F403 - which names there are is said there alone
from slaclock.errors.files import *  # noqa: F403

__all__: list[str] = []
__all__ += core.__all__
__all__ += files.__all__
