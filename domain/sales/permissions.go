package sales

import (
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
)

// What a role can be granted in sales.
const (
	ReadQuotes   auth.Permission = "sales.quote.read"
	EditQuotes   auth.Permission = "sales.quote.edit"
	SendQuotes   auth.Permission = "sales.quote.send"
	AcceptQuotes auth.Permission = "sales.quote.accept" // makes orders, confirmed ones too
	ExpireQuotes auth.Permission = "sales.quote.expire"

	ReadOrders       auth.Permission = "sales.order.read"
	EditOrders       auth.Permission = "sales.order.edit"
	ConfirmOrders    auth.Permission = "sales.order.confirm"
	HoldOrders       auth.Permission = "sales.order.hold"
	CancelOrders     auth.Permission = "sales.order.cancel"
	InvoiceOrders    auth.Permission = "sales.order.invoice"
	CloseOrders      auth.Permission = "sales.order.close"
	CloseOrdersShort auth.Permission = "sales.order.close_short"

	ReadShipments    auth.Permission = "sales.shipment.read"
	EditShipments    auth.Permission = "sales.shipment.edit"
	ShipShipments    auth.Permission = "sales.shipment.ship"
	DeliverShipments auth.Permission = "sales.shipment.deliver"
	ReturnShipments  auth.Permission = "sales.shipment.return"

	ReadSurveys   auth.Permission = "sales.survey.read"
	AskSurveys    auth.Permission = "sales.survey.ask"
	AnswerSurveys auth.Permission = "sales.survey.answer"

	EditSurveyPolicies auth.Permission = "sales.survey_policy.edit"
)

// roles are what a new tenant's roles may do in sales.
func roles() []entity.Role {
	return []entity.Role{
		{Name: "admin", Grants: grants(auth.ReachTenant, "sales.*")},
		{Name: "manager", Grants: grants(auth.ReachTenant, "sales.*")},
		{Name: "sales", Grants: grants(auth.ReachSite,
			"sales.quote.*", ReadOrders, EditOrders, ConfirmOrders, HoldOrders, CancelOrders, CloseOrders,
			ReadShipments, "sales.survey.*")},
		{Name: "warehouse", Grants: grants(auth.ReachSite, ReadOrders, "sales.shipment.*")},
		{Name: "accountant", Grants: grants(auth.ReachTenant,
			ReadQuotes, ReadOrders, HoldOrders, InvoiceOrders, CloseOrders, ReadShipments, ReadSurveys)},
		{Name: "viewer", Grants: grants(auth.ReachTenant, ReadQuotes, ReadOrders, ReadShipments, ReadSurveys)},
	}
}

func grants(reach auth.Reach, permissions ...auth.Permission) []auth.Grant {
	out := make([]auth.Grant, len(permissions))
	for i, p := range permissions {
		out[i] = auth.Grant{Permission: p, Reach: reach}
	}
	return out
}
