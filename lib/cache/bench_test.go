package cache

import (
	"context"
	"testing"
	"time"
)

func BenchmarkHit(b *testing.B) {
	c := New(Spec[[16]byte, *int]{Name: "bench", Size: 50_000, Keep: time.Minute})
	key := [16]byte{1}
	load := func(context.Context, [16]byte) (*int, error) { return new(int), nil }
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Get(b.Context(), key, load); err != nil {
			b.Fatal(err)
		}
	}
}
