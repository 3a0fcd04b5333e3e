package dispatch

import (
	"testing"
	"time"
)

// TestBatch: a batch grows while turns are short, shrinks when they are long, and is
// halved until one is left.
func TestBatch(t *testing.T) {
	for _, c := range []struct {
		batch int
		took  time.Duration
		want  int
	}{
		{firstBatch, time.Millisecond, 2 * firstBatch},
		{largest, time.Millisecond, largest},
		{firstBatch, turnLasts * 3 / 4, firstBatch},
		{firstBatch, 2 * turnLasts, firstBatch / 2},
		{smallest, time.Minute, smallest},
		{1, time.Minute, 2}, // after a failure
		{1, time.Millisecond, 2},
	} {
		if got := resized(c.batch, c.took); got != c.want {
			t.Errorf("after a batch of %d in %s comes one of %d, want %d", c.batch, c.took, got, c.want)
		}
	}
	for n, want := range map[int]int{2: 1, 3: 2, 4: 2, 21: 16, 128: 64, 1024: 512} {
		if got := halved(n); got != want {
			t.Errorf("half of %d that failed is %d, want %d", n, got, want)
		}
	}
}
