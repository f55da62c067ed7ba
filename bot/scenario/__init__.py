"""Plays scenarios: the real bot, on a clock that stands still."""
