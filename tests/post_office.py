"""A real mail server on this machine, that keeps what it gets."""

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


class Letters(list[EmailMessage]):
    """What has come, oldest first. The server answers with `refusals`, one by one, before it takes anything."""

    def __init__(self, *refusals: str) -> None:
        self.refusals = list(refusals)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.refusals:
            return self.refusals.pop(0)
        self.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    def last_to(self, address: str) -> EmailMessage:
        return [letter for letter in self if letter["To"] == address][-1]


class AnyPort(Controller):
    """Listens where there is room, and then knows where that is."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def post_office(letters: Letters | None = None) -> Iterator[tuple[int, Letters]]:
    """Yields the port and the letters; a kind of its own of Letters answers in its own way."""
    letters = Letters() if letters is None else letters
    controller = AnyPort(letters, hostname="127.0.0.1", port=0)
    controller.start()
    try:
        yield controller.port, letters
    finally:
        controller.stop()


def link_in(letter: EmailMessage) -> str:
    return next(word for word in letter.get_content().split() if word.startswith("http"))
