package collaboration

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/documents"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

// Settings say how somebody wants to be told of what concerns them.
type Settings struct {
	Language    documents.Language // the language in which they are told, such as de; the company's when empty
	TimeZone    string             // the time zone in which their hours are meant, such as Europe/Berlin; that of their site when empty
	QuietFrom   string             // from when on they want no letter and no message to a device, as 22:00; no quiet hours when empty
	QuietTo     string             // until when, as 07:00
	DailyAt     string             // when the daily letter comes, as 08:00
	PushDetails bool               // whether messages to devices say what they are about, instead of only that there is something
	Kinds       []KindSetting      // how they are told of what
}

// KindSetting says how somebody is told of things of a kind.
type KindSetting struct {
	Kind  Kind      `json:"kind"`   // what kind of news it is
	InApp bool      `json:"in_app"` // whether it stands in the list of what is new
	Mail  Frequency `json:"mail"`   // whether and when a letter tells it: at_once, hourly, daily or never
	Push  bool      `json:"push"`   // whether their devices show it
}

// What everybody may do for themselves.
const (
	ReadInbox auth.Permission = "collaboration.inbox.read" // see what is new, and how they are told
	EditInbox auth.Permission = "collaboration.inbox.edit" // say what they have read, and how they want to be told
)

// usualDaily is when the daily letter comes to those who say nothing.
const usualDaily = "08:00"

// settingRow is what the database knows of how somebody wants to be told, and where
// they are.
type settingRow struct {
	Language, TimeZone, QuietFrom, QuietTo, DailyAt string
	PushDetails                                     bool
	Kinds                                           string
}

const sqlSettings = `select coalesce(s.language, ''),
  coalesce(nullif(s.time_zone, ''), (select w.time_zone from identity_site w where w.tenant_id = $1 and w.id = u.sites[1]), ''),
  coalesce(s.quiet_from, ''), coalesce(s.quiet_to, ''), coalesce(s.daily_at, ''), coalesce(s.push_details, false), coalesce(s.kinds::text, '[]')
from identity_user u left join collaboration_setting s on s.tenant_id = $1 and s.owner = u.id where u.tenant_id = $1 and u.id = $2`

// settingsOf returns how somebody wants to be told, of every kind.
func settingsOf(ctx context.Context, tx *entity.Tx, user uuid.UUID) (Settings, error) {
	row, _, err := pg.One[settingRow](ctx, tx, sqlSettings, user)
	if err != nil {
		return Settings{}, fmt.Errorf("read how somebody is told: %w", err)
	}
	s := Settings{
		Language: documents.Language(row.Language), TimeZone: row.TimeZone, QuietFrom: row.QuietFrom, QuietTo: row.QuietTo,
		DailyAt: cmp.Or(row.DailyAt, usualDaily), PushDetails: row.PushDetails,
	}
	var own []KindSetting
	if err := json.Unmarshal([]byte(cmp.Or(row.Kinds, "[]")), &own); err != nil {
		return Settings{}, fmt.Errorf("read how somebody is told: %w", err)
	}
	for _, name := range Kind("").Choices() {
		k := usual(Kind(name))
		if i := slices.IndexFunc(own, func(o KindSetting) bool { return o.Kind == k.Kind }); i >= 0 {
			k = own[i]
		}
		s.Kinds = append(s.Kinds, k)
	}
	return s, nil
}

// of returns how somebody is told of things of a kind.
func (s Settings) of(k Kind) KindSetting {
	for _, one := range s.Kinds {
		if one.Kind == k {
			return one
		}
	}
	return usual(k)
}

const sqlSetSettings = `insert into collaboration_setting (tenant_id, owner, language, time_zone, quiet_from, quiet_to, daily_at, push_details, kinds)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9::text::jsonb)
on conflict (tenant_id, owner) do update set language = excluded.language, time_zone = excluded.time_zone, quiet_from = excluded.quiet_from,
  quiet_to = excluded.quiet_to, daily_at = excluded.daily_at, push_details = excluded.push_details, kinds = excluded.kinds`

// keep writes down how somebody wants to be told.
func (s Settings) keep(tx *entity.Tx, user uuid.UUID) error {
	var own []KindSetting
	for _, k := range s.Kinds {
		if k != usual(k.Kind) {
			own = append(own, k)
		}
	}
	kinds, err := json.Marshal(own)
	if err != nil {
		return fmt.Errorf("write down how somebody is told: %w", err)
	}
	if own == nil {
		kinds = []byte("[]")
	}
	tx.Exec(sqlSetSettings, user, string(s.Language), s.TimeZone, s.QuietFrom, s.QuietTo, s.DailyAt, s.PushDetails, string(kinds))
	return nil
}

// AskSettings asks how the asking user is told.
type AskSettings struct{}

// askSettings is served as GET …/notification-settings.
func askSettings(ctx context.Context, tx *entity.Tx, _ AskSettings) (Settings, error) {
	if err := aPerson(tx); err != nil {
		return Settings{}, err
	}
	return settingsOf(ctx, tx, tx.Actor().ID)
}

// ChangeSettings says how the asking user wants to be told. What is not given stays as
// it is, and so do kinds that are not named.
type ChangeSettings struct {
	Language    *documents.Language // the language in which they are told, such as de; the company's when empty
	TimeZone    *string             // the time zone in which their hours are meant, such as Europe/Berlin; that of their site when empty
	QuietFrom   *string             // from when on they want no letter and no message to a device, as 22:00; empty for no quiet hours
	QuietTo     *string             // until when, as 07:00
	DailyAt     *string             // when the daily letter comes, as 08:00
	PushDetails *bool               // whether messages to devices say what they are about
	Kinds       []KindSetting       // how they are told of what
}

// changeSettings is served as POST …/notification-settings/update.
func changeSettings(ctx context.Context, tx *entity.Tx, in ChangeSettings) (Settings, error) {
	if err := aPerson(tx); err != nil {
		return Settings{}, err
	}
	s, err := settingsOf(ctx, tx, tx.Actor().ID)
	if err != nil {
		return Settings{}, err
	}
	take(&s.Language, in.Language)
	take(&s.TimeZone, in.TimeZone)
	take(&s.QuietFrom, in.QuietFrom)
	take(&s.QuietTo, in.QuietTo)
	take(&s.DailyAt, in.DailyAt)
	take(&s.PushDetails, in.PushDetails)
	for _, k := range in.Kinds {
		if i := slices.IndexFunc(s.Kinds, func(o KindSetting) bool { return o.Kind == k.Kind }); i >= 0 {
			k.Mail = cmp.Or(k.Mail, Never)
			s.Kinds[i] = k
		}
	}
	if err := s.check(in.Kinds); err != nil {
		return Settings{}, err
	}
	return s, s.keep(tx, tx.Actor().ID)
}

func take[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}

// aPerson refuses whoever is no user of the company: nothing is told to them.
func aPerson(tx *entity.Tx) error {
	if tx.Actor().Kind != auth.KindUser {
		return problem.Forbidden("not-a-user", "Only people of the company are told what is new.")
	}
	return nil
}

func (s Settings) check(given []KindSetting) error {
	var errs problem.Fields
	for i, k := range given {
		if k.Kind == "" {
			errs.Add("/kinds/"+strconv.Itoa(i)+"/kind", "required", "Must be given.")
		}
	}
	if _, err := time.LoadLocation(s.TimeZone); err != nil || s.TimeZone == "Local" {
		errs.Add("/time_zone", "unknown-time-zone", "Must be a time zone such as Europe/Berlin.")
	}
	for name, text := range map[string]string{"quiet_from": s.QuietFrom, "quiet_to": s.QuietTo, "daily_at": s.DailyAt} {
		if _, ok := clock(text); !ok && (text != "" || name == "daily_at") {
			errs.Add("/"+name, "invalid-time", "Must be a time of day such as 07:30.")
		}
	}
	if (s.QuietFrom == "") != (s.QuietTo == "") {
		errs.Add("/quiet_to", "required", "Quiet hours have a beginning and an end.")
	}
	return errs.Err()
}
