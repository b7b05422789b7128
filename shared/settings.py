"""How a variant is to connect.

One value, made by the caller and read when a `Database` is opened.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

from shared.domain import check_optional, check_seconds, check_text
from shared.errors import InvalidInput

Driver = Literal["asyncpg", "psycopg"]


@dataclass(frozen=True, slots=True)
class Settings:
    """Connection, pool and time limits, the same for every way. All times are seconds.

    `url` is libpq's form, `postgresql://user:password@host:port/database`, without a driver in the
    scheme; `driver` chooses that. The limits are on by default because each of them, left off, ends
    in the same outage: callers that wait for ever.

    Raises InvalidInput, naming the field, for a value that cannot work.
    """

    url: str = field(repr=False)
    driver: Driver = "asyncpg"
    pool_size: int = 10
    """Most connections open at a time.

    All ways open them on demand and keep them; none overflows.
    """
    connect_timeout: float = 5.0
    """For one new connection, until the server is ready for a statement.

    psycopg, once open, counts in whole seconds, and at least two.
    """
    acquire_timeout: float = 5.0
    """For a free connection of the pool; then PoolExhausted."""
    statement_timeout: float = 30.0
    """For one statement, kept by the server; then StatementTimeout.

    For one call as a whole, kept by the client with 0.3 s to spare; then ConnectionLost.
    """
    lock_timeout: float = 10.0
    """For one lock, kept by the server; then LockNotAvailable."""
    idle_in_transaction_timeout: float = 60.0
    """For a transaction that asks nothing, kept by the server, which ends the connection.

    Then ConnectionLost.
    """
    close_timeout: float = 5.0
    """For closing the pool in good order; what is still open then is cut."""
    recycle_after: float | None = None
    """Age at which a connection gets a successor when it is next asked for; None keeps it for good.

    SQLAlchemy looks at the age of each. asyncpg's pool knows none: all that it has expire together,
    those also that are younger.
    """
    statement_cache_size: int = 100
    """Prepared statements kept per connection.

    asyncpg keeps so many and no more; SQLAlchemy on asyncpg thins its own cache out when there are
    half as many again; psycopg keeps 100, whatever the number. 0 sends no named statement on
    either driver, as PgBouncer before 1.21 needs it.
    """
    application_name: str = "workbook"
    """What pg_stat_activity shows."""

    def __post_init__(self) -> None:
        if not self.url.startswith(("postgresql://", "postgres://")):
            raise InvalidInput("url must start with postgresql:// and name no driver", "url")
        if self.driver not in get_args(Driver):
            raise InvalidInput(
                f"driver must be one of {get_args(Driver)}, not {self.driver!r}", "driver"
            )
        if self.pool_size < 1:
            raise InvalidInput(f"pool_size must be at least 1, not {self.pool_size}", "pool_size")
        if self.statement_cache_size < 0:
            raise InvalidInput("statement_cache_size must not be negative", "statement_cache_size")
        check_text("application_name", self.application_name)
        check_optional(check_seconds, "recycle_after", self.recycle_after)
        for name in self.__slots__:
            if name.endswith("_timeout"):
                check_seconds(name, getattr(self, name))

    @property
    def server_settings(self) -> dict[str, str]:
        """What the session asks of the server at connect.

        The time zone is fixed so that both drivers read alike.
        """
        return {
            "application_name": self.application_name,
            "timezone": "UTC",
            "statement_timeout": milliseconds(self.statement_timeout),
            "lock_timeout": milliseconds(self.lock_timeout),
            "idle_in_transaction_session_timeout": milliseconds(self.idle_in_transaction_timeout),
        }


def milliseconds(seconds: float) -> str:
    """Seconds as Postgres's whole milliseconds, never 0, which would mean no limit at all."""
    return str(max(1, round(seconds * 1000)))
