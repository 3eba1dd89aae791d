"""One address → what stands there, within bounds: time, size, redirects, kind of content.

Only the commands that a person gives to gather bulletins come here; nothing else of the package
contacts a host.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit
from urllib.request import getproxies

from icpc_assistant._version import __version__
from icpc_assistant.bulletins.faults import shown
from icpc_assistant.drafting.extract import LARGEST
from icpc_assistant.errors import GatheringError, brief

if TYPE_CHECKING:
    import httpx

USER_AGENT = f"icpc-assistant/{__version__} (corpus add; on a person's command)"
_CONNECT, _SILENCE = 10.0, 20.0  # seconds for a connection, and between two pieces of a body
_WHOLE = 90.0  # seconds for one address, redirects and body included
_REDIRECTS = 5
_ACCEPT = (
    "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, "
    "application/json;q=0.9, application/pdf;q=0.9, text/plain;q=0.8, application/xml;q=0.8, "
    "*/*;q=0.1"
)
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# What a server may call each kind of content; "" is what says nothing, told by the file's name.
_KINDS = {
    "text/html": "page", "application/xhtml+xml": "page",
    "application/rss+xml": "feed", "application/atom+xml": "feed", "application/rdf+xml": "feed",
    "application/xml": "feed", "text/xml": "feed", "application/x-rss+xml": "feed",
    "application/json": "json", "application/problem+json": "json",
    "application/pdf": "pdf", _DOCX: "docx",
    "text/plain": "text", "text/markdown": "text", "text/x-markdown": "text",
    "application/octet-stream": "", "binary/octet-stream": "", "": "",
}  # fmt: skip
_SUFFIXES = {
    ".pdf": "pdf", ".docx": "docx", ".md": "text", ".markdown": "text", ".txt": "text",
    ".html": "page", ".htm": "page", ".xml": "feed", ".rss": "feed", ".atom": "feed",
    ".json": "json",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address answered. ``url`` is the last one after redirects.

    ``kind`` is page, feed, json, pdf, docx or text. ``unchanged`` tells that it is still what the
    validators sent describe; ``data`` is empty then. ``headers`` have names in lower case.
    """

    url: str
    kind: str
    data: bytes = b""
    charset: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    unchanged: bool = False


class GoneError(GatheringError):
    """The address answers that nothing stands there any more (404 or 410)."""


def is_address(text: str) -> bool:
    """Whether ``text`` is meant as a web address, and not as a file."""
    return bool(re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*://", text))


class Fetcher:
    """Fetches over one client; use it as a context manager."""

    def __init__(
        self,
        *,
        whole: float = _WHOLE,
        silence: float = _SILENCE,
        largest: int = LARGEST,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Bound each address: ``whole`` and ``silence`` in seconds, ``largest`` in bytes."""
        import httpx

        self._whole, self._largest, self._clock = whole, largest, clock
        self._client = httpx.Client(
            follow_redirects=False,
            timeout=httpx.Timeout(silence, connect=min(_CONNECT, silence)),
            headers={"user-agent": USER_AGENT, "accept": _ACCEPT},
        )

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def get(self, url: str, validators: Mapping[str, str] | None = None) -> Fetched:
        """Return what stands at ``url``.

        ``validators`` are the ``etag`` and ``last-modified`` of an earlier answer. A host on a
        private network or on this machine is fetched from where ``url`` itself names it; a
        redirect from a public host to such a one is refused.

        Raises:
            GoneError: nothing stands there any more.
            GatheringError: it cannot be fetched within the bounds; the message ends with the
                remedy.
        """
        import httpx

        until = self._clock() + self._whole
        conditions = {
            name: (validators or {})[key]
            for name, key in (("if-none-match", "etag"), ("if-modified-since", "last-modified"))
            if (validators or {}).get(key)
        }
        public = not _is_private(_checked(url))
        here = url
        try:
            for _ in range(_REDIRECTS + 1):
                with self._client.stream("GET", here, headers=conditions) as answer:
                    if public and _connected_privately(answer):
                        raise _private(url)
                    onward = answer.headers.get("location")
                    if not answer.is_redirect or onward is None:
                        return self._read(here, answer, until)
                here = urljoin(here, onward)
                if _is_private(_checked(here, url)) and public:
                    raise _private(url)
        except httpx.HTTPError as error:
            raise _failed(url, error) from None
        except (httpx.InvalidURL, UnicodeError):
            raise GatheringError(f"{_name(here)} is no web address; correct it.") from None
        raise GatheringError(
            f"{_name(url)} redirects more than {_REDIRECTS} times; give the address it ends at."
        )

    def _read(self, url: str, answer: httpx.Response, until: float) -> Fetched:
        """Return the answer's content, read piece by piece so that no bound is passed far."""
        headers = {name.lower(): value for name, value in answer.headers.items()}
        if answer.status_code == 304:
            return Fetched(url, "", headers=headers, unchanged=True)
        _check_status(url, answer)
        kind = _kind(url, headers.get("content-type", ""))
        declared = headers.get("content-length", "")
        if declared.isdigit() and int(declared) > self._largest:
            raise self._too_large(url)
        pieces, size = [], 0
        for piece in answer.iter_bytes():
            size += len(piece)
            if size > self._largest:
                raise self._too_large(url)
            if self._clock() > until:
                raise GatheringError(
                    f"{_name(url)} took more than {self._whole:.0f} seconds; try again later, or "
                    "save it with a browser and add the file."
                )
            pieces.append(piece)
        return Fetched(url, kind, b"".join(pieces), answer.charset_encoding or "", headers)

    def _too_large(self, url: str) -> GatheringError:
        return GatheringError(
            f"{_name(url)} is larger than {self._largest / 1_000_000:g} MB; save its text as a "
            ".txt file and add that."
        )


def _name(url: str) -> str:
    return shown(url if len(url) <= 200 else url[:200] + "…")


def _checked(url: str, asked: str = "") -> str:
    """Return the host of ``url``; raises ``GatheringError`` unless it is http or https."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host, parts = None, urlsplit("")
    if parts.scheme.lower() not in ("http", "https") or not host:
        led = f"{_name(asked)} leads to {_name(url)}, which" if asked else _name(url)
        raise GatheringError(
            f"{led} is no web address; give one that begins with https:// or http://."
        )
    return host


def _is_private(host: str) -> bool:
    """Whether ``host`` is this machine or on a private network; no, where it cannot be found."""
    try:
        found = {str(row[4][0]) for row in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        return False
    return any(not _is_global(address) for address in found)


def _is_global(address: str) -> bool:
    try:
        told = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(told, "ipv4_mapped", None)
    return bool((mapped or told).is_global)


def _connected_privately(answer: httpx.Response) -> bool:
    """Whether a public name turned out to be a private address when it was connected to."""
    stream = answer.extensions.get("network_stream")
    peer = stream.get_extra_info("server_addr") if stream else None
    return peer is not None and not getproxies() and not _is_global(str(peer[0]))


def _private(url: str) -> GatheringError:
    return GatheringError(
        f"{_name(url)} redirects to an address on a private network; give that address itself, if "
        "you trust it."
    )


def _failed(url: str, error: Exception) -> GatheringError:
    import httpx

    if isinstance(error, httpx.TimeoutException):
        return GatheringError(f"{_name(url)} does not answer in time; try again later.")
    reason = shown(brief(error, 160))
    return GatheringError(
        f"{_name(url)} cannot be fetched ({reason}); check the address and the network."
    )


def _check_status(url: str, answer: httpx.Response) -> None:
    status = answer.status_code
    if status in (404, 410):
        raise GoneError(f"{_name(url)} is not there ({status}); correct the address.")
    if status in (401, 403):
        raise GatheringError(
            f"{_name(url)} may not be read ({status}); save it with a browser and add the file."
        )
    if status in (429, 503):
        wait = answer.headers.get("retry-after", "")
        later = f"in {wait} seconds" if wait.isdigit() and len(wait) < 6 else "later"
        raise GatheringError(f"{_name(url)} is busy ({status}); try again {later}.")
    if not answer.is_success:
        raise GatheringError(
            f"{_name(url)} answers with an error ({status}); try again later, or check the address."
        )


def _kind(url: str, content_type: str) -> str:
    """Return the kind of content; raises ``GatheringError`` for one no bulletin comes in."""
    told = content_type.partition(";")[0].strip().lower()
    kind = _KINDS.get(told)
    if kind:
        return kind
    path = urlsplit(url).path.lower()
    named = next((kind for suffix, kind in _SUFFIXES.items() if path.endswith(suffix)), "")
    if kind is None or not named:
        raise GatheringError(
            f"{_name(url)} holds {shown(told[:60]) or 'content of no stated kind'}, which is read "
            "as no bulletin; give a page, a feed, or a text, Markdown, PDF or DOCX file."
        )
    return named
