"""The files around the code agree with each other."""

from __future__ import annotations

import os
import re
import tomllib
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from streamlit import config

from tests.conftest import ROOT

PYPROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT: dict[str, Any] = PYPROJECT["project"]
STREAMLIT: dict[str, Any] = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))


def requirements(file: str) -> dict[str, Requirement]:
    """Return what a requirements file asks for, by name."""
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    asked = [Requirement(line) for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(requirement.name): requirement for requirement in asked}


def extra(name: str) -> list[str]:
    """Return an extra of the distribution, with the extras it includes, as sorted lines."""
    lines = []
    for line in PROJECT["optional-dependencies"][name]:
        requirement = Requirement(line)
        if requirement.name == PROJECT["name"]:
            lines += [found for included in requirement.extras for found in extra(included)]
        else:
            lines.append(str(requirement))
    return sorted(lines)


def test_the_extras_ask_for_what_the_requirements_files_ask_for() -> None:
    app = sorted(map(str, requirements("requirements.txt").values()))
    test = sorted(map(str, requirements("requirements-test.txt").values()))
    assert sorted(extra("app") + [str(Requirement(line)) for line in PROJECT["dependencies"]]) == app
    assert extra("test") == test
    assert extra("dev") == sorted(extra("app") + test)


def test_the_engine_alone_needs_numpy_alone() -> None:
    assert [Requirement(line).name for line in PROJECT["dependencies"]] == ["numpy"]


def test_the_distribution_carries_every_file_of_the_engine() -> None:
    files = {path for path in (ROOT / "backprop").rglob("*") if path.is_file() and path.suffix not in {".py", ".pyc"}}
    patterns = PYPROJECT["tool"]["setuptools"]["package-data"]["backprop"]
    assert files == {path for pattern in patterns for path in (ROOT / "backprop").glob(pattern)}


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-test.txt"])
def test_requirements_are_bounded_and_hold_for_the_exact_versions(file: str) -> None:
    exact = requirements("constraints.txt")
    for name, requirement in requirements(file).items():
        assert {part.operator for part in requirement.specifier} == {">=", "<"}, requirement
        (pin,) = exact[name].specifier
        assert pin.operator == "=="
        assert pin.version in requirement.specifier, f"{pin} is outside {requirement}: run `make lock`"


def test_every_make_target_is_explained() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (phony,) = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    explained = re.findall(r"^([a-z]+):.*## \w", makefile, re.MULTILINE)
    assert sorted(explained) == sorted(phony.split())


def test_continuous_integration_runs_make_test() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert script.read_text(encoding="utf-8").splitlines()[-1] == "exec make test"


def test_the_changelog_begins_with_what_is_not_yet_released_or_with_this_version() -> None:
    headings = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert headings[0] in {"Unreleased", PROJECT["version"]}


def flat(table: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return a nested table with dotted names."""
    found: dict[str, Any] = {}
    for name, value in table.items():
        found |= flat(value, f"{prefix}{name}.") if isinstance(value, dict) else {prefix + name: value}
    return found


def test_streamlit_knows_every_option() -> None:
    assert set(flat(STREAMLIT)) <= set(config._config_options_template)


def luminance(colour: str) -> float:
    """Return the relative luminance of ``#rrggbb`` (WCAG 2.2)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_the_standards() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_everything_in_the_theme_can_be_read(theme: str) -> None:
    colours = STREAMLIT["theme"][theme]
    grounds = [
        part[name] for part in (colours, colours["sidebar"]) for name in ("backgroundColor", "secondaryBackgroundColor")
    ]
    assert min(contrast(colours["textColor"], ground) for ground in grounds) >= 7
    assert min(contrast(colours["linkColor"], ground) for ground in grounds) >= 4.5
    assert contrast(colours["primaryColor"], "#ffffff") >= 4.5, "Streamlit prints white on it"
    assert contrast(colours["primaryColor"], colours["backgroundColor"]) >= 4


def test_nothing_is_done_after_every_run_that_a_class_would_wait_for() -> None:
    assert STREAMLIT["runner"]["postScriptGC"] is False
    assert STREAMLIT["server"]["fileWatcherType"] == "none"


def test_who_changes_the_source_can_have_it_watched() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (command,) = re.findall(r"^dev: .*\n\t(.*)$", makefile, re.MULTILINE)
    assert {"--server.fileWatcherType=auto", "--server.runOnSave=true"} <= set(command.split())


def test_no_two_runs_of_a_session_share_its_timeline() -> None:
    assert STREAMLIT["runner"]["fastReruns"] is False
