"""The front matter of a bulletin file: YAML in, checked values or faults out.

YAML is composed, never constructed: a scalar stays the text that was written, so a headline
"No" or "2024" is not turned into something else, and no tag can name a Python object.
"""

from __future__ import annotations

import calendar
import re
from datetime import date

import yaml

from icpc_assistant.bulletins.faults import CONTROL, Source, encodable, shown
from icpc_assistant.types import LANGUAGES, Language

LISTS = ("places", "people", "organisations", "topics")
_KEYS = ("title", "date", "start", "end", "language", "source", "version_of", *LISTS)
_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_URL = re.compile(r"https?://[^\s/]\S*", re.IGNORECASE)
_HINT_SCORE = 60  # rapidfuzz ratio, 0..100, from which an unknown key is called a misspelling


def compose(source: Source, start: int, end: int) -> list[tuple[yaml.Node, yaml.Node]] | None:
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
    source.fault(start + offset, f"the front matter is not valid YAML: {shown(problem)}", remedy)
    return None


class Fields:
    """The front matter's values, each checked as it is asked for."""

    def __init__(
        self, source: Source, start: int, pairs: list[tuple[yaml.Node, yaml.Node]]
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
        from rapidfuzz import fuzz, process

        known = f"use one of {', '.join(_KEYS)}, or remove it"
        if name is None:
            self._fault(node, "a key of the front matter is not a word", known)
            return
        near = process.extractOne(name.lower(), _KEYS, scorer=fuzz.ratio, score_cutoff=_HINT_SCORE)
        remedy = f"write `{near[0]}` if that is meant, or remove it" if near else known
        self._fault(node, f"the key `{shown(name)}` is unknown", remedy)

    def _scalar(self, node: yaml.Node, key: str, remedy: str) -> str | None:
        """Return the text of a value, ``None`` with a fault where it is not plain text."""
        if not isinstance(node, yaml.ScalarNode):
            self._fault(node, f"`{key}` is not a single text", remedy)
            return None
        text = "" if node.tag.endswith(":null") else str(node.value).strip()
        if "\n" in text or CONTROL.search(text) or not encodable(text):
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
            self._fault(node, f"the language `{shown(text)}` is unknown", remedy)
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
            self._fault(node, f"`{key}: {shown(text)}` is not a date in ISO form", remedy)
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

    def version_of(self, own: str) -> str | None:
        """Return the id of the bulletin that this one, ``own``, is a version of, if any."""
        node = self._nodes.get("version_of")
        remedy = "write the id of the other bulletin, its file name without .md, or remove the line"
        text = self._scalar(node, "version_of", remedy) if node else None
        if node and text == own:
            self._fault(node, "the bulletin is named as a version of itself", remedy)
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
