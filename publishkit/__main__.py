"""`python -m publishkit` is the `publishkit` command."""

from publishkit.cli.main import run

if __name__ == "__main__":
    run()
