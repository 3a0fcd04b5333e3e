package scenarios

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
)

// logs is what the program writes down while the stories are told, and what must
// not stand there.
type logs struct {
	mu      sync.Mutex
	text    bytes.Buffer
	private map[string]string // values, and what each is
}

// Write adds a line.
func (l *logs) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(line)
}

// logger writes everything into the logs, and errors where people look, too.
func (l *logs) logger(people io.Writer) *slog.Logger {
	return slog.New(slog.NewMultiHandler(
		slog.NewTextHandler(l, &slog.HandlerOptions{Level: slog.LevelDebug}),
		slog.NewTextHandler(people, &slog.HandlerOptions{Level: slog.LevelError})))
}

// members of requests and answers that are nobody else's business.
var members = []string{
	"password", "old", "secret", "challenge", "token", "access_token", "refresh_token", "email", "phone", "first_name", "last_name", "street",
}

// shortest is how long a value must be to be told from others.
const shortest = 6

// hide remembers what of a request or an answer must not be written down.
func (l *logs) hide(r request, answer []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.private[r.token] = "a bearer's token"
	for name, value := range r.cookies {
		l.private[value] = "the cookie " + name
	}
	for _, text := range []string{r.body, string(answer)} {
		var object map[string]any
		if json.Unmarshal([]byte(text), &object) != nil {
			continue
		}
		for name, value := range object {
			if text, isText := value.(string); isText && slices.Contains(members, name) {
				l.private[text] = name
			}
		}
	}
}

// check looks for what was hidden.
func (l *logs) check(t *testing.T) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	text := l.text.String()
	if lines := strings.Count(text, "\n"); lines < 5 || len(l.private) < 5 { // of a single story
		t.Errorf("%d lines and %d values: the search would find nothing", lines, len(l.private))
	}
	for value, what := range l.private {
		if at := strings.Index(text, value); len(value) >= shortest && at >= 0 {
			t.Errorf("the log tells %s: …%s…", what, text[max(0, at-200):min(len(text), at+len(value)+20)])
		}
	}
}
