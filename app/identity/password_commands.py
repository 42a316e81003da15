"""Passwords: how one is stored and checked, and what a new one must be."""

import secrets
from typing import Annotated

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from pydantic import StringConstraints

from app.core import inputs

HASHER = PasswordHash((Argon2Hasher(),))
# Checking an unknown address costs as much as a known one, so that the answer's time does not tell
# them apart.
NOBODY = HASHER.hash(secrets.token_urlsafe(16))

# What somebody chooses, and what somebody shows that they know.
NewPassword = Annotated[
    str,
    StringConstraints(min_length=12, max_length=200, strip_whitespace=False),
    inputs.AS_TYPED,
]
KnownPassword = Annotated[
    str, StringConstraints(max_length=200, strip_whitespace=False), inputs.AS_TYPED
]
