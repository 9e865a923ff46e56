"""Who may give which scope to a token."""

from course.core.rules.scopes import SCOPES, scopes_for


def test_learners_give_only_what_concerns_themselves_and_their_cohorts():
    assert scopes_for("learner") == (
        "progress:read",
        "progress:write",
        "attempts:read",
        "attempts:write",
        "profile:read",
        "profile:write",
        "roster:read",
    )


def test_facilitators_may_also_give_what_concerns_their_cohorts():
    assert set(scopes_for("facilitator")) - set(scopes_for("learner")) == {
        "cohorts:read",
        "assessment:read",
        "assessment:write",
        "marking:read",
        "marking:write",
        "questions:read",
    }


def test_admins_give_all():
    assert scopes_for("admin") == tuple(SCOPES)


def test_an_unknown_role_gives_nothing():
    assert scopes_for("anonymous") == ()
