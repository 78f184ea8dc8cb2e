"""Tracking and improving: what a bill says, and what to do about it."""
