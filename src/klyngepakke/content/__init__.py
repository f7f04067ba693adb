"""What people write: packs, meetings, themes and participants, read into frozen values."""
