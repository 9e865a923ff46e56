"""Who asks: the person, or nobody, behind one request, job or command."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

ROLES = ("anonymous", "learner", "facilitator", "admin")


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who asks, as plain facts; what they may do stands in each subject's policy.

    Raises ValueError for a role that is not among ROLES, and where role and account contradict each other, so
    that nobody without an account can ever count as staff.
    """

    account_id: UUID | None
    role: str  # one of ROLES
    session_id: UUID | None = None
    display_name: str = ""
    language: str = "en"
    time_zone: str = "UTC"  # an IANA name
    scopes: frozenset[str] | None = None  # None: a browser's session; a set: an API token's scopes
    seen_at: datetime | None = None  # when the session or token was last noted as in use

    def __post_init__(self) -> None:
        if self.role not in ROLES:
            raise ValueError(f"no such role: {self.role}")
        if (self.account_id is None) != (self.role == "anonymous"):
            raise ValueError("an actor has an account, or is anonymous")

    @property
    def signed_in(self) -> bool:
        return self.account_id is not None

    @property
    def is_admin(self) -> bool:
        return self.role == "admin"

    @property
    def is_staff(self) -> bool:
        """Facilitators and admins; which cohorts a facilitator may see is the policy's question."""
        return self.role in {"facilitator", "admin"}

    def has_scope(self, scope: str) -> bool:
        """Tell whether a token allows `scope`; a browser's session is not narrowed."""
        return self.scopes is None or scope in self.scopes


ANONYMOUS = Actor(account_id=None, role="anonymous")
