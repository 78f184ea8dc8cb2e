"""Choosing and shaping: alternatives side by side."""
