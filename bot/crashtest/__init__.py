"""
Kills the server at every moment, and requires the same end as without a kill.

    player --> crashed bot --> gateway == HTTP ==> a life of the server
                   |              ^                  |         |
                   |              '===== HTTP =======' replies, photos
                   |                                 |
                   '--> nursery -- begins one life after the other, each killed
                                   after a step, at a moment, or not at all

The server is the real one: its loops, SQLite, its files, HTTP in and out. Only its
time stands still, as in ``bot.scenario``, so that half an hour of silence takes none.
"""
