"""``python -m bot.crashtest``: the nursery, which ``alur crashtest`` talks to."""

from bot.crashtest.nursery import main

main()
