"""Thumbs up and down from the chat, in one bounded SQLite file, and the question set they become.

An entry holds what was typed and what was answered, and nothing about who typed it::

    thumb in the chat ─ FeedbackStore.add ─► feedback file ─ FeedbackStore.export ─► question set
                                                             (a person fills in what was right)

Any number of threads and processes may add at once; each call opens the file and closes it.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, get_args

from icpc_assistant.errors import FeedbackError, UsageError
from icpc_assistant.terms import clean
from icpc_assistant.types import LANGUAGES, Exchange

Verdict = Literal["up", "down"]

MAX_COMMENT = 2_000  # characters
_MAX_HISTORY = 20  # exchanges; the assistant itself looks no further back
_MAX_ENTRY = 200_000  # characters of history and answer, as JSON
_APPLICATION = 0x49435043  # "ICPC", in the file's header: no other program's file is written to
_FORMAT = 1
_BUSY = 5.0  # seconds to wait for another writer

_SCHEMA = """
CREATE TABLE IF NOT EXISTS feedback (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    created TEXT NOT NULL,
    verdict TEXT NOT NULL,
    comment TEXT NOT NULL,
    index_version TEXT NOT NULL,
    question TEXT NOT NULL,
    history TEXT NOT NULL,
    answer TEXT NOT NULL
)"""
_COLUMNS = "number, created, verdict, comment, index_version, question, history, answer"

# What to do about a failure of SQLite, by the beginning of its error's name.
_REMEDIES = (
    ("SQLITE_FULL", "free some space on its disk"),
    ("SQLITE_BUSY", "end the other program that is writing to it"),
    ("SQLITE_NOTADB", "move it away, and a new one will be started"),
    ("SQLITE_CORRUPT", "move it away, and a new one will be started"),
)
_REMEDY = "let this user write there, or set feedback_file to another place"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thumb: what was asked and answered, and the verdict on it.

    ``created`` is UTC in ISO 8601, to the second; ``history`` holds the conversation's earlier
    turns, oldest first; ``answer`` has the shape of ``Answer.to_dict``.
    """

    number: int
    created: str
    verdict: Verdict
    comment: str
    index_version: str
    question: str
    history: tuple[Exchange, ...]
    answer: dict[str, Any]

    @property
    def questions(self) -> tuple[str, ...]:
        """The questions of the conversation, the judged one last."""
        return (*(exchange.question for exchange in self.history), self.question)

    def to_dict(self) -> dict[str, Any]:
        """Return the entry as JSON values."""
        return {
            "number": self.number,
            "created": self.created,
            "verdict": self.verdict,
            "comment": self.comment,
            "index_version": self.index_version,
            "question": self.question,
            "history": [{"question": e.question, "answer": e.answer} for e in self.history],
            "answer": self.answer,
        }


class FeedbackStore:
    """The feedback file at ``path``: the newest ``most`` entries, none larger than its bound."""

    def __init__(self, path: Path, most: int = 10_000) -> None:
        if most < 1:
            raise UsageError(f"A feedback file for {most} entries holds nothing; allow at least 1.")
        self.path = path
        self.most = most
        self._lock = threading.Lock()

    def add(
        self,
        verdict: Verdict,
        comment: str,
        question: str,
        history: Sequence[Exchange],
        answer: dict[str, Any],
        index_version: str,
    ) -> int:
        """Keep one verdict and return its number; the oldest entries beyond the bound are dropped.

        Raises:
            UsageError: no such verdict, or a comment or conversation that is too long.
            FeedbackError: the file cannot be written.
        """
        row = _row(verdict, comment, question, history, answer, index_version)
        with self._lock, self._opened() as database:
            database.execute("BEGIN IMMEDIATE")
            added = database.execute(
                "INSERT INTO feedback "
                "(created, verdict, comment, index_version, question, history, answer) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                row,
            )
            database.execute(
                "DELETE FROM feedback WHERE number <= "
                "(SELECT number FROM feedback ORDER BY number DESC LIMIT 1 OFFSET ?)",
                (self.most,),
            )
            database.execute("COMMIT")
            return int(added.lastrowid or 0)

    def entries(self, verdict: Verdict | None = None) -> tuple[Entry, ...]:
        """Return the entries (of one verdict), oldest first; none where there is no file yet.

        Raises:
            FeedbackError: the file is there and cannot be read.
        """
        if not self.path.exists():
            return ()
        with self._lock, self._opened() as database:
            rows = database.execute(f"SELECT {_COLUMNS} FROM feedback ORDER BY number").fetchall()
        try:
            found = tuple(_entry(row) for row in rows)
        except (ValueError, KeyError, TypeError):
            raise self._error("an entry is not of this format", "SQLITE_CORRUPT") from None
        return tuple(e for e in found if verdict in (None, e.verdict))

    def chosen(self, numbers: Collection[int] = (), before: date | None = None) -> tuple[int, ...]:
        """Return the numbers of the entries that are named, or were given before a day (UTC).

        Raises:
            UsageError: an entry that is named is not there.
            FeedbackError: the file is there and cannot be read.
        """
        entries = self.entries()
        missing = sorted(set(numbers) - {entry.number for entry in entries})
        if missing:
            named = ", ".join(map(str, missing))
            raise UsageError(
                f"There is no entry {named} in {self.path}; "
                "`icpc-assistant feedback list` tells the numbers."
            )
        return tuple(
            e.number
            for e in entries
            if e.number in numbers or (before and e.created[:10] < before.isoformat())
        )

    def delete(self, numbers: Collection[int]) -> int:
        """Delete entries for good, and return how many there were.

        Raises:
            FeedbackError: the file is there and cannot be written.
        """
        if not numbers or not self.path.exists():
            return 0
        with self._lock, self._opened() as database:
            database.execute("BEGIN IMMEDIATE")
            found = database.executemany(
                "DELETE FROM feedback WHERE number = ?", [(number,) for number in numbers]
            )
            database.execute("COMMIT")
            # What was deleted would else go on in the log of writes beside the file.
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return found.rowcount

    def export(self) -> list[dict[str, Any]]:
        """Return a question-set line for every conversation with a thumb down, oldest first.

        What was right is left open: each turn's ``answerable`` is ``None``, its ``answers`` and
        ``evidence`` are empty, and ``todo`` says what was wrong and what to fill in. ``todo`` is
        no key of a question set, so that ``eval check`` reports the line until a person has
        filled it in and removed it. Several thumbs on the same questions make one line.
        """
        told: dict[tuple[str, ...], list[Entry]] = {}
        for entry in self.entries("down"):
            told.setdefault(entry.questions, []).append(entry)
        return [_line(entries) for entries in told.values()]

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        database: sqlite3.Connection | None = None
        try:
            if not self.path.exists():
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self.path.touch(mode=0o600)  # what people typed is for the operator's eyes only
            database = sqlite3.connect(self.path, timeout=_BUSY, isolation_level=None)
            self._prepare(database)
            yield database
        except sqlite3.Error as error:
            name = getattr(error, "sqlite_errorname", "")
            raise self._error(str(error), name) from None
        except OSError as error:
            raise self._error(error.strerror or str(error)) from None
        finally:
            if database is not None:
                database.close()  # rolls back what was not committed

    def _prepare(self, database: sqlite3.Connection) -> None:
        """Make the table where the file is new; refuse a file that is not ours."""
        if not self._is_ours(database):
            database.execute("BEGIN IMMEDIATE")
            # Another process may have made it while this one waited for its turn.
            if not self._is_ours(database):
                if database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                    raise FeedbackError(
                        f"{self.path} is not a feedback file of this version; "
                        "set feedback_file to another place."
                    )
                database.execute(_SCHEMA)
                database.execute(f"PRAGMA application_id = {_APPLICATION}")
                database.execute(f"PRAGMA user_version = {_FORMAT}")
            database.execute("COMMIT")
            # Fails at once while another writes, and the journal there is will do.
            with suppress(sqlite3.OperationalError):
                database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA secure_delete = ON")  # a dropped entry is gone from the disk, too

    @staticmethod
    def _is_ours(database: sqlite3.Connection) -> bool:
        made_by, form = (
            database.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("application_id", "user_version")
        )
        return (made_by, form) == (_APPLICATION, _FORMAT)

    def _error(self, what: str, name: str = "") -> FeedbackError:
        remedy = next((r for start, r in _REMEDIES if name.startswith(start)), _REMEDY)
        return FeedbackError(f"The feedback file {self.path} cannot be used ({what}); {remedy}.")


def _row(
    verdict: str,
    comment: str,
    question: str,
    history: Sequence[Exchange],
    answer: dict[str, Any],
    index_version: str,
) -> tuple[str, ...]:
    """Return the values of an entry's columns after ``number``, cleaned and checked."""
    if verdict not in get_args(Verdict):
        raise UsageError(f"There is no verdict {clean(verdict)[:20]!r}; give 'up' or 'down'.")
    if len(comment) > MAX_COMMENT:
        raise UsageError(
            f"The comment has {len(comment):,} characters; shorten it to {MAX_COMMENT:,}."
        )
    turns = [(clean(e.question), clean(e.answer)) for e in history[-_MAX_HISTORY:]]
    # Escaped as ASCII, so that no text whatever is refused by the database.
    past, said = json.dumps(turns), json.dumps(answer)
    asked = clean(question)
    if len(asked) + len(past) + len(said) > _MAX_ENTRY:
        raise UsageError("The conversation is too long to be kept; start a new one and try again.")
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return now, verdict, clean(comment), clean(index_version), asked, past, said


def _entry(row: Sequence[Any]) -> Entry:
    number, created, verdict, comment, index_version, question, history, answer = row
    turns = tuple(Exchange(asked, answered) for asked, answered in json.loads(history))
    said = json.loads(answer)
    if not isinstance(said, dict):
        raise ValueError("an answer is an object")
    return Entry(number, created, verdict, comment, index_version, question, turns, said)


def _line(entries: Sequence[Entry]) -> dict[str, Any]:
    """Return the question-set line of the thumbs down on one conversation."""
    last = entries[-1]
    language = last.answer.get("language")
    turns: list[dict[str, Any]] = [
        {"question": q, "answerable": None, "answers": [], "evidence": [], "bulletins": []}
        for q in last.questions
    ]
    turns[-1]["bulletins"] = _titles(last.answer)
    key = json.dumps(last.questions).encode()
    return {
        "id": f"feedback-{sha256(key).hexdigest()[:10]}",
        "lang": language if language in LANGUAGES else "en",
        "kind": "conversation" if last.history else "factual",
        "turns": turns,
        "todo": _todo(entries),
    }


def _titles(answer: dict[str, Any]) -> list[str]:
    """Return the headlines the answer rests on, as a first guess at those it should."""
    named = answer.get("bulletins")
    found = [b["title"] for b in named or () if isinstance(b, dict) and b.get("title")]
    return list(dict.fromkeys(clean(str(title)) for title in found))


def _todo(entries: Sequence[Entry]) -> str:
    last = entries[-1]
    comments = [f"“{entry.comment}”" for entry in entries if entry.comment]
    said = " ".join(str(last.answer.get("text", "")).split())
    parts = [
        f"The last answer was judged wrong on {last.created[:10]}: “{said[:500]}”.",
        f"Comment: {' '.join(comments)}." if comments else "",
        "Fill in every turn: answerable (true or false), answers (accepted forms, one list for "
        "each required item), evidence (quotes word for word), bulletins (headlines); set kind; "
        "then remove this todo.",
    ]
    return " ".join(part for part in parts if part)
