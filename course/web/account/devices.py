"""What a browser says it is, in a few words that its owner knows."""

from course.web.i18n import gettext as _

# What stands first wins: browsers name those they descend from, too.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def device_name(said: str) -> str:
    """Return "Firefox, Windows" for what a browser said; words for an unknown one where neither part is known."""
    parts = [next((name for sign, name in known if sign in said), "") for known in (_BROWSERS, _SYSTEMS)]
    return ", ".join(part for part in parts if part) or _("Unknown browser")
