"""Refusals: one JSON shape for every error of the server, with the request's id."""

from __future__ import annotations

import math

from fastapi.responses import JSONResponse

from icpc_assistant.tracing import request_id


def refusal(status: int, detail: str, *, retry_after: float | None = None) -> JSONResponse:
    """Return an error reply: ``detail`` is one sentence that ends with the remedy.

    ``retry_after`` is in seconds, and sent rounded up.
    """
    headers = {} if retry_after is None else {"retry-after": str(max(1, math.ceil(retry_after)))}
    if status == 401:
        headers["www-authenticate"] = 'Bearer realm="icpc-assistant"'
    body = {"detail": detail, "request_id": request_id.get()}
    return JSONResponse(body, status, headers=headers)
