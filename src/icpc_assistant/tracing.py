"""Which request is being answered, for what is told and logged of it."""

from __future__ import annotations

from contextvars import ContextVar

# The id of the request that is being answered; "-" outside of one.
request_id: ContextVar[str] = ContextVar("request_id", default="-")
