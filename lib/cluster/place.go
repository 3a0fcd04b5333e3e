package cluster

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// longestSocket is the length of a socket's path that every system accepts: macOS allows 103 bytes, Linux 107.
const longestSocket = 103

// socketFolder returns a folder for the unix socket that only the runner may use: the one in the data folder or, where
// its path is too long, a short one elsewhere, that of last time if it is still good.
func (f folder) socketFolder(as runner, lastTime string) (string, error) {
	if usableAsSocket(f.socket()) {
		return f.socket(), as.ensureFolder(f.socket())
	}
	if f.isOwnSocket(lastTime) && usableAsSocket(lastTime) && as.owns(lastTime) {
		return lastTime, nil
	}
	for _, base := range []string{os.Getenv("XDG_RUNTIME_DIR"), os.TempDir(), "/tmp"} {
		if !usableAsSocket(filepath.Join(base, f.shortName()+"0123456789")) {
			continue
		}
		short, err := os.MkdirTemp(base, f.shortName()+"*")
		if err != nil {
			continue // A runtime folder that does not exist, for one: the next may do.
		}
		return short, as.ensureFolder(short)
	}
	return "", fmt.Errorf("no folder is short enough for PostgreSQL's socket (%d bytes): %s is not, "+
		"and there is none under XDG_RUNTIME_DIR or TMPDIR", longestSocket, f.socket())
}

// shortName begins the names of our short folders and of no other data folder's.
func (f folder) shortName() string {
	sum := sha256.Sum256([]byte(f))
	return "guildhall-" + hex.EncodeToString(sum[:4]) + "-"
}

// isOwnSocket tells our socket folder from that of the data folder which this one is a copy of, state and all.
func (f folder) isOwnSocket(dir string) bool {
	return dir == f.socket() || strings.HasPrefix(filepath.Base(dir), f.shortName())
}

// usableAsSocket also refuses commas: a connection URL takes them for the end of a host's name.
func usableAsSocket(dir string) bool {
	return filepath.IsAbs(dir) && len(dir)+len("/.s.PGSQL.65535") <= longestSocket && !strings.Contains(dir, ",")
}

// dropSocket removes what a PostgreSQL that has ended, or crashed, left of its socket.
func (f folder) dropSocket(s state) error {
	if !f.isOwnSocket(s.Socket) {
		return nil
	}
	socket := filepath.Join(s.Socket, ".s.PGSQL."+strconv.Itoa(s.Port))
	remains := []string{socket, socket + ".lock"}
	if s.Socket != f.socket() {
		remains = append(remains, s.Socket)
	}
	for _, path := range remains {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove PostgreSQL's socket: %w", err)
		}
	}
	return nil
}

// choosePort returns the port of last time if it is free, otherwise a free one.
func choosePort(ctx context.Context, lastTime int) (int, error) {
	if lastTime > 0 && portIsFree(ctx, lastTime) {
		return lastTime, nil
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp4", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	port := l.Addr().(*net.TCPAddr).Port //nolint:forcetypeassert // The address of a TCP listener.
	if err := l.Close(); err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	return port, nil
}

func portIsFree(ctx context.Context, port int) bool {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return false
	}
	return l.Close() == nil
}
