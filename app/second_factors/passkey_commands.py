"""Making passkeys, using and taking away."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, ClassVar

import sqlalchemy as sa
import webauthn
from pydantic import AfterValidator, StringConstraints
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col
from webauthn.helpers import exceptions, parse_authentication_credential_json, structs

from app.audit import record
from app.core import clock, errors, inputs
from app.core.i18n import gettext as _, mark
from app.core.policy import asks
from app.identity.actor import Actor
from app.second_factors import commands, events, models, policy, queries
from app.second_factors.relying_party import RelyingParty

MOST = 10  # passkeys of one person
LIFE = timedelta(minutes=5)  # of a challenge
MAKING, USING = "make", "use"
_UNUSABLE = (exceptions.WebAuthnException, ValueError, KeyError, TypeError)


class PasskeyInput(inputs.Input):
    """A new passkey, as the browser made it, with a name to know it by."""

    when_missing: ClassVar[dict[str, str]] = {
        "name": mark("Give the passkey a name, such as “phone” or “blue key”."),
        "answer": mark("Your browser did not make a passkey. Try again."),
    }

    name: Annotated[
        str,
        StringConstraints(min_length=2, max_length=60),
        AfterValidator(inputs.without_persons),
        inputs.Readable,
        inputs.OneLine,
    ]
    answer: inputs.Carried


class PasskeyAnswer(inputs.Input):
    """What a passkey signed."""

    answer: inputs.Carried = ""
    next: Annotated[str, StringConstraints(max_length=2000)] = ""
    # What was typed when the session before this one ended.
    typed: inputs.Carried = ""


@dataclass(frozen=True)
class AskedKey:
    """What a browser was asked for: at which website, and what to sign; None: nothing, or too long
    ago.
    """

    party: RelyingParty
    challenge: bytes | None


def ask_new(
    session: Session, actor: Actor, factors: models.Factors, party: RelyingParty, browser: str
) -> str:
    """What a browser needs to make a passkey, as JSON."""
    person_id = commands.person_of(actor)
    options = webauthn.generate_registration_options(
        rp_id=party.name,
        rp_name="Schakelbord",
        user_id=person_id.bytes,
        user_name=actor.name,
        user_display_name=actor.name,
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            require_resident_key=True,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[
            structs.PublicKeyCredentialDescriptor(id=known.credential_id)
            for known in factors.passkeys
        ],
    )
    _keep_challenge(session, MAKING, browser, options.challenge)
    return webauthn.options_to_json(options)


def ask_known(
    session: Session, passkeys: tuple[models.Passkey, ...], party: RelyingParty, browser: str
) -> str:
    """What a browser needs to use one: one of these, or any where nobody is known yet."""
    options = webauthn.generate_authentication_options(
        rp_id=party.name,
        allow_credentials=[
            structs.PublicKeyCredentialDescriptor(id=known.credential_id) for known in passkeys
        ],
        user_verification=structs.UserVerificationRequirement.REQUIRED,
    )
    _keep_challenge(session, USING, browser, options.challenge)
    return webauthn.options_to_json(options)


@asks(policy.may_add)
def add_passkey(
    session: Session,
    actor: Actor,
    factors: models.Factors,
    asked: AskedKey,
    given: PasskeyInput,
) -> list[str]:
    """Keep it. Returns recovery codes for who has none yet."""
    if len(factors.passkeys) >= MOST:
        message = _("You can have %(num)s passkeys. Take one away first.", num=MOST)
        raise errors.Invalid({"name": message})
    if given.name in {known.name for known in factors.passkeys}:
        raise errors.Invalid({"name": _("You have a passkey with this name already.")})
    party, challenge = asked.party, asked.challenge
    try:
        made = webauthn.verify_registration_response(
            credential=_dictionary(given.answer),
            expected_challenge=challenge or b"",
            expected_rp_id=party.name,
            expected_origin=list(party.origins),
            require_user_verification=True,
        )
    except _UNUSABLE:
        made = None
    if made is None or challenge is None or queries.get_passkey(session, made.credential_id):
        raise errors.Invalid({"answer": _("This passkey could not be kept. Try again.")})
    session.add(
        models.Passkey(
            person_id=commands.person_of(actor),
            credential_id=made.credential_id,
            public_key=made.credential_public_key,
            sign_count=made.sign_count,
            name=given.name,
            created_at=clock.now(),
        )
    )
    record(session, actor, events.FactorAdded(object_id=commands.person_of(actor), kind="passkey"))
    return commands.first_codes(session, actor, factors)


@asks(policy.may_remove)
def remove_passkey(
    session: Session, actor: Actor, factors: models.Factors, passkey: models.Passkey
) -> None:
    session.delete(passkey)
    record(
        session, actor, events.FactorRemoved(object_id=commands.person_of(actor), kind="passkey")
    )
    commands.forget_codes_of_nothing(session, factors)


def use_passkey(
    session: Session, party: RelyingParty, challenge: bytes | None, answer: str
) -> models.Passkey | None:
    """The passkey that signed the challenge, made for this website and on a page of it, by somebody
    who unlocked it. A count that does not go up is of a copy.
    """
    try:
        credential = parse_authentication_credential_json(_dictionary(answer))
        passkey = queries.get_passkey(session, credential.raw_id)
        if passkey is None or challenge is None:
            return None
        if credential.response.user_handle not in (None, b"", passkey.person_id.bytes):
            return None
        used = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=party.name,
            expected_origin=list(party.origins),
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except _UNUSABLE:
        return None
    count = col(models.Passkey.sign_count)
    fits = (count < used.new_sign_count) | ((count == 0) & (used.new_sign_count == 0))
    counted = session.execute(
        sa.update(models.Passkey)
        .where(col(models.Passkey.id) == passkey.id, fits)
        .values(sign_count=used.new_sign_count, last_used_at=clock.now())
        .returning(col(models.Passkey.id))
    ).first()
    return passkey if counted is not None else None


def take_challenge(session: Session, purpose: str, browser: str) -> bytes | None:
    """What this browser was asked to sign in the last minutes. In one DELETE: once."""
    asked = session.execute(
        sa.delete(models.PasskeyChallenge)
        .where(
            col(models.PasskeyChallenge.browser_hash) == queries.browser_hash(purpose, browser),
        )
        .returning(col(models.PasskeyChallenge.challenge), col(models.PasskeyChallenge.created_at))
    ).first()
    if asked is None or asked.created_at <= clock.now() - LIFE:
        return None
    return bytes(asked.challenge)


def _keep_challenge(session: Session, purpose: str, browser: str, challenge: bytes) -> None:
    values = {"challenge": challenge, "created_at": clock.now()}
    session.execute(
        insert(models.PasskeyChallenge)
        .values(browser_hash=queries.browser_hash(purpose, browser), **values)
        .on_conflict_do_update(index_elements=["browser_hash"], set_=values)
    )


def _dictionary(answer: str) -> dict[str, Any]:
    """What a browser sent; anything else is a ValueError."""
    found = json.loads(answer)
    if not isinstance(found, dict):
        raise ValueError
    return found
