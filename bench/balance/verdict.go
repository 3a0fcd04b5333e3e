package main

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// request is a line of HAProxy's log.
type request struct {
	ended   time.Time
	took    time.Duration
	server  string // the process that had it; "<NOSRV>" for none
	state   string // who ended it, and in which phase; "--" for nobody before its time
	status  int
	again   bool // another process than the first, which could not be reached
	request string
}

// readRequest reads a line of HAProxy's log; false for one about something else.
func readRequest(line string) (r request, ok bool, err error) {
	line, ok = strings.CutPrefix(line, "request ")
	if !ok {
		return r, false, nil
	}
	f := strings.SplitN(line, " ", 7)
	if len(f) < 7 {
		return r, false, fmt.Errorf("HAProxy's log has a line that nobody can read: %s", line)
	}
	ended, err1 := strconv.ParseInt(f[0], 10, 64)
	took, err2 := strconv.ParseInt(strings.TrimPrefix(f[1], "+"), 10, 64)
	status, err3 := strconv.Atoi(f[4])
	if err1 != nil || err2 != nil || err3 != nil {
		return r, false, fmt.Errorf("HAProxy's log has a line that nobody can read: %s", line)
	}
	return request{
		ended: time.UnixMilli(ended), took: time.Duration(took) * time.Millisecond, server: f[2], state: f[3], status: status,
		again: strings.TrimPrefix(f[5], "+") != "0", request: f[6],
	}, true, nil
}

// failed tells whether nobody can be content with the answer.
func (r request) failed() bool { return r.status >= 500 || r.status < 100 || r.state != "--" }

func (r request) String() string {
	return fmt.Sprintf("%s (%d, %s, by %s, after %s, at %s)", r.request, r.status, r.state, r.server, r.took, r.ended.Format("15:04:05.000"))
}

// verdict is what HAProxy's log says.
type verdict struct {
	Requests int            `json:"requests"`
	By       map[string]int `json:"by"`        // process
	Again    int            `json:"again"`     // requests for which another process was taken than the first
	Excused  int            `json:"in_flight"` // requests that failed, under way in a process that was killed
	Silent   int            `json:"silent"`    // of them, those that only the clients know of
	Faults   []string       `json:"faults"`    // requests that failed without that
}

// judge reads HAProxy's log and hears the witness.
func (s *site) judge() (v verdict, err error) {
	v = verdict{By: map[string]int{}, Faults: []string{}}
	file, err := os.Open(s.in("haproxy.log"))
	if err != nil {
		return v, err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		r, ok, err := readRequest(lines.Text())
		if err != nil {
			return v, err
		}
		if !ok || r.status == 101 && r.state != "SC" { // a stream ends when either side goes
			continue
		}
		v.add(r, s.nodes)
	}
	for _, b := range s.witness.breaches() {
		v.addBreach(b, s.nodes[:apis])
	}
	if err := lines.Err(); err != nil {
		return v, fmt.Errorf("read HAProxy's log: %w", err)
	}
	return v, nil
}

// addBreach judges what HAProxy has not logged: it does not say which process it was.
func (v *verdict) addBreach(b breach, nodes []*node) {
	for _, n := range nodes {
		if n.killedIn(b.began, b.ended) {
			v.Excused++
			v.Silent++
			return
		}
	}
	v.Faults = append(v.Faults, b.String())
}

func (v *verdict) add(r request, nodes []*node) {
	v.Requests++
	v.By[r.server]++
	if r.again {
		v.Again++
	}
	if !r.failed() {
		return
	}
	for _, n := range nodes {
		if n.name == r.server && n.killedIn(r.ended.Add(-r.took), r.ended) {
			v.Excused++
			return
		}
	}
	v.Faults = append(v.Faults, r.String())
}
