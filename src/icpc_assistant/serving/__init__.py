"""What the server is made of, besides its pages.

    request ─ observing (id, log, metrics) ─ api.py's guard (addresses, headers, size)
            ─ embedding (other sites) ─ limits (rate) ─ access (keys, sessions) ─ routes

``models`` are the shapes of /api, ``reference`` its page for people.
"""
