"""What the packages below would report to their makers, switched off before any is imported.

Each reads its variable while it is being imported (onnxruntime's own call to switch it off comes
too late), so the package's ``__init__`` comes first with them, whatever the way in.
"""

from __future__ import annotations

import os

SILENT = {
    "ORT_DISABLE_TELEMETRY": "1",  # onnxruntime: a server of Microsoft's, an id of the machine
    "ANONYMIZED_TELEMETRY": "False",  # Chroma
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",  # huggingface_hub, and transformers through it
    "DO_NOT_TRACK": "1",  # whoever heeds it
}


def silence() -> None:
    """Set what nobody has set otherwise."""
    for name, value in SILENT.items():
        os.environ.setdefault(name, value)
