"""Evaluation: did a change make the answers better or worse, and on which questions?

::

    question set ─ dataset ─► items ─ run (systems) ─► run folder ─ score ─► rows ─┬─ compare
    BEIR folder ─── beir ───┘                                                      ├─ gate
                                                                                   ├─ report
                                                                                   ├─ languages
                                                                                   └─ rewrites

``dataset`` reads, checks and splits question sets. ``run`` asks one of the ``systems`` every
question and writes a run folder; whatever comes after reads only that folder. ``score`` turns it
into one row a turn, then into aggregates with intervals. ``compare`` sets two runs side by side,
``gate`` a run against the stored baseline, ``report`` shows a run as a page, ``languages`` says
whether a question's languages agree, ``rewrites`` what a follow-up's rewrite is worth.
``commands`` is the command line of all of it.
"""
