"""One bulletin file → ``Bulletin``, and back."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import yaml

from icpc_assistant.bulletins.faults import (
    CONTROL,
    Fault,
    Source,
    corpus_error,
    encodable,
    unreadable,
)
from icpc_assistant.bulletins.front_matter import LISTS, Fields, compose
from icpc_assistant.types import Bulletin

_FENCE = re.compile(r"^---[ \t]*$", re.MULTILINE)


def read_bulletin(path: Path) -> Bulletin:
    """Return the bulletin in the file ``path``; raises ``CorpusError`` where it is faulty."""
    bulletin, faults = read_file(path)
    if bulletin is None:
        raise corpus_error(faults)
    return bulletin


def parse_bulletin(data: bytes, path: Path) -> tuple[Bulletin | None, list[Fault]]:
    """Return the bulletin ``data`` holds and no fault, or ``None`` and the faults by line.

    ``path`` gives the id (its stem) and the faults' file; it is not opened. Never raises.
    """
    source = Source(path)
    bulletin = _parse(source, data)
    faults = sorted(source.faults, key=lambda fault: fault.line)
    return (None if faults else bulletin), faults


def write_bulletin(bulletin: Bulletin) -> str:
    """Return the file text that reads back as ``bulletin``.

    The body comes back character for character, the title without outer spaces, and a missing
    ``end`` as the day of ``start``. Raises ``CorpusError`` for a bulletin that no faultless file
    can hold.
    """
    fields: dict[str, object] = {"title": bulletin.title}
    if bulletin.start is None:
        fields["date"] = "unknown"
    else:
        fields |= {"start": bulletin.start, "end": bulletin.end or bulletin.start}
    fields["language"] = bulletin.language
    if bulletin.source is not None:
        fields["source"] = bulletin.source
    if bulletin.version_of is not None:
        fields["version_of"] = bulletin.version_of
    fields |= {key: list(getattr(bulletin, key)) for key in LISTS if getattr(bulletin, key)}
    front = yaml.safe_dump(fields, allow_unicode=True, sort_keys=False, width=sys.maxsize)
    text = f"---\n{front}---\n\n{bulletin.body}\n"
    data = text.encode("utf-8", "surrogatepass")  # a lone surrogate is then a fault, no crash
    path = Path(f"{bulletin.id}.md")
    read, faults = parse_bulletin(data, path)
    if read is not None and read.body != bulletin.body:  # CRLF, also where the last LF is ours
        message = "the text holds a carriage return (U+000D)"
        faults = [Fault(path, 1, message, "remove it")]
    if faults:
        raise corpus_error(faults)
    return text


def with_text(data: bytes, title: str, body: str) -> str:
    """Return a faultless file's text with another headline and body, all else as it stands."""
    source = Source(Path())
    fences = _fences(source) if _decode(source, data) else None
    nodes = compose(source, *fences[:2]) if fences else None
    if fences is None or nodes is None:
        raise corpus_error(source.faults)
    start, _, after = fences
    key, value = next((k, v) for k, v in nodes if k.value == "title")
    first, last = start + key.start_mark.index, start + value.end_mark.index
    # A block's end mark stands at the next key.
    last = first + len(source.text[first:last].rstrip())
    line = yaml.safe_dump({"title": title}, allow_unicode=True, width=sys.maxsize).rstrip("\n")
    return f"{source.text[:first]}{line}{source.text[last:after].rstrip()}\n\n{body}\n"


def read_file(path: Path) -> tuple[Bulletin | None, list[Fault]]:
    """Return what ``parse_bulletin`` makes of the file; one that cannot be read is a fault."""
    try:
        if path.exists() and not path.is_file():  # a pipe would be waited on for ever
            raise OSError(0, "not a regular file")
        data = path.read_bytes()
    except OSError as error:
        return None, [unreadable(path, error)]
    return parse_bulletin(data, path)


def _parse(source: Source, data: bytes) -> Bulletin | None:
    if not _decode(source, data):
        return None
    if not encodable(source.path.stem) or CONTROL.search(source.path.stem):
        source.fault(0, "the file name is not plain text", "rename the file")
    fences = _fences(source)
    if fences is None:
        return None
    start, end, after = fences
    body = source.text[after:].removeprefix("\n").removesuffix("\n")
    if not any(char.isalnum() for char in body):
        source.fault(after - 1, "the bulletin has no text", "write its text below the second `---`")
    nodes = compose(source, start, end)
    if nodes is None:
        return None
    fields = Fields(source, start, nodes)
    title = fields.title()
    language = fields.language()
    first, last = fields.days()
    url = fields.url()
    stem = source.path.stem
    original = fields.version_of(stem)
    places, people, organisations, topics = (fields.texts(key) for key in LISTS)
    if source.faults or language is None:
        return None
    return Bulletin(
        stem, title, body, language, first, last, url, places, people, organisations, topics,
        version_of=original,
    )  # fmt: skip


def _decode(source: Source, data: bytes) -> bool:
    """Give ``source`` its text; return whether it is text at all, each fault named."""
    try:
        source.text = data.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"the file is not UTF-8 text (byte 0x{data[error.start]:02X})"
        source.faults.append(Fault(source.path, line, message, "save it with UTF-8 encoding"))
        return False
    found = CONTROL.search(source.text)
    if found:
        name = "NUL character" if found[0] == "\0" else "control character"
        message = f"the text holds a {name} (U+{ord(found[0]):04X})"
        source.fault(found.start(), message, "remove it")
    return found is None


def _fences(source: Source) -> tuple[int, int, int] | None:
    """Return where the front matter starts and ends and where what follows it starts."""
    opening = _FENCE.match(source.text)
    if opening is None:
        remedy = "begin the file with `---`, the lines `title:`, `date:`, `language:` and `---`"
        source.fault(0, "the front matter is missing", remedy)
        return None
    start = min(opening.end() + 1, len(source.text))
    closing = _FENCE.search(source.text, start)
    if closing is None:
        remedy = "put a line `---` between it and the text"
        source.fault(0, "the front matter has no end", remedy)
        return None
    return start, closing.start(), min(closing.end() + 1, len(source.text))
