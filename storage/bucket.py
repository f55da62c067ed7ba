"""
One bucket of an object store that speaks S3, called from threads: each call waits.

Needs the extra ``s3``. What a busy or failing server refuses is asked again a few
times within seconds, and then given up: whoever called has later attempts of its own.
"""

import hashlib
import mimetypes
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import timedelta
from itertools import chain
from typing import TYPE_CHECKING

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError, NotSupportedError
from obstore.store import S3Store

from storage.bucketurl import BucketUrl
from storage.errors import StorageUnavailable

if TYPE_CHECKING:
    from obstore.store import S3Config  # it is there for type checkers only

REQUEST_SECONDS = 20
RETRY_SECONDS = 8
RETRIES = 5

_PROBE = re.compile(r"\.check\.[0-9a-f]{16}\.part", re.ASCII)
_STATUS = re.compile(r"status code: (\d{3}(?: [A-Z][A-Za-z]+)*)")
_CODE = re.compile(r"<Code>(\w+)</Code>")
_NO_BUCKET = "NoSuchBucket"
_DEBUG = "\n\nDebug source"


class Bucket:
    """
    The objects of a bucket below one prefix.

    Every method raises ``StorageUnavailable`` if the server does not answer or
    refuses. Keys are relative to the prefix.

    Args:
        url: Which bucket.
    """

    def __init__(self, url: BucketUrl) -> None:
        self.url = url
        given: S3Config = {
            # Deleting many in one request is what the others do not agree on.
            "disable_bulk_delete": True,
            **({"endpoint": url.endpoint} if url.endpoint else {}),
            **({"region": url.region} if url.region else {}),
            **({"access_key_id": url.key} if url.key else {}),
            **({"secret_access_key": url.secret} if url.secret else {}),
        }
        with self._translated():
            self._store = S3Store(
                url.bucket,
                prefix=url.prefix or None,
                client_options={
                    "allow_http": url.endpoint.startswith("http:"),
                    "connect_timeout": timedelta(seconds=RETRY_SECONDS / 2),
                    "timeout": timedelta(seconds=REQUEST_SECONDS),
                },
                retry_config={
                    "max_retries": RETRIES,
                    "retry_timeout": timedelta(seconds=RETRY_SECONDS),
                    "backoff": {"init_backoff": timedelta(seconds=0.2)},
                },
                config=given,
            )
        self._guarded = True

    def put(self, key: str, data: bytes) -> None:
        """
        Store *data* whole under *key*.

        What is there already with the same bytes stays as it is, where the server
        can tell.
        """
        with self._translated():
            if self._guarded:
                try:
                    self._put(key, data, guarded=True)
                except AlreadyExistsError:
                    # Also if an answer was lost, and it was asked again.
                    if self.get(key) == data:
                        return
                except NotSupportedError:
                    self._guarded = False
                except BaseError as error:
                    if "501" not in _said(error):
                        raise
                    self._guarded = False
                else:
                    return
            self._put(key, data)

    def get(self, key: str) -> bytes | None:
        """What is under *key*; None if nothing is."""
        with self._translated():
            try:
                return bytes(obstore.get(self._store, key).bytes())
            except FileNotFoundError as error:
                if _NO_BUCKET in str(error):
                    raise
                return None

    def version(self, key: str) -> str | None:
        """
        A digest that another content under *key* would not have.

        None if nothing is there, or nothing in it.
        """
        with self._translated():
            try:
                found = obstore.head(self._store, key)
            except FileNotFoundError:
                return None
        told = f"{found['e_tag'] or found['last_modified']} {found['size']}"
        return hashlib.sha256(told.encode()).hexdigest()[:32] if found["size"] else None

    def inside(self, folder: str) -> Mapping[str, int]:
        """Size in bytes by name of all that lies directly in *folder*."""
        with self._translated():
            found = obstore.list_with_delimiter(self._store, folder)["objects"]
        above = f"{folder}/" if folder else ""
        return {one["path"].removeprefix(above): one["size"] for one in found}

    def below(self, folder: str) -> list[str]:
        """Every key in *folder* and the folders in it, sorted; empty: every key."""
        with self._translated():
            pages = obstore.list(self._store, prefix=folder or None)
            return sorted(one["path"] for one in chain.from_iterable(pages))

    def everything(self) -> Iterator[str]:
        """See ``Kept``; sorted, without that of a check at work."""
        yield from (key for key in self.below("") if not _PROBE.fullmatch(key))

    def read(self, path: str) -> bytes | None:
        """See ``Kept``: the same as ``get``."""
        return self.get(path)

    def has_folder(self, folder: str) -> bool:
        """Whether anything lies directly in *folder*."""
        return bool(self.inside(folder))

    def copy(self, source: str, target: str) -> None:
        """Copy what is under *source*, replacing *target*; nothing if it is gone."""
        with self._translated():
            try:
                obstore.copy(self._store, source, target)
            except FileNotFoundError as error:
                if _NO_BUCKET in str(error):
                    raise

    def delete(self, key: str) -> None:
        """Delete what is under *key*, if anything is."""
        with self._translated(), suppress(FileNotFoundError):
            obstore.delete(self._store, key)

    def check(self) -> None:
        """
        Write an object, read it back, look for it and delete it.

        Raises:
            StorageUnavailable: If that fails; says what to do about it.
        """
        key, written = f".check.{secrets.token_hex(8)}.part", secrets.token_bytes(1024)
        try:
            self._put(key, written)
            try:
                if bytes(obstore.get(self._store, key).bytes()) != written:
                    raise StorageUnavailable(
                        f"{self.url}: it reads otherwise than it was written; "
                        "let nothing between the bot and the bucket change it"
                    )
                obstore.list_with_delimiter(self._store, ".check")
            finally:
                obstore.delete(self._store, key)
        except (BaseError, OSError, ValueError) as error:
            said = _said(error)
            raise StorageUnavailable(
                f"no photo can be kept in {self._where}: {said}; {_advice(said)}"
            ) from None

    def sweep(self) -> int:
        """Delete what a check left that was cut off; the number of objects deleted."""
        left = [name for name in self.inside("") if _PROBE.fullmatch(name)]
        for key in left:
            self.delete(key)
        return len(left)

    @property
    def _where(self) -> str:
        return (
            f"{self.url} at {self.url.endpoint}" if self.url.endpoint else str(self.url)
        )

    def _put(self, key: str, data: bytes, *, guarded: bool = False) -> None:
        kind, _ = mimetypes.guess_type(key)
        obstore.put(
            self._store,
            key,
            data,
            attributes={"Content-Type": kind} if kind else None,
            mode="create" if guarded else "overwrite",
            use_multipart=False,
        )

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (BaseError, OSError, ValueError) as error:
            # Its own text has the key in it, so a phone number.
            raise StorageUnavailable(f"{self._where}: {_said(error)}") from None


def _said(error: Exception) -> str:
    """What went wrong, in a few words and without the key."""
    text = str(error).partition(_DEBUG)[0]
    found = [one[1] for one in (_STATUS.search(text), _CODE.search(text)) if one]
    if found:
        return ", ".join(found)
    if "error sending request" in text or "timed out" in text:
        return "it does not answer"
    if "credential" in text.lower() or "169.254.169.254" in text:
        return "there is no key"
    return type(error).__name__


def _advice(said: str) -> str:
    match said:
        case "it does not answer":
            return "check endpoint= and the way there"
        case _ if _NO_BUCKET in said or said.startswith("404"):
            return "make the bucket first, or correct its name"
        case _ if said.startswith(("301", "400")):
            return "name its region: ?region=..., and the scheme of endpoint= rightly"
        case _:
            return (
                "let AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or key= and secret=, "
                "be of an account that may read, write, list and delete there"
            )
