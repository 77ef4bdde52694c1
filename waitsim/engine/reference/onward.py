"""Further referrals of the same child."""

from waitsim.engine.moments import ARRIVAL, ONWARD
from waitsim.engine.reference.referrals import blank_referral, born, settle
from waitsim.engine.reference.world import Referral, World
from waitsim.records import CROSS_REFERRED, MINUTES_PER_DAY, RE_REFERRED, REFERRED_ON
from waitsim.rules import questions


def refer_on(world: World, referral: Referral, first: int, after: int) -> None:
    """Makes the further referrals that a visit to a step leads to (S41)."""
    t, now = world.t, world.situation(referral)
    key = int(t.step_key[referral.step])
    for k in range(first, after):
        target = int(t.refer_target[k])
        pathway_key = int(t.pathway_key[t.step_pathway[target]])
        owner = questions.cross_owner(referral.who[2], key, referral.visit, pathway_key)
        who = (*referral.who[:2], owner, referral.who[3])
        if questions.comes_about(who, float(t.refer_share[now, k])):
            further = same_child(world, referral, owner, world.now, target)
            further.detail, further.phase = CROSS_REFERRED, ONWARD


def re_refer(world: World, referral: Referral, end: int) -> None:
    """Makes the referral to which an end leads some time later (S42)."""
    t, e = world.t, world.epoch
    target = int(t.return_target[end])
    if target < 0:
        return
    owner = questions.return_owner(referral.who[2], int(t.pathway_key[t.step_pathway[target]]))
    who = (*referral.who[:2], owner, referral.who[3])
    if not questions.comes_about(who, float(t.return_share[e, end])):
        return
    time = (int(t.return_kind[e, end]), float(t.return_a[e, end]), float(t.return_b[e, end]))
    start = world.now + questions.minutes_until_return(who, time, t.bands)
    if start < t.days * MINUTES_PER_DAY:
        further = same_child(world, referral, owner, start, target)
        further.detail, further.phase = RE_REFERRED, ARRIVAL


def same_child(
    world: World, referral: Referral, owner: int, clock_start: int, step: int
) -> Referral:
    """A further referral of the child of another (S41)."""
    further = blank_referral(world, owner, referral.who[3], clock_start, step)
    referral.born = born(world, referral)
    settle(world, further, referral.groups, referral.born)
    further.running = {clock for clock in further.running if world.t.clock_runs[step, clock]}
    further.child = referral.child
    further.child.append(further)
    world.note(referral, REFERRED_ON, further.index)
    world.env.process(world.begin(world, further))
    return further
