package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
)

// mostFaults is how many failed orders are told in full.
const mostFaults = 20

// replay trades all orders, those of earlier days first, several at a time. What
// an order needs bought in is bought before the order is begun, so that no order
// finds another one's goods missing. One that fails does not stop the others; the
// error joins the first failures.
func (c *company) replay(ctx context.Context, purchases plan, done *atomic.Int64) error {
	closed, err := c.closedOrders(ctx)
	if err != nil {
		return err
	}
	todo := make(chan order)
	var mu sync.Mutex
	var faults []error
	fault := func(o order, err error) {
		mu.Lock()
		defer mu.Unlock()
		if len(faults) < mostFaults {
			faults = append(faults, fmt.Errorf("order %s: %w", o.ID, err))
		}
	}
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			for o := range todo {
				if err := c.trade(ctx, o); err != nil {
					fault(o, err)
				}
				done.Add(1)
			}
		})
	}
	for _, o := range c.h.Orders {
		if err := c.buy(ctx, o.ID, purchases[o.ID]); err != nil {
			fault(o, err)
		}
		if closed[o.ID] {
			done.Add(1)
			continue
		}
		todo <- o
		if ctx.Err() != nil {
			break
		}
	}
	close(todo)
	all.Wait()
	return errors.Join(append(faults, ctx.Err())...)
}

// closedOrders returns the references of the orders that an earlier run has
// closed: nothing is left to do for them.
func (c *company) closedOrders(ctx context.Context) (map[string]bool, error) {
	orders, err := list[made](ctx, c.api, "orders", "status=closed&fields=id,reference")
	if err != nil {
		return nil, err
	}
	closed := map[string]bool{}
	for _, o := range orders {
		closed[o.Reference] = true
	}
	return closed, nil
}
