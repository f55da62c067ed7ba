"""
Everything that can go wrong, by what the caller does about it.

* BotError
  x BadSetting             correct it; the bot does not start
  x BadFlow                correct it; the flow is not loaded
  x ChannelError
    + NotAuthentic         answer 401 and store nothing
    + BadDelivery          answer 400; it is not in the channel's format
    + ChannelUnavailable   try again later
      - AccountDown        the same; the operator has to do something first
    + OutcomeUnknown       it may have been sent: try once more, then park
    + ReplyRefused         park the reply; trying again cannot help
      - WindowClosed       the same; the person has to write first
  x MediaError
    + MediaUnavailable     try again
    + MediaGone            give up at once
    + MediaTooLarge        give up at once
  x EffectFailed           try again; after the last try the flow hears ``failed``

A store's failure is a ``storage.errors.StorageError``.
"""

from collections.abc import Iterable

from bot.findings import Finding


class BotError(Exception):
    """Anything the bot itself can tell went wrong."""


class BadSetting(BotError):
    """A setting that the bot cannot start with."""


class BadFlow(BotError):
    """
    A flow with mistakes; the message holds one line for each and its cure.

    Attributes:
        findings: The mistakes; empty if they have no place in a file.
    """

    def __init__(self, message: str, *, findings: Iterable[Finding] = ()) -> None:
        super().__init__(message)
        self.findings = tuple(findings)


class ChannelError(BotError):
    """A channel did not do its part."""


class NotAuthentic(ChannelError):
    """A delivery that does not prove where it comes from."""


class BadDelivery(ChannelError):
    """A delivery that is not in the channel's format."""


class ChannelUnavailable(ChannelError):
    """
    The channel does not take anything just now.

    Attributes:
        wait_seconds: For how long it wants to be left alone, by all chats; None if it
            did not say.
    """

    def __init__(self, message: str, *, wait_seconds: float | None = None) -> None:
        super().__init__(message)
        self.wait_seconds = wait_seconds


class AccountDown(ChannelUnavailable):
    """The channel has lost its account or does not let us in; someone has to act."""


class OutcomeUnknown(ChannelError):
    """The channel was asked to send and did not say whether it did."""


class ReplyRefused(ChannelError):
    """
    The channel will never take this reply.

    Attributes:
        code: The channel's own error code or words, for the operator.
    """

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


class WindowClosed(ReplyRefused):
    """People wrote too long ago: the channel takes no free text until they write."""


class MediaError(BotError):
    """
    A photo could not be had.

    Attributes:
        status: What the channel answered, as an HTTP status; None if it did not
            answer, or if the answer was fine and its content was not.
    """

    def __init__(self, message: str, *, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class MediaUnavailable(MediaError):
    """It is not there yet, or came broken."""


class MediaGone(MediaError):
    """The channel will not hand it out, now or later."""


class MediaTooLarge(MediaError):
    """It has more bytes or pixels than the bot accepts."""


class EffectFailed(BotError):
    """An effect did not succeed this time."""
