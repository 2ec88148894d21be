"""Sources as an editor adds them, read and judged."""

from pathlib import Path

from publishkit.press.adding.take import Taken, take

PARAGRAPHS = (
    "The ferry was built in 1961 and carried up to four hundred people an hour across the harbour, the port office said on Monday.",
    "It was sold in 2015, and for nine years the people of the northern bank took the bus instead of the boat, whatever the weather was.",
    "Tickets cost as much as on the bus, and the northern pier has a new roof against the weather, paid for by the town and its guests.",
    "The port office hopes that the ferry will pay for itself within ten years, as the old one did before the war and long after it.",
)
STORY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
TEXT = "\n\n".join(PARAGRAPHS)


class Reader:
    """Reads sources of one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def page(self, *, head: str = "", top: str = "", end: str = "", footer: str = "", story: str = STORY) -> Taken:
        """A saved page: *top* before the story, *end* after it inside of the article, *footer* below."""
        html = (
            '<!doctype html><html lang="en"><head><title>The ferry returns</title>'
            '<link rel="canonical" href="https://gazette.example/ferry"><meta property="og:site_name" content="Harbour Gazette">'
            f"{head}</head><body><nav><a href='/'>Home</a></nav><article><h1>The ferry returns</h1>{top}{story}{end}</article>"
            f"<footer>{footer}</footer></body></html>"
        )
        return self.read("page.html", html)

    def pasted(self, *, top: str = "", end: str = "", text: str = TEXT) -> Taken:
        """A pasted text."""
        return self.read("paste.txt", "\n\n".join(filter(None, ["The ferry returns", top, text, end])) + "\n")

    def read(self, name: str, content: str | bytes) -> Taken:
        """Any source."""
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        with (self.folder / name).open("rb") as nothing:
            return take(str(path), nothing, None)


def questions(taken: Taken) -> str:
    """What the editor is asked about rights."""
    return "\n".join(line for line in taken.found.review if line.startswith("rights"))
