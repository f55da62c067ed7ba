"""Opens what a setting names as the place of photos: a folder, or a bucket."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.bucketurl import BucketUrl
from storage.errors import StorageUnavailable
from storage.files import FilePhotoStore
from storage.kept import Kept, KeptFiles
from storage.photos import PHOTO, OpenPhotoStore

Place = Path | BucketUrl


@contextmanager
def open_photos(place: Place, suffix: str = PHOTO) -> Iterator[OpenPhotoStore]:
    """
    Open the photo store at *place*, until the block ends.

    Args:
        place: A folder of the local disk, or a bucket.
        suffix: What the names of all that is kept there end in.

    Raises:
        StorageUnavailable: If a bucket needs what is not installed, or its address
            cannot be used.
    """
    if isinstance(place, Path):
        yield FilePhotoStore(place, suffix)
        return
    try:
        from storage.bucket import Bucket  # noqa: PLC0415 - it needs an extra
        from storage.bucketphotos import BucketPhotoStore  # noqa: PLC0415 - the same
    except ImportError as error:
        raise _lacking(place) from error
    store = BucketPhotoStore(Bucket(place), suffix)
    try:
        yield store
    finally:
        store.close()


def kept_in(place: Place) -> Kept:
    """
    All that lies at *place*.

    Raises:
        StorageUnavailable: As ``open_photos`` does.
    """
    if isinstance(place, Path):
        return KeptFiles(place)
    try:
        from storage.bucket import Bucket  # noqa: PLC0415 - it needs an extra
    except ImportError as error:
        raise _lacking(place) from error
    return Bucket(place)


def _lacking(place: BucketUrl) -> StorageUnavailable:
    return StorageUnavailable(
        f"photos in {place} need the extra s3, which is not installed: "
        "pip install 'alur[s3]'"
    )
