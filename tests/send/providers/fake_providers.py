"""Fakes of the providers that hold the list, on loopback: each checks the documented form of every call, and mails nobody.

What they check is from the providers' public documentation; where a form is wrong they answer as the provider would.
"""

import base64
import hmac
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

SECRETS = {
    "PUBLISHKIT_BREVO_KEY": "xkeysib-0123456789abcdef",
    "PUBLISHKIT_BUTTONDOWN_KEY": "bd-0123456789abcdef",
    "PUBLISHKIT_GHOST_KEY": "5f1b2c3d4e5f6a7b8c9d0e1f:" + "ab" * 32,
    "PUBLISHKIT_KIT_KEY": "kit_0123456789abcdef",
    "PUBLISHKIT_LISTMONK_TOKEN": "lm-0123456789abcdef",
    "PUBLISHKIT_MAILCHIMP_KEY": "0123456789abcdef-us21",
}


class RefusedError(Exception):
    """The call is not of the documented form."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status


@dataclass
class Remote:
    """One campaign at a fake."""

    subject: str
    page: str
    text: str = ""
    state: str = ""
    tests: list[str] = field(default_factory=list)
    starts: int = 0
    raw: dict[str, Any] = field(default_factory=dict)


def need(condition: object, status: int, words: str) -> None:
    if not condition:
        raise RefusedError(status, words)


class Fake:
    """What every fake has: campaigns by id, and a fault to make once."""

    def __init__(self) -> None:
        self.readers = 1200
        self.made: dict[str, Remote] = {}
        self.fault: Callable[[str, str], tuple[int, str] | None] = lambda _method, _path: None
        self.cut_after: str = ""
        """Method and path after which the connection is cut, the work done."""

    def add(self, remote: Remote) -> str:
        key = str(len(self.made) + 41)
        self.made[key] = remote
        return key

    def one(self, key: str) -> Remote:
        need(key in self.made, 404, "not found")
        return self.made[key]

    def answer(self, method: str, path: str, query: dict[str, list[str]], headers: Any, body: Any) -> object:
        raise NotImplementedError


class FakeListmonk(Fake):
    def answer(self, method: str, path: str, query: Any, headers: Any, body: Any) -> object:
        need(headers["Authorization"] == "token press:lm-0123456789abcdef", 403, "invalid session or API credentials")
        match method, path.split("/")[2:]:
            case "POST", ["campaigns"]:
                need(
                    body["lists"] == [7] and body["type"] == "regular" and body["content_type"] == "html", 400, "lists"
                )
                need(body["template_id"] == 3 and body["messenger"] == "email", 400, "template")
                need(all(isinstance(one, dict) and len(one) == 1 for one in body["headers"]), 400, "headers")
                key = self.add(Remote(body["subject"], body["body"], body["altbody"], "draft", raw=body))
                return {"data": {"id": int(key), "status": "draft"}}
            case "POST", ["campaigns", key, "test"]:
                need(body["subscribers"], 400, "subscribers")
                self.one(key).tests += body["subscribers"]
                return {"data": True}
            case "PUT", ["campaigns", key, "status"]:
                need(body == {"status": "running"} and self.one(key).state == "draft", 400, "status")
                self.one(key).state, self.one(key).starts = "running", self.one(key).starts + 1
                return {"data": {"id": int(key), "status": "running"}}
            case "GET", ["campaigns", key]:
                sent = {"draft": 0, "running": 500}.get(self.one(key).state, self.readers)
                return {"data": {"id": int(key), "status": self.one(key).state, "sent": sent, "to_send": self.readers}}
            case "GET", ["lists", "7"]:
                return {"data": {"id": 7, "subscriber_count": self.readers}}
            case _:
                raise RefusedError(404, "no such call")


class FakeMailchimp(Fake):
    def answer(self, method: str, path: str, query: Any, headers: Any, body: Any) -> object:  # noqa: PLR0911 - a case a call
        told = base64.b64decode(headers["Authorization"].removeprefix("Basic ")).decode()
        need(told.endswith(":0123456789abcdef-us21"), 401, "API Key Invalid")
        match method, path.split("/")[2:]:
            case "POST", ["campaigns"]:
                need(body["type"] == "regular" and body["recipients"] == {"list_id": "a1b2"}, 400, "recipients")
                need({"subject_line", "title", "from_name", "reply_to"} <= body["settings"].keys(), 400, "settings")
                key = self.add(Remote(body["settings"]["subject_line"], "", state="save", raw=body))
                return {"id": key, "web_id": 4711, "status": "save"}
            case "PUT", ["campaigns", key, "content"]:
                self.one(key).page, self.one(key).text = body["html"], body["plain_text"]
                return {"html": body["html"]}
            case "POST", ["campaigns", key, "actions", "test"]:
                need(body["send_type"] in ("html", "plaintext"), 400, "send_type")
                self.one(key).tests += body["test_emails"]
                return None
            case "GET", ["campaigns", key, "send-checklist"]:
                ready = "*|UNSUB|*" in self.one(key).page
                item = {"type": "error", "heading": "Unsubscribe", "details": "no unsubscribe link"}
                return {"is_ready": ready, "items": [] if ready else [item]}
            case "POST", ["campaigns", key, "actions", "send"]:
                need(self.one(key).state == "save", 400, "already sent")
                self.one(key).state, self.one(key).starts = "sending", self.one(key).starts + 1
                return None
            case "GET", ["campaigns", key]:
                sent = self.readers if self.one(key).state == "sent" else 0
                counts = {"recipients": {"recipient_count": self.readers}}
                return {"id": key, "status": self.one(key).state, "emails_sent": sent, **counts}
            case "GET", ["lists", "a1b2"]:
                return {"id": "a1b2", "stats": {"member_count": self.readers}}
            case _:
                raise RefusedError(404, "no such call")


class FakeBrevo(Fake):
    def answer(self, method: str, path: str, query: Any, headers: Any, body: Any) -> object:
        need(headers["api-key"] == "xkeysib-0123456789abcdef", 401, "Key not found")
        match method, path.split("/")[2:]:
            case "POST", ["emailCampaigns"]:
                need(body["recipients"] == {"listIds": [7]} and "scheduledAt" not in body, 400, "recipients")
                need(set(body["sender"]) == {"name", "email"} and body["name"], 400, "sender")
                return {"id": int(self.add(Remote(body["subject"], body["htmlContent"], state="draft", raw=body)))}
            case "POST", ["emailCampaigns", key, "sendTest"]:
                self.one(key).tests += body["emailTo"]
                return None
            case "POST", ["emailCampaigns", key, "sendNow"]:
                need(self.one(key).state == "draft", 400, "already sent")
                self.one(key).state, self.one(key).starts = "queued", self.one(key).starts + 1
                return None
            case "GET", ["emailCampaigns", key]:
                sent = self.readers if self.one(key).state == "sent" else 0
                counts = {"globalStats": {"sent": self.readers, "delivered": sent}}
                return {"id": int(key), "status": self.one(key).state, "statistics": counts}
            case "GET", ["contacts", "lists", "7"]:
                return {"id": 7, "uniqueSubscribers": self.readers}
            case _:
                raise RefusedError(404, "no such call")


class FakeButtondown(Fake):
    def answer(self, method: str, path: str, query: Any, headers: Any, body: Any) -> object:
        need(headers["Authorization"] == "Token bd-0123456789abcdef", 401, "Invalid token")
        match method, path.split("/")[2:]:
            case "POST", ["emails"]:
                need(body["status"] == "draft" and body["template"] == "naked", 400, "status")
                need(body["body"].startswith("<!-- buttondown-editor-mode: plaintext -->"), 400, "editor mode")
                return {"id": self.add(Remote(body["subject"], body["body"], state="draft", raw=body))}
            case "POST", ["emails", key, "send-draft"]:
                self.one(key).tests += body["recipients"]
                return None
            case "PATCH", ["emails", key]:
                need(headers["X-Buttondown-Live-Dangerously"] == "true", 400, "sending_requires_confirmation")
                need(body == {"status": "about_to_send"} and self.one(key).state == "draft", 400, "status")
                self.one(key).state, self.one(key).starts = "about_to_send", self.one(key).starts + 1
                return {"id": key, "status": "about_to_send"}
            case "GET", ["emails", key]:
                sent = self.readers if self.one(key).state == "sent" else 0
                return {
                    "id": key,
                    "status": self.one(key).state,
                    "analytics": {"recipients": self.readers, "deliveries": sent},
                }
            case "GET", ["subscribers"]:
                need(query == {"type": ["regular"]}, 400, "type")
                return {"results": [], "count": self.readers}
            case _:
                raise RefusedError(404, "no such call")


class FakeKit(Fake):
    def answer(self, method: str, path: str, query: Any, headers: Any, body: Any) -> object:
        need(headers["X-Kit-Api-Key"] == "kit_0123456789abcdef", 401, "The access token is invalid")
        match method, path.split("/")[2:]:
            case "POST", ["broadcasts"]:
                self._check(body)
                need(body["send_at"] is None, 422, "send_at")
                key = self.add(Remote(body["subject"], body["content"], state="draft", raw=body))
                return {"broadcast": {"id": int(key), "send_at": None}}
            case "PUT", ["broadcasts", key]:
                self._check(body)
                need(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", body["send_at"]), 422, "send_at")
                need(self.one(key).state == "draft", 422, "already sent")
                self.one(key).state, self.one(key).starts = "sending", self.one(key).starts + 1
                return {"broadcast": {"id": int(key), "send_at": body["send_at"]}}
            case "GET", ["broadcasts", key]:
                at = None if self.one(key).state == "draft" else "2026-11-20T08:01:00Z"
                return {"broadcast": {"id": int(key), "send_at": at}}
            case "GET", ["broadcasts", key, "stats"]:
                done = self.one(key).state == "completed"
                stats = {"status": self.one(key).state, "recipients": self.readers, "progress": 100.0 if done else 0.0}
                return {"broadcast": {"id": int(key), "stats": stats}}
            case "GET", ["subscribers"]:
                return {"subscribers": [], "pagination": {"total_count": self.readers}}
            case _:
                raise RefusedError(404, "no such call")

    def _check(self, body: Any) -> None:
        need(body["email_template_id"] == 6 and body["public"] is False, 422, "template")
        need(body["subscriber_filter"] == [{"all": [{"type": "all_subscribers"}]}], 422, "filter")


class FakeGhost(Fake):
    visibility, segment = "members", "all"

    def answer(self, method: str, path: str, query: Any, headers: Any, body: Any) -> object:
        self._check(headers["Authorization"].removeprefix("Ghost "))
        need(headers["Accept-Version"].startswith("v5"), 406, "version")
        match method, path.strip("/").split("/")[3:]:
            case "POST", ["posts"]:
                [post] = body["posts"]
                need(query == {"source": ["html"]} and post["status"] == "draft" and post["email_only"], 422, "draft")
                need(post["html"].startswith("<!--kg-card-begin: html-->"), 422, "no HTML card")
                return {"posts": [{"id": self.add(Remote(post["title"], post["html"], state="draft", raw=post))}]}
            case "PUT", ["posts", key]:
                [post] = body["posts"]
                need(query == {"newsletter": ["weekly"], "email_segment": [self.segment]}, 422, "newsletter")
                need(post == {"updated_at": "2026-11-20T07:00:00.000Z", "status": "published"}, 409, "UpdateCollision")
                need(self.one(key).state == "draft", 422, "already sent")
                self.one(key).state, self.one(key).starts = "pending", self.one(key).starts + 1
                return {"posts": [{"id": key, "status": "sent"}]}
            case "GET", ["posts", key]:
                state = self.one(key).state
                told: dict[str, Any] = {"id": key, "updated_at": "2026-11-20T07:00:00.000Z", "status": "draft"}
                if state != "draft":
                    sent = self.readers if state == "submitted" else 0
                    told |= {"email": {"status": state, "email_count": self.readers, "delivered_count": sent}}
                return {"posts": [told]}
            case "GET", ["newsletters"]:
                found = [{"id": "6f", "slug": "weekly", "visibility": self.visibility}]
                return {"newsletters": found if query["filter"] == ["slug:weekly"] else []}
            case "GET", ["members"]:
                return {"members": [], "meta": {"pagination": {"total": self.counted[query["filter"][0]]}}}
            case _:
                raise RefusedError(404, "no such call")

    @property
    def counted(self) -> dict[str, int]:
        """Filter -> members, as Ghost counts them."""
        all_ = "newsletters:weekly+email_disabled:0"
        return {all_: self.readers, f"{all_}+status:-free": 40, f"{all_}+(status:comped)": 5}

    def _check(self, token: str) -> None:
        head, said, signature = token.split(".")
        key = bytes.fromhex("ab" * 32)
        good = base64.urlsafe_b64encode(hmac.digest(key, f"{head}.{said}".encode(), "sha256")).rstrip(b"=").decode()
        told = json.loads(base64.urlsafe_b64decode(said + "=="))
        need(
            signature == good and told["aud"] == "/admin/" and 0 < told["exp"] - told["iat"] <= 300,
            401,
            "Invalid token",
        )
        need(json.loads(base64.urlsafe_b64decode(head + "=="))["kid"] == "5f1b2c3d4e5f6a7b8c9d0e1f", 401, "Unknown key")


FAKES: dict[str, tuple[type[Fake], dict[str, Any], str, str]] = {
    "brevo-campaign": (FakeBrevo, {"list_id": 7, "without": "text headers"}, "{{ unsubscribe }}", "sent"),
    "buttondown": (FakeButtondown, {"without": "text headers sender"}, "{{ unsubscribe_url }}", "sent"),
    "ghost": (
        FakeGhost,
        {"newsletter": "weekly", "without": "text headers sender layout"},
        "%%{unsubscribe_url}%%",
        "submitted",
    ),
    "kit": (FakeKit, {"template_id": 6, "without": "text headers layout"}, "{{ unsubscribe_url }}", "completed"),
    "listmonk": (FakeListmonk, {"user": "press", "list_id": 7, "template_id": 3}, "{{ UnsubscribeURL }}", "finished"),
    "mailchimp": (FakeMailchimp, {"audience_id": "a1b2", "without": "headers"}, "*|UNSUB|*", "sent"),
}
"""Provider -> its fake, its options, its tag for leaving, and its word for "sent"."""


class Server:
    """A fake behind an address."""

    def __init__(self, fake: Fake) -> None:
        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                """Nothing."""

            def _do(self) -> None:
                parts = urlsplit(self.path)
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                call = f"{self.command} {parts.path}"
                fault = fake.fault(self.command, parts.path)
                if fault:
                    status, words = fault
                    return self._say(status, {"message": words})
                try:
                    told = json.loads(body) if body else None
                    status, answer = (
                        200,
                        fake.answer(self.command, parts.path, parse_qs(parts.query), self.headers, told),
                    )
                except RefusedError as no:
                    status, answer = no.status, {"message": str(no)}
                except (KeyError, ValueError, TypeError, AttributeError) as wrong:
                    status, answer = 400, {"message": f"malformed: {wrong!r}"}
                if fake.cut_after and fake.cut_after in call:
                    self.connection.close()
                    return None
                return self._say(204 if answer is None else status, answer)

            def _say(self, status: int, answer: object) -> None:
                data = b"" if answer is None else json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _do  # noqa: N815 - http.server looks for these names

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
