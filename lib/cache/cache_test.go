package cache

import (
	"testing"
	"time"
)

// TestFind: what the caller has loaded is kept, unless values were dropped since it
// looked.
func TestFind(t *testing.T) {
	t.Parallel()
	c := New[string, int](10, time.Minute)
	_, found, keep := c.Find("a")
	if found {
		t.Error("an empty cache has a value")
	}
	keep(1)
	if v, found, _ := c.Find("a"); !found || v != 1 {
		t.Errorf("kept 1, found %d, %v", v, found)
	}
	_, _, late := c.Find("b")
	c.Drop(func(string) bool { return true })
	late(2)
	for _, key := range []string{"a", "b"} {
		if v, found, _ := c.Find(key); found {
			t.Errorf("%s is %d after everything was dropped", key, v)
		}
	}
}
