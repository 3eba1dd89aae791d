"""Whose request it is: the peer's address, or what a trusted proxy says."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from starlette.datastructures import Headers
from starlette.types import Scope

_UNKNOWN = "unknown"  # a peer without an address, as on a socket file
_MOST_HOPS = 20


class Proxies:
    """The proxies whose word is taken; without any, ``X-Forwarded-…`` is ignored."""

    def __init__(self, trusted: Sequence[str]) -> None:
        self._trusted = [ip_network(network, strict=False) for network in trusted]

    def client(self, scope: Scope) -> str:
        """Return the client's address: the last hop that is no trusted proxy.

        An IPv6 client is its /64 network, within which addresses cost nothing.
        """
        peer = (scope.get("client") or (_UNKNOWN,))[0]
        hops = [peer]
        if self.trusts(peer):
            said = Headers(scope=scope).getlist("x-forwarded-for")
            hops = [*(hop.strip() for hop in ",".join(said).split(",")), peer]
        found = peer
        for hop in reversed(hops[-_MOST_HOPS:]):
            if _address(hop) is None:
                break  # whatever stands before it may be made up
            found = hop
            if not self.trusts(hop):
                break
        address = _address(found)
        if isinstance(address, IPv6Address):
            return str(ip_network((address, 64), strict=False))
        return str(address or found)

    def scheme(self, scope: Scope) -> str:
        """Return the scheme that a trusted proxy says the client came by, else the scope's."""
        peer = (scope.get("client") or (_UNKNOWN,))[0]
        said = Headers(scope=scope).get("x-forwarded-proto", "").strip().lower()
        if said in ("http", "https") and self.trusts(peer):
            return said
        return str(scope["scheme"])

    def trusts(self, address: str) -> bool:
        """Whether ``address`` is one of the proxies."""
        found = _address(address)
        return found is not None and any(found in network for network in self._trusted)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(text)
    except ValueError:
        return None
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        return found.ipv4_mapped
    return found
