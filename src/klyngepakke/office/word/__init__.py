"""Word files: the one home of python-docx."""
