package inventory

import (
	"time"

	"github.com/guildhall/guildhall/domain/catalog"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/money"
)

// Move is one entry in the ledger of goods: a quantity left one location and
// entered another. It is never changed; what was wrong is moved back.
type Move struct {
	entity.Base[Move]
	entity.Scope

	Product  entity.ID[catalog.Product] `entity:"required,readonly,filter"` // what was moved
	From     entity.ID[Location]        `entity:"required,readonly,filter"` // the location that it left
	To       entity.ID[Location]        `entity:"required,readonly,filter"` // the location where it arrived
	Quantity money.Quantity             `entity:"readonly"`                 // how much, in the product's unit
	Origin   entity.Ref                 `entity:"required,readonly,filter"` // why: the shipment, the vendor, the adjustment
	Reason   MoveReason                 `entity:"readonly"`                 // why, in a word: shipped, received, returned, counted, transferred
	Cost     *money.Amount              `entity:"readonly,each"`            // what one unit cost, for goods bought in
	Currency money.Currency             `entity:"readonly"`                 // the currency of the cost
	DoneAt   time.Time                  `entity:"required,readonly,filter"` // when the goods moved
}

// MoveReason says why goods moved.
type MoveReason string

// The reasons.
const (
	GoodsShipped     MoveReason = "shipped"     // to a client
	GoodsReceived    MoveReason = "received"    // from a vendor
	GoodsReturned    MoveReason = "returned"    // from a client
	GoodsCounted     MoveReason = "counted"     // by an adjustment
	GoodsTransferred MoveReason = "transferred" // between places of one's own
)

// Choices lists the reasons.
func (MoveReason) Choices() []string {
	return []string{string(GoodsShipped), string(GoodsReceived), string(GoodsReturned), string(GoodsCounted), string(GoodsTransferred)}
}

// ReadMoves is who may see the ledger of goods.
const ReadMoves auth.Permission = "inventory.move.read"

// Entity declares moves.
func (Move) Entity() entity.Spec[Move] {
	return entity.Spec[Move]{
		Name: "inventory.move", Title: "{reason} {quantity}", View: true, Read: ReadMoves,
		List: []string{"done_at", "product", "from", "to", "quantity", "reason"},
	}
}
