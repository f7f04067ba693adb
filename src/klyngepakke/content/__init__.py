"""What people write: packs, meetings, themes, participants; the one place that reads YAML."""
