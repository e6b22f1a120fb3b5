"""What the domain refuses, with the reason in Swedish for the person who asked."""

from collections.abc import Iterable


class Refused(Exception):
    """The act is not possible now. Views show the message and stay on the page."""


class NotYet(Refused):
    """Something is missing first. `missing` holds one Swedish sentence for each."""

    def __init__(self, missing: Iterable[str]) -> None:
        self.missing = list(missing)
        super().__init__(" ".join(self.missing))
