"""A bulletin as received → files in the corpus format, for a person to check.

``draft_file`` reads a text, Markdown, HTML, PDF or DOCX file (`extract`), restores its headings,
paragraphs and lists (`blocks`), parts the bulletins in it (`split`) and writes the front matter
from each one's event card. ``disagreements`` compares the front matter a person wrote with the
card. Parsers are the extra ``[draft]``.
"""

from __future__ import annotations

from icpc_assistant.drafting.agreement import disagreements
from icpc_assistant.drafting.draft import Draft, Given, draft_file, given_date

__all__ = ["Draft", "Given", "disagreements", "draft_file", "given_date"]
