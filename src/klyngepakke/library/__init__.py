"""Library: packs are made into one file, looked at, installed, brought up to date and removed."""
