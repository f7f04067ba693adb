"""The reference docs/opslag.md, written out from the code."""
