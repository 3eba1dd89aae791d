"""Text without case and accents, every character in its place."""

from __future__ import annotations

import unicodedata


class _Plain(dict[int, str]):
    """For ``str.translate``: each character without accent and case, one for one."""

    def __missing__(self, code: int) -> str:
        ch = chr(code)
        folded = "'" if ch == "’" else (unicodedata.normalize("NFKD", ch)[0].lower() or ch)[0]
        self[code] = folded
        return folded


_PLAIN = _Plain()


def plain(text: str) -> str:
    """Return ``text`` in lower case without accents, every character at its old place."""
    return text.translate(_PLAIN)
