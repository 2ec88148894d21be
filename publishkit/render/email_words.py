"""The few words of a mail that need the reader's language: names of languages."""

from collections.abc import Callable

from babel import Locale, UnknownLocaleError

from publishkit.model.edition import Edition
from publishkit.model.rights import Notice


def notice_heading(edition: Edition) -> Callable[[Notice], str]:
    """Return what stands over a notice: "Notice, as published (English):"."""

    def heading(notice: Notice) -> str:
        language = language_name(notice.lang, edition.language)
        if not language:
            return edition.labels["full_notice"]
        return edition.labels["notice_as_published"].format(language=language)

    return heading


def language_name(code: str, reader: str) -> str:
    """Return the name of the language *code* in the language *reader*; "" when it has none.

    >>> language_name("de", "en"), language_name("en", "de"), language_name("und", "en")
    ('German', 'Englisch', '')
    """
    if code in ("", "und"):
        return ""
    try:
        return Locale.parse(code, sep="-").get_display_name(Locale.parse(reader, sep="-")) or ""
    except (UnknownLocaleError, ValueError):
        return code
