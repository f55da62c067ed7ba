"""
Where a bucket is, as an operator writes it.

    s3://bucket/prefix?endpoint=https://minio.example:9000&region=...&key=...&secret=...

Only the bucket is needed. What is left out of ``region``, ``key`` and ``secret`` comes
from ``AWS_*`` in the environment; without an ``endpoint`` it is a bucket of AWS.
"""

import re
from dataclasses import dataclass, field, replace
from typing import Self
from urllib.parse import unquote

SCHEME = "s3://"

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", re.ASCII)
_PREFIX = re.compile(
    r"(?!\.{1,2}(?:/|$))[\w.-]+(?:/(?!\.{1,2}(?:/|$))[\w.-]+)*", re.ASCII
)
_ENDPOINT = re.compile(r"https?://[^\s/?#@]+", re.ASCII)
_NAMES = ("endpoint", "region", "key", "secret")


@dataclass(frozen=True, slots=True, kw_only=True)
class BucketUrl:
    """
    A bucket, and the part of it that is ours.

    Attributes:
        bucket: Its name.
        prefix: What every key of ours begins with, without a slash at either end;
            empty: all of the bucket is ours.
        endpoint: The address of the server; empty: AWS.
        region: Where it is; empty: as the environment says, or else ``us-east-1``.
        key: The name of the account; empty: as the environment says.
        secret: Its password; empty if *key* is.
    """

    bucket: str
    prefix: str = ""
    endpoint: str = ""
    region: str = ""
    key: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)

    def __str__(self) -> str:
        """What may be told: nothing of key and secret."""
        return f"{SCHEME}{self.bucket}{'/' if self.prefix else ''}{self.prefix}"

    @classmethod
    def parse(cls, url: str) -> Self:
        """
        Read *url*.

        Signs may be written as ``%2F``; a ``+`` stands for itself, because secrets
        have it in them.

        Raises:
            ValueError: If it is none; says what is expected, and repeats no secret.
        """
        place, _, query = url.removeprefix(SCHEME).partition("?")
        bucket, _, prefix = place.partition("/")
        prefix = prefix.removesuffix("/")
        if not url.startswith(SCHEME) or not _BUCKET.fullmatch(bucket):
            raise ValueError(
                "write a bucket as s3://bucket/prefix?endpoint=https://..."
            )
        if prefix and not _PREFIX.fullmatch(prefix):
            raise ValueError(
                "write what follows the bucket in letters, digits, - . _ and /"
            )
        return cls(bucket=bucket, prefix=prefix, **_options(query))

    def beside(self, name: str) -> Self:
        """The part called *name* next to this one, or in the bucket if all is ours."""
        above, slash, _ = self.prefix.rpartition("/")
        return replace(self, prefix=f"{above}{slash}{name}")


def _options(query: str) -> dict[str, str]:
    options: dict[str, str] = {}
    for part in filter(None, query.split("&")):
        name, _, value = part.partition("=")
        if name not in _NAMES or name in options:
            known = ", ".join(_NAMES)
            raise ValueError(f"after the ? there may be, once each: {known}")
        options[name] = unquote(value)
    endpoint = options.get("endpoint", "").removesuffix("/")
    if endpoint and not _ENDPOINT.fullmatch(endpoint):
        raise ValueError("write endpoint as https://host, without a path")
    if bool(options.get("key")) != bool(options.get("secret")):
        raise ValueError("give key and secret both, or neither")
    return options | ({"endpoint": endpoint} if endpoint else {})
