"""Secrets that deliveries tell as they are, where gateways sign nothing."""

import hmac

from pydantic import SecretStr

from bot.channel import Delivery
from bot.errors import NotAuthentic


def is_secret(given: str, secret: SecretStr) -> bool:
    """Whether *given* is *secret*; how long it takes to say tells nothing about it."""
    known = secret.get_secret_value().encode()
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), known)


def check_path(delivery: Delivery, secret: SecretStr | None) -> None:
    """
    Pass a *delivery* whose path ends with *secret*, and any if there is none.

    Raises:
        NotAuthentic: If it does not.
    """
    if secret is not None and not is_secret(delivery.secret, secret):
        raise NotAuthentic("its path does not end with the channel's secret")
