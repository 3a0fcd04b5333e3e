package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"strings"

	"gocloud.dev/blob"
	_ "gocloud.dev/blob/azureblob" // opens azblob://
	"gocloud.dev/blob/fileblob"
	_ "gocloud.dev/blob/s3blob" // opens s3://
	"gocloud.dev/gcerrors"
)

// What may be wrong with a file.
var (
	ErrNotFound = errors.New("there is no such file")
	ErrExists   = errors.New("there is a file of this name already")
	ErrTooLarge = errors.New("the file is larger than it may be")
)

// Store is where files are kept. It may be used by any number of goroutines.
type Store struct{ bucket *blob.Bucket }

// Open opens the store that a URL names: "file:///var/lib/guildhall/files", which is
// made when it is missing, "s3://bucket?region=eu-central-1", "azblob://container".
// What follows file:// is the path as it is, not percent-encoded. Keys and accounts
// for S3 and Azure come from the environment, as their own programs take them.
func Open(ctx context.Context, rawURL string) (*Store, error) {
	if dir, isFolder := strings.CutPrefix(rawURL, "file://"); isFolder {
		bucket, err := fileblob.OpenBucket(filepath.FromSlash(dir), &fileblob.Options{
			CreateDir: true, DirFileMode: 0o700, NoTempDir: true, Metadata: fileblob.MetadataDontWrite,
		})
		if err != nil {
			return nil, fmt.Errorf("open the folder of files: %w", err)
		}
		return &Store{bucket}, nil
	}
	if says := Check(rawURL); says != "" {
		return nil, fmt.Errorf("open the store of files: its URL %s", says)
	}
	bucket, err := blob.OpenBucket(ctx, rawURL)
	if err != nil {
		return nil, fmt.Errorf("open the store of files: %w", err)
	}
	return &Store{bucket}, nil
}

// Check says what is wrong with the URL of a store, "" when nothing is.
func Check(rawURL string) string {
	u, err := url.Parse(rawURL)
	switch {
	case err != nil:
		return "is not a URL"
	case u.Scheme == "file" && u.Path == "":
		return "names no folder"
	case u.Scheme == "file":
		return ""
	case u.Scheme != "s3" && u.Scheme != "azblob":
		return "must begin with file://, s3:// or azblob://"
	case u.Host == "":
		return "names no bucket or container"
	}
	return ""
}

// Put writes a new file whole, or not at all. Its error is [ErrExists] when the name
// is taken.
func (s *Store) Put(ctx context.Context, name, contentType string, body []byte) error {
	err := s.bucket.WriteAll(ctx, name, body, &blob.WriterOptions{ContentType: contentType, IfNotExist: true})
	if gcerrors.Code(err) == gcerrors.FailedPrecondition {
		return fmt.Errorf("write %s: %w", name, ErrExists)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

// Get reads a file of at most the given bytes. Its error is [ErrNotFound] or
// [ErrTooLarge] where that is the reason.
func (s *Store) Get(ctx context.Context, name string, most int64) ([]byte, error) {
	r, err := s.bucket.NewReader(ctx, name, nil)
	if gcerrors.Code(err) == gcerrors.NotFound {
		return nil, fmt.Errorf("read %s: %w", name, ErrNotFound)
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	body, err := io.ReadAll(io.LimitReader(r, most+1))
	if err = errors.Join(err, r.Close()); err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if int64(len(body)) > most {
		return nil, fmt.Errorf("read %s: %w", name, ErrTooLarge)
	}
	return body, nil
}

// Close lets the store go.
func (s *Store) Close() error {
	if err := s.bucket.Close(); err != nil {
		return fmt.Errorf("close the store of files: %w", err)
	}
	return nil
}
