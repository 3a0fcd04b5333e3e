package communications

import (
	"context"
	"fmt"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
)

// Posting says what becomes of the letters of a kind to clients. Without one they are
// sent, but for statements every month, which a company has to switch on. Where several
// say something of a kind, or of all, the strictest holds: a company that brings its
// history along holds all letters, or writes none, until it is done.
type Posting struct {
	entity.Base[Posting]

	Kind PostingKind `entity:"filter"` // which letters: all, or one kind
	Mode Mode        // what becomes of them
}

// PostingKind is a [ClientKind], or all of them.
type PostingKind string

// AllKinds is every kind of letters to clients.
const AllKinds PostingKind = "all"

// Choices lists the kinds.
func (PostingKind) Choices() []string {
	return append([]string{string(AllKinds)}, ClientKind("").Choices()...)
}

// Mode says what becomes of letters.
type Mode string

// What can become of letters.
const (
	Send Mode = "send" // they go out
	Hold Mode = "hold" // they are written, and wait until somebody releases or discards them
	Off  Mode = "off"  // none is written
)

// Choices lists what can become of letters.
func (Mode) Choices() []string { return []string{string(Send), string(Hold), string(Off)} }

// What a role can be granted on postings.
const (
	ReadPostings auth.Permission = "communications.posting.read"
	EditPostings auth.Permission = "communications.posting.edit"
)

// Entity declares postings.
func (Posting) Entity() entity.Spec[Posting] {
	return entity.Spec[Posting]{
		Name: "communications.posting", Title: "{kind}: {mode}", List: []string{"kind", "mode"}, Read: ReadPostings, Edit: EditPostings,
	}
}

const sqlModes = `select distinct kind, mode from communications_posting where tenant_id = $1 and kind in ('all', $2)`

// modeOf returns what becomes of letters of a kind now: the strictest of what is said of
// all and of this one.
func modeOf(ctx context.Context, tx *entity.Tx, k Kind) (Mode, error) {
	said, err := pg.Query[struct {
		Kind PostingKind
		Mode Mode
	}](ctx, tx, sqlModes, string(k))
	if err != nil {
		return "", fmt.Errorf("read what becomes of letters: %w", err)
	}
	mode, own := Send, false
	for _, s := range said {
		own = own || s.Kind != AllKinds
		mode = stricter(mode, s.Mode)
	}
	if known, _ := about(k); !own {
		mode = stricter(mode, known.mode)
	}
	return mode, nil
}

// stricter returns the one of two modes that lets fewer letters out.
func stricter(a, b Mode) Mode {
	switch {
	case a == Off || b == Off:
		return Off
	case a == Hold || b == Hold:
		return Hold
	}
	return Send
}
