"""
The simulator: phones in the browser, and the gateway between them and the bot.

It does what a real gateway does over the same HTTP, and it can misbehave like one. It
keeps what it knows in files of its own, since a real gateway is another machine: the
bot may be killed at any moment, and the gateway goes on where it was.

    page --> gateway --> phones (files)
                 |          |
              photos    deliveries --> POST /webhook/{tenant}/{channel}
                 ^                               |
                 +------------ the bot <---------+
                                 |
    page <-- watch <-------------+  what it is doing, live
"""
