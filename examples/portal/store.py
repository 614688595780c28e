"""The tables of the portal. The log of a ticket is the truth; the rest of its row is made of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    String,
    TypeDecorator,
    UniqueConstraint,
    create_engine,
    event,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship, sessionmaker
from sqlalchemy.pool import StaticPool

__all__ = ["Base", "Entry", "Message", "Outgoing", "Ticket", "User", "session_maker"]


class Instant(TypeDecorator[datetime]):
    """An aware datetime; SQLite keeps no zone, so it goes in and comes out in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    type_annotation_map: ClassVar = {datetime: Instant, dict[str, Any]: JSON, list[Any]: JSON}


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    plan: Mapped[str | None] = mapped_column(String(40))  # none: one of the support team
    title: Mapped[str] = mapped_column(String(100))

    @property
    def is_agent(self) -> bool:
        return self.plan is None


NOT_DONE = text("status <> 'resolved'")


class Ticket(Base):
    __tablename__ = "tickets"
    __table_args__ = (
        # The two lists: a customer's tickets, and the open ones by what is due next.
        Index("tickets_of_owner", "owner_id", "id"),
        Index("tickets_by_due", "due_next", "id", sqlite_where=NOT_DONE, postgresql_where=NOT_DONE),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[str] = mapped_column(String(100))
    subject: Mapped[str] = mapped_column(String(200))
    version: Mapped[int] = mapped_column(default=0)  # counts the deeds; one at a time
    # Made of the log, and made again after each event:
    status: Mapped[str] = mapped_column(String(10), default="open")
    plan: Mapped[str] = mapped_column(String(40), default="")
    priority: Mapped[str] = mapped_column(String(10), default="")
    clocks: Mapped[list[Any]] = mapped_column(default=list)
    due_next: Mapped[datetime | None] = mapped_column()
    next_change: Mapped[datetime | None] = mapped_column(index=True)
    level: Mapped[int] = mapped_column(default=0)
    contract: Mapped[str] = mapped_column(String(64), default="", index=True)
    told_until: Mapped[datetime | None] = mapped_column()

    owner: Mapped[User] = relationship()
    entries: Mapped[list[Entry]] = relationship(
        order_by="Entry.id", cascade="all, delete-orphan", back_populates="ticket"
    )
    messages: Mapped[list[Message]] = relationship(
        order_by="Message.id", cascade="all, delete-orphan", back_populates="ticket"
    )

    @property
    def log(self) -> list[dict[str, Any]]:
        return [entry.event for entry in self.entries]


class Entry(Base):
    """An event of a ticket; rows are only ever added."""

    __tablename__ = "entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    event: Mapped[dict[str, Any]] = mapped_column()

    ticket: Mapped[Ticket] = relationship(back_populates="entries")


class Message(Base):
    __tablename__ = "messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    at: Mapped[datetime] = mapped_column()
    author: Mapped[str] = mapped_column(String(100))
    text: Mapped[str] = mapped_column(String(10_000))

    ticket: Mapped[Ticket] = relationship(back_populates="messages")


class Outgoing(Base):
    """A message to somebody of the support team; its key is taken once for each ticket."""

    __tablename__ = "outbox"
    __table_args__ = (UniqueConstraint("ticket_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    key: Mapped[str] = mapped_column(String(300))
    at: Mapped[datetime] = mapped_column()
    to: Mapped[str] = mapped_column(String(100))
    text: Mapped[str] = mapped_column(String(500))


def session_maker(url: str) -> sessionmaker[Any]:
    """Return what opens sessions on a database, its tables being made."""
    if url.startswith("postgresql://"):
        url = url.replace("postgresql:", "postgresql+psycopg:", 1)  # psycopg 3
    shared: dict[str, Any] = {}
    if url.startswith("sqlite"):
        shared = {"connect_args": {"check_same_thread": False, "timeout": 30}}
        if url in ("sqlite://", "sqlite:///:memory:"):
            shared["poolclass"] = StaticPool  # a database in memory belongs to one connection
    engine = create_engine(url, **shared)
    if url.startswith("sqlite"):
        event.listen(engine, "connect", _readers_need_not_wait)
    Base.metadata.create_all(engine)
    return sessionmaker(engine, expire_on_commit=False)


def _readers_need_not_wait(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
