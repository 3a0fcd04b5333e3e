package secret

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// ErrOpenFile says that somebody else could read the file of keys.
var ErrOpenFile = errors.New("the file of keys must be readable by its owner alone (mode 0600)")

const ringHead = "# Keys of Guildhall, oldest first. Whoever has them can read every secret: back them up apart from the data.\n"

// Rotate adds a fresh key to the ring's file; secrets are sealed by it from now
// on. With a URL, that key is added instead, of a key service for one. It returns
// the new key's id. Secrets sealed before should be sealed again by their owners.
func (k *Keeper) Rotate(ctx context.Context, rawURL string) (string, error) {
	if k.file == "" {
		return "", errors.New("rotate keys: the keys are named by the settings; put the new one in front there")
	}
	if err := k.load(ctx); err != nil {
		return "", err
	}
	if rawURL == "" {
		fresh, err := freshKey()
		if err != nil {
			return "", err
		}
		rawURL = fresh
	}
	added, err := openKey(ctx, keyID(rawURL), rawURL)
	if err != nil {
		return "", fmt.Errorf("rotate keys: %w", err)
	}
	return added.id, k.replace(func(ring []key) []key { return append(ring, added) })
}

// Retire removes a key from the ring's file: what is still sealed by it cannot be
// read any more. The newest key stays.
func (k *Keeper) Retire(ctx context.Context, id string) error {
	if k.file == "" {
		return errors.New("retire key: the keys are named by the settings")
	}
	if err := k.load(ctx); err != nil {
		return err
	}
	if id == k.Current() {
		return fmt.Errorf("retire key %s: it is the one in use", id)
	}
	return k.replace(func(ring []key) []key {
		return slices.DeleteFunc(ring, func(one key) bool { return one.id == id })
	})
}

// replace writes the file first, so that nothing is sealed by a key that a crash
// could lose.
func (k *Keeper) replace(change func([]key) []key) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	ring := change(slices.Clone(k.ring))
	if err := writeRing(k.file, ring, os.Rename); err != nil {
		return fmt.Errorf("write keys: %w", err)
	}
	k.ring = ring
	return nil
}

// load reads the file, made now if it is missing.
func (k *Keeper) load(ctx context.Context) error {
	lines, err := readRing(k.file)
	if errors.Is(err, fs.ErrNotExist) {
		if err := create(k.file); err != nil {
			return fmt.Errorf("make keys: %w", err)
		}
		lines, err = readRing(k.file)
	}
	if err != nil {
		return fmt.Errorf("read keys: %w", err)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	ring := make([]key, 0, len(lines))
	for _, line := range lines {
		i := slices.IndexFunc(k.ring, func(one key) bool { return one.id == line.id })
		if i >= 0 {
			ring = append(ring, k.ring[i])
			continue
		}
		opened, err := openKey(ctx, line.id, line.url)
		if err != nil {
			return err
		}
		ring = append(ring, opened)
	}
	k.ring = ring
	return nil
}

// create makes the file with one key, unless another process does so first.
func create(path string) error {
	fresh, err := freshKey()
	if err != nil {
		return err
	}
	err = writeRing(path, []key{{id: keyID(fresh), url: fresh}}, os.Link)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	return err
}

func freshKey() (string, error) {
	raw := make([]byte, 32)
	if _, err := rand.Read(raw); err != nil {
		return "", fmt.Errorf("make a key: %w", err)
	}
	return "base64key://" + base64.URLEncoding.EncodeToString(raw), nil
}

func readRing(path string) ([]key, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("%s: %w", path, ErrOpenFile)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var ring []key
	for line := range strings.Lines(string(content)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		id, rawURL, ok := strings.Cut(line, " ")
		if !ok {
			return nil, fmt.Errorf("%s: a line is not a key's id and its URL", path)
		}
		ring = append(ring, key{id: id, url: rawURL})
	}
	if len(ring) == 0 {
		return nil, fmt.Errorf("%s: there is no key", path)
	}
	return ring, nil
}

// writeRing writes beside the file and then lets place put it there, so that the
// file is always whole; both the content and the name have reached the disk when
// it returns.
func writeRing(path string, ring []key, place func(from, to string) error) error {
	var text bytes.Buffer
	text.WriteString(ringHead)
	for _, one := range ring {
		text.WriteString(one.id + " " + one.url + "\n")
	}
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".keys-*") // Mode 0600.
	if err != nil {
		return err
	}
	_, err = f.Write(text.Bytes())
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	err = place(f.Name(), path)
	if rerr := os.Remove(f.Name()); err == nil && !errors.Is(rerr, fs.ErrNotExist) {
		err = rerr
	}
	if err != nil {
		return err
	}
	return syncFolder(dir)
}

func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
