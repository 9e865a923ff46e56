"""Changes to people, a file a kind. They flush and never commit."""

from course.store.accounts.operations.api_tokens import add_api_token, end_api_token, touch_api_token
from course.store.accounts.operations.limits import (
    forget_counter,
    forget_past_counters,
    hit_counter,
    mark_until,
    release_counter,
)
from course.store.accounts.operations.people import (
    change_email,
    change_language,
    confirm_account,
    find_or_add_person,
    forget_expired,
    restore,
    set_password_hash,
    set_role,
    suspend,
)
from course.store.accounts.operations.profiles import (
    ProfileChange,
    change_profile,
    give_consent,
)
from course.store.accounts.operations.sign_ins import (
    add_sign_in,
    end_sign_in,
    end_sign_ins,
    touch_sign_in,
)
from course.store.accounts.operations.tokens import (
    UsedToken,
    make_one_time_token,
    use_one_time_token,
    void_one_time_tokens,
)

__all__ = [
    "ProfileChange",
    "UsedToken",
    "add_api_token",
    "add_sign_in",
    "change_email",
    "change_language",
    "change_profile",
    "confirm_account",
    "end_api_token",
    "end_sign_in",
    "end_sign_ins",
    "find_or_add_person",
    "forget_counter",
    "forget_expired",
    "forget_past_counters",
    "give_consent",
    "hit_counter",
    "make_one_time_token",
    "mark_until",
    "release_counter",
    "restore",
    "set_password_hash",
    "set_role",
    "suspend",
    "touch_api_token",
    "touch_sign_in",
    "use_one_time_token",
    "void_one_time_tokens",
]
