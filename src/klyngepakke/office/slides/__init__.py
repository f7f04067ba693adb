"""PowerPoint files: the one home of python-pptx."""
