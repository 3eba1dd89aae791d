"""Bulletin → passages: blocks of the Markdown body, their sentences, all at their place.

Blocks come from markdown-it's line maps, sentences from sentencex; offsets always point into
``Bulletin.body``, so whatever is retrieved can be quoted word for word. ``views`` says under which
texts a passage is embedded, ``search_text`` under which it is found by its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from icpc_assistant.glossing import glossed
from icpc_assistant.terms import fold
from icpc_assistant.types import AskedQuestion, Bulletin, Language, Passage, Sentence
from icpc_assistant.wording import days

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_PASSAGE_WORDS = 120  # a passage is closed before it would grow beyond this
_FEW_WORDS = 20  # and not while it holds fewer than these
_SENTENCE_WORDS = 180  # about what an encoder of 256 word pieces reads
_HEADING_WORDS = 25  # a longer "heading" is a paragraph that stands above a rule

# Names the method and its parameters; part of the index's identity, so that passages cut another
# way are never mixed with these.
CHUNKING = f"blocks-3:{_PASSAGE_WORDS}/{_SENTENCE_WORDS}"

ViewKind = Literal["passage", "sentence", "context", "question", "open"]


class View(NamedTuple):
    """A text under which a passage (``sentence == -1``) or one of its sentences is embedded.

    ``language`` is that of a question, "" of any other text. An "open" question belongs to a
    bulletin, and stands with the first of its passages.
    """

    kind: ViewKind
    sentence: int
    text: str
    language: Language | Literal[""] = ""


class _Span(NamedTuple):
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph, heading or list item of the body, without its markers."""

    start: int
    end: int
    kind: Literal["paragraph", "heading", "item"]


# What stays together where it fits: a block, or a lead-in line with its list. Its pieces are the
# blocks, headings and lead-in lines with what follows them.
_Unit = list[list[Sentence]]


def chunk(bulletin: Bulletin) -> tuple[Passage, ...]:
    """Return the passages of ``bulletin`` in the order of its body.

    A passage holds neighbouring blocks of one section, about 120 words at most. A heading is the
    ``heading`` of the passages below it and the first sentence of the first of them. Every word
    of the body stands in some passage, markers of lists and headings apart.
    """
    passages: list[Passage] = []
    for heading, units in _sections(bulletin):
        for sentences in _packed(units):
            start, end = sentences[0].start, sentences[-1].end
            passages.append(
                Passage(
                    id=f"{bulletin.id}:{start}-{end}",
                    bulletin_id=bulletin.id,
                    start=start,
                    end=end,
                    text=bulletin.body[start:end],
                    heading=heading,
                    sentences=tuple(sentences),
                )
            )
    return tuple(passages)


def views(
    bulletin: Bulletin, passage: Passage, *, first: bool = False, in_english: bool = False
) -> tuple[View, ...]:
    """Return the texts ``passage`` is embedded under: whole, and each sentence twice.

    The whole passage and the second view of a sentence carry a context header (title, date in
    words, places), since a sentence alone seldom says which event it speaks of. Order: the whole
    passage, then for each sentence "sentence" and "context", then the questions that its
    sentences are known to answer, then, with a bulletin's first passage, those it leaves open. A
    passage of one sentence has no view of its own, which would repeat that sentence's "context".

    ``in_english``: all of these but the questions once more as an English gloss of a bulletin in
    another language, for an encoder that knows English only.
    """
    header = context_header(bulletin)
    found = _views(header, [plain(sentence.text) for sentence in passage.sentences], passage.text)
    if in_english and bulletin.language != "en":
        told = [glossed(plain(s.text), bulletin.language, "en").text for s in passage.sentences]
        found += _views(glossed(header, bulletin.language, "en").text, told, " ".join(told))
    found += [View("question", i, q.question, q.language) for i, q in asked_of(bulletin, passage)]
    if first:
        found += [View("open", -1, q.question, q.language) for q in bulletin.left_open]
    return tuple(found)


def _views(header: str, sentences: Sequence[str], whole: str) -> list[View]:
    found = [View("passage", -1, f"{header}\n{plain(whole)}")] if len(sentences) > 1 else []
    for i, text in enumerate(sentences):
        found += [View("sentence", i, text), View("context", i, f"{header}\n{text}")]
    return found


def asked_of(bulletin: Bulletin, passage: Passage) -> tuple[tuple[int, AskedQuestion], ...]:
    """Return the questions that a sentence of ``passage`` answers, with that sentence's number.

    A quote over several sentences points to the one that holds its middle.
    """
    found = []
    for asked in bulletin.asked:
        middle = (asked.start + asked.end) // 2
        if passage.start <= middle < passage.end:
            found.append(
                (next(i for i, s in enumerate(passage.sentences) if middle < s.end), asked)
            )
    return tuple(found)


def search_text(bulletin: Bulletin, passage: Passage) -> str:
    """Return what BM25 reads of ``passage``: title, date in words, heading and text."""
    return "\n".join((context_header(bulletin), passage.heading, plain(passage.text)))


def context_header(bulletin: Bulletin) -> str:
    """Return what says which event a sentence speaks of: title, date in words, places."""
    parts = [bulletin.title]
    if bulletin.start is not None:
        parts.append(days(bulletin.start, bulletin.end, bulletin.language))
    return " · ".join([*parts, *bulletin.places])


_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*(?:\s+\"[^\"]*\")?\)")
_MARKS = re.compile(r"\*+|`+|(?<!\w)_+|(?<!_)_+(?!\w)|^[ \t]*(?:[-+•>]|#{1,6})[ \t]+", re.MULTILINE)


def plain(text: str) -> str:
    """Return ``text`` without Markdown marks and link targets, white space made single."""
    return " ".join(_MARKS.sub("", _LINK.sub(r"\1", text)).split())


# --- blocks ---------------------------------------------------------------------------------

_WORD = re.compile(r"[^\W_]")
_LINE_END = re.compile(r"\r\n?|\n")  # markdown-it's own idea of a line
_BULLET = re.compile(r"[ \t\u00a0]*[•◦▪▫‣⁃●○■□➢➤✓✔·–—][ \t\u00a0]+")
_MARKER = re.compile(r"[ \t>]*(?:#{1,6}(?=[ \t]|$)|[-+*](?=[ \t])|\d{1,2}[.)](?=[ \t]))?[ \t]*")
_CLOSING_MARKS = " \t#"


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    # Code, HTML and link definitions are words like any other here, so their rules are off and
    # their lines are paragraphs; inline marks need no parsing.
    parser = MarkdownIt("commonmark")
    return parser.disable(["code", "fence", "html_block", "reference", "inline"])


def _blocks(body: str) -> list[_Block]:
    """Return the blocks of ``body``; lines markdown-it leaves out are paragraphs."""
    lines = _line_spans(body)
    blocks: list[_Block] = []
    covered = 0
    for first, last, kind, content in _leaves(_markdown().parse(body)):
        if last <= covered:  # the other cells of a table row that stands already
            continue
        blocks += _uncovered(body, lines[covered:first])
        blocks += _of_leaf(body, lines[max(first, covered) : last], kind, content)
        covered = last
    return blocks + _uncovered(body, lines[covered:])


def _line_spans(body: str) -> list[_Span]:
    ends = [match.span() for match in _LINE_END.finditer(body)]
    starts = [0, *(end for _, end in ends)]
    return [_Span(s, e) for s, e in zip(starts, [*(s for s, _ in ends), len(body)], strict=True)]


def _leaves(
    tokens: Sequence[Token],
) -> Iterator[tuple[int, int, Literal["paragraph", "heading", "item"], str]]:
    """Yield first line, line after the last, kind and text of each leaf block."""
    items = 0
    opened = ""
    for token in tokens:
        if token.type == "list_item_open":
            items += 1
        elif token.type == "list_item_close":
            items -= 1
        elif token.type != "inline":
            opened = token.type
        elif token.map and _WORD.search(token.content):
            kind: Literal["paragraph", "heading", "item"] = "item" if items else "paragraph"
            if opened == "heading_open" and _is_heading(token.content):
                kind = "heading"
            yield token.map[0], token.map[1], kind, token.content


def _is_heading(text: str) -> bool:
    """Whether a Markdown heading is one: a paragraph above a rule ("---") parses as one too."""
    return "\n" not in text and len(text.split()) <= _HEADING_WORDS


def _of_leaf(
    body: str, lines: Sequence[_Span], kind: Literal["paragraph", "heading", "item"], content: str
) -> list[_Block]:
    """Return a leaf's blocks: one, or more where lines begin with typographic bullets."""
    if not lines:
        return []
    start = _content_start(body, lines[0], content.split("\n", 1)[0])
    end = lines[-1].end
    if kind == "heading":
        last = next(line for line in reversed(lines) if _WORD.search(body[line.start : line.end]))
        text = body[start : last.end].rstrip(_CLOSING_MARKS)
        return [_Block(start, start + len(text), kind)]
    blocks = []
    for line in [_Span(start, lines[0].end), *lines[1:]]:
        if bullet := _BULLET.match(body, line.start, line.end):
            blocks.append(_Block(start, line.start, kind))
            start, kind = bullet.end(), "item"
    return [*blocks, _Block(start, end, kind)]


def _content_start(body: str, line: _Span, content: str) -> int:
    """Return where the leaf's text begins in its first line, after markers of lists and quotes."""
    at = body.rfind(content, line.start, line.end) if content else -1
    if at < 0:  # markdown-it has changed the line: a tab, a NUL
        match = _MARKER.match(body, line.start, line.end)
        at = match.end() if match else line.start
    # A long number is a word ("2024. The year …"), not the number of a list item.
    skipped = re.search(r"\d{3,}", body[line.start : at])
    return line.start + skipped.start() if skipped else at


def _uncovered(body: str, lines: Sequence[_Span]) -> list[_Block]:
    return [
        _Block(line.start, line.end, "paragraph")
        for line in lines
        if _WORD.search(body[line.start : line.end])
    ]


# --- sentences ------------------------------------------------------------------------------

# Titles and abbreviations sentencex cuts after, folded.
_ABBREVIATIONS = frozenset(
    """m mm mme mmes mlle mlles mr mrs ms mx dr dre dres drs pr prof me mgr st ste sr sra sres
    sras srta d da dna don lic licda ing arq gral col cap cmdt gen lt sgt hon rev fr sen rep
    gov pres vs etc art arts al no nos num nro pag pags p pp vol fig cf ed eds ee uu jr inc ltd
    ltda cia av avda bd blvd""".split()
)
_LAST_WORD = re.compile(r"(?<![^\W\d_])([^\W\d_]+)\.\s*$")
_NUMBER = re.compile(r"\W{0,40}\d{1,4}[.)]\s*$")  # the number of a list item, or a year
_TAIL = 60  # characters at the end of a sentence that are looked at for its last word


def _sentences(bulletin: Bulletin, block: _Block) -> list[Sentence]:
    """Return the sentences of a block, each stripped and at its place in the body."""
    body, found = bulletin.body, []
    for span in _sentence_spans(body[block.start : block.end], bulletin.language):
        for start, end in _within_limit(body, block.start + span.start, block.start + span.end):
            found.append(Sentence(start, end, body[start:end]))
    return found


def _sentence_spans(text: str, language: Language) -> list[_Span]:
    """Return the spans of the sentences of ``text``; together they cover all its words."""
    import sentencex

    # sentencex takes no lone surrogates; one character stands in for one, so offsets hold.
    readable = re.sub(r"[\ud800-\udfff]", "\ufffd", text)
    spans: list[_Span] = []
    at = 0
    for piece in sentencex.segment(language, readable):
        start = readable.find(piece, at)
        if start < 0:  # a piece that is not verbatim: leave the rest in one
            break
        at = start + len(piece)
        spans.append(_Span(start, at))
    if _WORD.search(text, at):
        spans.append(_Span(at, len(text)))
    return _merged(text, spans)


def _merged(text: str, spans: Sequence[_Span]) -> list[_Span]:
    """Join what was cut after an abbreviation, and pieces that hold no word."""
    merged: list[_Span] = []
    worded = False  # whether the last of them holds a word
    for span in spans:
        words = _WORD.search(text, span.start, span.end) is not None
        if merged and not (words and worded and not _cut_after_abbreviation(text, merged[-1])):
            merged[-1] = _Span(merged[-1].start, span.end)
            worded = worded or words
        else:
            merged.append(span)
            worded = words
    return merged


def _cut_after_abbreviation(text: str, span: _Span) -> bool:
    if _NUMBER.match(text, span.start, span.end):
        return True
    # What was joined may be long by now, and is asked again with every piece that follows.
    last = _LAST_WORD.search(text, max(span.start, span.end - _TAIL), span.end)
    # A single capital is an initial ("J. Dupont"), but "plan B." may well end a sentence; to join
    # two sentences costs less than to cut a name.
    return last is not None and (
        (len(last[1]) == 1 and last[1].isupper()) or fold(last[1]) in _ABBREVIATIONS
    )


def _within_limit(body: str, start: int, end: int) -> Iterator[_Span]:
    """Yield the stripped span, cut at spaces where it is longer than an encoder reads."""
    words = list(re.finditer(r"\S+", body[start:end]))
    if not any(_WORD.search(word.group()) for word in words):
        return
    for i in range(0, len(words), _SENTENCE_WORDS):
        part = words[i : i + _SENTENCE_WORDS]
        yield _Span(start + part[0].start(), start + part[-1].end())


# --- passages -------------------------------------------------------------------------------


def _sections(bulletin: Bulletin) -> Iterator[tuple[str, list[_Unit]]]:
    """Yield each section's heading and units; headings are sentences of the unit they open."""
    heading, opening, blocks = "", list[Sentence](), list[tuple[_Block, list[Sentence]]]()
    for block in _blocks(bulletin.body):
        sentences = _sentences(bulletin, block)
        if not sentences:
            continue
        if block.kind != "heading":
            blocks.append((block, sentences))
            continue
        if blocks:
            yield heading, _units(opening, blocks)
            opening, blocks = [], []
        opening += sentences
        heading = plain(bulletin.body[block.start : block.end])
    if opening or blocks:
        yield heading, _units(opening, blocks)


def _units(
    opening: Sequence[Sentence], blocks: Sequence[tuple[_Block, Sequence[Sentence]]]
) -> list[_Unit]:
    """Group blocks into units: each block alone, a list together with the line that leads in."""
    units: list[_Unit] = [[list(opening)]]
    leads_in, in_list = True, False  # a heading leads in
    for block, sentences in blocks:
        in_list = block.kind == "item" and (in_list or leads_in)
        if leads_in:
            units[-1][-1] += sentences
        elif in_list:
            units[-1].append(list(sentences))
        else:
            units.append([list(sentences)])
        leads_in = plain(sentences[-1].text).endswith((":", "："))
    return units


def _packed(units: Sequence[_Unit]) -> Iterator[list[Sentence]]:
    """Yield the sentences of each passage: whole units while they fit, else pieces of them."""
    held: list[Sentence] = []
    for unit in units:
        together = [sentence for piece in unit for sentence in piece]
        if held and _words(held) + _words(together) > _PASSAGE_WORDS:
            yield held
            held = []
        if _words(together) <= _PASSAGE_WORDS:
            held += together
        else:
            *full, held = _cut(unit)
            yield from full
    if held:
        yield held


def _cut(unit: _Unit) -> list[list[Sentence]]:
    """Cut a long unit between its pieces, and a long piece between its sentences."""
    parts: list[list[Sentence]] = [[]]
    for piece in unit:
        whole = _words(piece) <= _PASSAGE_WORDS
        for group in [piece] if whole else [[sentence] for sentence in piece]:
            held = _words(parts[-1])
            # A heading or a lead-in line is not left alone by the long sentence that follows it.
            if held >= _FEW_WORDS and held + _words(group) > _PASSAGE_WORDS:
                parts.append([])
            parts[-1] += group
    return parts


def _words(sentences: Sequence[Sentence]) -> int:
    return sum(len(sentence.text.split()) for sentence in sentences)
