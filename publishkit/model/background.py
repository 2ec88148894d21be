"""What a statement is weighed against besides its own fields: who we are, and what is known of the work from elsewhere."""

from dataclasses import dataclass

from publishkit.model.rights import StrictValue
from publishkit.model.statement import RightsStatement, Signal


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity(StrictValue):
    """Who publishes: by which names and addresses our own work is known."""

    names: tuple[str, ...] = ()
    """Of the publication, its publisher, and what they also call themselves."""
    people: tuple[str, ...] = ()
    """Who works for the house and may sign for it: its editors."""
    sites: tuple[str, ...] = ()
    """Hosts, `*.host` for everything below one, `host/path` where many publish at one host."""
    reserves_mining: bool = False
    """Whether we reserve text and data mining for our own texts."""

    @property
    def known(self) -> bool:
        """Whether anybody said who we are."""
        return bool(self.names)


NOBODY = Identity()
"""Where nobody said who we are: then nobody who is named is us."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim(StrictValue):
    """A claim as an earlier build wrote it down."""

    by: str
    because: str
    against: tuple[str, ...] = ()
    """Marks of the evidence it answered then."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Background(StrictValue):
    """Who asks, and what a workspace knows of one text or picture besides its statement in rights.toml."""

    us: Identity = NOBODY
    of_workspace: bool = False
    """Whether a workspace was looked at; otherwise all that is known stands in the statement."""
    proposed: RightsStatement | None = None
    """What was read and proposed when it was added, publisher and address of the page included."""
    from_page: bool = False
    """Whether it was added from a web page: then a license of the text would have stood there."""
    signals: tuple[Signal, ...] = ()
    """What the picture's own file says."""
    src: str | None = None
    """Address the picture was taken from."""
    article: RightsStatement | None = None
    """Of a picture: the statement of the text it stands in."""
    recorded: Claim | None = None
    """The claim about this work that the last build of this issue wrote down."""


NO_BACKGROUND = Background()
