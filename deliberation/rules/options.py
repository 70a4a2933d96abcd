"""Choosing between several options in one ballot: what a voter may pick, what is resolved, what is voted on again.

Who picks an option approves that one and no other: its votes are its approvals, over the same denominators and against
the same thresholds as on any plan, and whoever picks another, none of them or nothing has not approved it. An option
keeps its letter from one ballot to the next.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deliberation.errors import OptionsError, OptionsNarrowedError
from deliberation.rules.terms import Choice, Confidence, Finding, light

if TYPE_CHECKING:
    from collections.abc import Sequence

_LETTERS = "甲乙丙丁戊己庚辛"
#: As many options as there are letters, and with none of them and abstention as many different picks.
MOST_OPTIONS = len(_LETTERS)
MOST_PICKS = MOST_OPTIONS + 2
NONE_OF_THEM = "都不赞成"


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionRule:
    """How many options may be put to the vote, how long their titles may be, and what that rests on."""

    least: int
    most: int
    longest_title: int
    article: str
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One of several options of a ballot, with its number from the first ballot on."""

    number: int
    title: str

    @property
    def letter(self) -> str:
        """What it is called in a word: 甲, 乙, 丙."""
        return _LETTERS[self.number - 1]

    @property
    def named(self) -> str:
        """The letter with the title."""
        return f"{self.letter}、{self.title}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionVotes(Option):
    """An option with how many chose it."""

    votes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionCount:
    """How many chose each of the options, in their order."""

    options: tuple[OptionVotes, ...]
    rule: OptionRule

    @property
    def strongest(self) -> tuple[OptionVotes, ...]:
        """The options from the most votes to the fewest."""
        return tuple(sorted(self.options, key=lambda one: (-one.votes, one.number)))

    @property
    def runoff(self) -> tuple[OptionVotes, ...]:
        """The two strongest, in their order, or the stronger of two: between them it is usually chosen next."""
        return tuple(sorted(self.strongest[: min(2, len(self.options) - 1)], key=lambda one: one.number))

    @property
    def total(self) -> int:
        """How many chose any option."""
        return sum(one.votes for one in self.options)

    @property
    def tied(self) -> bool:
        """Whether no option has more votes than every other."""
        first, *rest = self.strongest
        return bool(rest) and rest[0].votes == first.votes


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """What a voter may pick: the word that is sent, the choice it is, of which option, and how it is called."""

    word: str
    choice: Choice
    option: int | None
    title: str

    @property
    def letter(self) -> str:
        """The letter of the option that is picked, empty where none is."""
        return "" if self.option is None else _LETTERS[self.option - 1]


def picks(options: Sequence[Option]) -> tuple[Pick, ...]:
    """Return what may be picked: approval, rejection, abstention; of several options which one, none, abstention."""
    if not options:
        return tuple(Pick(word=one.value, choice=one, option=None, title=one.title) for one in Choice)
    chosen = [Pick(word=str(one.number), choice=Choice.APPROVE, option=one.number, title=one.named) for one in options]
    rest = ((Choice.AGAINST, NONE_OF_THEM), (Choice.ABSTAIN, Choice.ABSTAIN.title))
    return (*chosen, *(Pick(word=one.value, choice=one, option=None, title=title) for one, title in rest))


def word_of(choice: str, option: int | None) -> str:
    """Return the word of a pick, as it is sent."""
    return str(choice) if option is None else str(option)


def first_options(rule: OptionRule, titles: Sequence[str]) -> tuple[Option, ...]:
    """Return the options a matter is put to the vote with for the first time.

    :raise OptionsError: too few, too many, one twice, one empty or too long.
    Source: product decision D-82.
    """
    fitting = all(0 < len(one) <= rule.longest_title for one in titles)
    if not (rule.least <= len(titles) <= rule.most and fitting and len(set(titles)) == len(titles)):
        raise OptionsError(least=rule.least, most=rule.most, longest=rule.longest_title)
    return tuple(Option(number=number, title=one) for number, one in enumerate(titles, start=1))


def narrowed(before: OptionCount, titles: Sequence[str]) -> tuple[Option, ...]:
    """Return the options that stay after a ballot in which none was resolved: fewer, and none dropped for a weaker one.

    :raise OptionsNarrowedError: there are as many as before, one is new, or one with more votes was left out.
    Source: product decision D-82.
    """
    kept = [one for one in before.options if one.title in titles]
    dropped = [one.votes for one in before.options if one.title not in titles]
    told = bool(kept) and len(kept) == len(titles)
    if not (told and dropped and max(dropped) <= min(one.votes for one in kept)):
        raise OptionsNarrowedError([one.title for one in before.strongest[:-1]])
    return tuple(Option(number=one.number, title=one.title) for one in kept)


def options_finding(count: OptionCount, *, none: int) -> Finding:
    """Say how many chose each option and whose approvals are judged; with the most votes shared, nobody's carry.

    Source: product decision D-82.
    """
    told = "，".join(f"{one.named} {one.votes} 人" for one in count.options)
    first = count.strongest[0]
    if count.tied:
        level = "、".join(f"“{one.letter}”" for one in count.strongest if one.votes == first.votes)
        end = f"{level}的人数相同，谁都不算通过。"
    else:
        end = f"选“{first.letter}”的人数就是赞成的人数，选别的方案和都不赞成的，都没有赞成“{first.letter}”。"
    return Finding(
        code="options_tied" if count.tied else "options_counted",
        text=f"{told}，{NONE_OF_THEM} {none} 人；{end}",
        article=count.rule.article,
        light=light(count.rule.confidence, ok=not count.tied),
        confidence=count.rule.confidence,
    )


def votes_said(options: Sequence[OptionVotes], *, approve: int, against: int, abstain: int) -> str:
    """Return what was voted in words; of several options ``against`` are those who wanted none of them."""
    if not options:
        return f"赞成 {approve} 人，反对 {against} 人，弃权 {abstain} 人"
    told = "，".join(f"{one.named} {one.votes} 人" for one in options)
    return f"{told}，{NONE_OF_THEM} {against} 人，弃权 {abstain} 人"


def margin_said(margin: int) -> str:
    """Return by how much a vote was carried or lost, in words."""
    if margin == 0:
        return "刚好达到"
    return f"多出 {margin} 人" if margin > 0 else f"还差 {-margin} 人"


def options_verdict(options: Sequence[OptionVotes], *, carried: bool) -> str:
    """Return in one phrase which option was resolved, or the two strongest where none was."""
    first, *rest = sorted(options, key=lambda one: (-one.votes, one.number))
    if carried:
        return f"通过“{first.named}”"
    told = "和".join(f"“{one.named}”（{one.votes} 人）" for one in (first, *rest[:1]))
    return f"没有方案通过，人数最多的是{told}" if rest else f"没有通过{told}"
