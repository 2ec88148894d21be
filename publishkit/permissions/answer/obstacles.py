"""What may stand between a letter and a permission: a sentence for each, and the way out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

SAYS = 'if it does permit this, run the command again with --says "the words that permit", copied from the letter'
OWN_SUMMARY = "print a summary of your own, or ask for something smaller with `publishkit rights request`"
WAIT = "wait for the answer of a person; `publishkit rights due` reminds you"


@dataclass(frozen=True, kw_only=True, slots=True)
class Obstacle:
    """One reason why a letter permits nothing by itself."""

    code: str
    sentence: str
    """With `{words}` where the letter's own words stand."""
    hint: str
    firm: bool = False
    """Whether no word of an editor lifts it."""
    words: str = ""
    """The letter's own words, or the header that shows it."""

    def told(self, words: str, ours: str = "") -> "Obstacle":
        """Return the obstacle with the *words* it rests on; *ours* is the title of the work that was asked for."""
        shown = f"“{words}”" if words else ""
        sentence = self.sentence.replace("{ours}", f"“{ours}”" if ours else "another one")
        sentence = sentence.replace("{words}", shown).replace("{sign}", words or "as it seems")
        return replace(self, words=words, sentence=" ".join(sentence.split()).removesuffix(":"))


def _all(*, firm: bool, rows: Mapping[str, tuple[str, str]]) -> dict[str, Obstacle]:
    return {code: Obstacle(code=code, sentence=said, hint=hint, firm=firm) for code, (said, hint) in rows.items()}


OBSTACLES: Mapping[str, Obstacle] = {
    **_all(
        firm=True,
        rows={
            "own": (
                "the mail comes from {sign}, your own address",
                "a permission is the holder's answer; save that mail",
            ),
            "bounce": (
                "a mail server says that a message was not delivered ({sign})",
                "find the right address and send the request again",
            ),
            "automatic": ("a program wrote it, not a person ({sign})", WAIT),
            "away": ("it says only that nobody is there: {words}", WAIT),
            "list": ("it went to a list of readers, not to you ({sign})", "save the holder's answer to your request"),
            "newsletter": ("it is a newsletter: {words}", "save the holder's answer to your request"),
            "forward": (
                "somebody else's mail is passed on in it by {sign}, who permits nothing",
                "save the holder's own mail, or ask the holder to write to you",
            ),
            "silent": (
                "its writer says nothing; it holds only the mail it answers",
                "look whether the answer is in another mail of the thread, and save that one",
            ),
            "empty": ("there is not a word in it", "save the mail again, with its text"),
            "no": ("it says no: {words}", OWN_SUMMARY),
            "form_no": ("the answer form says no: {words}", OWN_SUMMARY),
        },
    ),
    **_all(
        firm=False,
        rows={
            "mixed": ("it says yes and no: {words}", SAYS),
            "limit": ("it sets a condition, or leaves something out: {words}", SAYS),
            "pay": ("it speaks of money: {words}", f"settle the price first; {SAYS}"),
            "refer": ("it names somebody else who decides: {words}", f"ask them; {SAYS}"),
            "defer": ("it does not decide yet: {words}", f"wait for the decision; {SAYS}"),
            "question": ("it asks something back: {words}", f"answer the question; {SAYS}"),
            "fyi": ("it passes something on: {words}", SAYS),
            "unknown": ("no words were found in it that permit anything", SAYS),
            "other_work": (
                "it names {words}; this article is {ours}",
                f"record it with the article it names; {SAYS}",
            ),
            "other_house": ("it is written to somebody else, or for somebody else's pages: {words}", SAYS),
            "unlinked": ("it says {words}, and nothing in it says to what", SAYS),
            "forwarded": ("it was passed on by {sign}", f"save the holder's own mail; {SAYS}"),
            "absent": ("it says that its writer is away: {words}", SAYS),
            "mailing": ("it looks like a newsletter: {words}", SAYS),
            "robot": ("it may come from a program ({sign})", SAYS),
            "versions": ("its plain and its formatted text differ; the other one says {words}", SAYS),
            "hidden": ("words are hidden in it: {words}", SAYS),
            "locked": (
                "it is encrypted, or in a form that only its own mail program reads",
                'save it unencrypted, or as text; or run the command again with --says "the words that permit"',
            ),
            "unreadable": (
                "no words in it can be read by a program (a scan, a picture, a damaged file)",
                'read it yourself and run the command again with --says "the words that permit"',
            ),
            "form_unclear": ("a line of the answer form cannot be read for certain: {words}", SAYS),
            "form_open": ("the answer form is filled in, and its first question is open", SAYS),
            "form_nothing": (
                "the answer form permits only what is marked, and nothing is marked under {words}",
                f"ask what is meant; {SAYS}, and say the rest with options",
            ),
            "form_twice": ("the answer form says two things", SAYS),
            "form_conditions": ("the answer form sets conditions: {words}", f"see that you can keep them; {SAYS}"),
            "says_empty": ("--says is empty", "copy the words of the letter that permit"),
            "says_missing": (
                "the words {words} do not stand in the letter",
                "copy them exactly as its writer wrote them, not from a mail that is quoted",
            ),
            "says_no": ("the words {words} say no, or stand in a sentence that does", OWN_SUMMARY),
            "says_too_little": (
                "it says no elsewhere, and the words {words} do not clearly permit",
                "copy the whole sentence that permits",
            ),
        },
    ),
}
"""Code -> obstacle; the codes are part of `rights grant --json`."""
