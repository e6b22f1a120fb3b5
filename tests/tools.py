"""What the tests need of the machine beyond Python packages."""

import pytest

from big import make


def require_tool(*names: str) -> None:
    """Skip the test, saying what to install, when the machine lacks one of the named tools. In CI it fails instead."""
    if absent := make.missing(names):
        reason = f"{', '.join(absent)} is missing. {make.install_line(absent)}"
        if make.in_ci():
            pytest.fail(reason)
        pytest.skip(reason)
