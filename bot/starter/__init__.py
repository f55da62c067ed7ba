"""A small working flow to begin with: its files, and how they come into being."""
