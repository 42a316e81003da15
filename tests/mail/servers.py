"""Real mail servers on this machine: one that takes everything, and ones in a mood."""

from __future__ import annotations

import socket
from asyncio import WriteTransport
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Mood:
    """What a server answers to one step, and what it does after the whole message came in."""

    def __init__(self, *, rcpt: str = "250 OK", data: str = "250 OK", hangs_up: bool = False):
        self.rcpt, self.data, self.hangs_up = rcpt, data, hangs_up
        self.taken: list[tuple[str, Message]] = []

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        if self.data.startswith("250"):
            for address in envelope.rcpt_tos:
                self.taken.append((address, message_from_bytes(content)))
        if self.hangs_up:  # it has the mail, and we do not know
            assert isinstance(server.transport, WriteTransport)
            server.transport.abort()
        return self.data


@contextmanager
def serving(mood: Mood, **how: Any) -> Iterator[int]:
    """A server in this mood, on a port of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    controller = Controller(mood, hostname="127.0.0.1", port=port, **how)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()
