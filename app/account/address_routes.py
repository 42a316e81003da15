"""One's own e-mail address: asking for another one, and the page of the mailed link."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from app.account import address_commands, deps, models, queries
from app.account.deps import AccountPage
from app.core.i18n import mark
from app.identity.deps import ActorDep
from app.identity.models import Person
from app.web import Form, FormPage, SessionDep, ViewDep, blank, database, notice, submitted

router = APIRouter(prefix="/mijn-account/e-mail")

ASKED = notice(
    "own_address_asked", mark("We mailed your new address. Open that mail to confirm it.")
)
CONFIRMED = notice("own_address_changed", mark("Your new e-mail address holds from now on."))

AddressForm = Annotated[
    Form[address_commands.AddressInput], Depends(submitted(address_commands.AddressInput))
]


def page_of(view: ViewDep, session: SessionDep, actor: ActorDep) -> AccountPage:
    """One's e-mail address."""
    return deps.page_of(view, session, actor, "account/address.html", _shown)


def confirm_page_of(
    view: ViewDep, session: SessionDep, actor: ActorDep, token: str
) -> FormPage[models.AddressChange]:
    """What the link of a mail leads to."""
    read = partial(queries.get_change, session, view.settings, actor, token)
    return FormPage(
        view, session, actor, read, partial(read, lock=True), "account/confirm.html",
        lambda change, form: {"form": form, "change": change, "token": token},
    )  # fmt: skip


PageDep = Annotated[AccountPage, Depends(page_of)]
ConfirmPageDep = Annotated[FormPage[models.AddressChange], Depends(confirm_page_of)]


@router.get("", name="account:edit_address")
def edit_address(page: PageDep) -> Response:
    return page.open(address_commands.ask_address)


@router.post("", name="account:ask_address")
def ask_address(page: PageDep, form: AddressForm) -> Response:
    settings = page.view.settings
    counted = partial(
        address_commands.count_mail, page.session, settings, page.actor, database.keep_so_far
    )
    return deps.do_proven(
        page,
        address_commands.ask_address,
        form,
        "password",
        then=page.view.url("account:index"),
        said=ASKED,
        first=counted,
    )


@router.get("/{token}", name="account:open_address")
def open_address(page: ConfirmPageDep) -> Response:
    return page.open(address_commands.confirm_address)


@router.post("/{token}", name="account:confirm_address")
def confirm_address(page: ConfirmPageDep) -> Response:
    then = page.view.url("account:index")
    return page.do(address_commands.confirm_address, then=then, said=CONFIRMED)


def _shown(person: Person, form: Form[Any] | None) -> dict[str, Any]:
    return {"form": form or blank(address_commands.AddressInput), "person": person}
