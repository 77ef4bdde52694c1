#ifndef TWIN_TABLES_H
#define TWIN_TABLES_H

/* What the C twin reads and fills, its draws and its tallies; see twin.c. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

typedef int64_t i64;
typedef int32_t i32;

enum { DAY_MINUTES = 1440, WEEK = 10080, SESSION_MINUTE = 540, NEVER = INT32_MAX };
enum { CONTACT, COURSE, REVIEW, DELAY, DECISION };
enum { ARRIVAL = 4, SESSION = 5, ONWARD = 6 };
enum { BEGIN, MOVE_ON, FALL_DUE, REJOIN };
enum { OFFERED, USED, LOST, UNUSED, USES };
enum { BANDS = 16, SLOTS_OF_STEPS = 10, MOST_GROUPS = 64, MOST_LISTS = 256 };
enum { MINUTE = 2, PRIORITY, ROUTE = 6, ATTEND, LEAVE = 9, DURATION };
enum { FURTHER = 80, CROSS_REFERRAL, RE_REFERRAL, UNTIL_RETURN };

static const i32 edges[BANDS + 1] = {
    0, WEEK, 2 * WEEK, 4 * WEEK, 6 * WEEK, 12 * WEEK, 13 * WEEK, 18 * WEEK, 26 * WEEK,
    39 * WEEK, 52 * WEEK, 65 * WEEK, 78 * WEEK, 104 * WEEK, 156 * WEEK, 208 * WEEK, NEVER};

/* The order is that of `twin.py`. */
typedef struct {
    i64 days, pathways, steps, lists, clocks, priorities, routes, needs, refers, ends, groups;
    i64 pools, dates, openings, made, room, weeks, censuses, bins, months, seed, replication;
    const i64 *epoch_of_day, *received, *offered, *pathway_key, *first_step, *clock_from;
    const i64 *step_kind, *step_pathway, *step_key, *local, *new_list, *follow_list;
    const i64 *sessions, *every, *most_missed, *rebook_after, *rebook_to_back;
    const i64 *duration_kind, *route_start, *route_target, *need_start, *need_group;
    const i64 *need_minutes, *need_admin, *list_precedence, *list_by_priority, *list_by_clock;
    const i64 *list_leaving, *pool_start, *pool_list, *end_base, *opening_step, *opening_since;
    const i64 *opening_number, *refer_start, *refer_done, *refer_target, *return_target;
    const i64 *return_kind, *snapshot_minute, *month_of_day;
    const double *priority_shares, *dna, *hazard, *duration_a, *duration_b, *route_shares;
    const double *refer_share, *return_share, *return_a, *return_b;
    const uint8_t *clock_stops, *clock_runs;
    i32 *open, *ended, *lengths, *entered, *snapshot, *referrals, *entries, *contacts, *endings;
    i64 *minutes;
    i32 *further, *started;
} Case;

typedef struct {
    i32 leaves, joined, since, clock_start, minute, next;
    uint32_t owner, number;
    int16_t step, list;
    uint8_t priority, pathway, running, todo, phase, visit, sessions, misses, came, over;
    uint16_t attempts;
    uint8_t visits[SLOTS_OF_STEPS];
} Referral; /* 64 bytes */

typedef struct {
    i64 key;
    i32 child, sibling;
} Turn;

typedef struct {
    const Case *c;
    Referral *r;
    Turn *turn;
    i64 *today;
    i32 *day_head;
    i32 root[MOST_LISTS];
    uint8_t shut[MOST_LISTS];
    i64 balance[MOST_GROUPS], carry[MOST_GROUPS], aside[MOST_GROUPS];
    i64 heap, day, epoch, count, wanted;
} World;

/* Draws (S02): Philox4x32-10. */
static uint32_t philox(uint32_t k0, uint32_t k1, uint32_t c0, uint32_t c1, uint32_t c2,
                       uint32_t c3, uint32_t *second) {
    for (int round = 0; round < 10; round++) {
        uint64_t p0 = (uint64_t)c0 * 0xD2511F53u, p1 = (uint64_t)c2 * 0xCD9E8D57u;
        c0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
        c1 = (uint32_t)p1;
        c2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
        c3 = (uint32_t)p0;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    *second = c1;
    return c0;
}

static double draw(const World *w, uint32_t owner, uint32_t number, int purpose, i64 key,
                   i64 occurrence) {
    uint32_t low, stream = (uint32_t)purpose << 24 | (uint32_t)key;
    uint32_t high = philox((uint32_t)w->c->seed, (uint32_t)w->c->replication, number, owner,
                           stream, (uint32_t)occurrence, &low);
    return ((double)(high >> 5) * 67108864.0 + (double)(low >> 6)) * 0x1p-53;
}

/* The logarithm of fdlibm, as in rules/portable.py; x above 0 and at most 1. */
static double logarithm(double x) {
    int exponent;
    double mantissa = frexp(x, &exponent);
    if (mantissa < 0.7071067811865476) {
        mantissa *= 2.0;
        exponent--;
    }
    double f = mantissa - 1.0, s = f / (2.0 + f), z = s * s, v = z * z;
    double even = v * (3.999999999940941908e-01 +
                       v * (2.222219843214978396e-01 + v * 1.531383769920937332e-01));
    double odd = z * (6.666666666666735130e-01 +
                      v * (2.857142874366239149e-01 +
                           v * (1.818357216161805012e-01 + v * 1.479819860511658591e-01)));
    double half = 0.5 * f * f, k = exponent;
    double low = s * (half + (even + odd)) + k * 1.90821492927058770002e-10;
    return k * 6.93147180369123816490e-01 - ((half - low) - f);
}

static i32 lasting(i64 kind, double a, double b, double u) {
    double minutes = kind == 0 ? a : kind == 1 ? a * -logarithm(1.0 - u) : a + (b - a) * u;
    i64 whole = (i64)floor(minutes + 0.5);
    return whole < 1 ? 1 : (i32)whole;
}

static int pick(const double *shares, i64 start, i64 stop, double u) {
    i64 k = start;
    while (k < stop - 1 && u >= shares[k]) k++;
    return (int)(k - start);
}

/* Tallies (S18). */
static void tally_spell(const Case *c, i64 spell, i64 class, i64 start, i64 stop) {
    i64 row = spell * c->priorities + class;
    c->entered[row * c->bins + (start < 0 ? -start / WEEK : 0)]++;
    for (int band = 0; band < BANDS; band++) {
        i64 since = start + edges[band];
        if (since >= stop) break;
        i64 until = band == BANDS - 1 || stop < start + edges[band + 1] ? stop : start + edges[band + 1];
        i64 first = since <= 0 ? 0 : (since + WEEK - 1) / WEEK;
        i64 after = until <= 0 ? 0 : (until + WEEK - 1) / WEEK;
        if (first < after) {
            i32 *open = c->open + row * c->censuses * BANDS + band;
            if (first < c->censuses) open[first * BANDS]++;
            if (after < c->censuses) open[after * BANDS]--;
        }
    }
    for (i64 i = 0; i < c->dates; i++) {
        i64 date = c->snapshot_minute[i];
        if (start <= date && date < stop)
            c->snapshot[(row * c->dates + i) * c->bins + (date - start) / WEEK]++;
    }
}

static void tally_ended(const Case *c, i64 spell, i64 class, i64 start, i64 stop, int outcome) {
    tally_spell(c, spell, class, start, stop);
    i64 length = stop - start, row = (spell * c->priorities + class) * 2 + outcome;
    int band = 0;
    while (band < BANDS - 1 && length >= edges[band + 1]) band++;
    c->ended[(row * c->weeks + stop / WEEK) * BANDS + band]++;
    c->lengths[row * c->bins + length / WEEK]++;
}

enum { FATES = 3, STILL_OPEN = 2 };

/* A clock that started in the run, in the month of its start. */
static void tally_started(const Case *c, i64 clock, i64 start, i64 stop, int fate) {
    if (start < 0) return;
    i64 row = (clock * c->months + c->month_of_day[start / DAY_MINUTES]) * FATES + fate;
    c->started[row * (c->weeks + 1) + (stop - start) / WEEK]++;
}

#endif
