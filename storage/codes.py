"""
Codes by which somebody whose number is hidden tells who they are.

The operator makes a code for a phone and hands it over; whoever types it is known by
that phone from then on, in the chat where they typed it. A code works once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.postgresql import insert

from storage.records import Outcome
from storage.tables import codes


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """
    A code that was handed out.

    Attributes:
        digest: Of the code; the code itself is kept nowhere.
        tenant: In whose chats it works.
        phone: Whose it is, E.164.
        expires_at: Until when it works.
    """

    digest: str
    tenant: str
    phone: str
    expires_at: float


def hand_out(connection: Connection, new: Sequence[Code]) -> list[None]:
    """Let *new* codes work, each instead of an earlier one of the same person."""
    for code in new:
        connection.execute(
            delete(codes).where(
                codes.c.tenant == code.tenant, codes.c.phone == code.phone
            )
        )
        connection.execute(insert(codes).values(asdict(code)))
    return [None] * len(new)


def valid(
    connection: Connection, tenants: Iterable[str], now: float
) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """The codes of *tenants* that work *now*: of each its digest and the phone."""
    rows = connection.execute(
        select(codes.c.tenant, codes.c.digest, codes.c.phone).where(
            codes.c.tenant.in_(sorted(tenants)), codes.c.expires_at > now
        )
    )
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for tenant, digest, phone in rows:
        found[tenant] = (*found.get(tenant, ()), (digest, phone))
    return found


def use_up(connection: Connection, outcomes: Sequence[Outcome]) -> None:
    """Let no code work again that was used in *outcomes*."""
    used = [outcome.code for outcome in outcomes if outcome.code is not None]
    if used:
        connection.execute(delete(codes).where(codes.c.digest.in_(used)))
