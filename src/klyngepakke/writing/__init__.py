"""Writing a pack: a first folder, from Word, and what a doctor reads before it is used."""
