"""The outbox: a mail as the server gets it, and the conversation with that server."""

import smtplib
import ssl
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from html import escape
from typing import NamedTuple
from uuid import UUID

from app.core import clock, hosts, i18n, tokens
from app.core.errors import Refused
from app.core.i18n import gettext as _
from app.core.settings import Settings
from app.mail import kinds
from app.mail.models import Mail
from app.mail.topics import Topic

NAME = "Schakelbord"
# An address with one of these has to be written with quotes, or came in by mistake.
_ODD = frozenset(' \t\r\n\0"<>(),:;[]\\')


class Undeliverable(Exception):
    """The addressee cannot be reached, now nor later."""


class NotNow(Exception):
    """It did not go now; it may go later."""


def page_of(settings: Settings, kind: kinds.MailKind, mail: Mail) -> str:
    """The page that the letter is about; "" for one without."""
    if not kind.purpose or kind.answer_page:
        return kind.page.format(id=mail.object_id)
    version = int(mail.facts.get("version", "1"))
    return kind.page.format(token=tokens.make(settings, kind.purpose, mail.object_id, version))


def mailed_page_of(settings: Settings, kind: kinds.MailKind, mail: Mail) -> str:
    """The page that the button of the mail leads to."""
    if not kind.answer_page:
        return page_of(settings, kind, mail)
    return _answer_page(settings, kind, mail.id)


def _answer_page(settings: Settings, kind: kinds.MailKind, mail_id: UUID) -> str:
    return kind.answer_page.format(token=tokens.make(settings, kind.purpose, mail_id))


def lines_of(settings: Settings, letter: kinds.Letter) -> list[tuple[str, str]]:
    """What a letter sums up: of each message what it says, and the page that it leads to. A kind
    with a one-time link of its own is never summed up.
    """
    lines = []
    for each in letter.summed:
        kind = kinds.get_kind(each.kind)
        page = (
            _answer_page(settings, kind, UUID(each.mail_id))
            if kind.answer_page
            else kind.page.format(id=each.object_id)
        )
        lines.append((each.subject, page))
    return lines


def link_of(settings: Settings, kind: kinds.MailKind, mail: Mail) -> str:
    """The whole address of it."""
    page = mailed_page_of(settings, kind, mail)
    return settings.base_url + page if page else ""


class Links(NamedTuple):
    """The addresses in a mail; "" for one that it does not have."""

    button: str
    home: str
    refusing: str
    # What the letter sums up, each with its address.
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class WrittenLetter:
    """What somebody reads."""

    subject: str
    text: str
    html: str
    # Where its reader says to want no more of it; "" for what always comes.
    refusing: str


def write(settings: Settings, mail: Mail) -> WrittenLetter:
    """What it says, as text and as HTML."""
    kind = kinds.get_kind(mail.kind)
    with i18n.speaking(mail.language):
        letter = kind.write(mail.facts)
        links = Links(
            button=link_of(settings, kind, mail),
            home=settings.base_url,
            refusing=refusing_link(settings, kind, mail),
            lines=tuple(
                (said, settings.base_url + page) for said, page in lines_of(settings, letter)
            ),
        )
        return WrittenLetter(
            # One line: in a header what comes after it would be another header.
            subject=next(iter(letter.subject.splitlines()), ""),
            text=_text_of(letter, links),
            html=_html_of(letter, links, mail.language),
            refusing=links.refusing,
        )


def _text_of(letter: kinds.Letter, links: Links) -> str:
    parts = [*letter.paragraphs, *(f"· {said}\n{address}" for said, address in links.lines)]
    parts += [f"{letter.button}:\n{links.button}"] if links.button else []
    end = f"--\n{letter.why}\n{NAME} · {links.home}"
    if links.refusing:
        end += f"\n{_no_more()}: {links.refusing}"
    return "\n\n".join([*parts, end]) + "\n"


def _no_more() -> str:
    return _("No more mail about this")


def _html_of(letter: kinds.Letter, links: Links, language: str) -> str:
    """The same, with a button. The templates of pages need a request, and a letter is no page."""
    parts = [f"<p>{escape(each)}</p>" for each in letter.paragraphs]
    parts += [
        f'<p>· <a href="{escape(address)}">{escape(said)}</a></p>' for said, address in links.lines
    ]
    if link := links.button:
        copied = _("Does the button not work? Copy this address into your browser:")
        parts += [
            f'<p><a href="{escape(link)}">{escape(letter.button)}</a></p>',
            f"<p>{escape(copied)}<br>{escape(link)}</p>",
        ]
    home = escape(links.home)
    own = f'{NAME} · <a href="{home}">{home}</a>'
    if links.refusing:
        own += f'<br><a href="{escape(links.refusing)}">{escape(_no_more())}</a>'
    parts += ["<hr>", f"<p><small>{escape(letter.why)}<br>{own}</small></p>"]
    head = f'<meta charset="utf-8"><title>{escape(letter.subject)}</title>'
    body = "\n".join(parts)
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>{head}</head>\n'
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def refusing_link(settings: Settings, kind: kinds.MailKind, mail: Mail) -> str:
    """Where the addressee says to want no more mail about this; "" for what always comes. One
    person has one such link for a topic, which works as long as the account does.
    """
    if kind.topic is None or mail.person_id is None:
        return ""
    token = tokens.make(settings, refusing_purpose(kind.topic), mail.person_id)
    return f"{settings.base_url}/mail/afmelden/{kind.topic.value}/{token}"


def refusing_purpose(topic: Topic) -> str:
    """What such a link is for, as `core.tokens` knows it."""
    return f"mail:refuse:{topic.value}"


def headers_of(mail: Mail, said: WrittenLetter) -> dict[str, str]:
    """What a mail programme is told besides who, when and about what."""
    told = {"Auto-Submitted": "auto-generated", "Content-Language": mail.language}
    if said.refusing:
        # RFC 8058: a mail programme shows a button that posts there, without signing in.
        told["List-Unsubscribe"] = f"<{said.refusing}>"
        told["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return told


def message_of(settings: Settings, mail: Mail, address: str) -> EmailMessage:
    """The message. A mail that is sent again has the same number, so that it is shown once."""
    said = write(settings, mail)
    message = EmailMessage()
    user, _, domain = address.rpartition("@")
    if not user or "@" in user or "." not in domain.strip(".") or not _ODD.isdisjoint(address):
        raise Undeliverable("address")
    try:
        message["To"] = Address(username=user, domain=domain)
    except ValueError as problem:
        raise Undeliverable("address") from problem
    own_user, _, own_domain = settings.mail_from.rpartition("@")
    message["From"] = Address(NAME, own_user, own_domain)
    message["Subject"] = said.subject
    message["Message-ID"] = f"<{mail.id}@{own_domain}>"
    message["Date"] = format_datetime(clock.now())
    for name, value in headers_of(mail, said).items():
        message[name] = value
    message.set_content(said.text)
    message.add_alternative(said.html, subtype="html")
    return message


def send(settings: Settings, message: EmailMessage, address: str) -> None:
    """Hand it to our server. Raises Undeliverable or NotNow; nothing is locked meanwhile."""
    try:
        with _connected(settings) as server:
            if settings.smtp_user:
                server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
            server.send_message(message, settings.mail_from, [address])
    except smtplib.SMTPRecipientsRefused as problem:
        raise _trouble(next(iter(problem.recipients.values()))[0]) from None
    except smtplib.SMTPDataError as problem:
        raise _trouble(problem.smtp_code) from None
    except smtplib.SMTPResponseException as problem:  # ours is wrong: name, password, sender
        raise NotNow(str(problem.smtp_code)) from None
    except smtplib.SMTPNotSupportedError:
        raise NotNow("no STARTTLS") from None
    except (smtplib.SMTPException, OSError, ValueError) as problem:
        raise NotNow(type(problem).__name__) from None


def greet(settings: Settings) -> None:
    """Whether our server takes mail of ours, without sending one. Raises NotNow or Refused."""
    try:
        with _connected(settings) as server:
            if settings.smtp_user:
                server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
            server.noop()
    except smtplib.SMTPResponseException as problem:
        raise NotNow(str(problem.smtp_code)) from None
    except (smtplib.SMTPException, OSError, ValueError) as problem:
        raise NotNow(type(problem).__name__) from None


def _trouble(code: int) -> Exception:
    """What the server answers of this mail: five hundred and more is for ever."""
    return Undeliverable(str(code)) if code >= 500 else NotNow(str(code))


def _connected(settings: Settings) -> smtplib.SMTP:
    host, port, seconds = settings.smtp_host, settings.smtp_port, settings.smtp_seconds
    if settings.smtp_security == "tls":
        secure = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, port, timeout=seconds, context=secure)
    if settings.smtp_security == "none" and not _is_here(host):
        raise Refused("Zonder versleuteling gaat mail alleen naar een server op deze machine.")
    server = smtplib.SMTP(host, port, timeout=seconds)
    if settings.smtp_security == "starttls":
        try:
            server.starttls(context=ssl.create_default_context())
        except BaseException:
            server.close()
            raise
    return server


def _is_here(host: str) -> bool:
    number = hosts.number_of(host)
    return host == "localhost" if number is None else number.is_loopback
