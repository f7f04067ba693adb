"""The wizard: a person answers, and a meeting comes out."""
