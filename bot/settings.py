"""
Every setting, its unit, its default.

Settings come from ``bot.yaml``, from ``BOT_*`` in the environment, which wins, and
from the command line, which wins over both. They are read once. Without a file the
demo starts: one tenant on the simulator, with every dialogue that ships.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from bot.demo import DEMO
from bot.durations import BadDuration, parse_duration
from bot.errors import BadSetting
from bot.llmsettings import LlmSettings
from bot.media import Media
from bot.photoplace import PhotoPlace, beside, folder_of
from bot.retention import Retention
from bot.settingsfile import SettingsFile
from bot.smtp import Smtp
from bot.tenant import Name, Tenant
from storage.places import Place

HOME = Path(__file__).resolve().parent.parent
"""Where the shipped flows and texts are."""

PREFIX = "BOT_"
CONFIG = "BOT_CONFIG"

_URL = re.compile(r"https?://[^\s/]+(/\S*)?")
NESTED = ("llm", "media", "retention", "smtp", "tenants")
"""Settings that no variable of the environment can hold."""

_PATHS = ("data", "photos", "flows", "locales")


def _url(value: str) -> str:
    if value and not _URL.fullmatch(value):
        raise ValueError("write the whole address: https://bot.example")
    return value


def _link_life(value: str) -> str:
    try:
        if parse_duration(value):
            return value
    except BadDuration:
        pass
    raise ValueError("write a number and a unit, such as 30 days or 2 weeks")


Url = Annotated[str, AfterValidator(_url)]


class Settings(BaseModel):
    """
    How this bot is run.

    Attributes:
        host: The address it listens on.
        port: The port it listens on; 0: any free one.
        public_url: What links in messages begin with; empty: host and port.
        data: The folder of the database and, by default, of the photos.
        database: ``sqlite``: the file ``bot.db`` in *data*.
        photos: The folder of the photos, or their bucket; None: ``photos`` in *data*.
        flows: The folder of the dialogues; by default those that ship.
        locales: The folder of the texts; by default those that ship.
        media: How photos are fetched.
        retention: For how long what is over is kept.
        llm: Where a language model may be asked for texts; none by default.
        links: For how long the link to a summary opens, such as ``30 days``.
        smtp: The server that takes e-mails; None: none are sent.
        tenants: The businesses, by the name used in addresses and folders.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65_535)
    public_url: Url = ""
    data: Path = Path("data")
    database: Literal["sqlite"] = "sqlite"
    photos: PhotoPlace | None = None
    flows: Path = HOME / "flows"
    locales: Path = HOME / "locales"
    media: Media = Media()
    retention: Retention = Retention()
    llm: LlmSettings = LlmSettings()
    links: Annotated[str, AfterValidator(_link_life)] = "30 days"
    smtp: Smtp | None = None
    tenants: dict[Name, Tenant] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _name_tenants(cls, values: Any) -> Any:
        """Whoever gives no name is called by the key."""
        tenants = values.get("tenants")
        if isinstance(tenants, dict):
            for key, tenant in tenants.items():
                if isinstance(tenant, dict):
                    tenant.setdefault("name", key)
        return values

    @property
    def url(self) -> str:
        """What links begin with, without a slash at the end."""
        return self.public_url.rstrip("/") or self.local_url

    @property
    def local_url(self) -> str:
        """Where the bot itself can be reached from this machine."""
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.host, self.host)  # noqa: S104 - looked up, not bound
        return f"http://{host}:{self.port}"

    @property
    def photo_place(self) -> Place:
        """Where the photos are."""
        return self.photos or self.data / "photos"

    @property
    def voice_place(self) -> Place:
        """Where the voice notes are."""
        return beside(self.photo_place, self.data, "voices")

    @property
    def photo_root(self) -> Path:
        """The folder of the photos; raises ``BadSetting`` if they are in a bucket."""
        return folder_of(self.photo_place)

    @property
    def voice_root(self) -> Path:
        """The folder of the voice notes; raises as ``photo_root`` does."""
        return folder_of(self.voice_place)

    @property
    def links_seconds(self) -> float:
        """How long the link to a summary opens, in seconds."""
        return parse_duration(self.links)

    def retention_of(self, tenant: str) -> Retention:
        """For how long *tenant* keeps what is over."""
        return self.retention.of(self.tenants[tenant].retention)

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the bot."""
        return self.host in {"localhost", "::1"} or self.host.startswith("127.")


def load(
    file: Path | None = None,
    *,
    environ: Mapping[str, str],
    overrides: Mapping[str, Any] | None = None,
) -> Settings:
    """
    Read the settings.

    Args:
        file: The settings file; None: the one that ``BOT_CONFIG`` names, else the
            demo.
        environ: Where ``BOT_*`` and the names in the file are looked up.
        overrides: What the command line said; None values are left out.

    Raises:
        BadSetting: If something is unknown, missing or does not fit; with one line
            for each mistake.
    """
    if file is None and environ.get(CONFIG):
        file = Path(environ[CONFIG])
    read = SettingsFile.read(file, environ) if file else None
    values = dict(read.data) if read else {**DEMO}
    base = file.resolve().parent if file else Path.cwd()
    for name in _PATHS:
        if isinstance(values.get(name), str) and "://" not in values[name]:
            values[name] = base / values[name]
    variables = _from_environ(environ)
    options = {k: v for k, v in (overrides or {}).items() if v is not None}
    values.update(variables | options)
    said_at = {key: PREFIX + key.upper() for key in variables}
    said_at.update({key: f"--{key}" for key in options})
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        raise BadSetting(_explain(error, read, said_at)) from None
    return settings.model_copy(update={"data": settings.data.resolve()})


def _from_environ(environ: Mapping[str, str]) -> dict[str, str]:
    plain = set(Settings.model_fields).difference(NESTED)
    values = {}
    for name, value in environ.items():
        if not name.startswith(PREFIX) or name == CONFIG:
            continue
        key = name.removeprefix(PREFIX).lower()
        if key not in plain:
            known = ", ".join(sorted(PREFIX + field.upper() for field in plain))
            raise BadSetting(f"{name}: there is no such setting; there are {known}")
        values[key] = value
    return values


def _explain(
    error: ValidationError, read: SettingsFile | None, said_at: Mapping[str, str]
) -> str:
    """
    Every mistake in a line of its own, with its place.

    Args:
        error: What does not fit.
        read: The settings file; None if there is none.
        said_at: The variable or the option that a key came from, if one did.
    """
    lines = []
    for mistake in error.errors(include_input=False, include_url=False):
        path = [step for step in mistake["loc"] if step != "[key]"]
        what = ".".join(map(str, path)) or "settings"
        said = mistake["msg"].removeprefix("Value error, ")
        if mistake["type"] == "extra_forbidden":
            said = "there is no such setting; see docs/operating.md"
        elsewhere = said_at.get(str(path[0])) if path else None
        if elsewhere is None and read is not None:
            place = read.place(path)
            what = f"{place.file}:{place.line}:{place.column}: {what}"
        lines.append(f"{elsewhere or what}: {said}")
    return "\n".join(lines)
