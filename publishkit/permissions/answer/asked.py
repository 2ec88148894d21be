"""What is known of us and of our question before the answer is read."""

from dataclasses import dataclass

from publishkit.model.statement import AskedTerms
from publishkit.words import Folding

FREEMAIL = frozenset(
    """gmail.com googlemail.com outlook.com hotmail.com live.com yahoo.com yahoo.de yahoo.fr yahoo.it yahoo.es icloud.com me.com
    gmx.de gmx.net gmx.at gmx.ch web.de t-online.de freenet.de mail.de posteo.de mailbox.org proton.me protonmail.com orange.fr
    free.fr laposte.net wanadoo.fr libero.it tiscali.it virgilio.it wp.pl o2.pl onet.pl interia.pl sapo.pt uol.com.br bol.com.br
    terra.com.br aol.com fastmail.com zoho.com""".split()
)
"""Domains in which an address says nothing of a house."""
_address_key = Folding(form="NFC", case="fold")


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What is known of us and of our question."""

    addresses: frozenset[str] = frozenset()
    """Our own mail addresses."""
    names: tuple[str, ...] = ()
    """Of the work: title and slug, by which a letter without a token shows what it is about."""
    terms: AskedTerms | None = None
    """What the request asked for; None when the letter answers none that we know."""
    text: str = ""
    """Of the request as it was written."""
    text_wanted: bool = True
    """Whether the letter is to permit the text; so with pictures."""
    pictures_wanted: bool = False
    known: bool = False
    """Whether the letter carries the token of one of our requests."""

    @property
    def domains(self) -> frozenset[str]:
        """Our own domains; one that gives addresses to everybody is nobody's."""
        domains = {address.rpartition("@")[2].lower() for address in self.addresses}
        return frozenset(domain for domain in domains if domain and domain not in FREEMAIL)

    def owns(self, address: str) -> bool:
        """Return whether *address* is one of ours."""
        domain = address.rpartition("@")[2].lower()
        ours = any(domain == own or domain.endswith(f".{own}") for own in self.domains)
        return bool(address) and (_address_key(address) in set(map(_address_key, self.addresses)) or ours)
