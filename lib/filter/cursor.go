package filter

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/lib/problem"
)

// A cursor is a version, a checksum of the question it belongs to, and the sort
// keys of the last row seen, in base64url. The checksum keeps a cursor from being
// used where its keys mean nothing; it is no secret, because a cursor gives no
// access: whoever makes one up sees the same rows from another place on.
const (
	cursorVersion = 1
	checksumSize  = 12
)

// CursorFor returns the cursor for the page behind the row with these sort keys,
// which are the values of [Query.KeyText], nil for NULL.
func (q *Query) CursorFor(tenant uuid.UUID, keys []*string) string {
	raw := append(make([]byte, 0, 64), cursorVersion)
	raw = append(raw, q.checksum(tenant)...)
	for _, k := range keys {
		if k == nil {
			raw = append(raw, 0)
			continue
		}
		raw = binary.AppendUvarint(raw, uint64(len(*k))+1)
		raw = append(raw, *k...)
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}

// BindTenant reads the query's cursor, if it has one. A cursor that was not made
// for this tenant, order and conditions is a 400 "invalid-cursor".
func (q *Query) BindTenant(tenant uuid.UUID) error {
	q.last, q.bound = nil, false
	if q.Cursor == "" {
		return nil
	}
	last, ok := q.readCursor(tenant)
	if !ok {
		return problem.BadRequest("invalid-cursor",
			"The cursor does not belong to this list, its order and its conditions. Start again without a cursor.")
	}
	q.last, q.bound = last, true
	return nil
}

func (q *Query) readCursor(tenant uuid.UUID) ([]*string, bool) {
	raw, err := base64.RawURLEncoding.DecodeString(q.Cursor)
	if err != nil || len(raw) < 1+checksumSize || raw[0] != cursorVersion {
		return nil, false
	}
	sum, raw := raw[1:1+checksumSize], raw[1+checksumSize:]
	if !bytes.Equal(sum, q.checksum(tenant)) {
		return nil, false
	}
	keys := q.keys()
	last := make([]*string, len(keys))
	for i, k := range keys {
		size, n := binary.Uvarint(raw)
		if n <= 0 || size > uint64(len(raw)-n)+1 {
			return nil, false
		}
		raw = raw[n:]
		if size == 0 {
			if !k.Field.empty() {
				return nil, false
			}
			continue
		}
		value := string(raw[:size-1])
		if raw = raw[size-1:]; !k.Field.isKey(value) {
			return nil, false
		}
		last[i] = &value
	}
	return last, len(raw) == 0
}

// checksum returns what a cursor has in common with the question that it goes on
// with: tenant, entity, order, search and conditions.
func (q *Query) checksum(tenant uuid.UUID) []byte {
	text := append(make([]byte, 0, 256), tenant[:]...)
	part := func(s string) {
		text = binary.AppendUvarint(text, uint64(len(s)))
		text = append(text, s...)
	}
	part(q.Schema.Entity)
	part(printSort(q.Sort))
	part(q.Search)
	for i := range q.Conditions {
		part(q.Conditions[i].parameter())
		part(q.Conditions[i].text())
	}
	sum := sha256.Sum256(text)
	return sum[:checksumSize]
}

// isKey tells whether text that came in a cursor can be cast to the field's type,
// as PostgreSQL writes it.
func (f *Field) isKey(value string) bool {
	switch f.Kind {
	case Text, Choice:
		return storable(value)
	case Instant:
		return isTimestamp(value)
	case Bool, Int, Decimal, Date, ID, IDs, Unsorted:
	}
	_, ok := f.canonical(value)
	return ok
}

// isTimestamp tells whether the text is a timestamptz as PostgreSQL writes it,
// whose offset has minutes and seconds only where it needs them, or an instant of
// RFC 3339.
func isTimestamp(value string) bool {
	for _, layout := range []string{
		"2006-01-02 15:04:05-07", "2006-01-02 15:04:05-07:00", "2006-01-02 15:04:05-07:00:00", time.RFC3339,
	} {
		if t, err := time.Parse(layout, value); err == nil {
			return t.Year() > 0
		}
	}
	return false
}
