"""The license a publisher gives to a text that names none: always the same, or by day and edition."""

from publishkit.model.profile import DatedLicense, Profile
from publishkit.model.statement import RightsStatement
from publishkit.rights.hosts import closeness, read_address
from publishkit.rights.license import License, statement_license
from publishkit.rights.phrases import day_of


def effective_license(statement: RightsStatement, profile: Profile | None) -> License:
    """Return the statement's license; without one, the license the publisher gives to whatever says nothing."""
    named = statement.license_id or statement.license_uri
    if named or profile is None or not profile.license_is_default:
        return statement_license(statement.license_id, statement.license_uri)
    if profile.licenses:
        row = next((row for row in profile.licenses if _covers(row, statement)), None)
        return statement_license(row.license_id, row.license_uri) if row else statement_license(None, None)
    return statement_license(profile.license_id, profile.license_uri)


def _covers(row: DatedLicense, statement: RightsStatement) -> bool:
    """Whether the row is about this text; a day that is not known lies in no row that has a limit."""
    if row.hosts and not closeness(read_address(statement.source_url), row.hosts):
        return False
    day = day_of(statement.first_published)
    if day is None:
        return row.since is None and row.until is None
    return (row.since is None or day >= row.since) and (row.until is None or day <= row.until)
