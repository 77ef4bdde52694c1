/* Pairing heaps and the agenda of the C twin; see twin.c. */
#ifndef TWIN_AGENDA_H
#define TWIN_AGENDA_H

#include "twin_tables.h"

/* Pairing heaps (S09). */
static int before(const Turn *t, i32 a, i32 b) {
    return t[a].key < t[b].key || (t[a].key == t[b].key && a < b);
}

static i32 meld(Turn *t, i32 a, i32 b) {
    if (a < 0) return b;
    if (b < 0) return a;
    if (before(t, b, a)) {
        i32 other = a;
        a = b;
        b = other;
    }
    t[b].sibling = t[a].child;
    t[a].child = b;
    return a;
}

static i32 without(Turn *t, i32 root) {
    i32 child = t[root].child, pairs = -1, rest = -1;
    while (child >= 0) {
        i32 a = child, b = t[a].sibling;
        child = b < 0 ? -1 : t[b].sibling;
        t[a].sibling = -1;
        if (b >= 0) t[b].sibling = -1;
        i32 pair = meld(t, a, b);
        t[pair].sibling = pairs;
        pairs = pair;
    }
    while (pairs >= 0) {
        i32 pair = pairs;
        pairs = t[pair].sibling;
        t[pair].sibling = -1;
        rest = meld(t, rest, pair);
    }
    return rest;
}

/* The agenda (S01): a heap for the day at hand, a bucket for each day to come. */
static void push_today(World *w, i64 entry) {
    i64 k = w->heap++, *heap = w->today;
    while (k > 0 && heap[(k - 1) >> 1] > entry) {
        heap[k] = heap[(k - 1) >> 1];
        k = (k - 1) >> 1;
    }
    heap[k] = entry;
}

static i64 pop_today(World *w) {
    i64 *heap = w->today, top = heap[0], n = --w->heap, last = heap[n], k = 0;
    for (;;) {
        i64 least = 2 * k + 1;
        if (least >= n) break;
        if (least + 1 < n && heap[least + 1] < heap[least]) least++;
        if (last <= heap[least]) break;
        heap[k] = heap[least];
        k = least;
    }
    heap[k] = last;
    return top;
}

static i64 stamp(i64 minute, i64 phase, i64 i) {
    return ((minute % DAY_MINUTES) << 36) + (phase << 32) + i;
}

static void post(World *w, i32 i, i64 minute, int phase, int todo) {
    Referral *a = w->r + i;
    i64 day = minute / DAY_MINUTES;
    if (day >= w->c->days) return;
    a->todo = (uint8_t)todo;
    a->phase = (uint8_t)phase;
    a->minute = (i32)minute;
    if (day == w->day) {
        push_today(w, stamp(minute, phase, i));
    } else {
        a->next = w->day_head[day];
        w->day_head[day] = i;
    }
}

#endif
