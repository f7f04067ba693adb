"""PDF files as such, whatever they say: finished, put together, read back."""
