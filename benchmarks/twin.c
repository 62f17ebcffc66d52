/* The day of `supplychain/dynamics.py` by hand: how fast this machine could play it.
 *
 * `benchmarks.twin` puts the numbers of one chain in front of this text, as constants: one
 * distribution centre, stages retailers first. Built when it is measured, never shipped.
 */
#include <math.h>
#include <stdint.h>

#define N_STAGES (N_RETAILERS + 1)
#define DC N_RETAILERS
#define N_LINES 7

typedef int64_t units;

typedef struct {
    units on_hand[N_STAGES], in_transit[N_STAGES], position[N_STAGES];
    units owed[N_RETAILERS], sold[N_RETAILERS], lost[N_RETAILERS];
    units pipeline[N_SLOTS];
    double ledger[N_LINES];
} chain_state;

static inline double surplus(units stock, units capacity)
{
    return capacity * tanh((stock - capacity) / (0.75 * capacity));
}

static inline void one_day(units day, const units orders[N_STAGES],
                           const units *restrict demand, chain_state *restrict x)
{
    double revenue = 0, holding = 0, fixed = 0, variable = 0, lost_sales = 0, overflow = 0;
    units accepted = orders[DC] < LOT_LIMIT[DC] ? orders[DC] : LOT_LIMIT[DC];
    fixed += accepted > 0 ? FIXED_COST[DC] : 0.0;
    variable += VARIABLE_COST[0] * accepted;

    units *slot = &x->pipeline[FIRST_SLOT[DC] + day % LEAD_TIME[DC]];
    units stock = x->on_hand[DC] + *slot;
    x->in_transit[DC] += accepted - *slot;
    *slot = accepted;
    if (stock > CAPACITY[DC])
        overflow += OVERFLOW_COST[DC] * surplus(stock, CAPACITY[DC]);

    units shipment[N_RETAILERS];
    for (int r = 0; r < N_RETAILERS; r++) {
        units received = x->pipeline[FIRST_SLOT[r] + day % LEAD_TIME[r]];
        x->on_hand[r] += received;
        x->in_transit[r] -= received;
        if (x->on_hand[r] > CAPACITY[r])
            overflow += OVERFLOW_COST[r] * surplus(x->on_hand[r], CAPACITY[r]);
        shipment[r] = x->owed[r] < stock ? x->owed[r] : stock;
        x->owed[r] -= shipment[r];
        stock -= shipment[r];
    }
    units backlog = 0;
    for (int r = 0; r < N_RETAILERS; r++) {
        units shipped = orders[r] < stock ? orders[r] : stock;
        stock -= shipped;
        x->owed[r] += orders[r] - shipped;
        backlog += x->owed[r];
        units sent = shipment[r] + shipped;
        x->pipeline[FIRST_SLOT[r] + day % LEAD_TIME[r]] = sent;
        x->in_transit[r] += sent;
        fixed += FIXED_COST[r] * (units)((uint32_t)(sent + LOT_LIMIT[r] - 1) / (uint32_t)LOT_LIMIT[r]);

        units sales = demand[r] < x->on_hand[r] ? demand[r] : x->on_hand[r];
        x->on_hand[r] -= sales;
        x->sold[r] += sales;
        x->lost[r] += demand[r] - sales;
        revenue += PRICE[r] * sales;
        lost_sales += LOST_SALES_COST[r] * (demand[r] - sales);
        holding += HOLDING_COST[r] * x->on_hand[r];
        x->position[r] = x->on_hand[r] + x->in_transit[r] + x->owed[r];
    }
    x->on_hand[DC] = stock;
    holding += HOLDING_COST[DC] * stock;
    x->position[DC] = stock + x->in_transit[DC] - backlog;

    x->ledger[0] += revenue;
    x->ledger[1] += holding;
    x->ledger[2] += fixed;
    x->ledger[3] += variable;
    x->ledger[4] += lost_sales;
    x->ledger[5] += overflow;
    x->ledger[6] += revenue - holding - fixed - variable - lost_sales - overflow;
}

static inline void order_up_to(const units *restrict settings, const chain_state *x, units *orders)
{
    const units *points = settings, *levels = settings + N_STAGES;
    for (int i = 0; i < N_STAGES; i++)
        orders[i] = x->position[i] <= points[i] ? levels[i] - x->position[i] : 0;
}

static inline void order_from_table(const units *restrict table, const chain_state *x,
                                    units *orders)
{
    units state = 0;
    for (int i = 0; i < N_STAGES; i++) {
        units sixths = 6 * x->position[i], capacity = CAPACITY[i];
        state = 4 * state + (sixths >= capacity) + (sixths >= 3 * capacity)
                + (sixths >= 5 * capacity);
    }
    for (int i = 0; i < N_STAGES; i++)
        orders[i] = table[N_STAGES * state + i];
}

#define PLAY(name, rule)                                                                         \
    void name(units n, const units *restrict settings, const units *restrict demand,             \
              double *restrict ledgers, units *restrict sold, units *restrict lost,              \
              units *restrict on_hand, units *restrict in_transit, units *restrict owed)         \
    {                                                                                            \
        for (units k = 0; k < n; k++) {                                                          \
            chain_state x = {0};                                                                 \
            units orders[N_STAGES];                                                              \
            for (int i = 0; i < N_STAGES; i++)                                                   \
                x.on_hand[i] = x.position[i] = INITIAL_STOCK[i];                                 \
            for (units day = 0; day < HORIZON; day++) {                                          \
                rule(settings, &x, orders);                                                      \
                one_day(day, orders, demand + (k * HORIZON + day) * N_RETAILERS, &x);            \
            }                                                                                    \
            for (int line = 0; line < N_LINES; line++)                                           \
                ledgers[k * N_LINES + line] = x.ledger[line];                                    \
            for (int i = 0; i < N_STAGES; i++) {                                                 \
                on_hand[k * N_STAGES + i] = x.on_hand[i];                                        \
                in_transit[k * N_STAGES + i] = x.in_transit[i];                                  \
            }                                                                                    \
            for (int r = 0; r < N_RETAILERS; r++) {                                              \
                sold[k * N_RETAILERS + r] = x.sold[r];                                           \
                lost[k * N_RETAILERS + r] = x.lost[r];                                           \
                owed[k * N_RETAILERS + r] = x.owed[r];                                           \
            }                                                                                    \
        }                                                                                        \
    }

PLAY(play_order_up_to, order_up_to)
PLAY(play_from_table, order_from_table)
