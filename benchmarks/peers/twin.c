/* The rules that WL-5x6 uses, in C: what the kernel's inner loop does, for a like-for-like ratio.
 *
 * It reads the tables of a model, asks the same draws, goes through events in the same order and
 * fills the same tallies, which must come out equal. Rule numbers are those of SEMANTICS.md. Laid
 * out as one would in C: a referral is one cache line, and events are counted as they happen.
 */
#include "twin_steps.h"

/* Contacts (S09 to S12). */
static int attend(World *w, i32 i, i64 minute) {
    const Case *c = w->c;
    Referral *a = w->r + i;
    i64 s = a->step, at = w->epoch * c->steps + s, attempt = a->attempts++;
    i32 *contacts = c->contacts + s * 3 * c->weeks + minute / WEEK;
    if (c->dna[at] > 0.0 && draw(w, a->owner, a->number, ATTEND, c->step_key[s],
                                 ((i64)a->visit << 16) + attempt) < c->dna[at]) {
        contacts[2 * c->weeks]++;
        if (++a->misses < c->most_missed[at]) {
            i64 after = c->rebook_after[at];
            post(w, i, minute + after, after ? ARRIVAL : ONWARD, REJOIN);
        } else {
            end_wait(w, i, minute, 1);
            finish(w, i, minute, c->end_base[a->pathway] + 2);
        }
        return 0;
    }
    end_wait(w, i, minute, 0);
    a->misses = 0;
    int n = ++a->sessions;
    contacts[n == 1 ? 0 : c->weeks]++;
    if (n == 1) stop_clocks(w, i, minute, 0);
    if (c->sessions[at] <= n)
        post(w, i, minute, ONWARD, MOVE_ON);
    else
        post(w, i, minute + c->every[at], ARRIVAL, FALL_DUE);
    return 1;
}

static int serve(World *w, i32 i, i64 minute) {
    const Case *c = w->c;
    i64 s = w->r[i].step, list = w->r[i].list, *minutes = c->minutes;
    const i64 *child = c->need_minutes + w->epoch * c->needs, *admin = c->need_admin + w->epoch * c->needs;
    int able = 1;
    for (i64 k = c->need_start[s]; k < c->need_start[s + 1]; k++)
        if (child[k] + admin[k] > w->balance[c->need_group[k]]) able = 0;
    if (able) {
        w->root[list] = without(w->turn, i);
        able = 1 + attend(w, i, minute);
    }
    for (i64 k = c->need_start[s]; k < c->need_start[s + 1]; k++) {
        i64 g = c->need_group[k], spent = child[k] + (able == 1 ? 0 : admin[k]);
        if (able) {
            w->balance[g] -= spent;
            minutes[(g * USES + (able == 2 ? USED : LOST)) * c->weeks + minute / WEEK] += spent;
        } else {
            i64 kept = spent < w->balance[g] ? spent : w->balance[g];
            w->balance[g] -= kept;
            w->aside[g] += kept;
        }
    }
    return able;
}

static void hold_sessions(World *w, i64 minute) {
    const Case *c = w->c;
    i64 week = minute / WEEK;
    for (i64 g = 0; g < c->groups; g++) {
        i64 offered = c->offered[w->day * c->groups + g];
        w->aside[g] = 0;
        w->balance[g] = offered ? offered + w->carry[g] : 0;
        if (offered) w->carry[g] = 0;
        c->minutes[(g * USES + OFFERED) * c->weeks + week] += offered;
    }
    for (i64 pool = 0; pool < c->pools; pool++) {
        const i64 *lists = c->pool_list + c->pool_start[pool];
        i64 n = c->pool_start[pool + 1] - c->pool_start[pool];
        i32 first[MOST_LISTS];
        for (i64 k = 0; k < n; k++) first[k] = head(w, lists[k], minute);
        for (;;) {
            i64 best = -1;
            for (i64 k = 0; k < n; k++)
                if (first[k] >= 0 && (best < 0 || before(w->turn, first[k], first[best]))) best = k;
            if (best < 0) break;
            first[best] = serve(w, first[best], minute) ? head(w, lists[best], minute) : -1;
        }
    }
    for (i64 g = 0; g < c->groups; g++) {
        w->carry[g] += w->aside[g];
        c->minutes[(g * USES + UNUSED) * c->weeks + week] += w->balance[g];
    }
}

/* The run. */
static void open_lists(World *w) {
    const Case *c = w->c;
    for (i64 k = 0; k < c->openings; k++) {
        i64 s = c->opening_step[k], p = c->step_pathway[s];
        i32 i = new_referral(w, (uint32_t)c->pathway_key[p], (uint32_t)c->opening_number[k], c->opening_since[k], s);
        Referral *a = w->r + i;
        for (i64 clock = c->clock_from[p]; clock < c->clock_from[p + 1]; clock++)
            if (c->clock_runs[s * c->clocks + clock]) a->running |= (uint8_t)(1u << (clock - c->clock_from[p]));
        a->visits[c->local[s]] = 1;
        a->list = (int16_t)c->new_list[s];
        a->joined = a->since = a->clock_start;
        a->leaves = patience(w, i, 0, a->list);
        insert(w, i);
    }
}

static void live_day(World *w, i64 day) {
    const Case *c = w->c;
    w->day = day;
    w->epoch = c->epoch_of_day[day];
    for (i64 p = 0; p < c->pathways; p++)
        for (i64 k = 0; k < c->received[day * c->pathways + p]; k++) {
            uint32_t number = (uint32_t)((day << 14) + k), owner = (uint32_t)c->pathway_key[p];
            i64 minute = (i64)(draw(w, owner, number, MINUTE, 0, 0) * DAY_MINUTES);
            minute += day * DAY_MINUTES;
            i32 i = new_referral(w, owner, number, minute, c->first_step[p]);
            w->r[i].running = (uint8_t)((1u << (c->clock_from[p + 1] - c->clock_from[p])) - 1);
            post(w, i, minute, ARRIVAL, BEGIN);
        }
    for (i32 i = w->day_head[day]; i >= 0; i = w->r[i].next) push_today(w, stamp(w->r[i].minute, w->r[i].phase, i));
    push_today(w, stamp(SESSION_MINUTE, SESSION, 0));
    while (w->heap > 0) {
        i64 entry = pop_today(w), minute = day * DAY_MINUTES + (entry >> 36);
        if (((entry >> 32) & 15) == SESSION)
            hold_sessions(w, minute);
        else
            go_on(w, (i32)(entry & 0xFFFFFFFF), minute);
    }
}

static void close_run(World *w) {
    const Case *c = w->c;
    i64 horizon = c->days * DAY_MINUTES, count = w->count;
    for (i32 i = 0; i < count; i++) {
        Referral *a = w->r + i;
        if (a->over) continue;
        if (a->list >= 0 && a->leaves < horizon) {
            leave(w, i);
            continue;
        }
        if (a->list >= 0) tally_spell(c, a->list, a->priority, a->joined, (i64)1 << 62);
        i64 first = c->clock_from[a->pathway];
        for (i64 k = first; k < c->clock_from[a->pathway + 1]; k++)
            if (a->running & (1u << (k - first))) {
                tally_spell(c, c->lists + k, a->priority, a->clock_start, (i64)1 << 62);
                tally_started(c, k, a->clock_start, horizon, STILL_OPEN);
            }
    }
}

/* Runs one replication; how many further referrals there should be, or -1 for want of memory. */
i64 run(const Case *c) {
    i64 most = c->made + c->room;
    World *w = calloc(1, sizeof(World));
    Referral *r = aligned_alloc(64, (size_t)most * sizeof(Referral));
    Turn *turn = malloc((size_t)most * sizeof(Turn));
    i64 *today = malloc((size_t)(most + 1) * sizeof(i64)), wanted = -1;
    i32 *day_head = malloc((size_t)c->days * sizeof(i32));
    if (w && r && turn && today && day_head) {
        for (i64 i = 0; i < most; i++) r[i] = (Referral){0};
        for (i64 day = 0; day < c->days; day++) day_head[day] = -1;
        for (i64 k = 0; k < MOST_LISTS; k++) w->root[k] = -1;
        w->c = c;
        w->r = r;
        w->turn = turn;
        w->today = today;
        w->day_head = day_head;
        open_lists(w);
        for (i64 day = 0; day < c->days && w->wanted <= c->room; day++) live_day(w, day);
        if (w->wanted <= c->room) close_run(w);
        wanted = w->wanted;
    }
    free(w);
    free(r);
    free(turn);
    free(today);
    free(day_head);
    return wanted;
}
