"""Where photos may be, as a setting says it: a folder, or ``s3://`` and a bucket."""

from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator

from bot.errors import BadSetting
from storage.bucketurl import BucketUrl
from storage.places import Place


def _place(value: Any) -> Any:
    if isinstance(value, str) and "://" in value:
        return BucketUrl.parse(value)
    return value


PhotoPlace = Annotated[Place, BeforeValidator(_place)]


def beside(photos: Place, data: Path, name: str) -> Place:
    """
    Where things called *name* are kept that are no photos, never among these.

    Args:
        photos: Where the photos are.
        data: The folder of the database.
        name: A folder of its own in *data*, or beside the photos in their bucket.
    """
    return photos.beside(name) if isinstance(photos, BucketUrl) else data / name


def folder_of(photos: Place) -> Path:
    """
    The folder *photos*, for whatever works on files.

    Raises:
        BadSetting: If they are in a bucket.
    """
    if isinstance(photos, BucketUrl):
        raise BadSetting(
            f"photos: {photos}: this needs them in a folder; "
            "name one, or use what the provider of the bucket has for it"
        )
    return photos
