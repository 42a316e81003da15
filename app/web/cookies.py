"""Our three cookies, all strictly necessary: session, language, and the one message that survives a
redirect.
"""

from typing import Any, Final

SESSION: Final = "__Host-schakelbord"
LANGUAGE: Final = "__Host-taal"
NOTICE: Final = "__Host-melding"

# `__Host-` asks for Secure, path / and no domain. Secure also on loopback: browsers trust
# 127.0.0.1.
ATTRIBUTES: Final[dict[str, Any]] = {
    "path": "/",
    "secure": True,
    "httponly": True,
    "samesite": "lax",
}
