"""The compiled engine: the rules of SEMANTICS.md over arrays, one replication at a call.

Read beside ``reference``, in the order state, agenda, ends, lists, steps, sessions, arrivals,
days, run. Time is kept in one bucket of referrals for each day to come and a heap for the day at
hand; each waiting list is a pairing heap threaded through the referrals. A referral has at most one
event ahead of it and is on at most one list. Those who leave a list are noticed when their turn
comes, which is soon enough because no rule looks at the length of a list.
"""
