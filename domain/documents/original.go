package documents

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/blob"
	"github.com/guildhall/guildhall/lib/problem"
)

// mostBytes bounds a document that is read again.
const mostBytes = 64 << 20

// kept is a file of a record, as the table has it.
type kept struct {
	Name     string
	Type     string
	Path     string
	Size     int64
	SHA256   []byte
	Language string
}

const (
	// Two who ask for a document for the first time make one: the second waits here.
	sqlLockOriginal = `select pg_advisory_xact_lock(hashtextextended('documents original ' || $1::uuid::text || $2::text || $3::uuid::text, 0))`

	sqlOriginal = `select name, type, path, size, sha256, language from documents_file
where tenant_id = $1 and entity = $2 and record = $3 and kind = $4`

	sqlKeep = `insert into documents_file (tenant_id, id, created_at, owner, entity, record, kind, language, name, type, size, sha256, path)
values ($1, gen_random_uuid(), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`
)

// Original returns the document of a record that no longer changes, as it was first
// printed. The first to ask makes it: whoever asks next gets the same bytes, whatever
// has become of letterhead, address and words. It is in its reader's language; in
// another it is a copy, marked as such and not kept.
//
// A company whose rows are not to be changed gets the document, but it is not kept.
func Original(ctx context.Context, tx *entity.Tx, of entity.Ref, d Document, in Asked) (entity.File, error) {
	file, found, err := original(ctx, tx, of, d.Kind)
	if err != nil {
		return entity.File{}, err
	}
	if found && in.Lang == "" {
		return read(ctx, tx, file)
	}
	l, err := letterheadOf(ctx, tx, d.Site)
	if err != nil {
		return entity.File{}, err
	}
	own, wanted := d.voice(l, Asked{}), d.voice(l, in)
	switch {
	case found && wanted.Tag() == file.Language:
		return read(ctx, tx, file)
	case found || wanted.Tag() != own.Tag():
		d.Mark = MarkCopy
		return d.print(wanted, l, tx.Now())
	}
	made, err := d.print(own, l, tx.Now())
	if err != nil || !keeps(tx) {
		return made, err
	}
	return made, keep(ctx, tx, of, d.Kind, own.Tag(), made)
}

// keeps tells whether what is made now is kept.
func keeps(tx *entity.Tx) bool { return tx.Files() != nil && !tx.ReadOnly() }

// original looks for what was kept. When there is nothing, whoever else asks waits
// until this transaction has ended, and it is looked for again.
func original(ctx context.Context, tx *entity.Tx, of entity.Ref, kind Kind) (kept, bool, error) {
	file, found, err := find(ctx, tx, of, kind)
	if err != nil || found || !keeps(tx) {
		return file, found, err
	}
	tx.Exec(sqlLockOriginal, of.Entity, of.ID)
	return find(ctx, tx, of, kind)
}

func find(ctx context.Context, tx *entity.Tx, of entity.Ref, kind Kind) (kept, bool, error) {
	file, found, err := pg.One[kept](ctx, tx, sqlOriginal, of.Entity, of.ID, string(kind))
	if err != nil {
		return kept{}, false, fmt.Errorf("look for the document: %w", err)
	}
	return file, found, nil
}

// keep writes the bytes, then the row that names them. A row that is not committed
// leaves a file that nobody names.
func keep(ctx context.Context, tx *entity.Tx, of entity.Ref, kind Kind, language string, made entity.File) error {
	path := tx.NewFileName(of, ".pdf")
	if err := tx.Files().Put(ctx, path, made.Type, made.Body); err != nil {
		return fmt.Errorf("keep the document: %w", err)
	}
	sum := sha256.Sum256(made.Body)
	tx.Exec(sqlKeep, tx.Now(), tx.Actor().ID, of.Entity, of.ID, string(kind), language, made.Name, made.Type, int64(len(made.Body)), sum[:], path)
	return nil
}

// read returns a kept file, unless it is no longer what was kept.
func read(ctx context.Context, tx *entity.Tx, file kept) (entity.File, error) {
	body, err := tx.Files().Get(ctx, file.Path, mostBytes)
	switch {
	case errors.Is(err, blob.ErrNotFound):
		return entity.File{}, problem.Conflict("document-lost", "The file of %s is not where it was kept. Ask whoever runs Guildhall to bring it back from a backup.", file.Name)
	case err != nil && !errors.Is(err, blob.ErrTooLarge):
		return entity.File{}, fmt.Errorf("read the document: %w", err)
	}
	if sum := sha256.Sum256(body); err != nil || [sha256.Size]byte(file.SHA256) != sum {
		return entity.File{}, problem.Conflict("document-changed", "The file of %s is no longer what was kept, and is not handed out. "+
			"Ask whoever runs Guildhall to bring it back from a backup.", file.Name)
	}
	return entity.File{Name: file.Name, Type: file.Type, Body: body}, nil
}
