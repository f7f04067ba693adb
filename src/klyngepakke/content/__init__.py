"""What people write: packs, meetings, themes, participants; the one place that reads YAML."""

import os

# pydantic would load what any distribution hooks into it, and stop where one is half removed.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
