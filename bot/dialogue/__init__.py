"""Reads flows, checks them, and moves turns along them."""
