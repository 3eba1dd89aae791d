"""A Chroma server: where it is, and what is asked of it, each request in bounded time.

The client is Chroma's own, which speaks to ``chroma run`` and to distributed Chroma alike. Its
``HttpClient`` waits for ever, from its constructor on, so its parts are put together here instead.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from pydantic import SecretStr

from icpc_assistant.errors import IndexError_, brief
from icpc_assistant.index.store import HNSW, VectorStore

if TYPE_CHECKING:
    from chromadb.api import ServerAPI
    from chromadb.api.models.Collection import Collection
    from chromadb.types import Collection as Model

    from icpc_assistant.config import Settings

OWNER: Final = "index"  # the key in a collection's metadata that names the index folder
_WAITS = (1.0, 4.0, 15.0)  # seconds between tries of a request that may be made twice
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """Where a server is, and what opens it; ``timeout`` is in seconds."""

    url: str
    tenant: str
    database: str
    token: SecretStr
    timeout: float

    @classmethod
    def of(cls, settings: Settings) -> ServerAddress | None:
        """Return the server of the settings, ``None`` if they name none."""
        if not settings.chroma_url:
            return None
        return cls(
            settings.chroma_url,
            settings.chroma_tenant,
            settings.chroma_database,
            settings.chroma_token,
            settings.chroma_timeout,
        )

    def identity(self) -> dict[str, str]:
        """Return what tells one server from another; nothing secret."""
        return {"url": self.url, "tenant": self.tenant, "database": self.database}

    @property
    def exposes_token(self) -> bool:
        """Whether the token would cross a network unencrypted."""
        parts = urlsplit(self.url)
        secret = self.token.get_secret_value()
        return bool(secret) and parts.scheme == "http" and parts.hostname not in _LOOPBACK


class ChromaServer:
    """A connection to a server; whatever is asked raises what httpx and Chroma raise."""

    def __init__(self, address: ServerAddress, timeout: float | None = None) -> None:
        """Prepare a connection; nothing is asked yet.

        ``timeout`` is how many seconds each wait within a request may take; else the address's.
        """
        import httpx
        from chromadb.api import ServerAPI
        from chromadb.config import Settings, System

        token = address.token.get_secret_value()
        # Proxies before a server read the first; Chroma's own cloud, the second.
        headers = {"Authorization": f"Bearer {token}", "X-Chroma-Token": token} if token else {}
        self.address = address
        self._system = System(
            Settings(
                chroma_api_impl="chromadb.api.fastapi.FastAPI",
                chroma_server_host=address.url,
                chroma_server_http_port=80,  # asked for, but the address has its own
                chroma_server_headers=headers,
                anonymized_telemetry=False,
            )
        )
        self._api: ServerAPI = self._system.instance(ServerAPI)  # type: ignore[type-abstract]
        self._session: httpx.Client = self._api._session  # type: ignore[attr-defined]
        self._session.timeout = httpx.Timeout(timeout or address.timeout)
        self._where: Any = {"tenant": address.tenant, "database": address.database}

    def version(self) -> str:
        """Return the server's version, having made sure that its database is there."""
        version = self._api.get_version()
        self._api.get_database(name=self.address.database, tenant=self.address.tenant)
        return str(version)

    def collection(self, name: str) -> Collection:
        """Return a collection by its name."""
        return self._collection(self._api.get_collection(name=name, **self._where))

    def create(self, name: str, owner: str) -> Collection:
        """Make an empty collection for the vectors of a version of the index folder ``owner``."""
        model = self._api.create_collection(
            name=name, configuration={"hnsw": HNSW}, metadata={OWNER: owner}, **self._where
        )
        return self._collection(model)

    def store(self, name: str) -> VectorStore:
        """Open a collection for reading; closing it closes this connection."""
        return VectorStore(self.collection(name), self.close)

    def drop(self, name: str) -> None:
        """Delete a collection."""
        self._api.delete_collection(name=name, **self._where)

    def close(self) -> None:
        """Release the connection."""
        self._system.stop()
        self._session.close()

    def _collection(self, model: Model) -> Collection:
        from chromadb.api.models.Collection import Collection

        return Collection(client=self._api, model=model, embedding_function=None, data_loader=None)


def persistently(request: Callable[[], object]) -> None:
    """Make a request that may be made twice, again while the server is away for a short time."""
    import httpx

    for wait in _WAITS:
        try:
            request()
            return
        except httpx.TransportError:
            time.sleep(wait)
    request()


def is_missing(error: Exception) -> bool:
    """Whether the server answers that a thing is not there."""
    from chromadb.errors import NotFoundError

    return isinstance(error, NotFoundError)


def reason(error: Exception) -> str:
    """Say in a few words why the server is of no use."""
    import httpx
    from chromadb.errors import ChromaError

    if isinstance(error, httpx.TimeoutException):
        return "no answer in time"
    cause = error.__context__
    if not isinstance(error, ChromaError) and isinstance(cause, httpx.HTTPStatusError):
        code = cause.response.status_code
        return f"HTTP {code}, the token is refused" if code in (401, 403) else f"HTTP {code}"
    if isinstance(error, ValueError) and not isinstance(error, ChromaError):
        return f"no Chroma server answers there: {brief(error)}"
    return brief(error)


def unusable(address: ServerAddress, error: Exception) -> IndexError_:
    """Return the one sentence, with its remedy, for a server that cannot be used."""
    return IndexError_(
        f"The Chroma server at {address.url} cannot be used ({reason(error)}); start it, or "
        f"correct ICPC_CHROMA_URL and the settings beside it, and try again."
    )
