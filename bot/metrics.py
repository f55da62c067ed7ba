"""What is counted, for ``/metrics``. Never a label with a chat, a number or a word."""

import functools

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram


class Metrics:
    """
    The bot's counters, in a registry of their own.

    Attributes:
        registry: What ``/metrics`` shows.
        deliveries: Webhook requests by channel and answer.
        ignored: Things in deliveries that are no messages, by channel and reason.
        messages: Messages by kind and what became of them.
        replies: Replies by channel and what became of them.
        photos: Photos by outcome: stored, given_up or cleared.
        attempts: Attempts each photo took.
        words_waited: Seconds that words waited for photos.
        reply_seconds: Seconds from a message's arrival to the commit of its reply.
        effects: Runs of effects by name and outcome.
        completions: Questions to the language model by outcome.
        healthy: Whether a channel can send and receive: 1 or 0.
        delivery: The counter of ``deliveries`` with these labels, found quickly.
        message: The same of ``messages``.
        reply: The same of ``replies``.
        photo: The same of ``photos``.
        current: Whether the dialogues that run are those in their files: 1 or 0.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.deliveries = self._counter(
            "alur_deliveries", "Webhook requests", ["channel", "status"]
        )
        self.ignored = self._counter(
            "alur_ignored",
            "Things in deliveries that are no messages",
            ["channel", "reason"],
        )
        self.messages = self._counter(
            "alur_messages", "Messages answered", ["kind", "outcome"]
        )
        self.replies = self._counter(
            "alur_replies", "Replies sent, put off or parked", ["channel", "outcome"]
        )
        self.photos = self._counter("alur_photos", "Photos settled", ["outcome"])
        self.effects = self._counter("alur_effects", "Effects run", ["name", "outcome"])
        self.completions = self._counter(
            "alur_completions", "Questions to the language model", ["outcome"]
        )
        self.attempts = self._histogram(
            "alur_photo_attempts", "Attempts each photo took", (1, 2, 3, 5, 8, 13, 21)
        )
        self.words_waited = self._histogram(
            "alur_words_waited_seconds",
            "How long words waited for photos",
            (0.1, 0.5, 1, 2, 3, 5, 8, 13, 30, 60),
        )
        self.reply_seconds = self._histogram(
            "alur_turn_seconds",
            "From a message's arrival to the commit of its turn",
            (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5, 10, 60),
        )
        self.healthy = self._gauge(
            "alur_channel_healthy", "Whether a channel can send and receive", "channel"
        )
        self.current = self._gauge(
            "alur_flows_current",
            "Whether the dialogues that run are those in their files",
        )
        self.current.set(1)
        self.delivery = functools.cache(self.deliveries.labels)
        self.message = functools.cache(self.messages.labels)
        self.reply = functools.cache(self.replies.labels)
        self.photo = functools.cache(self.photos.labels)

    def _counter(self, name: str, meaning: str, labels: list[str]) -> Counter:
        return Counter(name, meaning, labels, registry=self.registry)

    def _gauge(self, name: str, meaning: str, *labels: str) -> Gauge:
        return Gauge(name, meaning, labels, registry=self.registry)

    def _histogram(
        self, name: str, meaning: str, buckets: tuple[float, ...]
    ) -> Histogram:
        return Histogram(name, meaning, buckets=buckets, registry=self.registry)
