"""Where a reader may be sent after signing in: to this site only, judged as a browser reads an address."""

MAX_LENGTH = 2000


def safe_next(path: str | None) -> str:
    """Return `path` when every browser reads it as a page of this site, else an empty text.

    A browser drops tabs, line ends and blanks at the ends, reads a backslash as a slash, and takes two slashes
    at the start for another host (WHATWG URL, section 4.4). So a path begins with one slash, followed by
    something else, and holds no sign that a browser would drop or turn.
    """
    if not path or len(path) > MAX_LENGTH or path[0] != "/":
        return ""
    if any(sign <= " " or sign in {"\x7f", "\\"} or "\x80" <= sign <= "\xa0" for sign in path):
        return ""
    place = path.partition("?")[0].partition("#")[0]
    if "//" in place or any(_is_dots(part) for part in place.split("/")):
        return ""
    return path


def _is_dots(part: str) -> bool:
    """Tell whether a browser reads a part as "here" or "one up": such parts could bring two slashes together."""
    return part.lower().replace("%2e", ".") in {".", ".."}
