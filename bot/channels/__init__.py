"""The doors: one module per provider, built to `bot.channels.base`."""
