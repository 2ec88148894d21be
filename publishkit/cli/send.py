"""`publishkit send`: the letter to its readers. Without a word of its own, `send [ISSUE]` means `send now [ISSUE]`."""

import typer
from typer.core import TyperGroup

from publishkit.cli.send_approve import approve
from publishkit.cli.send_campaign import draft, start
from publishkit.cli.send_cancel import cancel
from publishkit.cli.send_now import now
from publishkit.cli.send_reconcile import reconcile
from publishkit.cli.send_status import status
from publishkit.cli.send_transports import transports
from publishkit.cli.send_trial import trial

DEFAULT = "now"


class SendGroup(TyperGroup):
    """Takes `send`, `send 2026-w47` and `send --dry-run` for `send now …`."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]  # Typer's own context
        """Put the default command before words that begin with none."""
        if not args or (args[0] not in self.commands and args[0] != "--help"):
            args = [DEFAULT, *args]
        return super().parse_args(ctx, args)


send = typer.Typer(
    name="send",
    cls=SendGroup,
    help="Send the letter to its readers: `publishkit send ISSUE`, the same command again to go on.\n\n"
    "Every command takes an ISSUE; by default the newest.",
    no_args_is_help=False,
    rich_markup_mode=None,
)

send.command(short_help="Send the issue; the same as `publishkit send ISSUE`.")(now)
send.command("test", short_help="Mail the letter to yourself.")(trial)
send.command(short_help="Approve the letter whose test you have seen.")(approve)
send.command(short_help="Make a draft at the provider that holds your list.")(draft)
send.command(short_help="Send that draft to the whole list.")(start)
send.command(short_help="Where it stands, and what to do next.")(status)
send.command(short_help="Call it off.")(cancel)
send.command(short_help="Settle what is uncertain.")(reconcile)
send.command(short_help="Ways to a mailbox.")(transports)
