package disk

import (
	"path/filepath"
	"testing"
)

func TestRoom(t *testing.T) {
	t.Parallel()
	free, size, err := Room(t.TempDir())
	if err != nil || free == 0 || size < free {
		t.Errorf("%d of %d bytes are free, %v", free, size, err)
	}
	if _, _, err := Room(filepath.Join(t.TempDir(), "nowhere")); err == nil {
		t.Error("there is room where no folder is")
	}
}
