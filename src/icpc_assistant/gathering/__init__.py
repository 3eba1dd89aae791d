"""Bulletins from files, folders and web addresses → the corpus, each once.

``fetch`` gets one address within bounds; ``feed`` and ``wordpress`` list a site's posts;
``sources`` makes drafts of what an address holds, and ``files`` of what a file holds, both by way
of ``drafting``; ``versions`` recognises the same bulletin in nearly the same words or in another
language; ``gather`` puts drafts into the corpus; ``watch`` does so on a schedule.
"""
