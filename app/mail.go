package app

import (
	"context"
	"fmt"
	"mime"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/uuid"
)

// mailbox keeps letters as files in the data folder, one each, for whoever runs
// the server to look at or to send on.
type mailbox struct {
	dir   string
	clock func() time.Time
}

// send writes a letter (RFC 5322) into the folder, readable for the server alone.
func (m mailbox) send(_ context.Context, to, subject, text string) error {
	if err := os.MkdirAll(m.dir, 0o700); err != nil {
		return fmt.Errorf("make the folder for mail: %w", err)
	}
	now := m.clock().UTC()
	letter := fmt.Sprintf("To: %s\r\nSubject: %s\r\nDate: %s\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s",
		to, mime.QEncoding.Encode("utf-8", subject), now.Format(time.RFC1123Z), strings.ReplaceAll(text, "\n", "\r\n"))
	name := now.Format("20060102T150405") + "-" + uuid.NewString() + ".eml"
	if err := os.WriteFile(filepath.Join(m.dir, name), []byte(letter), 0o600); err != nil {
		return fmt.Errorf("keep a letter: %w", err)
	}
	return nil
}
