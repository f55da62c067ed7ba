"""
What the bot remembers: chats and their messages, and the photos.

Nothing here knows a flow, a channel or a text; nothing here imports the bot.
"""
