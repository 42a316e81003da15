"""A bounce: what a mail server sends back about a mail of ours that it took and did not deliver."""

from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from re import ASCII, IGNORECASE, compile as pattern
from typing import NamedTuple
from uuid import UUID

# A bounce begins with what the server says; after that comes our letter, which is not needed whole.
MOST_BYTES = 256 * 1024
# A mail of ours has one addressee; whoever is behind that address seldom is more than a team.
MOST_ADDRESSEES = 100

# RFC 3463. What did not come for ever begins with 5, what was tried for days in vain with 4.
_STATUS = pattern(r"([45]\.\d{1,3}\.\d{1,3})(?!\S)", ASCII)
# `outbox.message_of` makes the number of a message of that of its row.
_NUMBER = pattern(r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@", ASCII | IGNORECASE)
# What a server returns of our letter: all of it, or the headers.
_RETURNED = ("message/rfc822", "text/rfc822-headers")


class Bounce(NamedTuple):
    """Which mail did not come, and the status of it as in RFC 3463, such as "5.1.1"."""

    mail_id: UUID
    status: str

    @property
    def is_refused(self) -> bool:
        """For ever. Otherwise its server tried for days and gave up."""
        return self.status.startswith("5")


def read(said: bytes) -> Bounce | None:
    """What a message of RFC 3464 says of a mail of ours. None for any other message, for one that
    only says that it takes longer, and where somebody behind the address did get it.

    Anybody can send us anything here: no message raises, and no more than `MOST_BYTES` is read.
    """
    try:
        return _read(message_from_bytes(said[:MOST_BYTES]))
    # Parts within parts without end, headers that the parser of Python trips over.
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError):
        return None


def _read(message: Message) -> Bounce | None:
    if message.get_content_type() != "multipart/report" or not message.is_multipart():
        return None
    parts = [part for part in message.get_payload() if isinstance(part, Message)]
    status = next((_status_of(part) for part in parts if _is_status(part)), None)
    mail_id = next((found for part in parts if (found := _mail_of(part)) is not None), None)
    if status is None or mail_id is None:
        return None
    return Bounce(mail_id, status)


def _is_status(part: Message) -> bool:
    return part.get_content_type() == "message/delivery-status"


def _status_of(part: Message) -> str | None:
    """Why it did not come, for ever before for now; None where it came to somebody or still may."""
    found = []
    for addressee in _addressees(part):
        action = _one_line(addressee, "Action").strip().lower()
        status = _STATUS.match(_one_line(addressee, "Status").strip())
        if action != "failed" or status is None:
            return None
        found.append(status[1])
    return max(found, default=None)


def _addressees(part: Message) -> Iterator[Message]:
    """The blocks about an addressee; the first one is about the whole message."""
    blocks = part.get_payload()
    if isinstance(blocks, list):
        about = (each for each in blocks if isinstance(each, Message))
        named = [each for each in about if "Final-Recipient" in each]
        yield from named[:MOST_ADDRESSEES]


def _mail_of(part: Message) -> UUID | None:
    """The row of the letter that is returned in this part."""
    kind = part.get_content_type()
    if kind not in _RETURNED:
        return None
    inside = part.get_payload()
    if isinstance(inside, list):
        letters = [each for each in inside if isinstance(each, Message)]
        number = _one_line(letters[0], "Message-ID") if letters else ""
    else:
        body = part.get_payload(decode=True)
        headers = message_from_bytes(body if isinstance(body, bytes) else b"")
        number = _one_line(headers, "Message-ID")
    found = _NUMBER.search(number)
    return UUID(found[1]) if found is not None else None


def _one_line(message: Message, name: str) -> str:
    """A header as it stands; "" where it is not there."""
    return str(message.get(name, ""))[:998]
