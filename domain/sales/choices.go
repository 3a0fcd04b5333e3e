package sales

// PaymentPolicy says when an order is paid.
type PaymentPolicy string

// The payment policies.
const (
	OnAccount PaymentPolicy = "account" // by invoice, within the client's credit limit
	Prepaid   PaymentPolicy = "prepaid" // in full before anything is shipped
)

// Choices lists the payment policies.
func (PaymentPolicy) Choices() []string { return texts(OnAccount, Prepaid) }

// InvoicePolicy says what of an order may be invoiced.
type InvoicePolicy string

// The invoice policies. Services count as delivered once the order is confirmed.
const (
	InvoiceOnDelivery InvoicePolicy = "on_delivery" // what the client has received
	InvoiceOnOrder    InvoicePolicy = "on_order"    // all that was ordered, at once
)

// Choices lists the invoice policies.
func (InvoicePolicy) Choices() []string { return texts(InvoiceOnDelivery, InvoiceOnOrder) }

// OrderAs says what an accepted quote becomes.
type OrderAs string

// What an accepted quote may become.
const (
	AsConfirmed OrderAs = "confirmed" // a confirmed order, its stock reserved
	AsDraft     OrderAs = "draft"     // a draft to be looked over first
)

// Choices lists what an accepted quote may become.
func (OrderAs) Choices() []string { return texts(AsConfirmed, AsDraft) }

// PaymentState says how much of an order's total the client has paid.
type PaymentState string

// The payment states.
const (
	Unpaid        PaymentState = "unpaid"
	PartiallyPaid PaymentState = "partial"
	Paid          PaymentState = "paid"
	Refunded      PaymentState = "refunded" // paid once, and given back in full
)

// Choices lists the payment states.
func (PaymentState) Choices() []string { return texts(Unpaid, PartiallyPaid, Paid, Refunded) }

// ShipmentState says how much of an order's goods has left, or arrived.
type ShipmentState string

// The shipment states.
const (
	ToShip           ShipmentState = "pending"
	PartiallyShipped ShipmentState = "partial"
	Shipped          ShipmentState = "shipped"
	Delivered        ShipmentState = "delivered"
	NothingToShip    ShipmentState = "not_needed" // services alone
)

// Choices lists the shipment states.
func (ShipmentState) Choices() []string {
	return texts(ToShip, PartiallyShipped, Shipped, Delivered, NothingToShip)
}

// InvoiceState says how much of what was ordered is on invoices.
type InvoiceState string

// The invoice states.
const (
	ToInvoice         InvoiceState = "pending"
	PartiallyInvoiced InvoiceState = "partial"
	Invoiced          InvoiceState = "invoiced"
)

// Choices lists the invoice states.
func (InvoiceState) Choices() []string { return texts(ToInvoice, PartiallyInvoiced, Invoiced) }

func texts[S ~string](values ...S) []string {
	out := make([]string, 0, len(values))
	for _, value := range values {
		out = append(out, string(value))
	}
	return out
}
