"""What every part of the edition needs to know of the house: config, issue, language and its words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from publishkit.edition.words import shown_date
from publishkit.model.config import Config
from publishkit.model.issue import Issue
from publishkit.model.statement import RightsStatement
from publishkit.rights.credit import LicenseShown
from publishkit.rights.license import read_license
from publishkit.rights.sentence import fill_text


@dataclass(frozen=True, kw_only=True, slots=True)
class House:
    """The frame in which an edition is put together."""

    config: Config
    issue: Issue
    language: str
    words: Mapping[str, str]

    @property
    def year(self) -> str:
        """Of the edition."""
        return str(self.issue.date.year)

    @property
    def publisher(self) -> str:
        """Our own name as rights holder."""
        return self.config.publication.publisher

    @property
    def own_license(self) -> LicenseShown:
        """What our own texts are under."""
        return license_shown(self.config.publication.license or None, None)

    @property
    def rights_sentence(self) -> str:
        """The sentence for the whole issue; it never says "all rights reserved"."""
        return fill_text(self.words["issue_rights"], year=self.year, publisher=self.publisher)

    def day(self, moment: date | datetime | None) -> str:
        """Return a day as this edition writes it."""
        return shown_date(moment, self.language)


def license_shown(license_id: str | None, license_uri: str | None) -> LicenseShown:
    """Return the name and canonical address of a license; empty when there is none."""
    if not (license_id or license_uri):
        return LicenseShown(name="", uri="")
    found = read_license(license_uri or license_id)
    return LicenseShown(name=found.name, uri=found.uri or license_uri or "")


def statement_license(statement: RightsStatement) -> LicenseShown:
    """Return the license a statement names."""
    return license_shown(statement.license_id, statement.license_uri)
