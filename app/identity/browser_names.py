"""The short name of a browser, such as "Firefox · Windows": all that is kept of what it says."""

import re

# In this order: nearly every browser also says that it is another one.
_BROWSERS = (
    ("Edge", r"\bEdg(?:e|A|iOS)?/"),
    ("Opera", r"\b(?:OPR|Opera)/"),
    ("Samsung Internet", r"\bSamsungBrowser/"),
    ("Firefox", r"\b(?:Firefox|FxiOS)/"),
    ("Chrome", r"\b(?:HeadlessChrome|Chrome|Chromium|CriOS)/"),
    ("Safari", r"\bVersion/[\d.]+ .*Safari/"),
)
_SYSTEMS = (
    ("iPhone", r"\biPhone\b"),
    ("iPad", r"\biPad\b"),
    ("Android", r"\bAndroid\b"),
    ("Windows", r"\bWindows\b"),
    ("ChromeOS", r"\bCrOS\b"),
    ("macOS", r"\bMac(?:intosh| OS X)\b"),
    ("Linux", r"\bLinux\b"),
)


def name_of(user_agent: str) -> str:
    """What people call it; "" for what we do not know. Never a version: that tells people apart."""
    said = user_agent[:1000]
    known = (_first(_BROWSERS, said), _first(_SYSTEMS, said))
    return " · ".join(name for name in known if name)


def _first(names: tuple[tuple[str, str], ...], said: str) -> str:
    return next((name for name, pattern in names if re.search(pattern, said)), "")
