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
        "follow",
        mark("What you follow"),
        ("person_id", "need_id", "target_group", "filter_id", "created_at", "told_until"),
    ),
    OwnTable(
        "example_appreciation",
        mark("Examples that you think well of"),
        ("person_id", "example_id", "created_at"),
    ),
    OwnTable(
        "interpretation_version",
        mark("Interpretations that you wrote"),
        ("person_id", "title", "seen", "meaning", "advice", "created_at"),
    ),
    OwnTable(
        "report",
        mark("Reports that you composed"),
        ("person_id", "title", "asked_at"),
    ),
    OwnTable(
        "public_release",
        mark("Public pictures that you released"),
        ("person_id", "week", "released_at"),
    ),
    OwnTable(
        "interpretation_expert",
        mark("Interpretations that you were asked to write along"),
        ("person_id", "interpretation_id", "created_at"),
    ),
    OwnTable(
        "interpretation_remark",
        mark("Remarks that you made with an interpretation"),
        ("person_id", "text", "created_at"),
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
        "password_request",
        mark("You asked for a new password"),
        ("id", "person_id", "language", "asked_at"),
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
