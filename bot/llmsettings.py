"""Where texts are written: any endpoint that speaks as OpenAI's does."""

import re
from typing import Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    field_validator,
    model_validator,
)

_URL = re.compile(r"https?://[^\s/]+(/\S*)?")
_WAY = "/v1/chat/completions"
_LONGEST_WAIT_SECONDS = 8.0
"""Less than an effect has for one try, so that it can still do its own work."""


class LlmSettings(BaseModel):
    """
    A language model that may write texts; nothing needs it.

    Attributes:
        url: The endpoint's address, with or without ``/v1``; empty: there is none.
        model: What the endpoint calls the model.
        key: Proves to the endpoint who asks; empty if it does not ask.
        timeout: Seconds after which an answer is not waited for any more; longer
            than 8 is 8.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, protected_namespaces=()
    )

    url: str = ""
    model: str = ""
    key: SecretStr = SecretStr("")
    timeout: float = Field(default=8.0, gt=0, le=600)

    @field_validator("url")
    @classmethod
    def _whole(cls, value: str) -> str:
        if value and not _URL.fullmatch(value):
            raise ValueError("write the whole address: https://llm.example")
        return value

    @model_validator(mode="after")
    def _with_a_model(self) -> Self:
        if self.url and not self.model:
            raise ValueError("name the model beside the url, such as model: small")
        return self

    @property
    def address(self) -> str:
        """Where questions are posted; empty if there is no endpoint."""
        url = self.url.rstrip("/").removesuffix(_WAY).removesuffix("/v1")
        return f"{url}{_WAY}" if url else ""

    @property
    def wait_seconds(self) -> float:
        """How long an answer is waited for at most."""
        return min(self.timeout, _LONGEST_WAIT_SECONDS)
