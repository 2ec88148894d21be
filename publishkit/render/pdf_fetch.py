"""What WeasyPrint may read: the edition's own pictures, from memory. No network, no disk, no `data:`."""

from collections.abc import Mapping

from weasyprint.urls import URLFetcher, URLFetcherResponse

from publishkit.model.asset import Asset

PICTURE_TYPES = ("image/jpeg", "image/png")
"""An SVG could name further addresses, so none is served."""


class IssueFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint publishes no types
    """Answers for the addresses it was given and refuses every other.

    A refusal is logged by WeasyPrint ("Failed to load …"), becomes a remark of the artifact and an error in `check/pdf`.
    """

    def __init__(self, pictures: Mapping[str, Asset]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self._pictures = pictures

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """Return the picture at *url*.

        Raises:
            PermissionError: the address is not one of this edition's pictures.
        """
        picture = self._pictures.get(url)
        if picture is None or picture.media_type not in PICTURE_TYPES:
            raise PermissionError(f"not part of this edition: {url[:80]}")
        return URLFetcherResponse(url, picture.data, {"Content-Type": picture.media_type})
