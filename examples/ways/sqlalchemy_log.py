"""SQLAlchemy: a column that holds the log of a ticket, `mapped_column(EventLog)`."""

from sqlalchemy import JSON, TypeDecorator

from slaclock.events import log_from_dicts, log_to_dicts


class EventLog(TypeDecorator):
    impl, cache_ok = JSON, True

    def process_bind_param(self, value, dialect):
        return None if value is None else log_to_dicts(value)

    def process_result_value(self, value, dialect):
        return None if value is None else log_from_dicts(value)
