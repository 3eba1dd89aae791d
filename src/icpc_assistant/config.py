"""Settings: ``ICPC_…`` environment variables over an ``icpc.toml`` file over these defaults.

Values only; nothing is built here. Relative paths are read from the working directory.
"""

from __future__ import annotations

import os
import re
from datetime import date
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from icpc_assistant.errors import SettingsError

_ORIGIN = re.compile(r"https?://(?:[a-z0-9.-]+|\[[0-9a-f:]+\])(?::[0-9]{1,5})?")


def _listed(given: object) -> object:
    """Split a list as the environment gives it: separated by commas or white space."""
    return tuple(given.replace(",", " ").split()) if isinstance(given, str) else given


def _origins(given: object) -> object:
    """Return origins as browsers send them, in lower case and without a path."""
    listed = _listed(given)
    if not isinstance(listed, list | tuple):
        return listed
    found = tuple(str(origin).lower().rstrip("/") for origin in listed)
    for origin in found:
        if not _ORIGIN.fullmatch(origin):
            raise ValueError(f"{origin[:80]!r} is no origin such as https://example.org")
    return found


def _networks(given: object) -> object:
    listed = _listed(given)
    if isinstance(listed, list | tuple):
        for network in listed:
            ip_network(str(network), strict=False)
    return listed


def _below(given: object) -> object:
    """Return the path a proxy serves this program under: "" or "/assistant"."""
    if not isinstance(given, str):
        return given
    path = f"/{given.strip('/')}" if given.strip("/") else ""
    if not re.fullmatch(r"(?:/[A-Za-z0-9._~-]+)*", path):
        raise ValueError("it is no path such as /assistant")
    return path


class Settings(BaseSettings):
    """Every setting, with its default; each is also ``ICPC_<NAME>`` in the environment."""

    model_config = SettingsConfigDict(env_prefix="ICPC_", extra="forbid", frozen=True)

    corpus: Path = Field(Path("corpus"), description="folder that holds bulletins/")
    index: Path = Field(Path("index"), description="folder the index versions are kept in")
    chroma_url: str = Field(
        "", description="a Chroma server that holds the vectors, http://host:port; none: the index"
    )
    chroma_token: SecretStr = SecretStr("")
    chroma_tenant: str = Field("default_tenant", min_length=1)
    chroma_database: str = Field("default_database", min_length=1)
    chroma_timeout: float = Field(
        2.0, gt=0, le=60, description="seconds that an answer waits for the Chroma server"
    )
    encoder: str = Field(
        "all-MiniLM-L6-v2",
        description="the default from its wheel, or any sentence-transformers name or path",
    )
    encoder_query_prompt: str = ""
    encoder_document_prompt: str = ""
    cross_encoder: str = Field(
        "icpc-reader",
        description="the trained reader that comes with the package, 'none', or any "
        "sentence-transformers cross-encoder's name or path",
    )
    intent_reader: Literal["icpc-intent", "none"] = Field(
        "icpc-intent",
        description="the trained reader of what questions ask for; 'none': by patterns alone",
    )
    threads: int = Field(
        0, ge=0, le=256, description="threads of the models; 0 lets onnxruntime choose"
    )
    retrieved: int = Field(10, ge=1, le=100, description="passages given to the reader")
    abstain_below: float = Field(
        0.5, ge=0, le=1, description="answers less certain than this are declined"
    )
    today: date | None = Field(None, description="the day that 'last year' counts from; else now")
    llm: Literal["none", "openai", "ollama"] = "none"
    llm_model: str = ""
    llm_url: str = Field("", description="base URL of the endpoint, for example .../v1")
    llm_key: SecretStr = SecretStr("")
    llm_timeout: float = Field(30.0, gt=0, le=600, description="seconds for a whole LLM answer")
    feedback: bool = Field(True, description="offer thumbs up and down under answers")
    feedback_file: Path = Field(
        Path("feedback/feedback.sqlite3"), description="where thumbs up and down are kept"
    )
    host: str = "127.0.0.1"
    port: int = Field(7860, ge=0, le=65535)
    root_path: Annotated[str, BeforeValidator(_below)] = Field(
        "", description="the path a proxy serves this program under, as /assistant"
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_networks)] = Field(
        (), description="addresses or networks whose X-Forwarded-For and -Proto are believed"
    )
    at_once: int = Field(
        4,
        ge=1,
        le=256,
        description="questions answered at one time: so many by the API, and so many in the chat",
    )
    waiting: int = Field(
        64, ge=0, le=10_000, description="questions that may wait for their turn, of each"
    )
    patience: float = Field(30.0, gt=0, le=600, description="seconds a question waits at most")
    rate: int = Field(
        120, ge=0, le=100_000, description="requests a minute from one address; 0 is no limit"
    )
    rate_total: int = Field(
        1200, ge=0, le=1_000_000, description="requests a minute from all; 0 is no limit"
    )
    embed_origins: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_origins)] = Field(
        (), description="origins whose pages may show the widget, as https://example.org"
    )
    frame_ancestors: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_origins)] = Field(
        (), description="origins whose pages may show the whole chat in a frame"
    )
    api_keys_file: Path | None = Field(None, description="with it, /api wants one of its keys")
    users_file: Path | None = Field(None, description="with it, everybody signs in first")
    session_secret: SecretStr = Field(
        SecretStr(""), description="signs sessions; else they end when the server does"
    )
    secure_cookies: bool = Field(False, description="the session's cookie travels by HTTPS only")
    log: Literal["plain", "json"] = Field("plain", description="json also logs every request")
    log_questions: bool = Field(False, description="log the text of questions")
    metrics: bool = Field(False, description="serve /metrics for Prometheus")
    watch_seconds: float = Field(
        3.0, ge=0, le=3600, description="how often to look for a new index version; 0 is never"
    )
    shutdown_seconds: int = Field(
        5, ge=0, le=600, description="time that requests have to finish when the server stops"
    )

    @field_validator("chroma_url")
    @classmethod
    def _server(cls, url: str) -> str:
        """Return the address with no slash at its end; it is written down, so holds no secret."""
        url = url.strip().rstrip("/")
        parts = urlsplit(url)
        # urlsplit checks the port only when it is read
        whole = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        if url and not (whole and url.isprintable() and " " not in url):
            raise ValueError("a server's address is http://host:port")
        if parts.username or parts.password or parts.query or parts.fragment:
            raise ValueError("it holds more than an address; ICPC_CHROMA_TOKEN holds the secret")
        return url

    @field_validator("chroma_token")
    @classmethod
    def _token(cls, token: SecretStr) -> SecretStr:
        if not all("!" <= character <= "~" for character in token.get_secret_value()):
            raise ValueError("a token is printable ASCII without spaces")
        return token

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read arguments first, then the environment, then the TOML file."""
        file = Path(os.environ.get("ICPC_CONFIG") or "icpc.toml")
        return (init_settings, env_settings, TomlConfigSettingsSource(settings_cls, file))


def load_settings(**overrides: Any) -> Settings:
    """Return the settings in force; ``overrides`` win, ``None`` values are ignored.

    Raises:
        SettingsError: a value is impossible, or the TOML file cannot be read.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    named = os.environ.get("ICPC_CONFIG")
    if named and not Path(named).is_file():
        raise SettingsError(
            f"The settings file {named!r} that ICPC_CONFIG names is not there; correct the name "
            "or unset ICPC_CONFIG."
        )
    try:
        return Settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"]) or "settings"
        raise SettingsError(
            f"The setting {name!r} is not usable ({first['msg']}); correct it in the command, "
            f"in ICPC_{name.upper()} or in icpc.toml."
        ) from None
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"The settings file cannot be read ({error}); correct icpc.toml or remove it."
        ) from None
