"""A bulletin file → ``Bulletin``, and back; every fault named with its file, line and remedy.

A bulletin file is UTF-8 Markdown with YAML front matter::

    ---
    title: The headline as published
    start: 2025-10-30
    end: 2025-10-31
    language: en
    ---

    The body, word for word.

``date`` may stand for ``start`` and ``end``: a day, a month (``2024-03``), a year (``2024``) or
``unknown``. Nothing of the body is changed but the line endings (CRLF becomes LF). The one empty
line after the front matter and the last line's ending belong to the format, not to the body.

YAML is composed, never constructed: a scalar stays the text that was written, so a headline
"No" or "2024" is not turned into something else, and no tag can name a Python object.
"""

from __future__ import annotations

import calendar
import re
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from icpc_assistant.errors import CorpusError
from icpc_assistant.types import LANGUAGES, Bulletin, Language

_LISTS = ("places", "people", "organisations", "topics")
_KEYS = ("title", "date", "start", "end", "language", "source", *_LISTS)
_FENCE = re.compile(r"^---[ \t]*$", re.MULTILINE)
_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_URL = re.compile(r"https?://[^\s/]\S*", re.IGNORECASE)
# Category Cc but for newline and tab; a lone CR is left over when CRLF has become LF.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_HINT_SCORE = 60  # rapidfuzz ratio, 0..100, from which an unknown key is called a misspelling
# Documents someone may drop beside the bulletins and would miss in the answers.
_OTHER_DOCUMENTS = frozenset(
    ".txt .text .markdown .mdown .html .htm .pdf .doc .docx .odt .rtf".split()
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a bulletin file, on which line (from 1), and what to do about it."""

    path: Path
    line: int
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{_shown(str(self.path))}:{self.line}: {self.message}; {self.remedy}"


def read_corpus(folder: Path) -> tuple[Bulletin, ...]:
    """Return the bulletins of ``folder/bulletins/*.md``, sorted by id.

    Raises ``CorpusError`` where the folder is missing, unreadable or empty, or any file is faulty:
    it names the first fault and the number of others.
    """
    bulletins, faults = _examine(folder)
    if faults:
        raise _error(faults, f"`icpc-assistant corpus check --corpus {_shown(str(folder))}`")
    return tuple(bulletins)


def check_corpus(folder: Path) -> list[Fault]:
    """Return every fault of the corpus, by file and line; empty where there is none.

    Raises ``CorpusError`` where the folder is missing, unreadable or empty.
    """
    return _examine(folder)[1]


def read_bulletin(path: Path) -> Bulletin:
    """Return the bulletin in the file ``path``; raises ``CorpusError`` where it is faulty."""
    bulletin, faults = _read(path)
    if bulletin is None:
        raise _error(faults, "`icpc-assistant corpus check`")
    return bulletin


def parse_bulletin(data: bytes, path: Path) -> tuple[Bulletin | None, list[Fault]]:
    """Return the bulletin ``data`` holds and no fault, or ``None`` and the faults by line.

    ``path`` gives the id (its stem) and the faults' file; it is not opened. Never raises.
    """
    source = _Source(path)
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
    fields |= {key: list(getattr(bulletin, key)) for key in _LISTS if getattr(bulletin, key)}
    front = yaml.safe_dump(fields, allow_unicode=True, sort_keys=False, width=sys.maxsize)
    text = f"---\n{front}---\n\n{bulletin.body}\n"
    data = text.encode("utf-8", "surrogatepass")  # a lone surrogate is then a fault, no crash
    faults = parse_bulletin(data, Path(f"{bulletin.id}.md"))[1]
    if faults:
        raise _error(faults, "the parser")
    return text


def _error(faults: list[Fault], check: str) -> CorpusError:
    first, others = faults[0], len(faults) - 1
    more = ""
    if others:
        more = f" (and {others} other fault{'s' * (others > 1)}: {check} lists all)"
    where = f"{_shown(str(first.path))}:{first.line}"
    return CorpusError(f"{where}: {first.message}{more}; {first.remedy}.")


def _shown(text: str) -> str:
    """Return ``text`` fit for a terminal: what cannot be printed is escaped."""
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)


# --- the corpus: many files --------------------------------------------------------------------


def _examine(folder: Path) -> tuple[list[Bulletin], list[Fault]]:
    read: dict[Path, Bulletin] = {}
    faults: list[Fault] = []
    for path in _files(folder):
        if path.suffix.lower() in _OTHER_DOCUMENTS:
            remedy = "save it as a .md file with front matter, or move it elsewhere"
            faults.append(Fault(path, 1, "only .md files are read as bulletins", remedy))
            continue
        bulletin, found = _read(path)
        faults += found
        if bulletin is not None:
            read[path] = bulletin
    faults += _duplicates(read)
    bulletins = sorted(read.values(), key=lambda bulletin: bulletin.id)
    return bulletins, sorted(faults, key=lambda fault: (fault.path, fault.line))


def _files(folder: Path) -> list[Path]:
    """Return the files that are, or were meant to be, bulletins."""
    home = folder / "bulletins"
    shown = _shown(str(home))
    try:
        entries = sorted(home.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        raise CorpusError(
            f"There is no folder {shown}; make it and put the bulletins in it as .md files, "
            "or name another corpus with --corpus or ICPC_CORPUS."
        ) from None
    except OSError as error:
        raise CorpusError(
            f"The folder {shown} cannot be read ({error.strerror}); give this user the right to "
            "read it, or name another corpus with --corpus or ICPC_CORPUS."
        ) from None
    suffixes = {".md"} | _OTHER_DOCUMENTS
    found = [
        path
        for path in entries
        if path.suffix.lower() in suffixes and not path.name.startswith(".") and not path.is_dir()
    ]
    if not found:
        raise CorpusError(
            f"The folder {shown} holds no bulletin; add at least one .md file with front matter, "
            "or name another corpus with --corpus or ICPC_CORPUS."
        )
    return found


def _read(path: Path) -> tuple[Bulletin | None, list[Fault]]:
    try:
        if path.exists() and not path.is_file():  # a pipe would be waited on for ever
            raise OSError(0, "not a regular file")
        data = path.read_bytes()
    except OSError as error:
        message = f"the file cannot be read ({error.strerror})"
        return None, [Fault(path, 1, message, "put it right or take it out of the folder")]
    return parse_bulletin(data, path)


def _duplicates(read: dict[Path, Bulletin]) -> Iterator[Fault]:
    """Yield a fault for each later file whose id or text an earlier file already has."""
    ids: dict[str, str] = {}
    texts: dict[str, str] = {}
    for path, bulletin in read.items():
        first = ids.setdefault(_same(bulletin.id), path.name)
        if first != path.name:
            message = f"its id equals that of {_shown(first)}, case and form of accents apart"
            yield Fault(path, 1, message, "rename one of the two files")
        first = texts.setdefault(_same(bulletin.body), path.name)
        if first != path.name:
            message = f"it holds the same text as {_shown(first)}"
            yield Fault(path, 1, message, "remove one of the two files")


def _same(text: str) -> str:
    """Return what two texts share that differ in case, spacing or composition of accents only."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


# --- one file ----------------------------------------------------------------------------------


class _Source:
    """The text of one file, and the faults found in it so far."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = ""
        self.faults: list[Fault] = []

    def fault(self, offset: int, message: str, remedy: str) -> None:
        """Add a fault at the character ``offset`` of the text."""
        line = self.text.count("\n", 0, offset) + 1
        self.faults.append(Fault(self.path, line, message, remedy))


def _parse(source: _Source, data: bytes) -> Bulletin | None:
    if not _decode(source, data):
        return None
    if not _encodable(source.path.stem) or _CONTROL.search(source.path.stem):
        source.fault(0, "the file name is not plain text", "rename the file")
    fences = _fences(source)
    if fences is None:
        return None
    start, end, after = fences
    body = source.text[after:].removeprefix("\n").removesuffix("\n")
    if not any(char.isalnum() for char in body):
        source.fault(after - 1, "the bulletin has no text", "write its text below the second `---`")
    nodes = _compose(source, start, end)
    if nodes is None:
        return None
    fields = _Fields(source, start, nodes)
    title = fields.title()
    language = fields.language()
    first, last = fields.days()
    url = fields.url()
    places, people, organisations, topics = (fields.texts(key) for key in _LISTS)
    if source.faults or language is None:
        return None
    stem = source.path.stem
    return Bulletin(
        stem, title, body, language, first, last, url, places, people, organisations, topics
    )


def _decode(source: _Source, data: bytes) -> bool:
    """Give ``source`` its text; return whether it is text at all, each fault named."""
    try:
        source.text = data.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"the file is not UTF-8 text (byte 0x{data[error.start]:02X})"
        source.faults.append(Fault(source.path, line, message, "save it with UTF-8 encoding"))
        return False
    found = _CONTROL.search(source.text)
    if found:
        name = "NUL character" if found[0] == "\0" else "control character"
        message = f"the text holds a {name} (U+{ord(found[0]):04X})"
        source.fault(found.start(), message, "remove it")
    return found is None


def _fences(source: _Source) -> tuple[int, int, int] | None:
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


def _compose(source: _Source, start: int, end: int) -> list[tuple[yaml.Node, yaml.Node]] | None:
    """Return the pairs of the front matter ``source.text[start:end]``, none of them constructed."""
    remedy = "write one `key: value` a line, and put a value holding `: ` or ` #` in quotes"
    offset, problem = 0, ""
    try:
        node = yaml.compose(source.text[start:end], yaml.SafeLoader)
    except yaml.reader.ReaderError as error:
        offset, problem = error.position, f"character U+{error.character:04X} is not allowed"
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        offset, problem = (mark.index if mark else 0), error.problem or "not understood"
    except (ValueError, OverflowError):  # an escape such as "\UFFFFFFFF" names no character
        problem = "an escape names no character"
    except RecursionError:
        problem = "it is nested too deep"
    else:
        if node is None:
            return []
        if isinstance(node, yaml.MappingNode):
            return list(node.value)
        offset, problem = node.start_mark.index, "it is no list of keys with values"
    source.fault(start + offset, f"the front matter is not valid YAML: {_shown(problem)}", remedy)
    return None


class _Fields:
    """The front matter's values, each checked as it is asked for."""

    def __init__(
        self, source: _Source, start: int, pairs: list[tuple[yaml.Node, yaml.Node]]
    ) -> None:
        self._source = source
        self._start = start
        self._nodes: dict[str, yaml.Node] = {}
        for key, value in pairs:
            name = key.value if isinstance(key, yaml.ScalarNode) else None
            if name not in _KEYS:
                self._unknown(key, name)
            elif name in self._nodes:
                self._fault(key, f"`{name}` is given twice", "remove one of the two")
            else:
                self._nodes[name] = value

    def _fault(self, node: yaml.Node | None, message: str, remedy: str) -> None:
        offset = 0 if node is None else self._start + node.start_mark.index
        self._source.fault(offset, message, remedy)

    def _unknown(self, node: yaml.Node, name: str | None) -> None:
        from rapidfuzz import process

        known = f"use one of {', '.join(_KEYS)}, or remove it"
        if name is None:
            self._fault(node, "a key of the front matter is not a word", known)
            return
        near = process.extractOne(name.lower(), _KEYS, score_cutoff=_HINT_SCORE)
        remedy = f"write `{near[0]}` if that is meant, or remove it" if near else known
        self._fault(node, f"the key `{_shown(name)}` is unknown", remedy)

    def _scalar(self, node: yaml.Node, key: str, remedy: str) -> str | None:
        """Return the text of a value, ``None`` with a fault where it is not plain text."""
        if not isinstance(node, yaml.ScalarNode):
            self._fault(node, f"`{key}` is not a single text", remedy)
            return None
        text = "" if node.tag.endswith(":null") else str(node.value).strip()
        if "\n" in text or _CONTROL.search(text) or not _encodable(text):
            message = f"`{key}` holds a line break or a control character"
            self._fault(node, message, "write it on one line of plain text")
            return None
        return text

    def title(self) -> str:
        """Return the headline; "" with a fault where there is none."""
        remedy = "add `title:` with the headline as published"
        node = self._nodes.get("title")
        if node is None:
            self._fault(None, "the title is missing", remedy)
            return ""
        text = self._scalar(node, "title", "write the headline as one text, in quotes if need be")
        if text == "":
            self._fault(node, "the title is empty", remedy)
        return text or ""

    def language(self) -> Language | None:
        """Return the language; ``None`` with a fault where it is missing or not served."""
        remedy = f"write `language:` with one of {', '.join(LANGUAGES)}"
        node = self._nodes.get("language")
        if node is None:
            self._fault(None, "the language is missing", remedy)
            return None
        text = self._scalar(node, "language", remedy)
        for language in LANGUAGES:
            if text == language:
                return language
        if text is not None:
            self._fault(node, f"the language `{_shown(text)}` is unknown", remedy)
        return None

    def days(self) -> tuple[date | None, date | None]:
        """Return the first and last day; both ``None`` for an unknown date, or with a fault."""
        single = self._nodes.get("date")
        pair = [self._nodes.get("start"), self._nodes.get("end")]
        if single is None and pair == [None, None]:
            remedy = "add `date:` (or `start:` and `end:`) as YYYY-MM-DD, or `date: unknown`"
            self._fault(None, "the date is missing", remedy)
        elif single is not None and pair != [None, None]:
            self._fault(single, "both `date` and `start` or `end` are given", "remove one of them")
        elif single is not None:
            return self._period(single, "date") or (None, None)
        elif pair[0] is None or pair[1] is None:
            missing, given = ("start", pair[1]) if pair[0] is None else ("end", pair[0])
            remedy = f"add `{missing}:`, or write `date:` for an event of one day"
            self._fault(given, f"`{missing}` is missing", remedy)
        else:
            start, end = self._period(pair[0], "start"), self._period(pair[1], "end")
            if start and end and end[0] < start[0]:
                self._fault(pair[1], "`end` is before `start`", "put the earlier day in `start`")
            elif start and end:
                return start[0], end[1]
        return None, None

    def _period(self, node: yaml.Node, key: str) -> tuple[date, date] | None:
        """Return the days a date covers; ``None`` where unknown, or with a fault."""
        remedy = f"write `{key}:` as YYYY-MM-DD"
        if key == "date":
            remedy += ", YYYY-MM, YYYY or unknown, or give `start:` and `end:`"
        text = self._scalar(node, key, remedy)
        if text is None or (key == "date" and text == "unknown"):
            return None
        found = _ISO.fullmatch(text)
        if not found or (key != "date" and found[3] is None):
            self._fault(node, f"`{key}: {_shown(text)}` is not a date in ISO form", remedy)
            return None
        try:
            return _covered(*found.groups())
        except ValueError:
            self._fault(node, f"`{key}: {text}` is not in the calendar", remedy)
            return None

    def url(self) -> str | None:
        """Return the source's address, if any."""
        node = self._nodes.get("source")
        remedy = "write its address, beginning with https:// or http://, or remove `source`"
        text = self._scalar(node, "source", remedy) if node else None
        if node and text and not _URL.fullmatch(text):
            self._fault(node, "`source` is not a web address", remedy)
        return text or None

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of names; empty where it is not given."""
        node = self._nodes.get(key)
        remedy = f"write a list: `{key}: [one, another]`"
        if node is None or node.tag.endswith(":null"):
            return ()
        if not isinstance(node, yaml.SequenceNode):
            self._fault(node, f"`{key}` is not a list", remedy)
            return ()
        found = []
        for item in node.value:
            text = self._scalar(item, key, remedy)
            if text == "":
                self._fault(item, f"`{key}` has an empty entry", remedy)
            found.append(text or "")
        return tuple(found)


def _covered(year: str, month: str | None, day: str | None) -> tuple[date, date]:
    """Return the first and last day of a year, month or day; raises ``ValueError``."""
    first = date(int(year), int(month or "1"), int(day or "1"))
    if day:
        return first, first
    last_month = first.month if month else 12
    last_day = calendar.monthrange(first.year, last_month)[1]
    return first, date(first.year, last_month, last_day)


def _encodable(text: str) -> bool:
    """Whether ``text`` can be written as UTF-8, which a lone surrogate cannot."""
    return not any("\ud800" <= char <= "\udfff" for char in text)
