"""Pages of the mail of a region: /beheer/post."""

from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from app.core import errors
from app.core.i18n import gettext as _, mark
from app.core.policy import require
from app.identity.deps import ActorDep
from app.mail import kinds, outbox
from app.mail.models import Mail
from app.post import commands, policy, queries
from app.web import Form, FormPage, SessionDep, ViewDep, from_address, notice

router = APIRouter(prefix="/beheer/post")

AGAIN = notice("mail_again", mark("The mail is sent again within a minute."))


@router.get("", name="post:index")
def index(
    view: ViewDep,
    session: SessionDep,
    actor: ActorDep,
    form: Annotated[Form[queries.MailFilters], Depends(from_address(queries.MailFilters))],
) -> Response:
    require(policy.PostPolicy(actor).read)
    known: dict[str, Any] = {
        "sends_mail": view.settings.sends_mail,
        "shows_text": view.settings.shows_mail,
    }
    try:
        page = queries.find_mail(session, actor, form.parse(), size=view.page_size)
    except errors.Invalid as problem:
        return view.page(
            "post/index.html", status=422, form=form.refuse(problem), page=None, **known
        )
    return view.page("post/index.html", fragments=("mail_results",), form=form, page=page, **known)


@router.get("/{mail_id}", name="post:show")
def show(view: ViewDep, session: SessionDep, actor: ActorDep, mail_id: UUID) -> Response:
    require(policy.PostPolicy(actor).read)
    mail = queries.get_mail(session, actor, mail_id)
    # Who reads a link can use it, so what was really sent is nobody's but the addressee's.
    if not view.settings.shows_mail:
        raise errors.NotFound(_("This page does not exist."))
    kind = kinds.get_kind(mail.kind)
    said, letter = outbox.write(view.settings, mail), kinds.on_page(kind, mail.facts)
    return view.page(
        "post/show.html",
        letter=letter,
        lines=outbox.lines_of(view.settings, letter),
        page=outbox.mailed_page_of(view.settings, kind, mail),
        refusing=said.refusing,
        headers=outbox.headers_of(mail, said),
    )


def page_of(view: ViewDep, session: SessionDep, actor: ActorDep, mail_id: UUID) -> FormPage[Mail]:
    """The mail of the path, which the verb locks."""
    read = partial(queries.get_mail, session, actor, mail_id)
    lock = partial(read, lock=True)
    return FormPage(view, session, actor, read, lock, "post/index.html", lambda _mail, _form: {})


@router.post("/{mail_id}/opnieuw", name="post:try_again")
def try_again(page: Annotated[FormPage[Mail], Depends(page_of)]) -> Response:
    return page.do(commands.try_again, then=page.view.url("post:index"), said=AGAIN)
