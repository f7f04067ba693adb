"""From a meeting to documents: the clock, the tables, the kit."""
