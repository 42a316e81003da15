"""Words for the rights: the answers, the roles, whose a thing is, the nouns and the states."""

from app.core import words
from app.core.i18n import mark, pmark


class Heard(words.Worded):
    """What somebody hears who opens a page or does something."""

    MAY = "may", words.Word(mark("may"), hint=mark("the page opens, or it is done"))
    NOT_NOW = (
        "not_now",
        words.Word(mark("not now"), hint=mark("not as it stands, or not as it was filled in")),
    )
    OWN = (
        "own",
        words.Word(mark("only one’s own"), hint=mark("what is of somebody else is not there")),
    )
    LINK = (
        "link",
        words.Word(mark("with the link"), hint=mark("who got it by mail, or keeps its number")),
    )
    OWN_REGION = (
        "own_region",
        words.Word(mark("own region"), hint=mark("of their region, not of yours")),
    )
    LEADS_ON = (
        "leads_on",
        words.Word(
            mark("leads on"), hint=mark("to the page that it belongs to, which says who may")
        ),
    )
    MAY_NOT = "may_not", words.Word(mark("may not"), hint=mark("a page says why not"))
    ABSENT = "absent", words.Word(mark("not there"), hint=mark("it does not exist for them"))
    SIGN_IN = "sign_in", words.Word(mark("sign in first"), hint=mark("they are sent to sign in"))


class RightsRole(words.Worded):
    """As what somebody works."""

    COORDINATOR = (
        "coordinator",
        words.Word(mark("coordinator"), short=pmark("column", "coordinator")),
    )
    MEMBER = "member", words.Word(mark("member"))
    READER = "reader", words.Word(mark("reader"))
    TEAM = "team", words.Word(mark("team of the region"))
    ADMINISTRATOR = (
        "administrator",
        words.Word(mark("administrator"), short=pmark("column", "administrator")),
    )
    OFFICER = (
        "officer",
        words.Word(mark("privacy officer"), short=pmark("column", "privacy officer")),
    )
    STRANGER = "stranger", words.Word(mark("without account"))


class WhereFrom(words.Worded):
    """Where somebody works, seen from the thing that a page or a verb is about."""

    OWN = "own", words.Word(mark("Own organisation"))
    OTHER = "other", words.Word(mark("Other organisation"))
    REGION = "region", words.Word(mark("The safety region"))
    FAR = "far", words.Word(mark("Other region"))
    NEIGHBOUR = (
        "neighbour",
        words.Word(
            mark("Neighbour with an open board"),
            short=pmark("column", "Neighbour with an open board"),
        ),
    )
    NOBODY = "nobody", words.Word(mark("Not signed in"))


class RightsNoun(words.Worded):
    """What a page or a verb is about."""

    NEEDS = "needs", words.Word(mark("Needs"))
    OFFERS = "offers", words.Word(mark("Offers"))
    MATCHES = "matches", words.Word(mark("Matches"))
    REVIEW = "review", words.Word(mark("Review and region plan"))
    ACTIONS = "actions", words.Word(mark("Actions"))
    PICTURE = "picture", words.Word(mark("Picture"))
    INTERPRETATIONS = "interpretations", words.Word(mark("Interpretations"))
    REPORTS = "reports", words.Word(mark("Reports"))
    RESILIENCE = "resilience", words.Word(mark("Resilience"))
    GROUPS = "groups", words.Word(mark("Target groups"))
    NETWORK = "network", words.Word(mark("Organisations"))
    MEMBERS = "members", words.Word(mark("Members and invitations"))
    SIGNALS = "signals", words.Word(mark("Signals"))
    FILES = "files", words.Word(mark("Files in and out"))
    BOARD = "board", words.Word(mark("Board and search"))
    NEIGHBOURS = "neighbours", words.Word(mark("Boards of neighbours"))
    MANAGEMENT = "management", words.Word(mark("Management"))
    ACCOUNT = "account", words.Word(mark("Own account"))
    SIGN_IN = "sign_in", words.Word(mark("Signing in"))
    PUBLIC = "public", words.Word(mark("Pages for everybody"))


class RightsSide(words.Worded):
    """Which of two organisations is the own one."""

    ASKS = "asks", words.Word(mark("seen from who needs help"))
    HELPS = "helps", words.Word(mark("seen from who helps"))
    LEADS = "leads", words.Word(mark("seen from who leads"))
    PARTNER = "partner", words.Word(mark("seen from a partner that was asked"))


# What the beginning of the name of a route says it is about.
NOUNS = {
    "needs": RightsNoun.NEEDS,
    "calls": RightsNoun.NEEDS,
    "picture": RightsNoun.PICTURE,
    "releases": RightsNoun.PICTURE,
    "public": RightsNoun.PICTURE,
    "offers": RightsNoun.OFFERS,
    "renewals": RightsNoun.OFFERS,
    "matches": RightsNoun.MATCHES,
    "review": RightsNoun.REVIEW,
    "plans": RightsNoun.REVIEW,
    "actions": RightsNoun.ACTIONS,
    "interpretations": RightsNoun.INTERPRETATIONS,
    "reports": RightsNoun.REPORTS,
    "resilience": RightsNoun.RESILIENCE,
    "groups": RightsNoun.GROUPS,
    "organisations": RightsNoun.NETWORK,
    "claims": RightsNoun.NETWORK,
    "admissions": RightsNoun.NETWORK,
    "registrations": RightsNoun.NETWORK,
    "members": RightsNoun.MEMBERS,
    "invitations": RightsNoun.MEMBERS,
    "signals": RightsNoun.SIGNALS,
    "imports": RightsNoun.FILES,
    "exports": RightsNoun.FILES,
    "board": RightsNoun.BOARD,
    "search": RightsNoun.BOARD,
    "work": RightsNoun.BOARD,
    "neighbours": RightsNoun.NEIGHBOURS,
    "region": RightsNoun.MANAGEMENT,
    "rights": RightsNoun.MANAGEMENT,
    "trail": RightsNoun.MANAGEMENT,
    "crises": RightsNoun.MANAGEMENT,
    "measures": RightsNoun.MANAGEMENT,
    "post": RightsNoun.MANAGEMENT,
    "background": RightsNoun.MANAGEMENT,
    "account": RightsNoun.ACCOUNT,
    "messages": RightsNoun.ACCOUNT,
    "filters": RightsNoun.ACCOUNT,
    "follows": RightsNoun.ACCOUNT,
    "drafts": RightsNoun.ACCOUNT,
    "live": RightsNoun.ACCOUNT,
    "language": RightsNoun.ACCOUNT,
    "identity": RightsNoun.SIGN_IN,
    "passwords": RightsNoun.SIGN_IN,
    "second_factors": RightsNoun.SIGN_IN,
    "providers": RightsNoun.SIGN_IN,
    "site": RightsNoun.PUBLIC,
}
