package redis

import (
	"context"
	"crypto/rand"
	_ "embed"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/redis/rueidis"
)

//go:embed shelf_look.lua
var lookLua string

//go:embed shelf_put.lua
var putLua string

//go:embed shelf_drop.lua
var dropLua string

// Names in Redis. What lies below fencePrefix is told to everybody when it changes.
const (
	shelfPrefix = "guildhall:cache:"
	fencePrefix = shelfPrefix + "fence:"
	eraName     = fencePrefix + "*"
	valuePrefix = shelfPrefix + "value:"
	keyPrefix   = shelfPrefix + "key:"
)

// A value is put within putWithin of having been looked for, by the clock of Redis,
// and a fence stands longer than that: no load can outlast the fence that it missed.
const (
	putWithin = 30 * time.Second
	fenceKept = time.Minute
)

const (
	mostPending = 10_000                 // names that are still to be dropped; beyond it all are
	retryEvery  = 250 * time.Millisecond // after Redis did not answer
)

// Shelf keeps values in Redis for several processes, sealed, and tells each of them
// when one was dropped: by client-side caching of Redis (CLIENT TRACKING in broadcast
// mode), over the connection on which it is asked. It may be used by any number of
// goroutines.
//
// A value is put only if, since it was looked for, neither its name was dropped, nor
// Redis restarted, from a snapshot even, nor lost its memory: the script that puts it
// compares the fence of the name and the era, which is made of the id of the run of
// Redis and a random word that goes with everything else. Whoever drops a name moves
// its fence. So a value that was loaded before a drop is not put after it.
type Shelf struct {
	client *Client
	seal   *sealer

	look, put, drop *Script

	mu        sync.Mutex
	followers []func(name string)
	pending   map[string]uint64 // by name: the call whose drop could not be told; "" for all
	calls     uint64
	wake      chan struct{}
}

// OpenShelf opens the shelf of the Redis at an address; see [Open]. Seal and unseal
// encrypt the shelf's own key, of 32 bytes, by which values are sealed: whoever reads
// Redis learns the names alone, and whoever writes to it can make nobody believe a
// value of theirs.
func OpenShelf(address string, seal, unseal func(context.Context, []byte) ([]byte, error)) (*Shelf, error) {
	s := &Shelf{
		look: NewScript(lookLua), put: NewScript(putLua), drop: NewScript(dropLua),
		pending: map[string]uint64{}, wake: make(chan struct{}, 1),
	}
	client, err := open(address, func(o *rueidis.ClientOption) {
		o.DisableCache = false
		o.ClientTrackingOptions = []string{"PREFIX", fencePrefix, "BCAST"}
		o.OnInvalidations = s.told
	})
	if err != nil {
		return nil, err
	}
	s.client, s.seal = client, &sealer{client: client, seal: seal, unseal: unseal}
	return s, nil
}

// Close ends the connection.
func (s *Shelf) Close() { s.client.Close() }

// Follow has dropped called with every name that anybody drops, this process too,
// and with "" when everything may have been: then Redis has lost its memory, or the
// connection was lost, and with it what was told. It must be quick.
func (s *Shelf) Follow(dropped func(name string)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.followers = append(s.followers, dropped)
}

// told passes on what Redis tells: names of fences, or nothing for all.
func (s *Shelf) told(names []rueidis.RedisMessage) {
	s.mu.Lock()
	followers := s.followers
	s.mu.Unlock()
	if names == nil {
		for _, follow := range followers {
			follow("")
		}
	}
	for i := range names {
		full, err := names[i].ToString()
		name, fence := strings.CutPrefix(full, fencePrefix)
		if err != nil || !fence || full == eraName {
			name = ""
		}
		for _, follow := range followers {
			follow(name)
		}
	}
}

// Sight is what was seen when a name was looked for.
type Sight struct {
	Body []byte        // the value; nil for none
	Left time.Duration // for how long it is still good

	era, fence, at string
}

// Look looks for the value of a name. The error is [ErrDown] when Redis cannot be
// asked, and while a drop of this process could not be told.
func (s *Shelf) Look(ctx context.Context, name string) (Sight, error) {
	if s.behind() {
		return Sight{}, ErrDown
	}
	words, err := s.client.words(ctx, s.look, []string{eraName, fencePrefix + name, valuePrefix + name}, ":"+rand.Text())
	if err != nil {
		return Sight{}, err
	}
	if len(words) != 5 {
		return Sight{}, fmt.Errorf("redis answered %d words instead of 5", len(words))
	}
	seen := Sight{era: words[0], fence: words[1], at: words[2]}
	left, err := strconv.ParseInt(words[3], 10, 64)
	if err != nil {
		return Sight{}, fmt.Errorf("read redis's answer: %w", err)
	}
	if words[4] == "" || left <= 0 {
		return seen, nil
	}
	body, err := s.seal.open(ctx, seen.era, name, words[4])
	if err != nil {
		return Sight{}, err
	}
	seen.Body, seen.Left = body, time.Duration(left)*time.Millisecond
	return seen, nil
}

// Put puts a value that was loaded after its name was looked for; it goes when it is
// keep old, counted from then. It returns false when something has happened since:
// then the value may be old already.
func (s *Shelf) Put(ctx context.Context, name string, body []byte, keep time.Duration, seen Sight) (bool, error) {
	if s.behind() {
		return false, ErrDown
	}
	sealed, err := s.seal.close(ctx, seen.era, name, body)
	if err != nil {
		return false, err
	}
	answer, err := s.client.Run(ctx, s.put, []string{eraName, fencePrefix + name, valuePrefix + name},
		seen.era, seen.fence, seen.at, milliseconds(putWithin), milliseconds(keep), sealed)
	return err == nil && len(answer) == 1 && answer[0] == 1, err
}

func milliseconds(d time.Duration) string { return strconv.FormatInt(d.Milliseconds(), 10) }

// Drop takes a value away, once the change is committed, and tells every process. It
// returns when that is done, or when Redis cannot be told: then it is told later, and
// nothing is looked for here before. It goes on when ctx ends.
func (s *Shelf) Drop(ctx context.Context, name string) {
	if s.tell(context.WithoutCancel(ctx), name) != nil {
		s.later(name)
	}
}

// DropAll takes all values away, in the same way.
func (s *Shelf) DropAll(ctx context.Context) {
	if s.tellAll(context.WithoutCancel(ctx)) != nil {
		s.later("")
	}
}

func (s *Shelf) tell(ctx context.Context, name string) error {
	_, err := s.client.Run(ctx, s.drop, []string{fencePrefix + name, valuePrefix + name}, rand.Text(), milliseconds(fenceKept))
	return err
}

// tellAll ends the era; the next look begins another one.
func (s *Shelf) tellAll(ctx context.Context) error {
	_, err := s.client.ask(ctx, func(ctx context.Context) rueidis.RedisResult {
		return s.client.inner.Do(ctx, s.client.inner.B().Set().Key(eraName).Value("over").Build())
	})
	return err
}

// later remembers what could not be told; the empty name stands for all.
func (s *Shelf) later(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.pending) >= mostPending {
		clear(s.pending)
		name = ""
	}
	s.calls++
	s.pending[name] = s.calls
	select {
	case s.wake <- struct{}{}:
	default: // it is woken already
	}
}

// behind tells whether something is still to be told.
func (s *Shelf) behind() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.pending) > 0
}

// Run tells what could not be told, until ctx ends.
func (s *Shelf) Run(ctx context.Context, log *slog.Logger) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		}
		log.WarnContext(ctx, "redis does not answer; what is shared is not looked for until it was told of changes")
		for s.catchUp(ctx) != nil {
			select {
			case <-ctx.Done():
				return
			case <-time.After(retryEvery):
			}
		}
	}
}

// catchUp tells what is pending.
func (s *Shelf) catchUp(ctx context.Context) error {
	for {
		name, call, found := s.next()
		if !found {
			return nil
		}
		tell := s.tell
		if name == "" {
			tell = func(ctx context.Context, _ string) error { return s.tellAll(ctx) }
		}
		if err := tell(ctx, name); err != nil {
			return err
		}
		s.done(name, call)
	}
}

// next returns something that is to be told.
func (s *Shelf) next() (name string, call uint64, found bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for name, call = range s.pending {
		return name, call, true
	}
	return "", 0, false
}

// done forgets what was told, unless it was to be told again meanwhile.
func (s *Shelf) done(name string, call uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.pending[name] == call {
		delete(s.pending, name)
	}
}
