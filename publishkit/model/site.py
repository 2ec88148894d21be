"""`sites/*.toml`: how pages of a site are read where they are read wrongly."""

from typing import Annotated

from pydantic import Field

from publishkit.model.article import Strict

Host = Annotated[
    str, Field(max_length=200, pattern=r"^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$")
]
"""A name of the network in small letters; its subdomains are meant as well."""
Selectors = str | tuple[str, ...]
"""CSS, or XPath where it begins with `/` or `(`; of several the first that finds something counts."""


class Site(Strict):
    """`[[site]]`: rules for the pages of one site."""

    host: Host
    title: Selectors = ()
    kicker: Selectors = ()
    deck: Selectors = ()
    bylines: Selectors = ()
    published: Selectors = ()
    modified: Selectors = ()
    body: Selectors = ()
    """What holds the text; everything outside of it is left out."""
    strip: Selectors = ()
    """What is no article; all of them count."""
    next_page: Selectors = ()
    """The link to the next page of the article."""
    single_page: Selectors = ()
    """The link to the whole article on one page."""


class Sites(Strict):
    """One file of rules."""

    site: tuple[Site, ...] = ()
