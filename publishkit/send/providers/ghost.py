"""Ghost 5 and later, Admin API (docs.ghost.org/admin-api, posts and sending by email)."""

import base64
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from publishkit.errors import ExternalError, InputError, Problem
from publishkit.send.letter.dialects import DIALECTS
from publishkit.send.outcome import Failed, SendOutcome
from publishkit.send.providers.base import (
    BaseProvider,
    CampaignCapabilities,
    CampaignOptions,
    Clock,
    Content,
    RemoteDraft,
    RemoteProgress,
    RemoteState,
    number,
)
from publishkit.send.transports.opening import Opening, checked_base

STATES: Mapping[str, RemoteState] = {
    "draft": RemoteState.DRAFT,
    "scheduled": RemoteState.SCHEDULED,
    "pending": RemoteState.SENDING,
    "submitting": RemoteState.SENDING,
    "submitted": RemoteState.SENT,
    "failed": RemoteState.FAILED,
}
LIFETIME = 300
"""Seconds a token is good for; Ghost takes no longer ones."""


class GhostOptions(CampaignOptions):
    """`[send.options]` of `ghost`."""

    url: str
    """`https://example.ghost.io`"""
    newsletter: str
    """Slug of the newsletter."""
    segment: str = "all"
    """Which members: `all`, `status:free` …"""


class Ghost(BaseProvider):
    """A Ghost publication; the letter stands in an HTML card of a post that is only mailed."""

    name = "ghost"
    capabilities = CampaignCapabilities(test=False, lacks=frozenset({"text", "headers", "sender", "layout"}))
    dialect = DIALECTS["ghost"]
    states = STATES

    def __init__(self, opening: Opening, now: Clock) -> None:
        self.options = self.agreed(opening, GhostOptions)
        key = opening.secrets.need("GHOST_KEY").reveal()
        self.base = checked_base(self.options.url, "url")

        def signed() -> Mapping[str, str]:
            return {"Authorization": f"Ghost {make_token(key, now())}"}

        signed()  # a key of another form is refused now
        self.api = self.open_api(
            opening, f"{self.base}/ghost/api/admin/", headers={"Accept-Version": "v5.0"}, signed=signed
        )

    def draft(self, content: Content) -> RemoteDraft:
        """Make a post in the state `draft` that is only mailed."""
        post = {
            "title": content.subject,
            "email_subject": content.subject,
            "html": content.page,
            "status": "draft",
            "email_only": True,
        }
        made = self.api.call("POST", "posts/?source=html", {"posts": [post]})
        remote_id = self.id_in(_post(made), "id")
        return RemoteDraft(id=remote_id, address=f"{self.base}/ghost/#/editor/post/{remote_id}")

    def start(self, remote_id: str, content: Content) -> SendOutcome:
        """Publish the post to the newsletter; Ghost refuses when somebody has changed it since it was read."""
        try:
            post = _post(self.get_object(f"posts/{remote_id}/"))
        except ExternalError as cause:
            return Failed(reason=str(cause))
        where = f"newsletter={quote(self.options.newsletter)}&email_segment={quote(self.options.segment)}"
        body = {"posts": [{"updated_at": post.get("updated_at"), "status": "published"}]}
        return self.api.once("PUT", f"posts/{remote_id}/?{where}", body)

    def progress(self, remote_id: str) -> RemoteProgress:
        """Return the state of the post's mail; a post without one has not been mailed."""
        post = _post(self.get_object(f"posts/{remote_id}/?include=email"))
        mail = post.get("email") or {}
        word = str(mail.get("status") or ("scheduled" if post.get("status") == "scheduled" else "draft"))
        return self.progress_of(word, number(mail.get("delivered_count")), number(mail.get("email_count")))

    def audience(self) -> int | None:
        """Return the members who get the newsletter."""
        wanted = quote(f"newsletters:{self.options.newsletter}+email_disabled:0")
        answer = self.get_object(f"members/?limit=1&filter={wanted}")
        return number(answer.get("meta", {}).get("pagination", {}).get("total"))


def make_token(key: str, now: datetime) -> str:
    """Return the JSON Web Token (RFC 7519, HS256) for one call; *key* is `id:secret` with the secret in hex.

    Raises:
        InputError: the key is of another form.
    """
    number_, _, secret = key.partition(":")
    try:
        signing = bytes.fromhex(secret)
    except ValueError:
        signing = b""
    if not number_ or not signing:
        hint = "copy the Admin API key of a custom integration: two parts with a colon between"
        raise InputError(Problem(place="PUBLISHKIT_GHOST_KEY", message="is no Admin API key", hint=hint))
    at = int(now.timestamp())
    head = _part({"alg": "HS256", "kid": number_, "typ": "JWT"})
    unsigned = f"{head}.{_part({'iat': at, 'exp': at + LIFETIME, 'aud': '/admin/'})}"
    return f"{unsigned}.{_coded(hmac.digest(signing, unsigned.encode(), 'sha256'))}"


def _part(value: Mapping[str, object]) -> str:
    return _coded(json.dumps(value, separators=(",", ":")).encode())


def _coded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def _post(answer: Any) -> dict[str, Any]:
    posts = answer.get("posts") if isinstance(answer, dict) else None
    return posts[0] if isinstance(posts, list) and posts and isinstance(posts[0], dict) else {}
