"""What a theme may rely on: the version of the interface."""

API = 1
"""Version of the names templates are given and of the keys of `theme.toml`; a name that goes away or changes raises it."""
