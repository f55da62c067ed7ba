"""A delivery that is not signed proves itself by the secret at the end of its path."""

import pytest
from pydantic import SecretStr

from bot.channel import Delivery
from bot.channels.secret import check_path, is_secret
from bot.errors import NotAuthentic

SECRET = SecretStr("s3cret-é")
OTHERS = ["", "wrong", "s3cret-", "s3cret-é!", "S3CRET-É", "s3cret-e\u0301", "\udcff"]


def test_the_secret_itself_is_the_secret() -> None:
    assert is_secret("s3cret-é", SECRET)


@pytest.mark.parametrize("given", OTHERS, ids=ascii)
def test_nothing_like_it_is(given: str) -> None:
    assert not is_secret(given, SECRET)


def test_a_path_that_ends_with_the_secret_passes() -> None:
    check_path(Delivery(body=b"", secret="s3cret-é"), SECRET)  # noqa: S106 - made up


@pytest.mark.parametrize("given", OTHERS, ids=ascii)
def test_any_other_path_is_not_authentic_and_the_error_tells_no_secret(
    given: str,
) -> None:
    with pytest.raises(NotAuthentic) as refused:
        check_path(Delivery(body=b"", secret=given), SECRET)

    assert str(refused.value) == "its path does not end with the channel's secret"


@pytest.mark.parametrize("given", ["", "anything"])
def test_any_path_passes_where_there_is_no_secret(given: str) -> None:
    check_path(Delivery(body=b"", secret=given), None)
