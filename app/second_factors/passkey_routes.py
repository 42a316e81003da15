"""The passkeys of who is signed in."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from app.core import errors
from app.core.i18n import gettext as _, mark
from app.core.policy import require
from app.second_factors import deps, models, passkey_commands, policy, relying_party, routes
from app.second_factors.deps import OwnerDep
from app.web import Form, Part, View, database, notice, submitted

router = APIRouter(prefix="/mijn-account/tweede-stap/passkeys")

ADDED = notice("passkey_added", mark("The passkey works from now on."))
REMOVED = notice("passkey_removed", mark("The passkey is gone. It does not sign you in any more."))

PasskeyForm = Annotated[
    Form[passkey_commands.PasskeyInput], Depends(submitted(passkey_commands.PasskeyInput))
]


@router.post("/vraag", name="second_factors:ask_new_passkey")
def ask_new(page: routes.IndexDep, owner: OwnerDep) -> Response:
    require(policy.may_add(owner.actor, page.thing))
    asked = passkey_commands.ask_new(
        page.session, owner.actor, page.thing, _party(page.view), owner.token
    )
    return Response(asked, media_type="application/json")


@router.post("", name="second_factors:add_passkey")
def add(page: routes.IndexDep, owner: OwnerDep, form: PasskeyForm) -> Response:
    party = _party(page.view)
    challenge = passkey_commands.take_challenge(page.session, passkey_commands.MAKING, owner.token)
    database.keep_so_far(page.session)  # asked once, whatever becomes of the answer
    asked = passkey_commands.AskedKey(party, challenge)
    return page.answer(
        passkey_commands.add_passkey,
        asked,
        form=form,
        to=lambda codes: routes.after_adding(page.view, owner, codes, ADDED),
        is_repeatable=True,
    )


@router.post("/{passkey_id}/weghalen", name="second_factors:remove_passkey")
def remove(page: routes.IndexDep, passkey_id: UUID) -> Response:
    then = page.view.url("second_factors:index")
    one = Part(partial(_one_of, passkey_id))
    return page.do(passkey_commands.remove_passkey, one, then=then, said=REMOVED)


def _party(view: View) -> relying_party.RelyingParty:
    party = deps.passkeys_here(view).party
    if party is None:
        raise errors.Conflict(_("Passkeys do not work at this address."))
    return party


def _one_of(passkey_id: UUID, factors: models.Factors) -> models.Passkey:
    for passkey in factors.passkeys:
        if passkey.id == passkey_id:
            return passkey
    raise errors.NotFound(_("This passkey does not exist any more."))
