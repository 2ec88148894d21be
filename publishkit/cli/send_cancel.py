"""`publishkit send cancel`: nobody else gets it."""

from publishkit.cli.send_office import AsJson, By, ListName, Variant, check_names, open_state, utc_now, who
from publishkit.cli.workspace import IssueName, Workspace, locate
from publishkit.errors import InputError, Problem


def cancel(
    issue: IssueName = None,
    list_name: ListName = None,
    variant: Variant = "",
    by: By = None,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Call the campaign off for good. In the hold nobody has it yet; later, who has it has it."""
    from publishkit.cli.send_status import print_status
    from publishkit.manifest.load import load_config
    from publishkit.send.report import write_report
    from publishkit.send.run.campaigns import find_campaign, stored_variant
    from publishkit.send.run.cancel import cancel as cancel_campaign
    from publishkit.send.status import read_status

    root, issue_id = locate(workspace, issue)
    config = load_config(root)
    name = check_names(config, list_name, variant)
    with open_state(root, config) as store:
        with store.read() as connection:
            found = find_campaign(connection, issue_id, name, stored_variant(config.send.transport, variant))
        if found is None:
            raise not_begun(issue_id, name)
        mine = cancel_campaign(store, found.id, who(by), utc_now())
        with store.read() as connection:
            status = read_status(connection, mine, utc_now())
    write_report(root, status)
    print_status([status], issue_id, as_json=as_json)


def not_begun(issue: str, name: str) -> InputError:
    """Return the error about a campaign that does not exist."""
    message = f"was not sent to `{name}`, and is not about to be"
    return InputError(Problem(place=f"send {issue}", message=message, hint=f"`publishkit send status {issue}`"))
