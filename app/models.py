"""Every table of the product in one import, for Alembic."""

from app.account.models import AddressChange
from app.actions.models import (
    Action,
    ActionMatch,
    ActionNote,
    ActionPartner,
    ActionStep,
    ActionText,
)
from app.audit.models import AuditEntry
from app.core.installation import marked
from app.drafts.models import FormDraft
from app.filters.models import SavedFilter
from app.follows.models import Follow
from app.identity.models import (
    KnownBrowser,
    LoginSession,
    Membership,
    Organisation,
    Person,
    SignInFailure,
)
from app.imports.models import ImportDraft
from app.interpretations.models import (
    Interpretation,
    InterpretationExpert,
    InterpretationProposal,
    InterpretationRemark,
    InterpretationVersion,
)
from app.language.models import WordCount
from app.mail.models import Mail, MailRefusal
from app.matches.models import Match
from app.matches.notes import MatchNote
from app.members.models import MemberInvitation
from app.messages.models import DigestDay
from app.needs.models import Need, NeedText
from app.offers.models import Offer, OfferText
from app.organisations.models import OrganisationClaim, OrganisationProfile
from app.passwords.models import PasswordLink, PasswordRequest
from app.planning.models import Plan, PlanLine, PlanNeed
from app.providers.models import Provider, ProviderLogin, ProviderRound, ProviderTie, SpentLogout
from app.reference.models import (
    Crisis,
    Measure,
    Municipality,
    RegionSettings,
    SafetyRegion,
    SupportType,
    Theme,
)
from app.releases.models import PublicRelease
from app.reports.models import Report
from app.resilience.models import ExampleAdoption, ExampleAppreciation, ResilienceExample
from app.second_factors.models import (
    AuthenticatorApp,
    Passkey,
    PasskeyChallenge,
    PendingSignIn,
    RecoveryCode,
)
from app.signals.models import Signal, SignalTry
from app.suggestions.models import FirstShown, PairRejection, ShownList
from app.tallies.models import NeedTally, PartnerTally, TallyDay, WaitTally
from app.target_groups.models import TargetGroup, TargetGroupEstimate, TargetGroupWords

__all__ = [
    "Action",
    "ActionMatch",
    "ActionNote",
    "ActionPartner",
    "ActionStep",
    "ActionText",
    "AddressChange",
    "AuditEntry",
    "AuthenticatorApp",
    "Crisis",
    "DigestDay",
    "ExampleAdoption",
    "ExampleAppreciation",
    "FirstShown",
    "Follow",
    "FormDraft",
    "ImportDraft",
    "Interpretation",
    "InterpretationExpert",
    "InterpretationProposal",
    "InterpretationRemark",
    "InterpretationVersion",
    "KnownBrowser",
    "LoginSession",
    "Mail",
    "MailRefusal",
    "Match",
    "MatchNote",
    "Measure",
    "MemberInvitation",
    "Membership",
    "Municipality",
    "Need",
    "NeedTally",
    "NeedText",
    "Offer",
    "OfferText",
    "Organisation",
    "OrganisationClaim",
    "OrganisationProfile",
    "PairRejection",
    "PartnerTally",
    "Passkey",
    "PasskeyChallenge",
    "PasswordLink",
    "PasswordRequest",
    "PendingSignIn",
    "Person",
    "Plan",
    "PlanLine",
    "PlanNeed",
    "Provider",
    "ProviderLogin",
    "ProviderRound",
    "ProviderTie",
    "PublicRelease",
    "RecoveryCode",
    "RegionSettings",
    "Report",
    "ResilienceExample",
    "SafetyRegion",
    "SavedFilter",
    "ShownList",
    "SignInFailure",
    "Signal",
    "SignalTry",
    "SpentLogout",
    "SupportType",
    "TallyDay",
    "TargetGroup",
    "TargetGroupEstimate",
    "TargetGroupWords",
    "Theme",
    "WaitTally",
    "WordCount",
    "marked",
]
