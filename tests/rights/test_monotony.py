"""Whatever is added to forbid can only forbid."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from publishkit.model.decision import (
    NOBODY,
    Background,
    EditionContext,
    Identity,
    IntendedUse,
    PublisherType,
    Rank,
    RightsPolicy,
)
from publishkit.model.profile import Allowed, Limits, PictureTerms, PixelTerms, Profile
from publishkit.model.rights import AssetKind, Channel, LicenseScope, Party, Status, TdmReservation, TdmState
from publishkit.model.statement import GrantKind, PermissionGrant, RightsStatement, Treatment
from publishkit.rights.gate.decide import PICTURE
from tests.rights.base_case import LETTER, STORED
from tests.rights.restrictions import RESTRICTIONS, Ask

LICENSES = ("CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-ND-4.0", "CC-BY-NC-4.0", "CC-BY-NC-SA-4.0", "CC-BY-NC-ND-4.0")
OTHERS = ("CC0-1.0", "OGL-UK-3.0", "CC-UNSPECIFIED", "GFDL-1.3", "CC-SA-1.0", None)
TEXT = tuple(treatment for treatment in Treatment if treatment not in PICTURE)
TERRITORIES = st.sampled_from([("WORLD",), ("US",), ("PL",), ("DE", "PL"), ()])
yes_no = st.booleans()
often = st.sampled_from([True, True, True, False])
seldom = st.sampled_from([False, False, False, True])


def some(values: tuple[object, ...]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(st.sampled_from(values), unique=True, min_size=1).map(tuple)


grants = st.builds(
    PermissionGrant,
    kind=st.sampled_from(GrantKind),
    grantor=st.just(Party(name="Example Times")),
    grantor_is_holder=yes_no,
    granted_on=st.just(date(2024, 11, 1)),
    valid_from=st.sampled_from([None, date(2024, 11, 20), date(2024, 12, 1)]),
    valid_until=st.sampled_from([None, date(2024, 11, 22), date(2024, 11, 21)]),
    channels=some(tuple(Channel)),
    treatments=some(tuple(Treatment)),
    territories=TERRITORIES,
    max_words=st.sampled_from([None, 500, 1000]),
    commercial=often,
    paywall=often,
    ads=often,
    sponsors=often,
    evidence=st.sampled_from([(LETTER,), ()]),
)
statements = st.builds(
    RightsStatement,
    asset_kind=st.sampled_from([AssetKind.TEXT, AssetKind.TEXT, AssetKind.IMAGE]),
    status=st.sampled_from(
        [*Status, Status.LICENSED_OPEN, Status.LICENSED_OPEN, Status.PERMISSION, Status.PUBLISHER_TERMS]
    ),
    creators=st.sampled_from([(), (Party(name="Jane Doe"),)]),
    holders=st.sampled_from([(), (Party(name="Example Times"),), (Party(name="Somebody"),)]),
    license_id=st.sampled_from([*LICENSES, *LICENSES, *OTHERS]),
    profile=st.sampled_from([None, "terms", "terms", "unread"]),
    source_url=st.sampled_from(["https://example.org/a", "https://example.org/a", None]),
    first_published=st.sampled_from([date(2024, 11, 18), date(2024, 11, 21), date(2024, 1, 1), None]),
    grants=st.lists(grants, max_size=2).map(tuple),
    tdm=st.sampled_from([TdmReservation(), TdmReservation(state=TdmState.RESERVED)]),
    no_rewrite=yes_no,
    basis=st.sampled_from(["", "author died 1911", "author died 1911", "public domain"]),
    copyright_line=st.sampled_from([None, None, "© 2024 Example Times", "© Our House"]),
    publisher=st.sampled_from([None, Party(name="Our House"), Party(name="Example Times")]),
    license_applies_to=st.sampled_from([LicenseScope.UNKNOWN, LicenseScope.THIS, LicenseScope.SITE]),
    claimed_by=st.sampled_from([None, "Jane Doe"]),
    because=st.sampled_from(["", "Commissioned by us in May and paid in full."]),
    approved_by=st.sampled_from([None, "Owen Pascall"]),
)
backgrounds = st.builds(
    Background,
    us=st.sampled_from([NOBODY, Identity(names=("Our House",), sites=("example.org",))]),
    of_workspace=yes_no,
)
editions = st.builds(
    EditionContext,
    channel=st.sampled_from(Channel),
    date=st.just(date(2024, 11, 22)),
    territories=TERRITORIES,
    price=st.sampled_from([Decimal(0), Decimal(0), Decimal(0), Decimal(2)]),
    paywall=seldom,
    ads=seldom,
    sponsors=seldom,
    publisher_type=st.sampled_from([*PublisherType, PublisherType.NONPROFIT, PublisherType.NONPROFIT]),
    news_outlet=yes_no,
    audience_size=st.sampled_from([None, 50, 5000]),
)
uses = st.builds(
    IntendedUse,
    edition=editions,
    treatment=st.sampled_from(Treatment),
    words=st.sampled_from([0, 600]),
    verbatim=st.sampled_from([None, True]),
    summary_by=st.sampled_from(["human", "machine"]),
    quote_chars=st.sampled_from([0, 0, 110, 300]),
    own_chars=st.sampled_from([0, 400, 2000]),
)
profiles = st.builds(
    Profile,
    id=st.just("terms"),
    name=st.just("Example Times"),
    license_id=st.sampled_from([None, "CC-BY-4.0"]),
    license_is_default=yes_no,
    terms_checked_on=st.sampled_from([date(2024, 11, 1), date(2024, 11, 1), date(2023, 1, 1)]),
    allow=st.builds(
        Allowed,
        nc_override=st.sampled_from(["", "ads_ok", "news_outlets"]),
        paywall=often,
        ads=often,
        full_only=yes_no,
        publisher_types=st.sampled_from([("any",), ("nonprofit",), ("news_outlet",)]),
    ),
    limits=st.builds(Limits, not_before_days=st.sampled_from([0, 0, 2]), not_after_days=st.sampled_from([0, 0, 90])),
    pixel=st.builds(PixelTerms, required_in=st.sampled_from([(), (Channel.WEB,)])),
    images=st.builds(PictureTerms, default=st.sampled_from(["excluded", "own_only", "same_license"])),
)
policies = st.builds(RightsPolicy, tracking_pixels=st.sampled_from(["never", "web", "web+email"]))


@st.composite
def questions(draw: st.DrawFn) -> Ask:
    statement, use = draw(statements), draw(uses)
    fitting = st.sampled_from(TEXT if statement.asset_kind is AssetKind.TEXT else PICTURE)
    use = replace(use, treatment=draw(fitting))
    return Ask(
        statement=statement,
        use=use,
        profile=draw(profiles),
        policy=draw(policies),
        stored=STORED,
        background=draw(backgrounds),
    )


@settings(max_examples=120, deadline=None, derandomize=True)
@given(ask=questions())
def test_a_restriction_never_raises_the_outcome(ask: Ask) -> None:
    """Not the outcome, and not whether just what was asked is allowed; every restriction is laid upon every question."""
    before = ask.answer()
    after = {name: restrict(ask).answer() for name, restrict in RESTRICTIONS.items()}
    assert [name for name, answer in after.items() if Rank[answer.outcome.value] > Rank[before.outcome.value]] == []
    assert [name for name, answer in after.items() if answer.ok > before.ok] == []


@settings(max_examples=500, deadline=None, derandomize=True)
@given(ask=questions(), names=st.lists(st.sampled_from(sorted(RESTRICTIONS)), max_size=4))
def test_restrictions_together_never_raise_the_outcome(ask: Ask, names: list[str]) -> None:
    before, after = ask.answer(), ask
    for name in names:
        after = RESTRICTIONS[name](after)
    assert Rank[after.answer().outcome.value] <= Rank[before.outcome.value]


@settings(max_examples=200, deadline=None, derandomize=True)
@given(ask=questions())
def test_the_same_question_has_the_same_answer(ask: Ask) -> None:
    """No clock, no order of a set, no memory of the question before."""
    assert ask.answer() == ask.answer()


@settings(max_examples=300, deadline=None, derandomize=True)
@given(ask=questions())
def test_what_is_offered_instead_is_allowed(ask: Ask) -> None:
    """Every alternative, asked for, is ok; the greatest treatment too; a blocked text offers nothing less than a brief."""
    answer = ask.answer()
    for treatment in (*answer.alternatives, *filter(None, [answer.max_treatment])):
        use = replace(ask.use, treatment=treatment)
        if treatment is Treatment.LINK_ONLY:
            use = replace(use, quote_chars=0)
        assert replace(ask, use=use).answer().ok
    assert not (answer.ok and answer.alternatives)
    assert ask.use.treatment not in answer.alternatives


@settings(max_examples=300, deadline=None, derandomize=True)
@given(ask=questions())
def test_every_sentence_is_whole(ask: Ask) -> None:
    """No gap, no None, no bare bracket, one full stop at the end."""
    for reason in ask.answer().reasons:
        assert reason.sentence[0].isupper()
        assert reason.sentence.endswith(".")
        for gap in ("{", "}", "None", "()", "  ", " .", " ,", ": ."):
            assert gap not in reason.sentence
