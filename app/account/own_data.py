"""The list of what is stored of somebody, and what they see of it.

Of each table it says which rows are theirs, which columns they get to see, and which they do not,
with the reason. It follows docs/verwerkingsregister.yml; a test holds the two together.
"""

from dataclasses import dataclass, field

from app.core.i18n import mark

SECRET = mark("It is a secret that lets you in, or what we made of it.")
NOT_TRACED = mark("Nothing in it says who it was, and after a quarter of an hour it is gone.")
OF_NOBODY = mark("It says for which organisation somebody looked, and never who.")
WITHOUT_ACCOUNT = mark("Nobody has an account by it yet, and after half an hour it is gone.")


@dataclass(frozen=True)
class OwnTable:
    """`by`: the column that says whose a row is; or `by_email`, one with an address."""

    name: str
    title: str
    shown: tuple[str, ...]
    by: str = "person_id"
    by_email: str = ""
    # Whose it is by the session that it belongs to.
    by_session: bool = False
    # A second column that may say whose it is.
    or_by: str = ""
    # Read to say in words what another column holds, and not shown itself.
    beside: tuple[str, ...] = ()
    left_out: dict[str, str] = field(default_factory=dict)


TABLES = (
    OwnTable(
        "person",
        mark("Your account"),
        ("id", "name", "email", "language", "is_active", "created_at", "steps_put_away_at",
         "is_live"),
        by="id",
        left_out={"password_hash": SECRET},
    ),
    OwnTable(
        "membership",
        mark("Organisations and roles"),
        ("person_id", "organisation_id", "role", "created_at", "chosen_at"),
    ),
    OwnTable(
        "address_change",
        mark("A new e-mail address that waits"),
        ("person_id", "email", "asked_at"),
        left_out={"id": SECRET},
    ),
    OwnTable(
        "login_session",
        mark("Where you are signed in"),
        ("person_id", "browser", "created_at", "last_seen_at", "seen_before_at",
         "proven_at"),
        left_out={"token_hash": SECRET},
    ),
    OwnTable(
        "known_browser",
        mark("Browsers in which you signed in before"),
        ("person_id", "last_used_at"),
        left_out={"token_hash": SECRET},
    ),
    OwnTable("mail_refusal", mark("Which mail you do not want"), ("person_id", "topic")),
    OwnTable(
        "authenticator_app",
        mark("App with codes"),
        ("id", "person_id", "last_counter", "created_at", "confirmed_at"),
        left_out={"sealed": SECRET},
    ),
    OwnTable(
        "recovery_code",
        mark("Recovery codes"),
        ("person_id", "created_at"),
        left_out={"code_hash": SECRET},
    ),
    OwnTable(
        "passkey",
        mark("Passkeys"),
        ("id", "person_id", "name", "credential_id", "public_key", "sign_count", "created_at",
         "last_used_at"),
    ),
    OwnTable(
        "pending_sign_in",
        mark("A sign-in that is not finished"),
        ("person_id", "then", "typed", "expires_at", "passed_at", "waits_for_provider"),
        left_out={"token_hash": SECRET},
    ),
    OwnTable(
        "provider_tie",
        mark("Account of your work"),
        ("id", "person_id", "issuer", "subject", "created_at"),
    ),
    OwnTable(
        "provider_round",
        mark("A sign-in with the account of your work that is not finished"),
        ("person_id", "provider_id", "next_page", "typed", "started_at"),
        left_out={"state_hash": SECRET, "browser_hash": SECRET, "purpose_hash": SECRET},
    ),
    OwnTable(
        "provider_proof",
        mark("An invitation that is being accepted with the account of your work"),
        (),
        by="",
        left_out=dict.fromkeys(
            (
                "browser_hash", "purpose_hash", "provider_id",
                "subject", "sid", "id_token", "shown_at",
            ),
            WITHOUT_ACCOUNT,
        ),
    ),
    OwnTable(
        "provider_login",
        mark("Signed in with the account of your work"),
        ("provider_id", "subject", "sid"),
        by_session=True,
        left_out={"token_hash": SECRET, "id_token": SECRET},
    ),
    OwnTable(
        "organisation_profile",
        mark("Contact of an organisation, with your e-mail address"),
        ("organisation_id", "contact_name", "contact_email", "contact_phone"),
        by="",
        by_email="contact_email",
    ),
    OwnTable(
        "form_draft",
        mark("What you typed and did not send yet"),
        ("person_id", "page", "fields", "kept_at", "sent_to", "sent_as", "sent_at"),
    ),
    OwnTable(
        "import_draft",
        mark("Files that you are bringing in"),
        ("person_id", "kind", "filename", "rows", "asked", "created_at"),
    ),
    OwnTable(
        "saved_filter",
        mark("Filters that you saved"),
        ("person_id", "list", "name", "query", "created_at"),
    ),
    OwnTable(
        "need",
        mark("Needs that you look after"),
        ("in_charge_id", "id", "title", "created_at"),
        by="in_charge_id",
    ),
    OwnTable(
        "offer",
        mark("Offers that you look after"),
        ("in_charge_id", "id", "title", "created_at"),
        by="in_charge_id",
    ),
    OwnTable(
        "action",
        mark("Actions that you look after"),
        ("in_charge_id", "id", "title", "created_at"),
        by="in_charge_id",
    ),
    OwnTable(
        "mail",
        mark("What you were told, and mails to you"),
        ("person_id", "address", "kind", "object_id", "facts", "state", "is_unread",
         "created_at", "ended_at"),
        by_email="address",
    ),
    OwnTable(
        "audit_entry",
        mark("What you did, and what was done with your account"),
        ("at", "event", "person_id", "object_id"),
        or_by="object_id",
        beside=("facts",),
    ),
    OwnTable(
        "password_link",
        mark("A link to choose a new password"),
        ("person_id", "expires_at", "used_at"),
        left_out={"id": SECRET, "version": SECRET},
    ),
    OwnTable(
        "invitation",
        mark("Invitations to an organisation"),
        (
            "id", "organisation_id", "email", "role", "origin", "invited_by", "created_at",
            "accepted_at",
        ),
        by="invited_by",
        by_email="email",
    ),
    OwnTable(
        "organisation_claim",
        mark("Asked to speak for an organisation"),
        ("organisation_id", "contact_name", "contact_email", "contact_phone", "why", "status",
         "answer", "created_at"),
        by="",
        by_email="contact_email",
    ),
    OwnTable(
        "signal",
        mark("What you passed on, as long as it is not answered"),
        ("number", "email", "description", "municipality_code", "status", "created_at"),
        by="",
        by_email="email",
    ),
    OwnTable(
        "sign_in_failure",
        mark("Failed tries to sign in"),
        (),
        by="",
        left_out={"id": NOT_TRACED, "key_hash": NOT_TRACED, "at": NOT_TRACED},
    ),
    OwnTable("shown_list", mark("Which suggestions an organisation saw"), (), by="",
             left_out=dict.fromkeys(("organisation_id", "role"), OF_NOBODY)),
    OwnTable(
        "signal_try",
        mark("How often somebody passed something on"),
        (),
        by="",
        left_out={"key_hash": NOT_TRACED, "at": NOT_TRACED},
    ),
)  # fmt: skip

# What a column is called on the page; a file has the names of the columns themselves.
LABELS = {
    "accepted_at": mark("Accepted"),
    "address": mark("E-mail address"),
    "answer": mark("Answer"),
    "asked": mark("Chosen"),
    "asked_at": mark("Asked for"),
    "at": mark("When"),
    "browser": mark("Browser"),
    "confirmed_at": mark("Works since"),
    "description": mark("Text"),
    "in_charge_id": mark("Number of the account"),
    "invited_by": mark("Invited by"),
    "origin": mark("How this was invited"),
    "municipality_code": mark("Municipality"),
    "number": mark("Number"),
    "status": mark("State"),
    "why": mark("Why"),
    "used_at": mark("Used"),
    "contact_email": mark("E-mail address"),
    "contact_name": mark("Name"),
    "contact_phone": mark("Telephone number"),
    "chosen_at": mark("Chosen as the one to work for"),
    "created_at": mark("Made"),
    "credential_id": mark("Number of the key"),
    "email": mark("E-mail address"),
    "ended_at": mark("Sent, or given up"),
    "event": mark("What happened"),
    "expires_at": mark("Works until"),
    "facts": mark("Filled in"),
    "fields": mark("Fields"),
    "filename": mark("File"),
    "id": mark("Number"),
    "is_active": mark("Is the account open?"),
    "is_live": mark("Do pages renew themselves?"),
    "is_unread": mark("Not opened yet?"),
    "issuer": mark("Where you sign in"),
    "kept_at": mark("Last kept"),
    "kind": mark("Kind"),
    "language": mark("Language"),
    "last_counter": mark("Half minute of the last code"),
    "last_seen_at": mark("Last seen"),
    "last_used_at": mark("Last used"),
    "list": mark("List"),
    "name": mark("Name"),
    "next_page": mark("Page after it"),
    "object_id": mark("What it is about"),
    "organisation_id": mark("Organisation"),
    "page": mark("Page"),
    "passed_at": mark("Second step set up"),
    "person_id": mark("Number of the account"),
    "proven_at": mark("Password asked again"),
    "provider_id": mark("Number of the sign-in service"),
    "public_key": mark("Public half of the key"),
    "query": mark("Chosen filters"),
    "role": mark("Role"),
    "rows": mark("Rows"),
    "seen_before_at": mark("Seen before that"),
    "sent_as": mark("Check number"),
    "sent_at": mark("Sent"),
    "sent_to": mark("Page after sending"),
    "sid": mark("Number of the session there"),
    "sign_count": mark("How often it was used"),
    "started_at": mark("Began"),
    "state": mark("State"),
    "steps_put_away_at": mark("First steps put away"),
    "subject": mark("Your number there"),
    "then": mark("Page after it"),
    "title": mark("Title"),
    "topic": mark("About"),
    "typed": mark("Typed"),
    "waits_for_provider": mark("Still to come in through a provider"),
}
