"""The `publishkit` command and `python -m publishkit`: Ctrl-C is a line from the first moment on."""

import sys


def main() -> None:
    """Run the command line; modules are loaded within, since that is when an early Ctrl-C comes."""
    try:
        from publishkit.cli.main import run

        run()
    except KeyboardInterrupt:
        sys.stderr.write("publishkit: interrupted\n")
        sys.exit(130)


if __name__ == "__main__":
    main()
