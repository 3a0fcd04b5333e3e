package mail

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Folder keeps letters in a folder instead of sending them: one file each, as it would
// go over the wire, for its owner alone to read.
type Folder struct{ dir string }

// NewFolder returns a folder for letters. It is made with the first of them.
func NewFolder(dir string) *Folder { return &Folder{dir: dir} }

// ending of the files of letters.
const ending = ".eml"

// Send keeps a letter. The same letter again replaces itself.
func (f *Folder) Send(_ context.Context, m Message) (Receipt, error) {
	var text bytes.Buffer
	if err := m.Write(&text); err != nil {
		return Receipt{}, err
	}
	if err := os.MkdirAll(f.dir, 0o700); err != nil {
		return Receipt{}, fmt.Errorf("%w: make the folder for letters: %w", ErrDown, err)
	}
	name := nameOf(m)
	draft := filepath.Join(f.dir, "."+name)
	if err := os.WriteFile(draft, text.Bytes(), 0o600); err != nil {
		return Receipt{}, fmt.Errorf("%w: keep a letter: %w", ErrDown, err)
	}
	if err := os.Rename(draft, filepath.Join(f.dir, name+ending)); err != nil {
		return Receipt{}, errors.Join(fmt.Errorf("%w: keep a letter: %w", ErrDown, err), os.Remove(draft))
	}
	return Receipt{Answer: "kept as " + name + ending}, nil
}

// nameOf names a letter's file so that later ones come later. It has nothing in it
// that a path could mean something by.
func nameOf(m Message) string {
	sum := fnv.New64a()
	sum.Write([]byte(m.ID))
	return fmt.Sprintf("%s-%016x", m.Date.UTC().Format("20060102T150405.000000"), sum.Sum64())
}

// Names lists at most so many of the letters kept, the newest first. There is none
// when the folder is not there yet.
func (f *Folder) Names(most int) ([]string, error) {
	files, err := os.ReadDir(f.dir)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("look into the folder of letters: %w", err)
	}
	var names []string
	for _, file := range files {
		if name, is := strings.CutSuffix(file.Name(), ending); is && !strings.HasPrefix(name, ".") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	slices.Reverse(names)
	return names[:min(len(names), most)], nil
}

// Source returns a letter as it was kept. A name that [Folder.Names] does not have is
// an [os.ErrNotExist].
func (f *Folder) Source(name string) ([]byte, error) {
	if name == "" || strings.HasPrefix(name, ".") || name != filepath.Base(name) || strings.ContainsAny(name, `/\`) {
		return nil, fmt.Errorf("read a letter: %w", os.ErrNotExist)
	}
	text, err := os.ReadFile(filepath.Join(f.dir, name+ending))
	if err != nil {
		return nil, fmt.Errorf("read a letter: %w", err)
	}
	return text, nil
}
