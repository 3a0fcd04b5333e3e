package outbound

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func TestPublic(t *testing.T) {
	t.Parallel()
	for _, ip := range []string{
		"127.0.0.1", "127.8.9.1", "10.0.0.1", "172.16.5.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "0.1.2.3",
		"224.0.0.1", "239.1.1.1", "255.255.255.255", "240.0.0.1", "192.0.0.8", "192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.9",
		"::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "fec0::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1",
		"64:ff9b::a00:1", "64:ff9b:1::a00:1", "2002:a00:1::", "2001:0:1::1", "2001:db8::1", "100::1",
	} {
		if Public(netip.MustParseAddr(ip)) {
			t.Errorf("%s is taken for public", ip)
		}
	}
	for _, ip := range []string{"1.1.1.1", "8.8.8.8", "93.184.215.14", "100.128.0.1", "172.32.0.1", "::ffff:8.8.8.8", "2606:4700:4700::1111", "2a00:1450:4001::1"} {
		if !Public(netip.MustParseAddr(ip)) {
			t.Errorf("%s is not taken for public", ip)
		}
	}
	if Public(netip.Addr{}) {
		t.Error("no address is taken for public")
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	for _, wrong := range []string{"", "hooks.example.com", "//hooks.example.com", "ftp://a", "file:///etc/passwd", "https://", "https://:443", "https://u:p@a", "https://a/#b", "https:a", "gopher://a"} {
		if Check(wrong) == "" {
			t.Errorf("%q is fine", wrong)
		}
	}
	for _, right := range []string{"https://hooks.example.com/a?b=c", "http://10.0.0.1:8080", "https://[2606:4700::1]/"} {
		if says := Check(right); says != "" {
			t.Errorf("%q %s", right, says)
		}
	}
}

// get fetches an address and returns the body.
func get(t *testing.T, c *http.Client, url string) (status int, body string, err error) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	res, err := c.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	return res.StatusCode, string(text), err
}

// this is the network of this machine.
func this() []netip.Prefix { return []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")} }

// TestSpellings: an address of this machine is refused however it is written, with TLS
// and without.
func TestSpellings(t *testing.T) {
	t.Parallel()
	var reached atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Add(1) }))
	defer server.Close()
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	c := New(Options{})
	for _, host := range []string{"127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "0.0.0.0", "[::]", "[::1]", "127.1.2.3"} {
		for _, scheme := range []string{"http://", "https://"} {
			if _, _, err := get(t, c, scheme+host+":"+port); !errors.Is(err, ErrRefused) {
				t.Errorf("%s%s: %v", scheme, host, err)
			}
		}
	}
	for _, host := range []string{"2130706433", "0x7f.1", "127.1", "0177.0.0.1"} { // resolvers read these in more than one way
		if status, _, err := get(t, c, "http://"+host+":"+port); err == nil {
			t.Errorf("%s answered %d", host, status)
		}
	}
	if reached.Load() != 0 {
		t.Errorf("reached %d times", reached.Load())
	}
	if status, _, err := get(t, New(Options{Allow: this()}), server.URL); err != nil || status != 200 {
		t.Errorf("allowed: %d %v", status, err)
	}
}

// TestRebinding: a name that leads to a public address when it is looked at, and to
// this machine when it is connected to, leads nowhere.
func TestRebinding(t *testing.T) {
	t.Parallel()
	var reached, asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Add(1) }))
	defer server.Close()
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	at := nameServer(t, func() [4]byte {
		if asked.Add(1) == 1 {
			return [4]byte{93, 184, 215, 14}
		}
		return [4]byte{127, 0, 0, 1}
	})
	resolver := &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", at)
	}}
	first, err := resolver.LookupNetIP(t.Context(), "ip4", "rebind.example.")
	if err != nil || len(first) != 1 || !Public(first[0]) {
		t.Fatalf("the first answer: %v %v", first, err)
	}
	_, _, err = get(t, New(Options{Resolver: resolver}), "https://rebind.example.:"+port)
	if !errors.Is(err, ErrRefused) || reached.Load() != 0 {
		t.Errorf("reached %d times: %v", reached.Load(), err)
	}
}

// nameServer answers every question for an address of IPv4 with what answer says, and
// others with nothing (RFC 1035).
func nameServer(t *testing.T, answer func() [4]byte) (address string) {
	t.Helper()
	conn, err := (&net.ListenConfig{}).ListenPacket(t.Context(), "udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() }) //nolint:errcheck // of a test
	go func() {
		packet := make([]byte, 512)
		for {
			n, from, err := conn.ReadFrom(packet)
			if err != nil {
				return
			}
			end := 12
			for packet[end] != 0 {
				end += int(packet[end]) + 1
			}
			end += 5
			reply := append([]byte{}, packet[:min(end, n)]...)
			reply[2], reply[3] = 0x84, 0 // an answer, by whoever knows
			copy(reply[4:12], []byte{0, 1, 0, 0, 0, 0, 0, 0})
			if packet[end-3] == 1 { // type A
				ip := answer()
				reply[7] = 1
				reply = append(reply, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, ip[0], ip[1], ip[2], ip[3])
			}
			if _, err := conn.WriteTo(reply, from); err != nil {
				return
			}
		}
	}()
	return conn.LocalAddr().String()
}

// TestRedirects: as many are followed as are allowed, none to where nobody may go.
func TestRedirects(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	defer server.Close()
	mux.HandleFunc("/twice", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/once", http.StatusFound) })
	mux.HandleFunc("/once", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/there", http.StatusFound) })
	mux.HandleFunc("/there", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("/inside", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://169.254.169.254/latest/meta-data/", http.StatusFound)
	})
	for n, want := range map[int]int{0: 302, 1: 302, 2: 200} {
		if status, _, err := get(t, New(Options{Allow: this(), Redirects: n}), server.URL+"/twice"); err != nil || status != want {
			t.Errorf("%d redirects: %d %v", n, status, err)
		}
	}
	if _, _, err := get(t, New(Options{Allow: this(), Redirects: 5}), server.URL+"/inside"); !errors.Is(err, ErrRefused) {
		t.Errorf("to the machine's own metadata: %v", err)
	}
}

// TestBounds: an answer that is too long, or too slow, ends with an error.
func TestBounds(t *testing.T) {
	t.Parallel()
	wait := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/slow" {
			<-wait
			return
		}
		if _, err := io.WriteString(w, strings.Repeat("x", 100)); err != nil {
			t.Errorf("write: %v", err)
		}
	}))
	defer server.Close()
	defer close(wait)
	if _, body, err := get(t, New(Options{Allow: this(), MaxAnswer: 100}), server.URL); err != nil || len(body) != 100 {
		t.Errorf("just fits: %d bytes, %v", len(body), err)
	}
	if _, body, err := get(t, New(Options{Allow: this(), MaxAnswer: 99}), server.URL); !errors.Is(err, ErrTooLarge) || len(body) != 99 {
		t.Errorf("too long: %d bytes, %v", len(body), err)
	}
	if _, _, err := get(t, New(Options{Allow: this(), Timeout: 50 * time.Millisecond}), server.URL+"/slow"); err == nil {
		t.Error("too slow, and no error")
	}
}
