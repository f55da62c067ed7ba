"""How photos are fetched."""

from pydantic import BaseModel, ConfigDict, Field


class Media(BaseModel):
    """
    How photos are fetched.

    Attributes:
        attempts: How often, before words stop waiting for a photo.
        delay: Seconds between the first attempt and the second.
        factor: How much longer each further pause is.
        timeout: Seconds after which an attempt is cut off.
        patience: Seconds, in all, after which a photo is given up.
        max_mib: The largest photo accepted, in MiB.
        parallel: How many are fetched at once.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    attempts: int = Field(default=3, ge=1, le=20)
    delay: float = Field(default=2.0, gt=0, le=60)
    factor: float = Field(default=1.5, ge=1, le=10)
    timeout: float = Field(default=10.0, gt=0, le=120)
    patience: float = Field(default=60.0, ge=0, le=86_400)
    max_mib: int = Field(default=16, ge=1, le=100)
    parallel: int = Field(default=32, ge=1, le=1_000)

    @property
    def max_bytes(self) -> int:
        """The largest photo accepted, in bytes."""
        return self.max_mib * 1024 * 1024

    def pauses(self) -> tuple[float, ...]:
        """Seconds between one attempt and the next: 2.0 and 3.0 by default."""
        return tuple(self.delay * self.factor**n for n in range(self.attempts - 1))
