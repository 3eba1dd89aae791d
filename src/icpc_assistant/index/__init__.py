"""The index: built aside, verified, swapped in whole; opened, searched, brought up to date.

    index/current                      names the live version
    index/<version>/manifest.json      what built it, and size and sha256 of each file
                    bulletins.jsonl    the bulletins it was built from, whole
                    cards.jsonl        the event card of each
                    passages.jsonl     where each passage and sentence lies
                    vectors.npy        one vector a record, with record_*.npy beside it
                    bm25/ questions/ chroma/ encoder/

Where the settings name a Chroma server, it has the vectors instead of ``chroma/``, in a collection
that ``collection.json`` and the manifest name; ``vectors.npy`` answers while the server is away.

A record is one embedded view of a passage (see ``chunking.views``). A version never changes once
it is live: an update is a new version, which takes the vectors of unchanged views from the last.
"""

from icpc_assistant.index.build import BuildReport, build_index
from icpc_assistant.index.opened import Index
from icpc_assistant.index.published import server_holding
from icpc_assistant.index.records import KINDS, QUESTIONS, WANTS, number_bits
from icpc_assistant.index.versions import (
    IndexState,
    bulletin_digests,
    corpus_digest,
    damaged_content,
    index_state,
)

__all__ = [
    "KINDS",
    "QUESTIONS",
    "WANTS",
    "BuildReport",
    "Index",
    "IndexState",
    "build_index",
    "bulletin_digests",
    "corpus_digest",
    "damaged_content",
    "index_state",
    "number_bits",
    "server_holding",
]
