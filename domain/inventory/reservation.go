package inventory

import (
	"github.com/guildhall/guildhall/domain/catalog"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/money"
)

// ReservationStatus says what became of a promise.
type ReservationStatus string

// The states of a reservation.
const (
	ReservationActive   ReservationStatus = "active"   // some of it is still to be shipped
	ReservationConsumed ReservationStatus = "consumed" // all that was not given up has left
	ReservationReleased ReservationStatus = "released" // all of it was given up
)

// Choices lists the states.
func (ReservationStatus) Choices() []string {
	return []string{string(ReservationActive), string(ReservationConsumed), string(ReservationReleased)}
}

// Reservation is a promise of goods in one location to one document.
type Reservation struct {
	entity.Base[Reservation]
	entity.Scope

	Origin   entity.Ref                 `entity:"required,readonly,filter"` // to whom: the order
	Product  entity.ID[catalog.Product] `entity:"required,readonly,filter"` // what is promised
	Location entity.ID[Location]        `entity:"required,readonly,filter"` // where it lies
	Quantity money.Quantity             `entity:"readonly"`                 // how much was promised in all
	Consumed money.Quantity             `entity:"readonly"`                 // how much of it has left
	Released money.Quantity             `entity:"readonly"`                 // how much of it was given up
	Open     money.Quantity             `entity:"readonly"`                 // how much of it is still held
	Status   ReservationStatus          `entity:"readonly,filter"`          // active while something is held
}

// ReadReservations is who may see what is promised.
const ReadReservations auth.Permission = "inventory.reservation.read"

// Entity declares reservations.
func (Reservation) Entity() entity.Spec[Reservation] {
	return entity.Spec[Reservation]{
		Name: "inventory.reservation", Title: "{product} {quantity}", View: true, Read: ReadReservations,
		List: []string{"origin", "product", "location", "quantity", "open", "status"},
	}
}
