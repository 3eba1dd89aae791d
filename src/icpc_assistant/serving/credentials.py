"""Who may come in: the file of API keys and the file of users, both hashed, both re-read.

    keys file    NAME sha256 HEX                      a key is 256 random bits: one hash is enough
    users file   NAME scrypt N R P SALT HEX           a password is not: OWASP's scrypt parameters

Each line is one entry; ``icpc-assistant keys`` and ``users`` write them.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path

from icpc_assistant.errors import AssistantError, UsageError

KEY_PREFIX = "icpc_"
LEAST_PASSWORD = 10  # characters
MOST_PASSWORD = 200
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")
_N, _R, _P = 2**15, 8, 3  # 32 MiB; OWASP password storage cheat sheet
_MEMORY = 128 * 1024 * 1024
_LINE = {
    "sha256": re.compile(r"(\S+) (sha256 [0-9a-f]{64})"),
    "scrypt": re.compile(
        r"(\S+) (scrypt [0-9]{1,7} [0-9]{1,2} [0-9]{1,2} [0-9a-f]{32} [0-9a-f]{64})"
    ),
}


class CredentialFile:
    """Names and hashes of one file, read again whenever it changes."""

    def __init__(self, path: Path, kind: str) -> None:
        """Open the file; ``kind`` is ``sha256`` (keys) or ``scrypt`` (users).

        Raises:
            AssistantError: it cannot be read, or a line is not of this kind.
        """
        self.path = path
        self._kind = kind
        self._mark: tuple[int, int] | None = None
        self._entries: dict[str, str] = {}
        self.entries()

    def entries(self) -> Mapping[str, str]:
        """Return the hash of each name.

        Raises:
            AssistantError: see ``__init__``. Nobody comes in by a file that cannot be read.
        """
        try:
            found = self.path.stat()
            mark = (found.st_mtime_ns, found.st_size)
            if mark != self._mark:
                self._entries = _read(self.path, self._kind)
                self._mark = mark
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is no text"
            raise AssistantError(
                f"{self.path} cannot be read ({reason}); make it with `icpc-assistant "
                f"{'keys' if self._kind == 'sha256' else 'users'} add NAME`, or unset the setting."
            ) from None
        return self._entries


def _read(path: Path, kind: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        entry = _LINE[kind].fullmatch(line.strip())
        if entry is None:
            raise AssistantError(f"{path}:{number} is no entry; remove that line.")
        found[entry[1]] = entry[2]
    return found


class ApiKeys(CredentialFile):
    """The API keys: who holds one may read."""

    def __init__(self, path: Path) -> None:
        """Open the file of keys; see ``CredentialFile``."""
        super().__init__(path, "sha256")

    def holder(self, key: str) -> str | None:
        """Return the name that ``key`` was given to, ``None`` if nobody."""
        sent = key_hash(key)
        found = None
        for name, stored in self.entries().items():  # all of them: the time tells nothing
            if hmac.compare_digest(sent, stored):
                found = name
        return found


class Users(CredentialFile):
    """The users: who knows a password may sign in."""

    def __init__(self, path: Path) -> None:
        """Open the file of users; see ``CredentialFile``."""
        super().__init__(path, "scrypt")
        self._nobody = password_hash(secrets.token_hex(16))

    def knows(self, name: str, password: str) -> bool:
        """Whether ``password`` is ``name``'s; takes as long for a name that is not there."""
        stored = self.entries().get(name)
        right = _matches(password, stored or self._nobody)
        return stored is not None and right

    def proof(self, name: str) -> str | None:
        """Return what a session of ``name`` is bound to: a new password ends the old sessions."""
        stored = self.entries().get(name)
        return None if stored is None else hashlib.sha256(stored.encode()).hexdigest()[:16]


def new_key() -> str:
    """Return a new API key."""
    return KEY_PREFIX + secrets.token_urlsafe(32)


def key_hash(key: str) -> str:
    """Return a key as the file holds it."""
    return f"sha256 {hashlib.sha256(key.encode('utf-8', 'replace')).hexdigest()}"


def password_hash(password: str) -> str:
    """Return a password as the file holds it, under a salt of its own."""
    salt = secrets.token_bytes(16)
    return f"scrypt {_N} {_R} {_P} {salt.hex()} {_scrypt(password, salt, _N, _R, _P)}"


def _matches(password: str, stored: str) -> bool:
    _, n, r, p, salt, digest = stored.split()
    try:
        found = _scrypt(password, bytes.fromhex(salt), int(n), int(r), int(p))
    except ValueError:  # parameters no scrypt takes
        return False
    return hmac.compare_digest(found, digest)


def _scrypt(password: str, salt: bytes, n: int, r: int, p: int) -> str:
    text = password[:MOST_PASSWORD].encode("utf-8", "replace")
    return hashlib.scrypt(text, salt=salt, n=n, r=r, p=p, maxmem=_MEMORY, dklen=32).hex()


def put(path: Path, kind: str, name: str, stored: str | None) -> bool:
    """Set or (``None``) remove the entry of ``name``, in one step; return whether it was there.

    Raises:
        UsageError: ``name`` is no plain name.
        AssistantError: the file cannot be read or written.
    """
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"{name[:64]!r} is no name; use up to 64 letters, digits and any of . _ - @."
        )
    entries = dict(CredentialFile(path, kind).entries()) if path.exists() else {}
    was = entries.pop(name, None)
    if stored is not None:
        entries[name] = stored
    fresh = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.unlink(missing_ok=True)
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.writelines(f"{n} {h}\n" for n, h in sorted(entries.items()))
        fresh.replace(path)
    except OSError as error:
        raise AssistantError(
            f"{path} cannot be written ({error.strerror or error}); name another file."
        ) from None
    return was is not None
