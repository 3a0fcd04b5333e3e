package collaboration

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/communications"
	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

// Options are by what people are told.
type Options struct {
	Mail   communications.Options // by what letters leave, and what seals secrets
	Public string                 // where the program is reached, for links in letters: https://erp.example; without it they have none
}

// UnsubscribePath is where links in letters lead, below the public address.
const UnsubscribePath = "/api/notifications/unsubscribe"

const sqlToldOf = sqlTold + `n.owner = $3 and n.id = any($4) order by n.at, n.id`

// writeTo writes a letter about notifications to somebody who may still sign in, as far
// as they may read what these are about.
func (o Options) writeTo(ctx context.Context, tx *entity.Tx, user uuid.UUID, s Settings, ids ...entity.ID[Notification]) error {
	who, there, err := identity.PersonByID(ctx, tx, user)
	if err != nil {
		return fmt.Errorf("look whom to write to: %w", err)
	}
	if !there || !who.Active {
		return nil
	}
	told, err := toldTo(ctx, tx, user, s, ids)
	if err != nil || len(told) == 0 {
		return err
	}
	n := communications.Notice{Person: who, Language: string(s.Language)}
	of := Kind("") // what the reader may be spared: of a digest, all of them
	if len(told) == 1 {
		n.Kind, n.Title, n.Text, of = communications.Notification, told[0].Title, told[0].Text, told[0].Kind
	} else {
		n.Kind, n.Count, n.Text = communications.Digest, strconv.Itoa(len(told)), listed(told)
	}
	if n.Unsubscribe, err = o.link(ctx, unsubscribed{tx.Tenant(), user, of}); err != nil {
		return err
	}
	return o.Mail.Notify(ctx, tx, n)
}

// toldTo puts notifications into somebody's words, who is not there themselves.
func toldTo(ctx context.Context, tx *entity.Tx, user uuid.UUID, s Settings, ids []entity.ID[Notification]) ([]Told, error) {
	plain := make([]uuid.UUID, len(ids))
	for i, id := range ids {
		plain[i] = id.UUID()
	}
	rows, err := pg.Query[told](ctx, tx, sqlToldOf, uuid.Nil, user, plain)
	if err != nil {
		return nil, fmt.Errorf("read notifications: %w", err)
	}
	reader, err := identity.ActorOf(ctx, tx, entity.ID[identity.User](user))
	if problem.Is(err, "user-blocked") {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look what a user may do: %w", err)
	}
	return spell(ctx, tx, reader.At(tx.Now()), s, rows)
}

// listed writes several things under each other.
func listed(all []Told) string {
	lines := make([]string, len(all))
	for i, t := range all {
		lines[i] = "• " + t.Title
		if t.Text != "" {
			lines[i] += "\n  " + strings.Join(strings.Fields(t.Text), " ")
		}
	}
	return strings.Join(lines, "\n")
}

// unsubscribed says who wants no more letters of which kind; of none when it is empty.
type unsubscribed struct {
	Tenant uuid.UUID `json:"t"`
	User   uuid.UUID `json:"u"`
	Kind   Kind      `json:"k"`
}

// link returns an address at which somebody is spared more letters, without signing in:
// what it holds is sealed, so that nobody can make one for another.
func (o Options) link(ctx context.Context, u unsubscribed) (string, error) {
	if o.Public == "" {
		return "", nil
	}
	plain, err := json.Marshal(u)
	if err != nil {
		return "", fmt.Errorf("write a link: %w", err)
	}
	sealed, key, err := o.Mail.Seal(ctx, plain)
	if err != nil {
		return "", fmt.Errorf("seal a link: %w", err)
	}
	return o.Public + UnsubscribePath + "?" + url.Values{"t": {key + "." + base64.RawURLEncoding.EncodeToString(sealed)}}.Encode(), nil
}

// OpenLink reads what stands in the link of a letter: whose it is, and what is to be
// done there. Problem: "invalid-link".
func (o Options) OpenLink(ctx context.Context, text string) (tenant uuid.UUID, do func(context.Context, *entity.Tx) error, err error) {
	bad := problem.BadRequest("invalid-link", "This link is not one of ours, or is too old.")
	key, sealed, _ := strings.Cut(text, ".")
	body, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil {
		return uuid.Nil, nil, bad
	}
	plain, err := o.Mail.Unseal(ctx, body, key)
	if err != nil {
		return uuid.Nil, nil, bad
	}
	var u unsubscribed
	if err := json.Unmarshal(plain, &u); err != nil || u.Tenant == uuid.Nil {
		return uuid.Nil, nil, bad
	}
	return u.Tenant, u.spare, nil
}

// spare switches letters off.
func (u unsubscribed) spare(ctx context.Context, tx *entity.Tx) error {
	_, there, err := identity.PersonByID(ctx, tx, u.User)
	if err != nil || !there {
		return err
	}
	s, err := settingsOf(ctx, tx, u.User)
	if err != nil {
		return err
	}
	for i := range s.Kinds {
		if u.Kind == "" || u.Kind == s.Kinds[i].Kind {
			s.Kinds[i].Mail = Never
		}
	}
	return s.keep(tx, u.User)
}
