"""Build hook: a wheel carries what `publishkit init` copies; an editable install reads it from the tree instead.

Plain `force-include` would do it for wheels, but hatchling then copies the same files into site-packages for an
editable install too, where they go stale.
"""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUNDLED = ("themes", "issues", "publishkit.toml")


class BundleHook(BuildHookInterface):  # type: ignore[type-arg]  # hatchling's config type is private
    """Places the sample workspace under `publishkit/bundled/`."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the bundled files, for every build but the editable one."""
        if version != "editable":
            build_data["force_include"].update({name: f"publishkit/bundled/{name}" for name in BUNDLED})
