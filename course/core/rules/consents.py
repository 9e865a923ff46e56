"""To what people agree, each purpose by itself, and the version of the words they agreed to."""

from collections.abc import Mapping

TERMS = "terms"  # needed for an account
COMMUNITY = "community"  # being found by, and finding, people of other cohorts
PURPOSES = (TERMS, COMMUNITY)

# Raised when the words change in substance; who agreed to an older version is asked again.
POLICY_VERSIONS: Mapping[str, str] = {TERMS: "2026-11", COMMUNITY: "2026-11"}
