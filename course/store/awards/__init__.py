"""Certificates: issued, replaced, revoked."""
