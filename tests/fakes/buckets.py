"""
Two servers that speak S3, each a process of its own, on ports that are free.

moto keeps everything in memory and looks at no signature. SeaweedFS is a real object
store: it checks who asks, and keeps what it has on the disk.
"""

import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from storage.bucket import Bucket
from storage.bucketurl import BucketUrl
from storage.errors import StorageUnavailable

BUCKET = "showroom"
KEY = "alur"
SECRET = "a+secret/with=signs"  # noqa: S105 - of a server that lives as long as a test
START_SECONDS = 60
SEAWEEDFS_PORTS = (
    "s3", "s3.grpc", "filer", "filer.grpc", "master", "master.grpc",
    "volume", "volume.grpc", "admin",
)  # fmt: skip


@contextmanager
def moto(folder: Path) -> Iterator[BucketUrl]:
    """A bucket at a moto server, until the block ends."""
    (port,) = _free_ports(1)
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    address = f"http://127.0.0.1:{port}"
    ready = partial(_ask, f"{address}/moto-api/")
    with _running(command, folder / "moto.log", ready):
        made = urllib.request.Request(f"{address}/{BUCKET}", method="PUT")  # noqa: S310 - our own
        urllib.request.urlopen(made).close()  # noqa: S310 - the same
        yield BucketUrl(bucket=BUCKET, endpoint=address, key=KEY, secret=SECRET)


@contextmanager
def seaweedfs(folder: Path) -> Iterator[BucketUrl]:
    """A bucket at a SeaweedFS server, until the block ends."""
    ports = _free_ports(len(SEAWEEDFS_PORTS))
    ours = dict(zip(SEAWEEDFS_PORTS, ports, strict=True))
    config = folder / "s3.json"
    account = {
        "name": KEY,
        "credentials": [{"accessKey": KEY, "secretKey": SECRET}],
        "actions": ["Admin", "Read", "Write", "List"],
    }
    config.write_text(json.dumps({"identities": [account]}))
    data = folder / "data"
    data.mkdir()
    command = [
        str(Path(sys.executable).with_name("weed")), "mini", f"-dir={data}",
        "-ip=127.0.0.1", "-ip.bind=127.0.0.1", f"-s3.config={config}",
        f"-bucket={BUCKET}", "-webdav=false", "-admin.ui=false",
        "-master.telemetry=false", "-s3.port.iceberg=0", "-s3.port.lance=0",
        *(f"-{_flag(name)}={port}" for name, port in ours.items()),
    ]  # fmt: skip
    address = f"http://127.0.0.1:{ours['s3']}"
    url = BucketUrl(bucket=BUCKET, endpoint=address, key=KEY, secret=SECRET)
    # It says that it is well before the bucket is there.
    with _running(command, folder / "weed.log", Bucket(url).check):
        yield url


def _flag(name: str) -> str:
    part, _, kind = name.partition(".")
    return f"{part}.port.{kind}" if kind else f"{part}.port"


@contextmanager
def _running(
    command: list[str], log: Path, ready: Callable[[], None]
) -> Iterator[None]:
    with log.open("wb") as written:
        process = subprocess.Popen(
            command, stdout=written, stderr=subprocess.STDOUT, cwd=log.parent
        )
        try:
            _await(ready, process, log)
            yield
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _ask(address: str) -> None:
    urllib.request.urlopen(address, timeout=1).close()  # noqa: S310 - our own


def _await(
    ready: Callable[[], None], process: subprocess.Popen[bytes], log: Path
) -> None:
    """Wait until *ready* no longer raises."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            ready()
        except (OSError, StorageUnavailable):
            time.sleep(0.05)  # a process of others tells nobody when it is ready
        else:
            return
    raise AssertionError(f"the server did not start:\n{log.read_text()[-2000:]}")


def _free_ports(number: int) -> list[int]:
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(number)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
