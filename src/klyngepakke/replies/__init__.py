"""Replies: filled forms that come back, read, checked and written as tables."""
