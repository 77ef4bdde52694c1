/* How a referral goes from step to step in the C twin; see twin.c. */
#ifndef TWIN_STEPS_H
#define TWIN_STEPS_H

#include "twin_agenda.h"

/* Referrals (S02, S41, S42). */
static i32 new_referral(World *w, uint32_t owner, uint32_t number, i64 clock_start, i64 s) {
    const Case *c = w->c;
    i32 i = (i32)w->count++;
    Referral *a = w->r + i;
    i64 p = c->step_pathway[s];
    a->owner = owner;
    a->number = number;
    a->clock_start = (i32)clock_start;
    a->step = (int16_t)s;
    a->list = -1;
    a->pathway = (uint8_t)p;
    a->priority = (uint8_t)pick(c->priority_shares + p * c->priorities, 0, c->priorities,
                                draw(w, owner, number, PRIORITY, 0, 0));
    return i;
}

static i32 further(World *w, i32 i, uint32_t owner, i64 clock_start, i64 s, int came) {
    const Case *c = w->c;
    if (++w->wanted > c->room) return -1;
    i32 j = new_referral(w, owner, w->r[i].number, clock_start, s);
    i64 p = c->step_pathway[s];
    for (i64 k = c->clock_from[p]; k < c->clock_from[p + 1]; k++)
        if (c->clock_runs[s * c->clocks + k]) w->r[j].running |= (uint8_t)(1u << (k - c->clock_from[p]));
    w->r[j].came = (uint8_t)came;
    return j;
}

static void refer_on(World *w, i32 i, i64 minute, i64 first, i64 after) {
    const Case *c = w->c;
    for (i64 k = first; k < after; k++) {
        uint32_t low, purpose = (uint32_t)CROSS_REFERRAL << 24 | (uint32_t)c->step_key[w->r[i].step];
        i64 s = c->refer_target[k];
        uint32_t owner = philox((uint32_t)c->pathway_key[c->step_pathway[s]], 0, w->r[i].visit,
                                w->r[i].owner, purpose, 0, &low);
        if (draw(w, owner, w->r[i].number, FURTHER, 0, 0) >= c->refer_share[w->epoch * c->refers + k]) continue;
        i32 j = further(w, i, owner, minute, s, 3);
        if (j >= 0) post(w, j, minute, ONWARD, BEGIN);
    }
}

static void re_refer(World *w, i32 i, i64 minute, i64 end) {
    const Case *c = w->c;
    i64 s = c->return_target[end], k = w->epoch * c->ends + end;
    if (s < 0) return;
    uint32_t low, owner = philox((uint32_t)c->pathway_key[c->step_pathway[s]], 0, 0,
                                 w->r[i].owner, (uint32_t)RE_REFERRAL << 24, 0, &low);
    uint32_t number = w->r[i].number;
    if (draw(w, owner, number, FURTHER, 0, 0) >= c->return_share[k]) return;
    double u = draw(w, owner, number, UNTIL_RETURN, 0, 0);
    i64 start = minute + lasting(c->return_kind[k], c->return_a[k], c->return_b[k], u);
    if (start >= c->days * DAY_MINUTES) return;
    i32 j = further(w, i, owner, start, s, 4);
    if (j >= 0) post(w, j, start, ARRIVAL, BEGIN);
}

/* Ends (S04, S05). */
static void end_wait(World *w, i32 i, i64 minute, int outcome) {
    Referral *a = w->r + i;
    tally_ended(w->c, a->list, a->priority, a->joined, minute, outcome);
    a->list = -1;
}

static void stop_clocks(World *w, i32 i, i64 minute, int all) {
    const Case *c = w->c;
    Referral *a = w->r + i;
    i64 first = c->clock_from[a->pathway];
    for (i64 k = first; a->running && k < c->clock_from[a->pathway + 1]; k++) {
        uint8_t bit = (uint8_t)(1u << (k - first));
        if (!(a->running & bit) || !(all || c->clock_stops[a->step * c->clocks + k])) continue;
        a->running &= (uint8_t)~bit;
        tally_ended(c, c->lists + k, a->priority, a->clock_start, minute, all);
        tally_started(c, k, a->clock_start, minute, all);
    }
}

static void finish(World *w, i32 i, i64 minute, i64 end) {
    const Case *c = w->c;
    Referral *a = w->r + i;
    a->over = 1;
    stop_clocks(w, i, minute, 1);
    re_refer(w, i, minute, end);
    c->endings[(end * c->priorities + a->priority) * c->weeks + minute / WEEK]++;
}

static void leave(World *w, i32 i) {
    i64 minute = w->r[i].leaves;
    end_wait(w, i, minute, 1);
    finish(w, i, minute, w->c->end_base[w->r[i].pathway]);
}

/* Lists (S06, S09). */
static void insert(World *w, i32 i) {
    const Case *c = w->c;
    Referral *a = w->r + i;
    i64 class = c->list_by_priority[a->list] ? a->priority : 0;
    w->turn[i].key = (c->list_precedence[a->list] << 56) + (class << 48) + a->since + ((i64)1 << 40);
    w->turn[i].child = w->turn[i].sibling = -1;
    w->root[a->list] = meld(w->turn, w->root[a->list], i);
}

static i32 head(World *w, i64 list, i64 minute) {
    while (w->root[list] >= 0) {
        i32 i = w->root[list];
        if (w->r[i].leaves > minute) return i;
        w->root[list] = without(w->turn, i);
        leave(w, i);
    }
    return -1;
}

static i32 patience(World *w, i32 i, i64 minute, i64 list) {
    const Case *c = w->c;
    Referral *a = w->r + i;
    double hazard = c->hazard[w->epoch * c->steps + a->step];
    if (!c->list_leaving[list] || hazard <= 0.0) return NEVER;
    double u = draw(w, a->owner, a->number, LEAVE, c->step_key[a->step], (i64)a->visit << 16);
    double wait = ceil(-logarithm(1.0 - u) / hazard);
    return wait > 1e9 ? NEVER : (i32)(minute + (wait < 1 ? 1 : (i64)wait));
}

static void join(World *w, i32 i, i64 minute, i64 list) {
    Referral *a = w->r + i;
    a->list = (int16_t)list;
    a->joined = (i32)minute;
    a->since = w->c->list_by_clock[list] ? a->clock_start : (i32)minute;
    a->leaves = patience(w, i, minute, list);
    insert(w, i);
}

/* Steps (S03, S08, S11, S12, S17). */
static int choose(World *w, i32 i, i64 minute) {
    const Case *c = w->c;
    Referral *a = w->r + i;
    i64 s = a->step, start = c->route_start[s], stop = c->route_start[s + 1];
    if (c->refer_done[s] < c->refer_start[s + 1]) refer_on(w, i, minute, c->refer_done[s], c->refer_start[s + 1]);
    if (stop - start > 1)
        start += pick(c->route_shares + w->epoch * c->routes, start, stop,
                      draw(w, a->owner, a->number, ROUTE, c->step_key[s], (i64)a->visit << 16));
    i64 target = c->route_target[start];
    if (target < 0) {
        finish(w, i, minute, -target - 1);
        return 0;
    }
    a->step = (int16_t)target;
    return 1;
}

static void enter(World *w, i32 i, i64 minute) {
    const Case *c = w->c;
    for (int going = 1; going;) {
        Referral *a = w->r + i;
        i64 s = a->step, at = w->epoch * c->steps + s;
        a->visit = a->visits[c->local[s]]++;
        a->sessions = a->misses = 0;
        a->attempts = 0;
        c->entries[(s * c->priorities + a->priority) * c->weeks + minute / WEEK]++;
        if (c->refer_start[s] < c->refer_done[s]) refer_on(w, i, minute, c->refer_start[s], c->refer_done[s]);
        going = 0;
        if (c->step_kind[s] == CONTACT || c->step_kind[s] == COURSE) {
            join(w, i, minute, c->new_list[s]);
            continue;
        }
        stop_clocks(w, i, minute, 0);
        if (c->step_kind[s] == DELAY) {
            double u = draw(w, a->owner, a->number, DURATION, c->step_key[s], (i64)a->visit << 16);
            post(w, i, minute + lasting(c->duration_kind[at], c->duration_a[at], c->duration_b[at], u), ARRIVAL, MOVE_ON);
        } else {
            going = choose(w, i, minute);
        }
    }
}

static void rejoin(World *w, i32 i, i64 minute) {
    Referral *a = w->r + i;
    if (a->leaves <= minute) {
        leave(w, i);
        return;
    }
    if (w->c->rebook_to_back[w->epoch * w->c->steps + a->step]) a->since = (i32)minute;
    insert(w, i);
}

static void go_on(World *w, i32 i, i64 minute) {
    const Case *c = w->c;
    Referral *a = w->r + i;
    if (a->todo == FALL_DUE) {
        join(w, i, minute, c->follow_list[a->step]);
    } else if (a->todo == REJOIN) {
        rejoin(w, i, minute);
    } else {
        i64 week = minute / WEEK;
        if (a->todo == BEGIN && a->came == 0)
            c->referrals[(a->pathway * c->priorities + a->priority) * c->weeks + week]++;
        else if (a->todo == BEGIN)
            c->further[(a->pathway * 2 + a->came - 3) * c->weeks + week]++;
        if (a->todo == BEGIN || choose(w, i, minute)) enter(w, i, minute);
    }
}

#endif
