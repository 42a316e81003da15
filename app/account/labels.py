"""What happened to an account, in words."""

from app.account import events
from app.core.i18n import gettext as _
from app.identity.timeline import Words

WORDS: Words = {
    events.ProfileChanged.name: lambda _facts: _("Name or language changed"),
    events.MailChosen.name: lambda _facts: _("Chosen which mail comes"),
    events.PasswordChanged.name: lambda _facts: _("Password changed"),
    events.AddressAsked.name: lambda _facts: _("New e-mail address asked for"),
    events.AddressChanged.name: lambda _facts: _("E-mail address changed"),
    events.OwnDataTaken.name: lambda _facts: _("File with your own data taken away"),
}
