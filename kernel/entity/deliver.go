package entity

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/event"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/trace"
)

// Outside is what a handler outside works with.
type Outside struct {
	registry *Registry
	home     pg.Home
	attempt  int64
	answer   *string
}

// Attempt returns which attempt this is, from 1.
func (o Outside) Attempt() int64 { return o.attempt }

// HTTP returns the client that speaks with addresses which companies have named, nil
// when nobody speaks with them.
func (o Outside) HTTP() *http.Client { return o.registry.outbound }

// Answered keeps what the other side said for the log of deliveries.
func (o Outside) Answered(text string) { *o.answer = text }

// Do runs code in a transaction of the tenant; none is open while the other
// system is spoken to.
func (o Outside) Do(ctx context.Context, e event.Event, do func(context.Context, *Tx) error) error {
	return o.registry.Do(ctx, o.registry.because(o.home, e), do)
}

// because is a call for what an event sets off.
func (r *Registry) because(home pg.Home, e event.Event) Call {
	return Call{Actor: auth.System(home.Tenant), Home: home, Origin: originOf(e)}
}

func originOf(e event.Event) Origin { return Origin{RequestID: e.CorrelationID, Cause: e.ID} }

// HandlerError is a delivery that could not be made, by its own fault.
type HandlerError struct {
	Delivery event.Delivery
	Err      error
}

// Error says which handler refused, and why.
func (e *HandlerError) Error() string { return e.Delivery.Subscription + ": " + e.Err.Error() }

// Unwrap returns the handler's error.
func (e *HandlerError) Unwrap() error { return e.Err }

// Deliver makes the deliveries inside that a claim finds due, all in one
// transaction with what they set off, and returns those it took. After an error
// none was made. When only one was taken and it is its own fault, the error is a
// [HandlerError]; of several, nobody can say which it was until they are taken one
// by one.
func (r *Registry) Deliver(ctx context.Context, home pg.Home, c event.Claim) (batch []event.Delivery, err error) {
	call := Call{Actor: auth.System(home.Tenant), Home: home}
	err = r.Do(ctx, call, func(ctx context.Context, tx *Tx) (err error) {
		if batch, err = event.Take(ctx, tx, c); err != nil {
			return err
		}
		for _, d := range batch {
			if err := tx.hear(ctx, d); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil && len(batch) == 1 && ctx.Err() == nil && !pg.Outage(err) {
		err = &HandlerError{Delivery: batch[0], Err: err}
	}
	return batch, err
}

// hear runs the handler of a delivery, and keeps what it did as caused by it.
func (tx *Tx) hear(ctx context.Context, d event.Delivery) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	ctx, span := trace.Handle(ctx, d.Subscription, d.Event.CorrelationID, d.Attempt)
	defer func() { span.End(err) }()
	tx.origin = originOf(d.Event)
	s := tx.registry.subscriptions[d.Subscription]
	payload, err := tx.registry.payloadOf(s, d.Event)
	if err != nil {
		return err
	}
	if err := s.inside(ctx, tx, d.Event, payload); err != nil {
		return err
	}
	return tx.settle(ctx)
}

// payloadOf decodes the payload for a handler that wants it typed.
func (r *Registry) payloadOf(s *Subscription, e event.Event) (any, error) {
	if s.payload == nil {
		return nil, nil //nolint:nilnil // the handler decodes what it needs
	}
	in, err := parseObject(e.Payload)
	if err != nil {
		return nil, err
	}
	declared := r.events[s.payload]
	out := reflect.New(s.payload)
	d := decoder{mode: modeCreate}
	d.decode(declared.shape, in, out.Elem(), "", encoding{})
	if err := d.errs.Err(); err != nil {
		return nil, fmt.Errorf("read the payload of %s: %w", e.Type, err)
	}
	return out.Interface(), nil
}

// TellOutside makes one leased delivery outside, and returns what the other side
// said.
func (r *Registry) TellOutside(ctx context.Context, home pg.Home, d event.Delivery) (answer string, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	s := r.subscriptions[d.Subscription]
	ctx, cancel := context.WithTimeout(ctx, s.Lasts())
	defer cancel()
	ctx, span := trace.Handle(ctx, d.Subscription, d.Event.CorrelationID, d.Attempt)
	defer func() { span.End(err) }()
	err = s.outside(ctx, Outside{registry: r, home: home, attempt: d.Attempt, answer: &answer}, d.Event)
	return answer, err
}

// Decode fills a struct, or a map, from an event's payload.
func Decode[T any](e event.Event) (T, error) {
	var out T
	if err := json.Unmarshal(e.Payload, &out); err != nil {
		return out, fmt.Errorf("read the payload of %s: %w", e.Type, err)
	}
	return out, nil
}
