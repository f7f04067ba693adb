"""Office files: the sheets that a coordinator pastes into and changes, for Word and PowerPoint."""
