"""What the bot serves over HTTP: webhooks, pages, health, and its own controls."""
