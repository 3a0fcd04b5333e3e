package collaboration

import (
	"context"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/documents"
	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
)

// AskInbox asks what is new for the asking user.
type AskInbox struct {
	Unread bool      // only what they have not read yet
	Kind   Kind      // only things of a kind; of all when empty
	Before uuid.UUID // only what is older than this one, for the next page
}

// Inbox is what is new, the latest first: fifty things at most.
type Inbox struct {
	Data   []Told    // what they are told
	Unread int       // how many they have not read, in all
	Next   uuid.UUID // to be sent as before for the next page; empty on the last one
}

// Told is one thing that somebody is told, in their language.
type Told struct {
	ID      uuid.UUID // of the notification
	Kind    Kind      // what it tells of
	About   entity.Ref
	Title   string                   // what it says, in a line
	Text    string                   `entity:"text"` // what was said, for a comment; its beginning when it is long
	Actor   entity.ID[identity.User] // who did it last
	Comment entity.ID[Comment]       // the comment that it tells of
	Count   int                      // how many changes it stands for
	At      time.Time                // when the last of them happened
	ReadAt  time.Time                // when it was read
}

// told is a notification as the database knows it.
type told struct {
	ID          uuid.UUID
	Kind        Kind
	AboutEntity string
	About       uuid.UUID
	Actor       uuid.UUID
	ActorName   string
	Comment     uuid.UUID
	Text        string
	Detail      string
	Count       int64
	At, ReadAt  time.Time
}

const (
	inboxPage   = 50
	longestView = 300 // characters of a comment

	sqlTold = `select n.id, n.kind, n.about_entity, n.about, coalesce(n.actor, $2::uuid), coalesce(u.name, ''), coalesce(n.comment, $2::uuid),
  coalesce(c.text, ''), n.detail, n.count, n.at, coalesce(n.read_at, '0001-01-01Z')
from collaboration_notification n left join identity_user u on u.tenant_id = $1 and u.id = n.actor
left join collaboration_comment c on c.tenant_id = $1 and c.id = n.comment
where n.tenant_id = $1 and `

	// The page begins behind the one that is named, by when it happened.
	sqlInbox = sqlTold + `n.owner = $3 and n.shown and (not $4::boolean or n.read_at is null) and ($5::text = '' or n.kind = $5)
  and ($6::uuid = $2::uuid or (n.at, n.id) < (select b.at, b.id from collaboration_notification b where b.tenant_id = $1 and b.id = $6))
order by n.at desc, n.id desc limit $7`

	sqlUnread = `select count(*) from collaboration_notification where tenant_id = $1 and owner = $2 and shown and read_at is null`
)

// inbox is served as GET …/inbox.
func inbox(ctx context.Context, tx *entity.Tx, in AskInbox) (Inbox, error) {
	if err := aPerson(tx); err != nil {
		return Inbox{}, err
	}
	rows, err := pg.Query[told](ctx, tx, sqlInbox, uuid.Nil, tx.Actor().ID, in.Unread, string(in.Kind), in.Before, inboxPage+1)
	if err != nil {
		return Inbox{}, fmt.Errorf("read notifications: %w", err)
	}
	var out Inbox
	if len(rows) > inboxPage {
		rows = rows[:inboxPage]
		out.Next = rows[inboxPage-1].ID
	}
	s, err := settingsOf(ctx, tx, tx.Actor().ID)
	if err != nil {
		return Inbox{}, err
	}
	if out.Data, err = spell(ctx, tx, tx.Actor(), s, rows); err != nil {
		return Inbox{}, err
	}
	out.Unread, _, err = pg.One[int](ctx, tx, sqlUnread, tx.Actor().ID)
	return out, err
}

// spell puts notifications into somebody's words: those about records that they may
// read now. What they may not read any more counts as read.
func spell(ctx context.Context, tx *entity.Tx, reader *auth.Actor, s Settings, rows []told) ([]Told, error) {
	language, err := languageOf(ctx, tx, s)
	if err != nil {
		return nil, err
	}
	words, err := wordsOf(language)
	if err != nil {
		return nil, err
	}
	seen := map[entity.Ref]subject{}
	var out []Told
	var lost []uuid.UUID
	for _, n := range rows {
		about := entity.Ref{Entity: n.AboutEntity, ID: n.About}
		if _, known := seen[about]; !known {
			sub, there, err := findSubject(ctx, tx, about)
			if err != nil {
				return nil, err
			}
			sub.gone = !there
			seen[about] = sub
		}
		sub := seen[about]
		if sub.gone || !reader.Decide(sub.read, sub.stands) {
			lost = append(lost, n.ID)
			continue
		}
		out = append(out, n.spelled(words, sub))
	}
	if len(lost) > 0 && !tx.ReadOnly() {
		tx.Exec(sqlRead, tx.Now(), lost)
	}
	return out, nil
}

// spelled puts one into words.
func (n told) spelled(words vocabulary, about subject) Told {
	return Told{
		ID: n.ID, Kind: n.Kind, About: about.ref, Title: words.line(n, about.title), Text: beginning(n.Text), Actor: entity.ID[identity.User](n.Actor),
		Comment: entity.ID[Comment](n.Comment), Count: int(n.Count), At: n.At, ReadAt: n.ReadAt,
	}
}

// languageOf returns the language in which somebody is told: one that has words.
func languageOf(ctx context.Context, tx *entity.Tx, s Settings) (string, error) {
	wanted := string(s.Language)
	if wanted == "" {
		house, err := documents.HouseOf(ctx, tx, uuid.Nil)
		if err != nil {
			return "", fmt.Errorf("look for the company's language: %w", err)
		}
		wanted = house.Language
	}
	return documents.Speak(wanted).Language(), nil
}

// beginning shortens what was said.
func beginning(text string) string {
	if utf8.RuneCountInString(text) <= longestView {
		return text
	}
	return string([]rune(text)[:longestView-1]) + "…"
}

const (
	sqlRead     = `update collaboration_notification set read_at = $2, updated_at = $2, version = version + 1 where tenant_id = $1 and id = any($3) and read_at is null`
	sqlReadMine = `with done as (update collaboration_notification set read_at = $2, updated_at = $2, version = version + 1
  where tenant_id = $1 and owner = $3 and id = any($4) and read_at is null returning shown)
select (select count(*) from collaboration_notification where tenant_id = $1 and owner = $3 and shown and read_at is null) - (select count(*) from done where shown)`
	sqlReadAll = `update collaboration_notification set read_at = $2, updated_at = $2, version = version + 1 where tenant_id = $1 and owner = $3 and read_at is null`
)

// Unread tells how much is new.
type Unread struct {
	Unread int // how many things the asking user has not read
}

// AskUnread asks how much is new.
type AskUnread struct{}

// unread is served as GET …/inbox/unread.
func unread(ctx context.Context, tx *entity.Tx, _ AskUnread) (Unread, error) {
	n, _, err := pg.One[int](ctx, tx, sqlUnread, tx.Actor().ID)
	return Unread{n}, err
}

// Read says what somebody has read.
type Read struct {
	Notifications []entity.ID[Notification] `entity:"required"` // what they have read; what is not theirs is passed over
}

// markRead is served as POST …/inbox/read.
func markRead(ctx context.Context, tx *entity.Tx, in Read) (Unread, error) {
	ids := make([]uuid.UUID, len(in.Notifications))
	for i, id := range in.Notifications {
		ids[i] = id.UUID()
	}
	n, _, err := pg.One[int](ctx, tx, sqlReadMine, tx.Now(), tx.Actor().ID, ids)
	return Unread{n}, err
}

// ReadAll says that somebody has read everything.
type ReadAll struct{}

// markAllRead is served as POST …/inbox/read-all.
func markAllRead(_ context.Context, tx *entity.Tx, _ ReadAll) (Unread, error) {
	tx.Exec(sqlReadAll, tx.Now(), tx.Actor().ID)
	return Unread{}, nil
}
