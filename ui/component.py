"""The app's own components: each is a folder of ES modules and a style, fetched by the browser by their addresses."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Final

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

HERE: Final = Path(__file__).parent
MANIFEST: Final = ComponentManifest(
    "backprop",
    "0",
    [
        ComponentConfig("wall", asset_dir="wall"),
        ComponentConfig("grid", asset_dir="typed/grid"),
        ComponentConfig("connection", asset_dir="connection"),
        ComponentConfig("tab", asset_dir="rooms/tab"),
    ],
)
"""What an installed package says in its pyproject.toml: from which folders the components' files are served."""


def full_name(name: str) -> str:
    """What Streamlit calls a component of the manifest."""
    return f"{MANIFEST.name}.{name}"


def mount(name: str, data: object, *, isolated: bool = True, **arguments: Any) -> Any:
    """Put a component on the page; its folder holds index.js and, if it is seen, a style called like it.

    What is no bytes reaches the component as a list of one: in all but lists Streamlit looks for tables, and imports
    pandas for that, a third of a second in which the first reader of a server waits.

    One that is not isolated stands in the document itself, where a dialog leads Tab to its fields.
    """
    sent = data if isinstance(data, bytes) else [data]
    register()
    return _component(name, isolated)(data=sent, **arguments)


def register() -> None:
    """Have Streamlit serve the components' files, once a server."""
    manager = get_bidi_component_manager()
    if manager.get_component_asset_root(full_name(MANIFEST.components[0].name)) is None:
        manager.register_from_manifest(MANIFEST, HERE)


@cache
def files(*names: str) -> dict[str, Path]:
    """What a browser fetches of some components, or of all, by its address."""
    return {
        f"/_stcore/bidi-components/{full_name(config.name)}/{path.name}": path
        for config in MANIFEST.components
        if not names or config.name in names
        for path in sorted(_folder(config.name).iterdir())
        if path.suffix in {".js", ".css"}
    }


def _folder(name: str) -> Path:
    (folder,) = (HERE / str(config.asset_dir) for config in MANIFEST.components if config.name == name)
    return folder


@cache
def _component(name: str, isolated: bool) -> Any:
    style = f"{name}.css" if (_folder(name) / f"{name}.css").is_file() else None
    return st.components.v2.component(full_name(name), css=style, js="index.js", isolate_styles=isolated)
