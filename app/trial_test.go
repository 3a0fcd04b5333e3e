package app_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"

	"github.com/guildhall/guildhall/app"
	"github.com/guildhall/guildhall/enterprise"
)

// TestTellTrial: a server at which people work in earnest tells of companies whose
// clients were to pay by a provider that moves no money, and these can only transfer it.
func TestTellTrial(t *testing.T) {
	d := newDoorstep(t)
	s := d.newVendor(t, enterprise.Shared, "de")
	s.online()
	var told bytes.Buffer
	earnest, err := app.Open(t.Context(), app.Config{
		Data: d.data, DatabaseURL: program.databaseURL, Clock: d.clock, Passwords: cheap(), Log: slog.New(slog.NewTextHandler(&told, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := earnest.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	tenant, err := d.Enterprise.Tenant(t.Context(), s.key)
	if err != nil {
		t.Fatal(err)
	}
	for _, by := range []*app.App{d.App, earnest} {
		if err := by.TellTrial(t.Context(), *tenant); err != nil {
			t.Fatal(err)
		}
	}
	want := "tenant=" + tenant.Slug + " provider=sandbox"
	if text := told.String(); strings.Count(text, want) != 1 {
		t.Errorf("the log tells %q, want %q once", text, want)
	}
}
