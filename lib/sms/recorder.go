package sms

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

// Message is a message that was not sent.
type Message struct {
	At   time.Time `json:"at"`
	To   string    `json:"to"`
	Text string    `json:"text"`
}

// Recorder keeps the last messages instead of sending them: for development only,
// since it writes codes and numbers to a file. It may be used by any number of
// goroutines.
type Recorder struct {
	file string
	most int

	mu   sync.Mutex
	kept []Message // oldest first
}

// NewRecorder returns a recorder of at most that many messages. They are written to
// the file as JSON, oldest first, which only its owner may read; with an empty name
// they are kept in memory alone.
func NewRecorder(file string, most int) *Recorder {
	return &Recorder{file: file, most: max(most, 1)}
}

// Send keeps the message.
func (r *Recorder) Send(_ context.Context, to, text string) error {
	number, ok := Number(to)
	if !ok {
		return ErrNumber
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.kept = append(r.kept, Message{At: time.Now().UTC(), To: number, Text: text})
	r.kept = slices.Clone(r.kept[max(0, len(r.kept)-r.most):])
	if r.file == "" {
		return nil
	}
	if err := r.write(); err != nil {
		return fmt.Errorf("record a message: %w", err)
	}
	return nil
}

// Messages returns the messages kept, oldest first.
func (r *Recorder) Messages() []Message {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.kept)
}

// write replaces the file at once, so that readers see all of it.
func (r *Recorder) write() error {
	text, err := json.MarshalIndent(r.kept, "", "  ")
	if err != nil {
		return fmt.Errorf("as JSON: %w", err)
	}
	draft, err := os.CreateTemp(filepath.Dir(r.file), filepath.Base(r.file)+".*")
	if err != nil {
		return err
	}
	_, err = draft.Write(append(text, '\n'))
	if closed := draft.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(draft.Name(), r.file)
	}
	if err != nil {
		err = errors.Join(err, os.Remove(draft.Name()))
	}
	return err
}
