"""Duties that are kept before anything is rendered: with the reason, for the record of the proof."""

from dataclasses import replace

from publishkit.edition.due import Due
from publishkit.model.edition import Owed
from publishkit.rights.near_copy import measure_likeness


def own_words(due: Due) -> Owed:
    """The gate measured our words against the stored original and would have refused a near copy."""
    entry, policy = due.item.entry, due.house.config.rights
    words = f"{entry.summary}\n{entry.note}".strip()
    if not words:
        return replace(due.owe(), reason="there is no summary")
    if not due.item.source:
        return replace(due.owe(), reason="no original is stored to compare with; the editor answers for it")
    like = measure_likeness(words, due.item.source)
    reason = (
        f"at most {like.longest_run} words in a row of the stored original (limit {policy.near_copy_max_run}), "
        f"{like.five_gram:.0%} of its runs of five words (limit {policy.near_copy_max_5gram:.0%})"
    )
    return replace(due.owe(), reason=reason)


def settled_sale(due: Due) -> Owed:
    """An edition is given away or sold whole; there is no way to sell one item of it."""
    terms = due.house.config.edition
    price = f"for {terms.price} {terms.currency}, whole" if terms.price else "free of charge"
    return replace(due.owe(), reason=f"the edition goes out {price}; no item is sold by itself")


def settled_ads(due: Due) -> Owed:
    """Without advertising there is none against the item; the gate refuses what is sold against single texts."""
    terms = due.house.config.edition
    if not terms.ads:
        return replace(due.owe(), reason="the edition carries no advertising (edition.ads = false)")
    if not terms.ads_against_items:
        told = "advertising is sold for the edition, not against a text (edition.ads_against_items = false)"
        return replace(due.owe(), reason=told)
    return due.owe()
