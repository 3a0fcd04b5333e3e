package config

import (
	"bytes"
	"log/slog"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
)

// parse reads settings as the program does.
func parse(t *testing.T, args ...string) (Serve, error) {
	t.Helper()
	var s Serve
	p, err := kong.New(&s, kong.Exit(func(int) {}))
	if err != nil {
		t.Fatal(err)
	}
	_, err = p.Parse(args)
	return s, err
}

func TestDefaults(t *testing.T) {
	s, err := parse(t)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(s.Data, "/data") || s.Listen != "127.0.0.1:8080" || s.LogFormat != "json" || s.LogLevel != "info" ||
		s.Pooler != "none" || s.RedisURL != "" || s.RateAddress != 1200 || s.Development || s.DrainDelay != time.Second {
		t.Errorf("defaults: %+v", s)
	}
}

func TestVariablesAndFlags(t *testing.T) {
	for name, value := range map[string]string{
		"GUILDHALL_DATA": "/srv/guildhall", "GUILDHALL_LISTEN": ":80", "GUILDHALL_DATABASE_URL": "postgres://a:b@db/postgres",
		"GUILDHALL_BASE_DOMAIN": "example.com", "GUILDHALL_POOLER": "transaction", "GUILDHALL_LOG_LEVEL": "warn",
		"GUILDHALL_LOG_FORMAT": "text", "GUILDHALL_TRUSTED_PROXIES": "10.0.0.0/8,fd00::/8", "GUILDHALL_DRAIN_DELAY": "1m",
		"GUILDHALL_REDIS_URL": "rediss://:a@redis:6380/2", "GUILDHALL_RATE_ADDRESS": "0",
		"GUILDHALL_BLOBS": "s3://files?region=eu-central-1", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318",
		"GUILDHALL_ALERT_WEBHOOKS": "https://a.example/x?key=1,http://localhost:9/",
	} {
		t.Setenv(name, value)
	}
	s, err := parse(t, "--listen", "127.0.0.1:81", "--development")
	if err != nil {
		t.Fatal(err)
	}
	if s.Data != "/srv/guildhall" || s.Listen != "127.0.0.1:81" || s.DatabaseURL != "postgres://a:b@db/postgres" || s.BaseDomain != "example.com" ||
		s.Pooler != "transaction" || s.LogLevel != "warn" || s.LogFormat != "text" || !s.Development || s.DrainDelay != time.Minute ||
		s.RedisURL != "rediss://:a@redis:6380/2" || s.RateAddress != 0 || s.Blobs != "s3://files?region=eu-central-1" ||
		s.OTLPEndpoint != "http://collector:4318" || s.TraceShare != 1 || len(s.AlertWebhooks) != 2 || len(s.TrustedProxies) != 2 || s.TrustedProxies[1] != netip.MustParsePrefix("fd00::/8") {
		t.Errorf("settings: %+v", s)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	for want, args := range map[string][]string{
		"GUILDHALL_DATA must name a folder":                   {"--data="},
		"GUILDHALL_LISTEN must be an address and a port":      {"--listen=localhost"},
		`GUILDHALL_LISTEN has the port "70000"`:               {"--listen=:70000"},
		"GUILDHALL_DATABASE_URL must begin with postgres://":  {"--database-url=mysql://a@b/c"},
		"GUILDHALL_DATABASE_URL names no host":                {"--database-url=postgres:///c"},
		"GUILDHALL_DATABASE_URL is not a URL":                 {"--database-url=postgres://a:b@[c"},
		"GUILDHALL_BASE_DOMAIN must be a domain":              {"--base-domain=https://Example.com"},
		"GUILDHALL_BASE_DOMAIN must not begin":                {"--base-domain=.example.com"},
		"GUILDHALL_POOLER a private PostgreSQL has no pooler": {"--pooler=transaction"},
		"--pooler must be one of":                             {"--pooler=session"},
		"--log-level must be one of":                          {"--log-level=loud"},
		"GUILDHALL_REDIS_URL must begin with redis://":        {"--redis-url=http://a@b"},
		"GUILDHALL_REDIS_URL names no host":                   {"--redis-url=redis:///0"},
		"GUILDHALL_REDIS_URL is not a URL":                    {"--redis-url=redis://a:b@[c"},
		"GUILDHALL_REDIS_URL has a path":                      {"--redis-url=redis://b/first"},
		"GUILDHALL_BLOBS must begin with file://":             {"--blobs=ftp://files"},
		"GUILDHALL_BLOBS names no bucket":                     {"--blobs=s3://"},
		"GUILDHALL_RATE_ADDRESS must be from 0 to 9999999":    {"--rate-address=-1"},
		"GUILDHALL_PUBLIC_URL must begin with https":          {"--public-url=http://guildhall.example.com"},
		"GUILDHALL_SMS_ACCOUNT needs GUILDHALL_SMS_TOKEN":     {"--sms-account=AC1"},
		"GUILDHALL_SMS_ACCOUNT must be given":                 {"--sms-token=x"},
		"GUILDHALL_OTLP_ENDPOINT must be an address":          {"--otlp-endpoint=localhost:4318"},
		"GUILDHALL_TRACE_SHARE must be from 0 to 1":           {"--trace-share=1.1"},
		"GUILDHALL_ALERT_WEBHOOKS must begin with https":      {"--alert-webhooks=https://a.example/x?key=1,http://b.example/"},
		"GUILDHALL_DRAIN_DELAY must be from 0s to 5m0s":       {"--drain-delay=6m"},
		"GUILDHALL_DEVELOPMENT is refused on \":80\"":         {"--development", "--listen=:80"},
		"GUILDHALL_LISTEN must be an address and a port, such as 127.0.0.1:8080 or :8080; GUILDHALL_BASE_DOMAIN": {"--listen=x", "--base-domain=.x"},
	} {
		if _, err := parse(t, args...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: got %v, want %q", args, err, want)
		}
	}
	if _, err := parse(t, "--development", "--listen=[::1]:80", "--database-url=postgres:///c?host=/run/postgresql",
		"--redis-url=redis://:secret@[::1]:6379/3"); err != nil {
		t.Error(err)
	}
	if _, err := parse(t, "--database-url=postgres://user:hunter2@[c", "--redis-url=redis://user:hunter2@[c"); err == nil || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("the error tells the password: %v", err)
	}
}

func TestPublic(t *testing.T) {
	t.Parallel()
	for want, s := range map[string]Serve{
		"https://guildhall.example.com": {PublicURL: "https://guildhall.example.com/", Listen: ":443"},
		"http://localhost:8080":         {Listen: "127.0.0.1:8080"},
		"http://localhost:81":           {Listen: ":81"},
		"http://localhost:82":           {Listen: "[::1]:82"},
		"http://192.0.2.1:80":           {Listen: "192.0.2.1:80"},
		"http://localhost":              {},
	} {
		if got := s.Public(); got != want {
			t.Errorf("%+v: %s, want %s", s, got, want)
		}
	}
	for _, local := range []string{"http://localhost:8080", "http://127.0.0.1", "http://[::1]:80"} {
		if says := checkPublicURL(local); says != "" {
			t.Errorf("%s %s", local, says)
		}
	}
}

func TestSecretsStayOutOfTheLog(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	s := Serve{Data: "/srv", DatabaseURL: "postgres://user:hunter2@db:5432/postgres?password=hunter2&sslpassword=hunter2", RedisURL: "redis://:hunter2@redis:6379/1"}
	slog.New(slog.NewTextHandler(&out, nil)).Info("settings", slog.Any("serve", s))
	if strings.Contains(out.String(), "hunter2") || !strings.Contains(out.String(), "user:xxxxx@db:5432") || !strings.Contains(out.String(), ":xxxxx@redis:6379/1") || !strings.Contains(out.String(), "serve.data=/srv") {
		t.Errorf("line: %s", out.String())
	}
	for given, want := range map[string]string{"": "", "postgres://a:b@[c": "(not a URL)", "postgres://a@b/c": "postgres://a@b/c"} {
		if got := Redact(given); got != want {
			t.Errorf("Redact(%q) = %q, want %q", given, got, want)
		}
	}
}
