"""Unwritten: a finished file that nothing can be put into afterwards."""


class Unwritten(ValueError):  # noqa: N818 - it is an answer: whoever asked has the sheet laid out
    """The file is made in another way than is known, or what should be put in has no room."""
