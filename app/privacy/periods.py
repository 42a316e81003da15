"""Periods: what is kept of people, how long, on what ground, and what deletes it.

`docs/bewaartermijnen.md` is this table in words.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from app.account.address_commands import forget_changes
from app.core import clock
from app.core.settings import Settings
from app.dossier.claim_commands import forget_claims
from app.drafts.commands import forget_drafts
from app.identity.commands import forget_old_sessions
from app.imports.commands import forget_drafts as forget_imports
from app.mail.commands import forget_mail
from app.members.invitation_commands import forget_invitations
from app.passwords.commands import forget_links
from app.privacy import account_commands, record_commands, trail_commands
from app.providers.commands import forget_rounds
from app.providers.proof_commands import forget_proofs
from app.second_factors.entry_commands import forget_entries
from app.signals.commands import forget_addresses, forget_logged, forget_signals
from app.signals.try_commands import forget_tries
from app.suggestions.shown_commands import forget_shown

Take = record_commands.Take
DAYS_OF_A_YEAR = 365.25
SECURE = "AVG art. 5 lid 1 onder e en art. 32 (beveiliging)"
SHORT = "AVG art. 5 lid 1 onder e: niet langer dan nodig voor het doel"
LISTED = (
    "Archiefwet en de selectielijst die voor de regio geldt; besluiten blijven zo lang te vinden "
    "voor een verzoek op grond van de Woo"
)
ACCOUNTABLE = "AVG art. 5 lid 2 (verantwoording), en de verjaring van vijf jaar (art. 3:310 BW)"


@dataclass(frozen=True)
class Kept:
    """One kind of stored thing. `remove` deletes what is kept long enough, and says how much."""

    name: str
    what: str
    period: Callable[[Settings], str]
    ground: str
    tables: tuple[str, ...]
    remove: Callable[[Session, Settings, Take | None], int]
    # The worker leaves it: it can be handed over first, or only another role may delete it.
    is_by_command: bool = False
    is_trail: bool = False
    # Too many every day, and of nobody's interest: that they go is what they are for, so the trail
    # has no line about it.
    is_passing: bool = False


def ago(*, years: int = 0, months: int = 0) -> datetime:
    """So long before now."""
    return clock.now() - timedelta(days=DAYS_OF_A_YEAR * (years + months / 12))


KINDS = (
    Kept(
        "sessions",
        "Wie is ingelogd, bekende browsers en mislukt inloggen",
        lambda s: (
            f"Sessie: {s.session_idle_minutes // 60} uur na het laatste gebruik, hoogstens "
            f"{s.session_absolute_minutes // 60} uur. Bekende browser: 90 dagen. Mislukt inloggen: "
            f"{s.sign_in_window_minutes} minuten"
        ),
        SECURE,
        ("login_session", "provider_login", "known_browser", "sign_in_failure"),
        lambda session, settings, take: forget_old_sessions(session, settings),
        is_passing=True,
    ),
    Kept(
        "second_steps",
        "Inloggen dat op de tweede stap wacht",
        lambda s: "10 minuten, of 30 als iemand de tweede stap nog instelt",
        SECURE,
        ("pending_sign_in",),
        lambda session, settings, take: forget_entries(session),
        is_passing=True,
    ),
    Kept(
        "provider_rounds",
        "Inloggen dat op het antwoord van een inlogdienst wacht",
        lambda s: "10 minuten; 30 als iemand er een uitnodiging mee aanneemt",
        SECURE,
        ("provider_round", "provider_proof"),
        lambda session, settings, take: forget_rounds(session) + forget_proofs(session),
        is_passing=True,
    ),
    Kept(
        "password_links",
        "De link om een nieuw wachtwoord te kiezen",
        lambda s: (
            "Een dag nadat hij niet meer werkt. Wie erom vroeg: tot de mail klaarstaat, hoogstens "
            "30 dagen"
        ),
        SECURE,
        ("password_link", "password_request"),
        lambda session, settings, take: forget_links(session),
        is_passing=True,
    ),
    Kept(
        "address_changes",
        "Een nieuw e-mailadres dat nog niet is bevestigd",
        lambda s: "Een dag",
        SHORT,
        ("address_change",),
        lambda session, settings, take: forget_changes(session),
        is_passing=True,
    ),
    Kept(
        "invitations",
        "Wie bij een organisatie is uitgenodigd",
        lambda s: "90 dagen nadat de link niet meer werkt",
        SHORT,
        ("invitation",),
        lambda session, settings, take: forget_invitations(session),
    ),
    Kept(
        "claims",
        "Wie namens een organisatie wil meedoen die er al is",
        lambda s: (
            "90 dagen na het antwoord; zonder antwoord een jaar, en 30 dagen als de browser niet "
            "tegen robots is gecontroleerd"
        ),
        SHORT,
        ("organisation_claim",),
        lambda session, settings, take: forget_claims(session),
    ),
    Kept(
        "signal_addresses",
        "Het e-mailadres bij een signaal of hulpaanbod van een inwoner, en hoe vaak een adres iets "
        "stuurde",
        lambda s: "E-mailadres: tot het antwoord, hoogstens 90 dagen. Hoe vaak: een uur",
        SHORT,
        ("signal_try",),
        lambda session, settings, take: forget_addresses(session) + forget_tries(session),
        is_passing=True,
    ),
    Kept(
        "signals",
        "Wat een inwoner doorgaf of aanbood, met het antwoord. Een aanbod dat ervan is gemaakt, "
        "blijft",
        lambda s: (
            f"{s.account_months} maanden na het antwoord; zonder antwoord {2 * s.account_months} "
            "maanden na het versturen"
        ),
        SHORT,
        ("signal",),
        lambda session, settings, take: forget_signals(
            session,
            ended_before=ago(months=settings.account_months),
            sent_before=ago(months=2 * settings.account_months),
        ),
    ),
    Kept(
        "logged_signals",
        "Signalen van organisaties: over een doelgroep, nooit over een persoon",
        lambda s: f"{s.decision_years} jaar na de dag waarop het is gezien",
        LISTED,
        ("signal",),
        lambda session, settings, take: forget_logged(
            session, seen_before=ago(years=settings.decision_years).date()
        ),
    ),
    Kept(
        "shown_lists",
        "Welke suggesties een organisatie zag en in welke volgorde; niet wie er keek",
        lambda s: "12 maanden",
        SHORT,
        ("shown_list",),
        lambda session, settings, take: forget_shown(session, ago(months=12)),
        is_passing=True,
    ),
    Kept(
        "form_drafts",
        "Wat iemand typte en nog niet verstuurde",
        lambda s: "Een week na de laatste letter, een uur na het versturen",
        SHORT,
        ("form_draft",),
        lambda session, settings, take: forget_drafts(session),
        is_passing=True,
    ),
    Kept(
        "imports",
        "Een bestand tussen het voorbeeld en de bevestiging",
        lambda s: "Een dag",
        SHORT,
        ("import_draft",),
        lambda session, settings, take: forget_imports(session),
        is_passing=True,
    ),
    Kept(
        "mail",
        "Welke mail aan wie is verstuurd, zonder de tekst, en welke berichten iemand kreeg",
        lambda s: (
            f"{s.mail_days} dagen na het versturen of opgeven; een bericht zonder mail na het "
            "schrijven"
        ),
        SHORT,
        ("mail",),
        lambda session, settings, take: forget_mail(session, settings),
        is_passing=True,
    ),
    Kept(
        "contacts",
        "De contactpersoon van een organisatie die niet meer meedoet",
        lambda s: f"{s.account_months} maanden nadat de organisatie is geweigerd of geschorst",
        SHORT,
        ("organisation_profile",),
        lambda session, settings, take: account_commands.remove_contacts(
            session, ago(months=settings.account_months)
        ),
    ),
    Kept(
        "accounts",
        "Een account dat dicht is of bij geen organisatie hoort, met alles wat eraan vastzit",
        lambda s: (
            f"{s.account_months} maanden na het laatste gebruik; eerder als iemand erom vraagt"
        ),
        SHORT,
        (
            "person",
            "membership",
            "authenticator_app",
            "recovery_code",
            "passkey",
            "provider_tie",
            "follow",
            "example_appreciation",
            "interpretation_expert",
            "saved_filter",
            "mail_refusal",
        ),
        lambda session, settings, take: account_commands.remove_accounts(
            session, ago(months=settings.account_months)
        ),
    ),
    Kept(
        "decisions",
        "Behoeften, aanbod, koppelingen, acties, plannen, duidingen, rapporten en vrijgaven, met "
        "de besluiten",
        lambda s: f"{s.decision_years} jaar na het einde van het hele dossier",
        LISTED,
        # For who looks after it, or wrote it.
        (
            "action",
            "need",
            "offer",
            "interpretation_version",
            "interpretation_remark",
            "report",
            "public_release",
        ),
        lambda session, settings, take: record_commands.remove_records(
            session, ago(years=settings.decision_years), take
        ),
        is_by_command=True,
    ),
    Kept(
        "trail",
        "Het logboek: wie deed of bekeek wat",
        lambda s: f"{s.trail_years} jaar",
        ACCOUNTABLE,
        ("audit_entry",),
        lambda session, settings, take: trail_commands.remove_lines(
            session, ago(years=settings.trail_years), take
        ),
        is_by_command=True,
        is_trail=True,
    ),
)


def as_table(settings: Settings) -> str:
    """The kinds as a table of Markdown."""
    head = "| soort | wat | bewaartermijn | grond | wie ruimt op |\n|---|---|---|---|---|"
    rows = [
        f"| `{kind.name}` | {kind.what} | {kind.period(settings)} | {kind.ground} | "
        f"{'de opdracht `retention`' if kind.is_by_command else 'de worker, en de opdracht'} |"
        for kind in KINDS
    ]
    return "\n".join((head, *rows))
