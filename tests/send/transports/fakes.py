"""A fake of each HTTP provider: checks the documented form of a request, delivers as the provider would, answers likewise.

A request that is not of that form is answered 400 and remembered in `wrong`, which the tests want empty.
"""

import base64
import json
import re
from collections.abc import Callable, Mapping, Sequence
from email.header import decode_header, make_header
from email.utils import parseaddr
from typing import Any

from tests.send.transports.delivery import Delivery, lowered
from tests.send.transports.loopback import Answer, Seen, answer

SECRET = "s3cret-0123456789-abcdefghij"
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class WrongFormError(Exception):
    """The request is not of the documented form."""


def need(held: object, words: str) -> None:
    if not held:
        raise WrongFormError(words)


class Fake:
    """One provider: what it delivered, what it refused, and how it answers."""

    options: tuple[tuple[str, str], ...] = ()
    """Beside the endpoint."""
    path = ""
    """Of the endpoint."""
    most = 1
    secrets: tuple[tuple[str, str], ...] = ()

    def __init__(self) -> None:
        self.deliveries: list[Delivery] = []
        self.wrong: list[str] = []

    def handle(self, seen: Seen) -> Answer:
        try:
            told, deliveries = self.take(seen)
        except (WrongFormError, KeyError, ValueError, TypeError) as cause:
            self.wrong.append(f"{type(cause).__name__}: {cause}")
            return answer(400, {"message": f"wrong form: {cause}"})
        need(len(deliveries) <= self.most, "too many in a call")
        self.deliveries += deliveries
        return told

    def take(self, seen: Seen) -> tuple[Answer, Sequence[Delivery]]:
        raise NotImplementedError

    def posted(self, seen: Seen, path: str, **headers: str) -> Any:
        """Return the JSON of a POST to *path* with these headers."""
        need(seen.method == "POST" and seen.path == path, f"{seen.method} {seen.path}")
        need(seen.headers.get("content-type", "").startswith("application/json"), "Content-Type")
        for name, value in headers.items():
            need(seen.headers.get(name.replace("_", "-")) == value, f"header {name}")
        return seen.json


def filled(text: str, form: Callable[[str], str], values: Mapping[str, str]) -> str:
    """Return *text* with each value put in its place."""
    for name, value in values.items():
        text = text.replace(form(name), value)
    return text


class Resend(Fake):
    most = 100
    secrets = (("RESEND_API_KEY", SECRET),)

    def __init__(self) -> None:
        super().__init__()
        self.keys: dict[str, tuple[bytes, Answer]] = {}

    def take(self, seen: Seen) -> tuple[Answer, Sequence[Delivery]]:
        messages = self.posted(seen, "/emails/batch", authorization=f"Bearer {SECRET}")
        key = seen.headers["idempotency-key"]
        need(1 <= len(key) <= 256, "Idempotency-Key")
        if key in self.keys:
            body, told = self.keys[key]
            return (told if body == seen.body else answer(409, {"name": "invalid_idempotent_request"})), []
        need(isinstance(messages, list) and messages, "a list of messages")
        told = answer(200, {"data": [{"id": f"re-{place}-{key[:8]}"} for place in range(len(messages))]})
        self.keys[key] = (seen.body, told)
        return told, [self.delivery(message) for message in messages]

    def delivery(self, message: dict[str, Any]) -> Delivery:
        need(set(message) == {"from", "to", "reply_to", "subject", "html", "text", "headers", "tags"}, "fields")
        need(len(message["to"]) == 1, "one reader a message")
        need(all(re.fullmatch(r"[A-Za-z0-9_-]{1,256}", tag["value"]) for tag in message["tags"]), "a tag's letters")
        (to_name, to), (from_name, sender) = parseaddr(message["to"][0]), parseaddr(message["from"])
        return Delivery(
            to=to, to_name=to_name, from_address=sender, from_name=from_name, reply_to=message["reply_to"],
            subject=message["subject"], text=message["text"], html=message["html"],
            headers=lowered(message["headers"]), reference=message["tags"][0]["value"],
        )  # fmt: skip


class Postmark(Fake):
    most = 500
    secrets = (("POSTMARK_SERVER_TOKEN", SECRET),)
    inactive: frozenset[str] = frozenset()

    def take(self, seen: Seen) -> tuple[Answer, Sequence[Delivery]]:
        need(seen.headers.get("x-postmark-server-token") == SECRET, "X-Postmark-Server-Token")
        need(seen.headers.get("accept") == "application/json", "Accept")
        if seen.method == "GET":
            return self.look(seen), []
        messages = self.posted(seen, "/email/batch")
        taken = [message for message in messages if parseaddr(message["To"])[1] not in self.inactive]
        told = [self.told(message, place, message in taken) for place, message in enumerate(messages)]
        return answer(200, told), [self.delivery(message) for message in taken]

    def told(self, message: dict[str, Any], place: int, taken: bool) -> dict[str, Any]:
        if taken:
            return {"ErrorCode": 0, "Message": "OK", "MessageID": f"pm-{place}", "To": message["To"]}
        words = "You tried to send to recipient(s) that have been marked as inactive."
        return {"ErrorCode": 406, "Message": words}

    def look(self, seen: Seen) -> Answer:
        if seen.path == "/server":
            return answer(200, {"Name": "Test", "DeliveryType": "Live"})
        need(seen.path == "/messages/outbound" and seen.query["messagestream"] == ["broadcast"], seen.path)
        found = [one for one in self.deliveries if one.reference == seen.query["metadata_pk_ref"][0]]
        messages = [{"MessageID": "pm-found", "Status": "Sent"} for _ in found]
        return answer(200, {"TotalCount": len(found), "Messages": messages})

    def delivery(self, message: dict[str, Any]) -> Delivery:
        need(message["MessageStream"] == "broadcast", "a broadcast stream")
        need(message["TrackOpens"] is False and message["TrackLinks"] == "None", "no tracking")
        (to_name, to), (from_name, sender) = parseaddr(message["To"]), parseaddr(message["From"])
        return Delivery(
            to=to, to_name=to_name, from_address=sender, from_name=from_name, reply_to=message["ReplyTo"],
            subject=message["Subject"], text=message["TextBody"], html=message["HtmlBody"],
            headers=lowered({one["Name"]: one["Value"] for one in message["Headers"]}),
            reference=message["Metadata"]["pk_ref"],
        )  # fmt: skip


class Brevo(Fake):
    path = "v3"
    most = 1000
    secrets = (("BREVO_API_KEY", SECRET),)

    def take(self, seen: Seen) -> tuple[Answer, Sequence[Delivery]]:
        if seen.path == "/v3/account":
            need(seen.headers.get("api-key") == SECRET, "api-key")
            plan = [{"type": "free", "creditsType": "sendLimit", "credits": 287}, {"type": "sms", "credits": 9}]
            return answer(200, {"email": "x@y.example", "plan": plan}), []
        call = self.posted(seen, "/v3/smtp/email", api_key=SECRET)
        need(UUID.fullmatch(lowered(call["headers"])["idempotencykey"]), "idempotencyKey is a UUID")
        versions = call.get("messageVersions") or [{"to": call["to"], "headers": call["headers"], "params": {}}]
        need("to" not in call or len(versions) == 1, "to beside messageVersions")
        ids = [f"<{place}@brevo>" for place in range(len(versions))]
        told = answer(201, {"messageIds": ids} if "messageVersions" in call else {"messageId": ids[0]})
        return told, [self.delivery(call, version) for version in versions]

    def delivery(self, call: dict[str, Any], version: dict[str, Any]) -> Delivery:
        need(len(version["to"]) == 1, "one reader a version")
        headers = lowered(version["headers"])

        def part(text: str) -> str:
            return filled(text, lambda name: f"{{{{params.{name}}}}}", version["params"])

        return Delivery(
            to=version["to"][0]["email"], to_name=encoded_word(version["to"][0].get("name", "")),
            from_address=call["sender"]["email"], from_name=encoded_word(call["sender"]["name"]),
            reply_to=call["replyTo"]["email"], subject=part(call["subject"]), text=part(call["textContent"]),
            html=part(call["htmlContent"]), headers=headers,
            reference=json.loads(headers["x-mailin-custom"])["pk_ref"],
        )  # fmt: skip


class Mailgun(Fake):
    path = "v3"
    most = 1000
    secrets = (("MAILGUN_API_KEY", SECRET),)

    def take(self, seen: Seen) -> tuple[Answer, Sequence[Delivery]]:
        need(seen.method == "POST" and seen.path == "/v3/lantern.example/messages", seen.path)
        need(seen.headers.get("authorization") == basic("api", SECRET), "basic authorization")
        form = seen.form
        need(form["o:tracking-opens"] == ["no"] and form["o:tracking-clicks"] == ["no"], "no tracking")
        variables = json.loads(form.get("recipient-variables", ["{}"])[0])
        readers = [parseaddr(to) for to in form["to"]]
        need(len(readers) == 1 or set(variables) == {address for _name, address in readers}, "recipient-variables")
        return answer(200, {"id": "<1@mailgun>", "message": "Queued. Thank you."}), [
            self.delivery(form, name, address, variables.get(address, {})) for name, address in readers
        ]

    def delivery(self, form: Mapping[str, list[str]], name: str, address: str, own: Mapping[str, str]) -> Delivery:
        def part(field: str) -> str:
            return filled(form[field][0], lambda key: f"%recipient.{key}%", own)

        from_name, sender = parseaddr(form["from"][0])
        return Delivery(
            to=address, to_name=name, from_address=sender, from_name=from_name, reply_to=part("h:Reply-To"),
            subject=part("subject"), text=part("text"), html=part("html"),
            headers=lowered({field[2:]: part(field) for field in form if field.startswith("h:")}),
            reference=part("v:pk_ref"),
        )  # fmt: skip


class SendGrid(Fake):
    path = "v3"
    most = 1000
    secrets = (("SENDGRID_API_KEY", SECRET),)

    def take(self, seen: Seen) -> tuple[Answer, Sequence[Delivery]]:
        call = self.posted(seen, "/v3/mail/send", authorization=f"Bearer {SECRET}")
        need([part["type"] for part in call["content"]] == ["text/plain", "text/html"], "text first, then HTML")
        settings = call["tracking_settings"]
        need(not settings["open_tracking"]["enable"] and not settings["click_tracking"]["enable"], "no tracking")
        told = Answer(status=202, headers={"X-Message-Id": "sg1"})
        return told, [self.delivery(call, one) for one in call["personalizations"]]

    def delivery(self, call: dict[str, Any], one: dict[str, Any]) -> Delivery:
        need(len(one["to"]) == 1, "one reader a personalization")
        own = one.get("substitutions", {})
        need(len(json.dumps(own)) <= 10_000, "substitutions of at most 10,000 bytes")
        parts = [filled(part["value"], lambda name: name, own) for part in call["content"]]
        return Delivery(
            to=one["to"][0]["email"], to_name=one["to"][0].get("name", ""), from_address=call["from"]["email"],
            from_name=call["from"]["name"], reply_to=call["reply_to_list"][0]["email"], subject=call["subject"],
            text=parts[0], html=parts[1], headers=lowered(one.get("headers") or call["headers"]),
            reference={**call.get("custom_args", {}), **one["custom_args"]}["pk_ref"],
        )  # fmt: skip


class SparkPost(Fake):
    path = "api/v1"
    most = 2000
    secrets = (("SPARKPOST_API_KEY", SECRET),)

    def take(self, seen: Seen) -> tuple[Answer, Sequence[Delivery]]:
        call = self.posted(seen, "/api/v1/transmissions/", authorization=SECRET)
        options = call["options"]
        need(options["open_tracking"] is False and options["click_tracking"] is False, "no tracking")
        count = len(call["recipients"])
        results = {"total_rejected_recipients": 0, "total_accepted_recipients": count, "id": "sp1"}
        return answer(200, {"results": results}), [self.delivery(call, one) for one in call["recipients"]]

    def delivery(self, call: dict[str, Any], one: dict[str, Any]) -> Delivery:
        content, own = call["content"], one.get("substitution_data", {})

        def part(text: str) -> str:
            whole = filled(text, lambda name: f"{{{{{{{name}}}}}}}", own)
            whole = filled(whole, lambda name: f"{{{{{name}}}}}", own)
            need("{{" not in whole, f"something to fill in is left: {whole[:80]}")
            return whole

        from_name, sender = parseaddr(content["from"])
        return Delivery(
            to=one["address"]["email"], to_name=parseaddr(one["address"]["header_to"])[0], from_address=sender,
            from_name=from_name, reply_to=content["reply_to"], subject=part(content["subject"]),
            text=part(content["text"]), html=part(content["html"]),
            headers=lowered({name: part(value) for name, value in content["headers"].items()}),
            reference={**call.get("metadata", {}), **one.get("metadata", {})}["pk_ref"],
        )  # fmt: skip


class Mailjet(Fake):
    path = "v3.1"
    most = 50
    secrets = (("MAILJET_API_KEY", "public-0123456789"), ("MAILJET_SECRET_KEY", SECRET))

    def take(self, seen: Seen) -> tuple[Answer, Sequence[Delivery]]:
        call = self.posted(seen, "/v3.1/send", authorization=basic("public-0123456789", SECRET))
        common = call["Globals"]
        need(common["TrackOpens"] == common["TrackClicks"] == "disabled", "no tracking")
        told = [self.told(place, one) for place, one in enumerate(call["Messages"])]
        return answer(200, {"Messages": told}), [self.delivery(common, one) for one in call["Messages"]]

    def told(self, place: int, one: dict[str, Any]) -> dict[str, Any]:
        to = {"Email": one["To"][0]["Email"], "MessageUUID": f"u{place}", "MessageID": 4560 + place}
        return {"Status": "success", "To": [to], "Cc": [], "Bcc": []}

    def delivery(self, common: dict[str, Any], one: dict[str, Any]) -> Delivery:
        need(len(one["To"]) == 1, "one reader a message")
        whole = {**common, **one}
        need(whole.get("TemplateLanguage") or "Variables" not in whole, "TemplateLanguage for Variables")

        def part(text: str) -> str:
            return filled(text, lambda name: f"{{{{var:{name}}}}}", whole.get("Variables", {}))

        return Delivery(
            to=whole["To"][0]["Email"], to_name=whole["To"][0].get("Name", ""), from_address=whole["From"]["Email"],
            from_name=whole["From"]["Name"], reply_to=whole["ReplyTo"]["Email"], subject=part(whole["Subject"]),
            text=part(whole["TextPart"]), html=part(whole["HTMLPart"]), headers=lowered(whole["Headers"]),
            reference=json.loads(whole["EventPayload"])["pk_ref"],
        )  # fmt: skip


class UnisenderGo(Fake):
    path = "ru/transactional/api/v1"
    most = 500
    secrets = (("UNISENDER_GO_API_KEY", SECRET),)

    def take(self, seen: Seen) -> tuple[Answer, Sequence[Delivery]]:
        call = self.posted(seen, "/ru/transactional/api/v1/email/send.json", x_api_key=SECRET)["message"]
        need(call["track_links"] == 0 and call["track_read"] == 0, "no tracking")
        told = {"status": "success", "job_id": "j1", "emails": [one["email"] for one in call["recipients"]]}
        return answer(200, told), [self.delivery(call, one) for one in call["recipients"]]

    def delivery(self, call: dict[str, Any], one: dict[str, Any]) -> Delivery:
        own = one.get("substitutions", {})

        def part(text: str) -> str:
            return filled(text, lambda name: f"{{{{{name}}}}}", own)

        return Delivery(
            to=one["email"], to_name=own.get("to_name", ""), from_address=call["from_email"],
            from_name=call["from_name"], reply_to=call["reply_to"], subject=part(call["subject"]),
            text=part(call["body"]["plaintext"]), html=part(call["body"]["html"]),
            headers=lowered({name: part(value) for name, value in call["headers"].items()}),
            reference={**call.get("global_metadata", {}), **one["metadata"]}["pk_ref"],
        )  # fmt: skip


class Mandrill(Fake):
    path = "api/1.0"
    secrets = (("MANDRILL_API_KEY", SECRET),)

    def take(self, seen: Seen) -> tuple[Answer, Sequence[Delivery]]:
        call = self.posted(seen, "/api/1.0/messages/send.json")
        need(call["key"] == SECRET, "key")
        message, (to,) = call["message"], call["message"]["to"]
        need(message["track_opens"] is False and message["track_clicks"] is False, "no tracking")
        delivery = Delivery(
            to=to["email"], to_name=to.get("name", ""), from_address=message["from_email"],
            from_name=message["from_name"], reply_to=message["headers"]["Reply-To"], subject=message["subject"],
            text=message["text"], html=message["html"], headers=lowered(message["headers"]),
            reference=message["metadata"]["pk_ref"],
        )  # fmt: skip
        return answer(200, [{"email": to["email"], "status": "sent", "_id": "md1", "reject_reason": None}]), [delivery]


class MailerSend(Fake):
    path = "v1"
    secrets = (("MAILERSEND_API_TOKEN", SECRET),)

    def take(self, seen: Seen) -> tuple[Answer, Sequence[Delivery]]:
        call = self.posted(seen, "/v1/email", authorization=f"Bearer {SECRET}")
        settings = call["settings"]
        need(settings["track_opens"] is False and settings["track_clicks"] is False, "no tracking")
        (to,) = call["to"]
        headers = lowered({one["name"]: one["value"] for one in call["headers"]})
        delivery = Delivery(
            to=to["email"], to_name=to.get("name", ""), from_address=call["from"]["email"],
            from_name=call["from"]["name"], reply_to=call["reply_to"]["email"], subject=call["subject"],
            text=call["text"], html=call["html"], headers=headers, reference=headers["x-pk-ref"],
        )  # fmt: skip
        return Answer(status=202, headers={"Content-Type": "text/html", "X-Message-Id": "ms1"}), [delivery]


class Mailtrap(Fake):
    path = "api"
    secrets = (("MAILTRAP_API_TOKEN", SECRET),)

    def take(self, seen: Seen) -> tuple[Answer, Sequence[Delivery]]:
        call = self.posted(seen, "/api/send", api_token=SECRET)
        (to,) = call["to"]
        delivery = Delivery(
            to=to["email"], to_name=to.get("name", ""), from_address=call["from"]["email"],
            from_name=call["from"]["name"], reply_to=call["reply_to"]["email"], subject=call["subject"],
            text=call["text"], html=call["html"], headers=lowered(call["headers"]),
            reference=call["custom_variables"]["pk_ref"],
        )  # fmt: skip
        return answer(200, {"success": True, "message_ids": ["mt1"]}), [delivery]


class Scaleway(Fake):
    path = "regions/fr-par"
    options = (("project", "9d0e0c9f-4f6f-2a11-8c0e-5f4b5a449d0e"),)
    secrets = (("SCALEWAY_SECRET_KEY", SECRET),)

    def take(self, seen: Seen) -> tuple[Answer, Sequence[Delivery]]:
        call = self.posted(seen, "/regions/fr-par/emails", x_auth_token=SECRET)
        need(call["project_id"] == dict(self.options)["project"], "project_id")
        (to,) = call["to"]
        headers = lowered({one["key"]: one["value"] for one in call["additional_headers"]})
        delivery = Delivery(
            to=to["email"], to_name=to.get("name", ""), from_address=call["from"]["email"],
            from_name=call["from"]["name"], reply_to=headers["reply-to"], subject=call["subject"],
            text=call["text"], html=call["html"], headers=headers, reference=headers["x-pk-ref"],
        )  # fmt: skip
        told = {"emails": [{"id": "sc1", "mail_rcpt": to["email"], "status": "new"}]}
        return answer(200, told), [delivery]


class Postal(Fake):
    secrets = (("POSTAL_API_KEY", SECRET),)

    def take(self, seen: Seen) -> tuple[Answer, Sequence[Delivery]]:
        call = self.posted(seen, "/api/v1/send/message", x_server_api_key=SECRET)
        (to,) = call["to"]
        (to_name, address), (from_name, sender) = parseaddr(to), parseaddr(call["from"])
        headers = lowered(call["headers"])
        delivery = Delivery(
            to=address, to_name=to_name, from_address=sender, from_name=from_name, reply_to=call["reply_to"],
            subject=call["subject"], text=call["plain_body"], html=call["html_body"], headers=headers,
            reference=headers["x-pk-ref"],
        )  # fmt: skip
        told = {"status": "success", "data": {"message_id": "m@postal", "messages": {address: {"id": 7, "token": "t"}}}}
        return answer(200, told), [delivery]


FAKES: Mapping[str, type[Fake]] = {
    "brevo": Brevo,
    "mailersend": MailerSend,
    "mailgun": Mailgun,
    "mailjet": Mailjet,
    "mailtrap": Mailtrap,
    "mandrill": Mandrill,
    "postal": Postal,
    "postmark": Postmark,
    "resend": Resend,
    "scaleway": Scaleway,
    "sendgrid": SendGrid,
    "sparkpost": SparkPost,
    "unisender-go": UnisenderGo,
}


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def encoded_word(text: str) -> str:
    """Return *text* decoded: Brevo takes a name as an encoded word, since it loses one with a comma otherwise."""
    return str(make_header(decode_header(text)))
