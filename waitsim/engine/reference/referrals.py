"""Making a referral, and what luck gives it."""

from waitsim.engine.reference.world import Referral, World
from waitsim.records import GROUPED, NEVER
from waitsim.rules import questions
from waitsim.rules.groups import category_in, groups_of, variant_by_age, variant_by_groups
from waitsim.rules.told import BORN, CATEGORIES, PRIORITY, groups_told, told_or


def new_referral(world: World, owner: int, number: int, clock_start: int, step: int) -> Referral:
    """A referral of a child of whom nothing is known, and what luck gave it (S02, S19, S20)."""
    t = world.t
    referral = blank_referral(world, owner, number, clock_start, step)
    shares = t.category_shares[referral.pathway]
    groups = groups_of(referral.who, t.attribute_key, t.category_start, shares)
    settle(world, referral, int(groups), NEVER)
    return referral


def tell_of(world: World, referral: Referral, row: int) -> None:
    """Gives a referral what a file tells of it in place of what luck did (S22, S46)."""
    told = world.t.told[row]
    referral.priority = told_or(int(told[PRIORITY]), referral.priority)
    groups = groups_told(referral.groups, told[CATEGORIES:])
    settle(world, referral, int(groups), int(told[BORN]))


def of_same_child(world: World, first: Referral, referral: Referral) -> None:
    """Makes an opening referral one of the same child as an earlier one (S41, S46)."""
    first.born = born(world, first)
    settle(world, referral, first.groups, first.born)
    referral.born = born(world, referral)
    for earlier in first.child:
        if earlier.born == NEVER:
            earlier.born = referral.born
    referral.child = first.child
    referral.child.append(referral)


def blank_referral(world: World, owner: int, number: int, clock_start: int, step: int) -> Referral:
    """A referral before its child is known.

    Args:
        owner: key of its pathway, or what stands for it in the draws of a further referral (S41).
    """
    p = int(world.t.step_pathway[step])
    who = (world.seed, world.replication, owner, number)
    own = range(int(world.clock_base[p]), int(world.clock_base[p + 1]))
    referral = Referral(
        index=len(world.referrals),
        pathway=p,
        who=who,
        clock_start=clock_start,
        priority=questions.priority_class(who, world.t.priority_shares[p]),
        step=step,
        running={clock for clock in own if world.t.clock_at_referral[clock]},
        yet={clock for clock in own if not world.t.clock_at_referral[clock]},
    )
    referral.child.append(referral)
    world.referrals.append(referral)
    world.going[referral.index] = referral
    return referral


def settle(world: World, referral: Referral, groups: int, birth: int) -> None:
    """Says which child a referral is of, and its variant (S07, S19, S20).

    Args:
        birth: minute of birth; NEVER if it is not known.
    """
    t, p = world.t, referral.pathway
    referral.groups, referral.born = groups, birth
    variant = int(t.variant_priority[p, referral.priority])
    variant += int(variant_by_groups(groups, t.category_start, t.variant_category[p]))
    leaving_age, by_age = int(t.leaving_age[p]), int(t.variant_age_step[p])
    if leaving_age != NEVER or by_age > 0:
        referral.born = born(world, referral)
        age = referral.clock_start - referral.born
        variant += int(variant_by_age(age, t.variant_age[p], by_age))
        if leaving_age != NEVER:
            referral.ages_out = referral.born + leaving_age
    referral.variant = variant


def born(world: World, referral: Referral) -> int:
    """Minute of birth, by the ages of the pathway; NEVER where it has none (S02, S15)."""
    t, p, start = world.t, referral.pathway, referral.clock_start
    if referral.born != NEVER or t.age_high[p, 0] == 0:
        return referral.born
    limited = start < 0 and t.leaving_age[p] != NEVER
    below = int(t.leaving_age[p]) + start if limited else NEVER
    age = questions.age_minutes(referral.who, t.age_shares[p], t.age_low[p], t.age_high[p], below)
    return start - age


def note_groups(world: World, referral: Referral) -> None:
    """Writes down which groups a referral is in (S20)."""
    for attribute, first in enumerate(world.t.category_start[:-1]):
        category = int(first) + category_in(referral.groups, attribute)
        world.note(referral, GROUPED, category, minute=referral.clock_start)
