package entrance

import (
	"context"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/httpapi"
)

// happened is a security event of the caller.
type happened struct {
	ID      uuid.UUID `json:"id"`
	At      time.Time `json:"at"`
	Kind    string    `json:"kind" doc:"What happened: signed_in, new_device, password_changed …"`
	Address string    `json:"address,omitempty" doc:"The network address from which it came."`
	Device  string    `json:"device,omitempty" doc:"The program that asked, as it names itself."`
	Detail  string    `json:"detail,omitempty" doc:"What else there is to say."`
}

type happenings struct {
	Data []happened `json:"data"`
}

func (e *Entrance) eventsAPI() error {
	return httpapi.RegisterJSON(e.API, operation("authSecurityEvents", http.MethodGet, "security-events",
		"Lists the latest hundred security events of the caller, the newest first.", httpapi.SignedIn), e.listEvents)
}

func (e *Entrance) listEvents(ctx context.Context, r httpapi.Request, _ httpapi.None) (happenings, error) {
	out := happenings{Data: []happened{}}
	if err := personal(r); err != nil {
		return out, err
	}
	all, err := e.Door.Events(ctx, e.realmOf(r), r.Actor.ID)
	for _, h := range all {
		out.Data = append(out.Data, happened{ID: h.ID, At: h.At, Kind: string(h.Kind), Address: h.Address, Device: h.Device, Detail: h.Detail})
	}
	return out, err
}
