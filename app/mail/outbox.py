"""The outbox: a mail as the server gets it, and the conversation with that server."""

import smtplib
import ssl
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from html import escape

from app.core import clock, hosts, i18n, tokens
from app.core.errors import Refused
from app.core.i18n import gettext as _
from app.core.settings import Settings
from app.mail import kinds
from app.mail.models import Mail

NAME = "Schakelbord"
# An address with one of these has to be written with quotes, or came in by mistake.
_ODD = frozenset(' \t\r\n\0"<>(),:;[]\\')


class Undeliverable(Exception):
    """The addressee cannot be reached, now nor later."""


class NotNow(Exception):
    """It did not go now; it may go later."""


def page_of(settings: Settings, kind: kinds.MailKind, mail: Mail) -> str:
    """The page that the button leads to; "" for a letter without one."""
    if not kind.purpose:
        return kind.page
    version = int(mail.facts.get("version", "1"))
    return kind.page.format(token=tokens.make(settings, kind.purpose, mail.object_id, version))


def link_of(settings: Settings, kind: kinds.MailKind, mail: Mail) -> str:
    """The whole address of it."""
    page = page_of(settings, kind, mail)
    return settings.base_url + page if page else ""


@dataclass(frozen=True)
class WrittenLetter:
    """What somebody reads."""

    subject: str
    text: str
    html: str


def write(settings: Settings, mail: Mail) -> WrittenLetter:
    """What it says, as text and as HTML."""
    kind = kinds.get_kind(mail.kind)
    with i18n.speaking(mail.language):
        letter = kind.write(mail.facts)
        link, home = link_of(settings, kind, mail), settings.base_url
        return WrittenLetter(
            # One line: in a header what comes after it would be another header.
            subject=next(iter(letter.subject.splitlines()), ""),
            text=_text_of(letter, link, home),
            html=_html_of(letter, link, home, mail.language),
        )


def _text_of(letter: kinds.Letter, link: str, home: str) -> str:
    parts = [*letter.paragraphs, *([f"{letter.button}:\n{link}"] if link else [])]
    return "\n\n".join([*parts, f"--\n{letter.why}\n{NAME} · {home}"]) + "\n"


def _html_of(letter: kinds.Letter, link: str, home: str, language: str) -> str:
    """The same, with a button. The templates of pages need a request, and a letter is no page."""
    parts = [f"<p>{escape(each)}</p>" for each in letter.paragraphs]
    if link:
        copied = _("Does the button not work? Copy this address into your browser:")
        parts += [
            f'<p><a href="{escape(link)}">{escape(letter.button)}</a></p>',
            f"<p>{escape(copied)}<br>{escape(link)}</p>",
        ]
    own = f'{NAME} · <a href="{escape(home)}">{escape(home)}</a>'
    parts += ["<hr>", f"<p><small>{escape(letter.why)}<br>{own}</small></p>"]
    head = f'<meta charset="utf-8"><title>{escape(letter.subject)}</title>'
    body = "\n".join(parts)
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>{head}</head>\n'
        f"<body>\n{body}\n</body>\n</html>\n"
    )


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
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = mail.language
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
