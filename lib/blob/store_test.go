package blob_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/guildhall/guildhall/lib/blob"
)

func TestAFileIsWrittenOnce(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a b", "files")
	s, err := blob.Open(t.Context(), "file://"+dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := s.Put(t.Context(), "attachments/1/sales.order/x.pdf", "application/pdf", []byte("first")); err != nil {
		t.Fatal(err)
	}
	if err := s.Put(t.Context(), "attachments/1/sales.order/x.pdf", "application/pdf", []byte("second")); !errors.Is(err, blob.ErrExists) {
		t.Errorf("the second time: %v", err)
	}
	if got, err := s.Get(t.Context(), "attachments/1/sales.order/x.pdf", 5); err != nil || string(got) != "first" {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := s.Get(t.Context(), "attachments/1/sales.order/x.pdf", 4); !errors.Is(err, blob.ErrTooLarge) {
		t.Errorf("too large: %v", err)
	}
	if _, err := s.Get(t.Context(), "attachments/1/sales.order/y.pdf", 5); !errors.Is(err, blob.ErrNotFound) {
		t.Errorf("missing: %v", err)
	}
	if got, err := os.ReadFile(filepath.Join(dir, "attachments", "1", "sales.order", "x.pdf")); err != nil || string(got) != "first" {
		t.Errorf("in the folder: %q, %v", got, err)
	}
}

func TestAStoreIsNamedByItsURL(t *testing.T) {
	for url, wrong := range map[string]bool{
		"file:///var/lib/x": false, "s3://bucket?region=eu-central-1": false, "azblob://container": false,
		"file://": true, "s3://": true, "ftp://host/x": true, "/var/lib": true, "": true, "s3://%zz": true,
	} {
		if got := blob.Check(url); (got != "") != wrong {
			t.Errorf("%q: %q", url, got)
		}
	}
	if _, err := blob.Open(t.Context(), "ftp://host/x"); err == nil {
		t.Error("an unknown store was opened")
	}
}
