"""Pages behind the link in a mail, and in the account which mail somebody wants."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from app.account import deps
from app.account.deps import AccountPage
from app.core.i18n import mark
from app.identity.deps import ActorDep, VisitorDep
from app.identity.models import Person
from app.mail import queries as mail_queries
from app.mail.topics import Topic
from app.messages import commands, letters, renewal_queries  # noqa: F401  its kinds are refused and shown here
from app.web import Form, SessionDep, View, ViewDep, blank, notice, submitted

router = APIRouter()

SAVED = notice("mail_chosen", mark("Saved."))

TopicsForm = Annotated[Form[commands.MailTopics], Depends(submitted(commands.MailTopics))]


def topics_page_of(view: ViewDep, session: SessionDep, actor: ActorDep) -> AccountPage:
    """About which topics one wants mail."""
    return deps.page_of(view, session, actor, "messages/topics.html", partial(_shown, session))


TopicsPageDep = Annotated[AccountPage, Depends(topics_page_of)]


@router.get("/mijn-account/mail", name="messages:topics")
def topics(page: TopicsPageDep) -> Response:
    return page.open(commands.choose_topics)


@router.post("/mijn-account/mail", name="messages:choose")
def choose(page: TopicsPageDep, form: TopicsForm) -> Response:
    then = page.view.url("account:index")
    return page.do(commands.choose_topics, form=form, then=then, said=SAVED)


@router.get("/mail/afmelden/{topic}/{token}", name="messages:refusing")
def refusing(
    view: ViewDep, session: SessionDep, visitor: VisitorDep, topic: Topic, token: str
) -> Response:
    """A page with a button: what opens every link in a mail, such as a scanner, changes nothing."""
    person = commands.get_addressee(session, view.settings, topic, token)
    return _standing(view, topic, token, person is not None)


@router.post("/mail/afmelden/{topic}/{token}", name="messages:refuse")
def refuse(
    view: ViewDep, session: SessionDep, visitor: VisitorDep, topic: Topic, token: str
) -> Response:
    """For the button of that page and the one of a mail programme, which follows no redirect."""
    is_ours = commands.refuse_with_link(session, view.settings, topic, token)
    return _standing(view, topic, token, is_ours, is_done=True)


@router.get("/mail/aanbod/{token}", name="renewals:show")
def show(view: ViewDep, session: SessionDep, visitor: VisitorDep, token: str) -> Response:
    """A page with two buttons: what opens every link in a mail, such as a scanner, changes
    nothing.
    """
    found = renewal_queries.get_renewal(session, view.settings, token)
    return _answering(view, token, found)


@router.post("/mail/aanbod/{token}/geldt-nog", name="renewals:renew")
def renew(view: ViewDep, session: SessionDep, visitor: VisitorDep, token: str) -> Response:
    found = commands.renew_with_link(session, view.settings, token)
    return _answering(view, token, found, done="renewed")


@router.post("/mail/aanbod/{token}/geldt-niet-meer", name="renewals:end")
def end(view: ViewDep, session: SessionDep, visitor: VisitorDep, token: str) -> Response:
    found = commands.end_with_link(session, view.settings, token)
    return _answering(view, token, found, done="ended")


def _standing(
    view: View, topic: Topic, token: str, is_ours: bool, *, is_done: bool = False
) -> Response:
    return view.page(
        "messages/refuse.html",
        status=200 if is_ours else 404,
        topic=topic,
        token=token,
        is_ours=is_ours,
        is_done=is_done,
        here_with_query=view.url("messages:refusing", topic=topic.value, token=token),
    )


def _answering(
    view: View, token: str, found: renewal_queries.Renewal | None, *, done: str = ""
) -> Response:
    return view.page(
        "messages/renewal.html",
        status=404 if found is None else 200,
        token=token,
        renewal=found,
        done=done,
        here_with_query=view.url("renewals:show", token=token),
    )


def _shown(session: Any, person: Person, form: Form[Any] | None) -> dict[str, Any]:
    wanted = mail_queries.find_wanted(session, person.id)
    chosen = {topic.value: "1" for topic in wanted}
    return {"form": form or blank(commands.MailTopics, **chosen), "topics": list(Topic)}
