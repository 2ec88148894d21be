"""Edges of the decision that the truth table does not show."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from hashlib import sha256
from types import MappingProxyType
from typing import Any

import pytest

from publishkit.model.decision import Outcome, RightsPolicy, Stored
from publishkit.model.profile import Limits, PictureTerms, PixelTerms
from publishkit.model.rights import (
    AssetKind,
    Channel,
    Evidence,
    Party,
    Status,
    TdmReservation,
    TdmScope,
    TdmState,
    Withdrawal,
    WithdrawalKind,
)
from publishkit.model.statement import RightsStatement, Treatment
from publishkit.rights.gate.decide import (
    RULES,
    canonical_json,
    decide,
    decision_object,
    policy_version,
    statement_sha256,
    unsigned,
)
from tests.rights.base_case import (
    GRANT,
    LETTER,
    STATEMENT,
    STORED,
    asked,
    decided,
    duty_codes,
    profiles_with,
    reason_codes,
)

PERMITTED = replace(STATEMENT, status=Status.PERMISSION, grants=(GRANT,))
RESERVED = replace(STATEMENT, status=Status.ALL_RIGHTS_RESERVED, tdm=TdmReservation(state=TdmState.RESERVED))
ND = replace(STATEMENT, status=Status.LICENSED_OPEN, license_id="CC-BY-ND-4.0")


def licensed(license_id: str, **more: Any) -> RightsStatement:
    return replace(STATEMENT, status=Status.LICENSED_OPEN, license_id=license_id, **more)


def test_there_are_twenty_two_rules() -> None:
    assert len(RULES) == 22


@pytest.mark.parametrize(("day", "allowed"), [(21, True), (22, True), (23, False)])
def test_the_last_day_of_a_permission_is_a_day_of_it(day: int, allowed: bool) -> None:
    """`valid_until` itself is allowed, the next day is not; on the web it must go afterwards."""
    grant = replace(GRANT, valid_until=date(2024, 11, 22))
    decision = decided(replace(PERMITTED, grants=(grant,)), asked(edition={"date": date(2024, 11, day)}))
    assert decision.ok is allowed
    assert decision.valid_until == (date(2024, 11, 22) if allowed else None)
    assert ("D-EXPIRE" in duty_codes(decision)) is allowed


@pytest.mark.parametrize(("day", "outcome"), [(19, Outcome.BLOCK), (20, Outcome.ALLOW_FULL)])
def test_an_embargo_is_counted_from_first_publication(day: int, outcome: Outcome) -> None:
    """Published on the 18th, two days: not before the 20th."""
    statement = licensed("CC-BY-NC-ND-4.0", profile="dialogue-earth")
    assert decided(statement, asked(edition={"date": date(2024, 11, day)})).outcome is outcome


def test_days_are_counted_in_utc() -> None:
    """Half past eleven at night in New York is the next day in UTC."""
    late = datetime(2024, 11, 18, 23, 30, tzinfo=timezone(timedelta(hours=-5)))
    statement = licensed("CC-BY-NC-ND-4.0", profile="dialogue-earth", first_published=late)
    assert decided(statement, asked(edition={"date": date(2024, 11, 20)})).outcome is Outcome.BLOCK
    same = replace(statement, first_published=datetime(2024, 11, 18, 12, tzinfo=UTC))
    assert decided(same, asked(edition={"date": date(2024, 11, 20)})).ok


def test_an_embargo_of_a_text_without_a_date_is_not_over() -> None:
    statement = licensed("CC-BY-NC-ND-4.0", profile="dialogue-earth", first_published=None)
    decision = decided(statement)
    assert decision.outcome is Outcome.BLOCK
    assert decision.reasons[0].sentence == (
        "The text may not appear until 2 days after first publication, and that day is not known."
    )


def test_an_embargo_holds_back_briefs_whatever_else_is_wrong() -> None:
    """A conflict may not turn BLOCK into a brief."""
    early = licensed("CC-BY-NC-ND-4.0", profile="dialogue-earth", first_published=date(2024, 11, 21), conflict=("two",))
    assert reason_codes(decided(early)) == {"R-CONFLICT", "R-EMBARGO"}


@pytest.mark.parametrize(("days", "allowed"), [(90, True), (91, False)])
def test_the_last_day_of_a_window_is_a_day_of_it(days: int, allowed: bool) -> None:
    statement = licensed("CC-BY-ND-4.0", profile="city-desk-abq")
    day = date(2024, 11, 18) + timedelta(days=days)
    decision = decided(
        statement, asked(edition={"date": day}), profiles=profiles_with("city-desk-abq", terms_checked_on=day)
    )
    assert (decision.ok, decision.valid_until) == ((True, day) if allowed else (False, None))
    assert ("D-EXPIRE" in duty_codes(decision)) is allowed


@pytest.mark.parametrize(("days", "allowed"), [(180, True), (181, False)])
def test_terms_grow_stale_after_half_a_year(days: int, allowed: bool) -> None:
    read = date(2024, 11, 22) - timedelta(days=days)
    statement = replace(STATEMENT, status=Status.PUBLISHER_TERMS, profile="grist")
    assert decided(statement, profiles=profiles_with("grist", terms_checked_on=read)).ok is allowed


def test_advertisements_do_not_clear_what_an_unclear_publisher_may_not_print() -> None:
    """A waiver for advertisements is for publishers who say what they are (rule 15 read strictly, so that it is monotone)."""
    statement = licensed("CC-BY-NC-ND-3.0-US", profile="propublica")
    for ads in (False, True):
        use = asked(edition={"ads": ads, "publisher_type": "unknown"})
        assert reason_codes(decided(statement, use, policy=RightsPolicy(tracking_pixels="web"))) == {"R-CC-NC-UNCLEAR"}


def test_a_translation_under_nd_may_be_full_or_brief_instead() -> None:
    """ND + translated -> [full_verbatim, brief]."""
    decision = decided(ND, asked("translated"))
    assert decision.alternatives == (Treatment.FULL_VERBATIM, Treatment.BRIEF)
    assert decision.max_treatment is Treatment.FULL_VERBATIM


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param(ND, id="a license without derivatives"),
        pytest.param(replace(STATEMENT, status=Status.PUBLISHER_TERMS, profile="grist"), id="publisher's terms"),
        pytest.param(replace(STATEMENT, status=Status.PERMISSION, grants=(GRANT,)), id="a permission"),
    ],
)
def test_a_text_compared_with_nothing_is_not_cleared_without_saying_so(statement: RightsStatement) -> None:
    """Verbatim null is a warning beside the clearance; who does not say asks about the text unchanged."""
    said = {v: decided(statement, asked(verbatim=v)) for v in (None, True)}
    assert all(decision.ok for decision in said.values())
    assert reason_codes(said[None]) - reason_codes(said[True]) == {"W-VERBATIM-UNCHECKED"}
    assert said[None].reasons[0] == said[True].reasons[0], "why it is cleared stands first"
    assert said[None].duties == said[True].duties
    assert reason_codes(decided(statement, asked())) == reason_codes(said[True])


def test_nobody_asks_whether_an_adaptation_is_unchanged() -> None:
    by = replace(ND, license_id="CC-BY-4.0")
    assert reason_codes(decided(by, asked("abridged", verbatim=None))) == {"R-CC-OK"}
    assert reason_codes(decided(by, asked(verbatim=None))) == {"R-CC-OK"}


def test_a_cropped_picture_under_nd_may_be_shown_whole() -> None:
    decision = decided(replace(ND, asset_kind=AssetKind.IMAGE), asked("image_cropped"))
    assert decision.outcome is Outcome.BLOCK
    assert decision.alternatives == (Treatment.IMAGE, Treatment.IMAGE_RESIZED)


@pytest.mark.parametrize(
    ("use", "codes", "alternatives"),
    [
        ({"summary_by": "machine"}, {"R-TDM-MACHINE"}, ("link_only",)),
        ({"longest_run": 9}, {"R-SUMMARY-NEAR-COPY"}, ("link_only",)),
        ({"longest_run": 8, "five_gram": 0.15}, set(), ()),
        ({"five_gram": 0.16}, {"R-SUMMARY-NEAR-COPY"}, ("link_only",)),
        ({"quote_chars": 120, "own_chars": 360}, set(), ()),
        ({"quote_chars": 121, "own_chars": 363}, {"R-QUOTE-TOO-LONG"}, ("link_only",)),
        ({"quote_chars": 110, "own_chars": 329}, {"R-QUOTE-NO-OWN-TEXT"}, ("link_only",)),
        ({"quote_chars": 110, "own_chars": 400, "quoted_chars_from_source": 241}, {"R-QUOTE-TOO-LONG"}, ("link_only",)),
    ],
)
def test_a_brief_has_rules_of_its_own(use: dict[str, Any], codes: set[str], alternatives: tuple[str, ...]) -> None:
    decision = decided(RESERVED, asked("brief", **use))
    assert reason_codes(decision) == {"R-ARR", *codes}
    assert decision.ok is not bool(codes)
    assert decision.alternatives == alternatives


@pytest.mark.parametrize("changes", [{"status": Status.NO_REPUBLICATION}, {"no_rewrite": True}])
def test_who_forbids_rewriting_is_not_quoted(changes: dict[str, Any]) -> None:
    """Rule 19: no quotation at all."""
    statement = replace(RESERVED, holders=(Party(name="Example Agency"),), **changes)
    decision = decided(statement, asked("quote", quote_chars=60, own_chars=900))
    assert "R-QUOTE-NOT-ALLOWED" in reason_codes(decision)
    assert decision.reasons[-1].sentence == "Example Agency does not allow quotations without a license."


def test_a_reservation_for_pictures_does_not_bind_the_text() -> None:
    statement = replace(RESERVED, tdm=TdmReservation(state=TdmState.RESERVED, scope=TdmScope.IMAGE))
    assert decided(statement, asked("brief", summary_by="machine")).ok


def test_a_denial_of_ai_input_asks_for_a_person_too() -> None:
    statement = replace(STATEMENT, status=Status.ALL_RIGHTS_RESERVED, tdm=TdmReservation(ai_input="deny"))
    assert "R-TDM-MACHINE" in reason_codes(decided(statement, asked("brief", summary_by="machine")))


@pytest.mark.parametrize(
    ("grant", "use", "code"),
    [
        ({"valid_from": date(2024, 11, 23)}, {}, "R-GRANT-NOT-YET"),
        ({"withdrawn_on": date(2024, 11, 22)}, {}, "R-GRANT-EXPIRED"),
        ({"max_words": 599}, {}, "R-GRANT-WORDS"),
        ({}, {"edition": {"publisher_type": "unknown"}}, "R-GRANT-COMMERCIAL"),
        ({"commercial": True}, {"edition": {"paywall": True}}, "R-GRANT-PAYWALL"),
        ({"commercial": True}, {"edition": {"ads": True}}, "R-GRANT-ADS"),
        ({"max_copies": 500}, {"edition": {"audience_size": 501}}, "R-GRANT-COPIES"),
        ({"max_copies": 500}, {}, "R-GRANT-COPIES"),
        ({}, {"treatment": "abridged"}, "R-GRANT-TREATMENT"),
        (
            {"treatments": (Treatment.TRANSLATED,), "languages": ("pl",)},
            {"treatment": "translated"},
            "R-GRANT-LANGUAGE",
        ),
        ({"evidence": ()}, {}, "R-GRANT-NO-EVIDENCE"),
    ],
)
def test_every_limit_of_a_permission_is_tested(grant: dict[str, Any], use: dict[str, Any], code: str) -> None:
    statement = replace(PERMITTED, grants=(replace(GRANT, **grant),))
    assert reason_codes(decided(statement, asked(**use))) == {code}


def test_the_permission_of_somebody_else_is_none() -> None:
    """Unless an editor confirmed that the grantor speaks for the holder, or the holder goes by that name too."""
    holders = (Party(name="Example Times Ltd", aliases=("Example Tribune",)),)
    stranger = replace(GRANT, grantor_is_holder=False)
    statement = replace(PERMITTED, holders=holders, grants=(stranger,))
    assert reason_codes(decided(statement)) == {"R-GRANT-WRONG-HOLDER"}
    assert decided(replace(statement, grants=(GRANT,))).ok
    assert decided(replace(statement, grants=(replace(stranger, grantor=Party(name="Example tribune")),))).ok


def test_where_no_holder_is_known_nobody_may_permit() -> None:
    """Until the holder is named, or an editor confirmed that the grantor may decide."""
    decision = decided(replace(PERMITTED, holders=(), grants=(replace(GRANT, grantor_is_holder=False),)))
    assert [reason.sentence for reason in decision.reasons] == [
        "Example Times gave the permission, and nobody is recorded as the rights holder."
    ]
    assert decided(replace(PERMITTED, holders=())).ok


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (None, "says nothing of commercial editions, and this one has sponsors."),
        (False, "is for non-commercial editions, and this one has sponsors."),
    ],
)
def test_a_permission_that_is_silent_on_money_is_not_called_non_commercial(said: bool | None, sentence: str) -> None:
    """It does not cover the edition either way; but a condition is stated only where somebody stated it."""
    statement = replace(PERMITTED, grants=(replace(GRANT, commercial=said),))
    decision = decided(statement, asked(edition={"sponsors": True}))
    assert reason_codes(decision) == {"R-GRANT-COMMERCIAL"}
    assert decision.reasons[0].sentence.endswith(sentence)


@pytest.mark.parametrize(
    ("named", "edition", "ok"),
    [
        ({"sponsors": True}, {"sponsors": True}, True),
        ({"sponsors": True}, {"sponsors": True, "ads": True}, False),
        ({"paywall": True}, {"paywall": True}, True),
        ({"ads": True}, {"price": Decimal(3), "ads": True}, False),
        ({"ads": True, "commercial": False}, {"ads": True}, False),
    ],
)
def test_what_is_permitted_by_name_needs_no_permission_for_all_that_earns(
    named: dict[str, Any], edition: dict[str, Any], ok: bool
) -> None:
    statement = replace(PERMITTED, grants=(replace(GRANT, **named),))
    assert decided(statement, asked(edition=edition)).ok is ok


@pytest.mark.parametrize("written", ["Sjo\u0308berg Press", "SJ\u00d6BERG PRESS", "Sj\u00f6\u00adberg Press"])
def test_a_holder_is_the_same_however_the_name_is_written(written: str) -> None:
    """Decomposed letters, capitals and soft hyphens make nobody another one, in a permission or in a profile."""
    holders = (Party(name="Sj\u00f6berg Press"),)
    given = replace(GRANT, grantor=Party(name=written), grantor_is_holder=False)
    assert decided(replace(PERMITTED, holders=holders, grants=(given,))).ok
    nameless = replace(GRANT, grantor=Party(name="\u00ad"), grantor_is_holder=False)
    statement = replace(PERMITTED, holders=(Party(name="\u200b"),), grants=(nameless,))
    assert reason_codes(decided(statement)) == {"R-GRANT-WRONG-HOLDER"}


def test_the_nearest_permission_is_explained() -> None:
    """Two fail; the one with fewer failures is told."""
    far = replace(GRANT, valid_until=date(2024, 1, 1), channels=(), territories=("PL",))
    near = replace(GRANT, valid_until=date(2024, 11, 1))
    decision = decided(replace(PERMITTED, grants=(far, near)))
    assert [reason.sentence for reason in decision.reasons] == [
        "Permission 20241120@example.org ended on 1 November 2024."
    ]


def test_a_permission_without_a_record_is_no_permission() -> None:
    assert reason_codes(decided(replace(PERMITTED, grants=()))) == {"R-GRANT-MISSING"}


def test_a_proof_without_a_hash_proves_nothing() -> None:
    """An empty hash never equals a missing file."""
    grant = replace(GRANT, evidence=(Evidence(path="evidence/none.eml", sha256=""),))
    assert reason_codes(decided(replace(PERMITTED, grants=(grant,)), stored=Stored())) == {"R-EVIDENCE-MISMATCH"}


def test_a_correction_is_over_once_the_corrected_text_is_stored() -> None:
    """Rule 1: the correction's evidence holds the hash of the text as corrected."""
    recalled = Withdrawal(kind=WithdrawalKind.CORRECTION, on=date(2024, 11, 20), by="Example Times", evidence=(LETTER,))
    old = replace(ND, withdrawn=recalled, input_sha256="0" * 64)
    assert decided(old).reasons[0].sentence == (
        "Corrected by Example Times on 20 November 2024; the corrected text is not stored yet."
    )
    assert decided(replace(old, input_sha256=LETTER.sha256)).ok


def test_the_license_address_wins_over_the_id_unless_the_id_is_stricter() -> None:
    """The URI is the truth; an id that asks for more is a conflict only an editor can settle."""
    by, nd = "https://creativecommons.org/licenses/by/4.0/", "https://creativecommons.org/licenses/by-nd/4.0/"
    assert reason_codes(decided(licensed("CC-BY-4.0", license_uri=nd), asked("abridged"))) == {"R-CC-ND-ADAPTATION"}
    assert reason_codes(decided(licensed("CC-BY-ND-4.0", license_uri=by))) == {"R-CONFLICT"}


def test_a_profile_that_is_not_on_file_clears_nothing() -> None:
    assert reason_codes(decided(licensed("CC-BY-4.0", profile="nobody"))) == {"R-TERMS-UNKNOWN"}


def test_the_publishers_own_license_stands_in_where_the_text_names_none() -> None:
    statement = replace(STATEMENT, status=Status.LICENSED_OPEN, profile="global-voices")
    decision = decided(statement)
    assert reason_codes(decision) == {"R-CC-OK"}
    exact = next(duty for duty in decision.duties if duty.code == "D-CREDIT-EXACT")
    assert exact.params == {
        "text": "This story by Jane Doe originally appeared on Global Voices on 18 November 2024.",
        "placement": "top",
    }


def test_a_required_credit_with_a_name_missing_is_not_printed_with_a_gap() -> None:
    statement = replace(STATEMENT, status=Status.LICENSED_OPEN, profile="global-voices", creators=())
    exact = next(duty for duty in decided(statement).duties if duty.code == "D-CREDIT-EXACT")
    assert exact.params["text"] == "Example Times"


def test_a_stored_waiver_takes_the_place_of_a_pixel() -> None:
    """Refused unless evidence of a waiver is filed; a waiver that changed on disk is none."""
    waived = profiles_with("propublica", pixel=PixelTerms(required_in=(Channel.WEB,), waiver=(LETTER,)))
    statement = licensed("CC-BY-NC-ND-3.0-US", profile="propublica")
    assert decided(statement, profiles=waived).ok
    assert reason_codes(decided(statement, profiles=waived, stored=Stored())) == {"R-PIXEL-REFUSED"}


def test_a_profile_that_excludes_pictures_clears_none() -> None:
    picture = licensed("CC-BY-3.0", profile="global-voices", asset_kind=AssetKind.IMAGE)
    assert reason_codes(decided(picture, asked("image"))) == {"R-TERMS-IMAGES", "R-IMAGE-NOT-CLEARED"}


@pytest.mark.parametrize(("used", "allowed"), [(1, True), (2, False)])
def test_a_monthly_cap_counts_what_is_already_used(used: int, allowed: bool) -> None:
    statement = licensed("CC-BY-NC-4.0", profile="opendemocracy")
    assert decided(statement, asked(used_from_source_this_month=used)).ok is allowed


def test_a_limit_of_words_is_kept() -> None:
    statement = licensed("CC-BY-3.0", profile="global-voices")
    short = profiles_with("global-voices", limits=Limits(max_words=500))
    assert decided(statement, profiles=short).reasons[0].sentence == (
        "Global Voices's terms cover 500 words, the text has 600."
    )


FULL_ONLY = replace(PERMITTED, grants=(replace(GRANT, treatments=(Treatment.FULL_VERBATIM,)),))
TOO_LONG = {"quote_chars": 260, "own_chars": 1040}


@pytest.mark.parametrize(
    ("statement", "use", "most", "instead"),
    [
        pytest.param(
            RESERVED, {"treatment": "link_only", **TOO_LONG}, None, (), id="a link that quotes is no bare link"
        ),
        pytest.param(RESERVED, {"treatment": "link_only", "longest_run": 9}, None, (), id="nor is one that repeats"),
        pytest.param(
            RESERVED, {"treatment": "brief", "five_gram": 0.16}, "link_only", ("link_only",), id="a bare link"
        ),
        pytest.param(FULL_ONLY, {"treatment": "brief"}, "full_verbatim", (), id="a brief although all may be printed"),
        pytest.param(
            FULL_ONLY,
            {"treatment": "brief", **TOO_LONG},
            "full_verbatim",
            ("link_only",),
            id="who asked for a brief is not offered the full text",
        ),
        pytest.param(
            ND,
            {"treatment": "translated", "verbatim": False},
            "full_verbatim",
            ("full_verbatim", "brief"),
            id="a translation differs, the text unchanged does not",
        ),
        pytest.param(
            ND, {"treatment": "brief", "verbatim": False}, "brief", (), id="a text that differs is not unchanged"
        ),
    ],
)
def test_what_is_offered_instead(
    statement: RightsStatement, use: dict[str, Any], most: str | None, instead: tuple[str, ...]
) -> None:
    decision = decided(statement, asked(**use))
    assert (decision.max_treatment, decision.alternatives) == (most, instead)


def test_terms_that_are_broken_open_no_other_treatment() -> None:
    """Read too long ago, and asked for a change they do not allow: the text unchanged is not offered."""
    old = profiles_with("grist", terms_checked_on=date(2024, 5, 25))
    grist = replace(STATEMENT, status=Status.PUBLISHER_TERMS, profile="grist")
    decision = decided(grist, asked("abridged"), profiles=old)
    assert reason_codes(decision) >= {"R-TERMS-STALE"}
    assert (decision.max_treatment, decision.alternatives) == ("brief", ("brief",))


def test_a_bare_link_repeats_nothing_however_strict_the_house_is() -> None:
    policy = RightsPolicy(near_copy_max_run=0, near_copy_max_5gram=0.0, quote_max_chars=0)
    assert decided(RESERVED, asked("brief", longest_run=1), policy=policy).alternatives == ("link_only",)


def test_only_what_is_allowed_in_full_has_a_last_day() -> None:
    """The terms have one, and the use is refused for another reason."""
    statement = licensed("CC-BY-4.0", profile="city-desk-abq")
    day = date(2025, 2, 16)
    assert decided(statement).valid_until == day
    refused = decided(statement, asked(edition={"drm": True}))
    assert (refused.outcome, refused.valid_until) == (Outcome.ALLOW_BRIEF, None)


# --- as JSON, and hashes of what it was made on -----------------------------------------------------------------------


def test_a_decision_as_json() -> None:
    """Names and order are part of our interface."""
    granted = replace(PERMITTED, grants=(replace(GRANT, valid_until=date(2024, 12, 1)),))
    decision = decided(granted, asked())
    made = decision_object(decision)
    assert list(made) == ["outcome", "ok", "max_treatment", "reasons", "duties", "alternatives", "valid_until"]
    assert (made["outcome"], made["ok"], made["max_treatment"]) == ("ALLOW_FULL", True, "full_verbatim")
    assert (made["alternatives"], made["valid_until"]) == ([], "2024-12-01")
    sentence = decision.reasons[0].sentence
    assert sentence
    assert made["reasons"] == [{"code": "R-GRANT-OK", "severity": "info", "sentence": sentence}]
    assert {"code": "D-EXPIRE", "params": {"date": "2024-12-01"}} in made["duties"]  # type: ignore[operator]
    refused = decision_object(decided(replace(RESERVED, asset_kind=AssetKind.IMAGE), asked("image")))
    assert (refused["outcome"], refused["max_treatment"], refused["valid_until"]) == ("BLOCK", None, None)
    assert refused["duties"] == []
    assert decision_object(decided(ND, asked("translated")))["alternatives"] == ["full_verbatim", "brief"]


@dataclass(frozen=True)
class One:
    """A value of a single member."""

    on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Several:
    """A value of every kind of member."""

    word: str = ""
    number: int = 3000
    ones: tuple[One, ...] = ()
    more: One | None = None
    params: Any = None
    made: dict[str, int] = field(default_factory=dict)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Several(), "{}"),
        (Several(word="", number=int("3000"), made={}), "{}"),
        (Several(made={"a": 1}), '{"made":{"a":1}}'),
        (Several(params=MappingProxyType({"a": 1})), '{"params":{"a":1}}'),
        (Several(word="Zürich", number=4), '{"number":4,"word":"Zürich"}'),
        (Several(word=None), "{}"),  # type: ignore[arg-type]
        (Several(params={"b": 1, "a": [2]}), '{"params":{"a":[2],"b":1}}'),
        (Several(ones=(One(date(2024, 2, 9)), One())), '{"ones":[{"on":"2024-02-09"},{}]}'),
        (Several(more=One()), '{"more":{}}'),
        (One(date(2024, 2, 9)), '{"on":"2024-02-09"}'),
        (One(), "{}"),
        (RightsPolicy(), "{}"),
        (RightsPolicy(takedown_days=8, on_not_cleared="brief"), '{"on_not_cleared":"brief","takedown_days":8}'),
    ],
)
def test_equal_values_are_equal_as_canonical_json(value: object, text: str) -> None:
    """Sorted, without spaces, in letters as they are; what is not known or at its default is left out."""
    assert canonical_json(value) == text


@pytest.mark.parametrize("value", [Several, Several(params=One), Several(params={1, 2}), Several(params=b"x")])
def test_what_is_no_value_has_no_canonical_json(value: object) -> None:
    with pytest.raises(TypeError, match=r"^(type|set|bytes)$"):
        canonical_json(value)


def test_a_decision_names_its_rules_and_its_statement() -> None:
    """The version is that of the rules and twelve figures of the house's settings."""
    assert policy_version(RightsPolicy()) == f"1+{sha256(b'{}').hexdigest()[:12]}"
    assert statement_sha256(RightsStatement()) == sha256(b"{}").hexdigest()
    decision = decided(ND)
    assert (decision.policy_version, decision.statement_sha256) == (
        policy_version(RightsPolicy()),
        statement_sha256(ND),
    )
    kept = decide(ND, asked(), policy=RightsPolicy(), profiles={}, stored=STORED, signed=unsigned)
    assert (kept.policy_version, kept.statement_sha256) == ("", "")


def test_the_fingerprint_of_a_statement_follows_its_values() -> None:
    """Equal statements have equal hashes, whatever their defaults; a changed word changes it."""
    one, same, other = decided(ND), decided(replace(ND, no_rewrite=False)), decided(replace(ND, title="Another"))
    assert one.statement_sha256 == same.statement_sha256 != other.statement_sha256
    assert one.policy_version != decided(ND, policy=RightsPolicy(quote_max_chars=11)).policy_version


@pytest.mark.parametrize("written", ["Sjo\u0308berg Press", "SJ\u00d6BERG PRESS"])
def test_a_profile_knows_its_own_pictures_however_the_name_is_written(written: str) -> None:
    known = profiles_with("global-voices", images=PictureTerms(default="own_only"))
    profiles = {"global-voices": replace(known["global-voices"], name="Sj\u00f6berg Press")}
    picture = licensed("CC-BY-3.0", profile="global-voices", asset_kind=AssetKind.IMAGE)
    assert "R-TERMS-IMAGES" in reason_codes(decided(picture, asked("image"), profiles=profiles))
    own = replace(picture, holders=(Party(name=written),))
    assert "R-TERMS-IMAGES" not in reason_codes(decided(own, asked("image"), profiles=profiles))
