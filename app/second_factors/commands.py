"""Setting up an app with codes and recovery codes, and using them."""

import secrets
from typing import Annotated, ClassVar
from uuid import UUID

import pyotp
import sqlalchemy as sa
from pydantic import Field, StringConstraints
from sqlmodel import Session, col

from app.audit import record
from app.core import clock, errors, inputs
from app.core.i18n import gettext as _, mark
from app.core.policy import asks
from app.identity import password_commands
from app.identity.actor import Actor
from app.second_factors import events, models, policy, queries, seals

DRIFT = 1  # steps of half a minute that a telephone's clock may be off
# None that looks like another: 32 of them.
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # pragma: allowlist secret
_LENGTH = 16  # letters of a recovery code: 80 bits


class CodeInput(inputs.Input):
    """A code of an app, or a recovery code where one may be used instead."""

    when_missing: ClassVar[dict[str, str]] = {"code": mark("Fill in the code.")}

    code: Annotated[str, StringConstraints(min_length=1, max_length=40)]


class ProofInput(inputs.Input):
    """The password, asked again."""

    when_missing: ClassVar[dict[str, str]] = {"password": mark("Fill in your password of now.")}

    password: password_commands.KnownPassword = Field(repr=False)


@asks(policy.may_add)
def begin_app(session: Session, actor: Actor, factors: models.Factors, secret_key: str) -> None:
    """A new secret for an app. It counts once its first code was typed; until then what works
    goes on working.
    """
    if factors.begun is not None:
        session.delete(factors.begun)
        session.flush()
    person_id = person_of(actor)
    sealed = seals.seal(secret_key, person_id, pyotp.random_base32())
    session.add(models.AuthenticatorApp(person_id=person_id, sealed=sealed, created_at=clock.now()))


@asks(policy.may_add)
def confirm_app(
    session: Session, actor: Actor, factors: models.Factors, secret_key: str, given: CodeInput
) -> list[str]:
    """The app shows the right code, so it works from now on. Returns recovery codes for who has
    none yet.
    """
    if factors.begun is None:
        raise errors.Conflict(_("Begin again: this key was used or replaced."))
    counter = _counter_of(secret_key, factors.begun, given.code)
    if counter is None:
        raise errors.Invalid(
            {"code": _("This code is not right. Wait for the next one in your app and type that.")}
        )
    if factors.app is not None:
        session.delete(factors.app)
        session.flush()
    factors.begun.confirmed_at, factors.begun.last_counter = clock.now(), counter
    session.add(factors.begun)
    record(session, actor, events.FactorAdded(object_id=person_of(actor), kind="app"))
    return first_codes(session, actor, factors)


@asks(policy.may_remove)
def remove_app(session: Session, actor: Actor, factors: models.Factors) -> None:
    if factors.app is None:
        raise errors.Conflict(_("There is no app any more."))
    session.delete(factors.app)
    record(session, actor, events.FactorRemoved(object_id=person_of(actor), kind="app"))
    forget_codes_of_nothing(session, factors)


def use_app(session: Session, secret_key: str, person_id: UUID, code: str) -> bool:
    """Whether this is a code of their app that was not used before. In one UPDATE: of two who send
    the same code at once, one gets in.
    """
    query = sa.select(models.AuthenticatorApp).where(
        col(models.AuthenticatorApp.person_id) == person_id,
        col(models.AuthenticatorApp.confirmed_at).is_not(None),
    )
    app = session.execute(query).scalar_one_or_none()
    counter = None if app is None else _counter_of(secret_key, app, code)
    if app is None or counter is None:
        return False
    used = session.execute(
        sa.update(models.AuthenticatorApp)
        .where(
            col(models.AuthenticatorApp.id) == app.id,
            col(models.AuthenticatorApp.confirmed_at).is_not(None),
            col(models.AuthenticatorApp.last_counter) < counter,
        )
        .values(last_counter=counter)
        .returning(col(models.AuthenticatorApp.id))
    )
    return used.first() is not None


@asks(policy.may_make_codes)
def make_codes(session: Session, actor: Actor, factors: models.Factors) -> list[str]:
    """Ten new recovery codes; those before them work no longer. They are shown once."""
    return _make_codes(session, actor)


def _make_codes(session: Session, actor: Actor) -> list[str]:
    person_id = person_of(actor)
    session.execute(
        sa.delete(models.RecoveryCode).where(col(models.RecoveryCode.person_id) == person_id)
    )
    codes = [
        "".join(secrets.choice(_LETTERS) for _n in range(_LENGTH)) for _c in range(models.CODES)
    ]
    session.add_all(
        models.RecoveryCode(
            person_id=person_id,
            code_hash=queries.code_hash(person_id, code),
            created_at=clock.now(),
        )
        for code in codes
    )
    record(session, actor, events.RecoveryCodesMade(object_id=person_id))
    return ["-".join(code[n : n + 4] for n in range(0, _LENGTH, 4)) for code in codes]


def first_codes(session: Session, actor: Actor, factors: models.Factors) -> list[str]:
    """Recovery codes for who has just set up something and has none."""
    return [] if factors.codes_left else _make_codes(session, actor)


def use_recovery_code(session: Session, actor: Actor, code: str) -> bool:
    """Whether this is one of their recovery codes. In one DELETE: each works once."""
    person_id = person_of(actor)
    used = session.execute(
        sa.delete(models.RecoveryCode)
        .where(
            col(models.RecoveryCode.person_id) == person_id,
            col(models.RecoveryCode.code_hash) == queries.code_hash(person_id, plain(code)),
        )
        .returning(col(models.RecoveryCode.created_at))
    ).first()
    if used is None:
        return False
    left = queries.count_codes(session, person_id)
    record(session, actor, events.RecoveryCodeUsed(object_id=person_id, left=left))
    return True


def forget_codes_of_nothing(session: Session, before: models.Factors) -> None:
    """Without anything else, recovery codes stand for nothing."""
    if before.is_last:
        people = [each.person_id for each in (before.app, *before.passkeys) if each is not None]
        session.execute(
            sa.delete(models.RecoveryCode).where(col(models.RecoveryCode.person_id).in_(people))
        )


def plain(code: str) -> str:
    """A code without the spaces and lines with which people write it."""
    return "".join(code.replace("-", " ").split()).upper()


def _counter_of(secret_key: str, app: models.AuthenticatorApp, code: str) -> int | None:
    """Of which half minute this is the code; None when it is none of now."""
    secret = seals.unseal(secret_key, app.person_id, app.sealed)
    if secret is None:
        return None
    try:
        return pyotp.TOTP(secret).verify_and_get_timecode(
            plain(code), for_time=clock.now(), valid_window=DRIFT
        )
    except pyotp.exceptions.OTPVerificationError:
        return None


def person_of(actor: Actor) -> UUID:
    if actor.person_id is None:
        raise TypeError("the system has no second factor")
    return actor.person_id
