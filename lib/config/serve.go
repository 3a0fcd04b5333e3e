package config

import (
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/guildhall/guildhall/lib/blob"
	"github.com/guildhall/guildhall/lib/mail"
	"github.com/guildhall/guildhall/lib/outbound"
	"github.com/guildhall/guildhall/lib/problem"
)

// Serve is what `guildhall serve` can be told.
type Serve struct {
	Data           string         `default:"./data" env:"GUILDHALL_DATA" help:"Folder for everything that is kept: keys, files and, without a database URL, a private PostgreSQL." type:"path"`
	Listen         string         `default:"127.0.0.1:8080" env:"GUILDHALL_LISTEN" help:"Address and port to serve on; an empty address means every one."`
	DatabaseURL    string         `env:"GUILDHALL_DATABASE_URL" help:"PostgreSQL server to use instead of a private one: postgres://user:password@host/postgres, for a role that may create databases and roles."`
	Blobs          string         `env:"GUILDHALL_BLOBS" help:"Where documents are kept: s3://bucket?region=eu-central-1, azblob://container, or file:///folder; the folder files of the data folder when empty. Keys and accounts come from the environment, as the stores' own programs take them."`
	PublicURL      string         `env:"GUILDHALL_PUBLIC_URL" help:"Address under which people and programs reach the server, such as https://guildhall.example.com; http and the listening address when empty, and http for localhost only. It names who issued access tokens, and passkeys belong to its host for ever."`
	BaseDomain     string         `env:"GUILDHALL_BASE_DOMAIN" help:"Domain whose subdomains name tenants: with example.com, acme.example.com is the tenant acme."`
	Pooler         string         `default:"none" enum:"none,transaction" env:"GUILDHALL_POOLER" help:"What stands between here and PostgreSQL: none, or a pooler in transaction mode that keeps prepared statements."`
	RedisURL       string         `env:"GUILDHALL_REDIS_URL" help:"Redis that several processes share, such as redis://:password@host:6379/0, to count requests together and to tell each other what has changed; one process needs none."`
	RateAddress    int            `default:"1200" env:"GUILDHALL_RATE_ADDRESS" help:"Requests a minute that one address may send to one endpoint; 0 for any number. Signing in is bounded in any case."`
	LogLevel       string         `default:"info" enum:"debug,info,warn,error" env:"GUILDHALL_LOG_LEVEL" help:"Least level of lines that are written: debug, info, warn or error."`
	LogFormat      string         `default:"json" enum:"json,text" env:"GUILDHALL_LOG_FORMAT" help:"How lines are written: json or text."`
	TrustedProxies []netip.Prefix `env:"GUILDHALL_TRUSTED_PROXIES" help:"Networks of the proxies whose X-Forwarded-For is believed, such as 10.0.0.0/8."`
	CountryHeader  string         `env:"GUILDHALL_COUNTRY_HEADER" help:"Header in which trusted proxies say from which country a request comes, such as CF-IPCountry; people are told of sign-ins from a new one."`
	OutboundAllow  []netip.Prefix `env:"GUILDHALL_OUTBOUND_ALLOW" help:"Networks that companies' webhooks and sign-in providers may reach although they are not public, such as 10.20.0.0/16; webhooks there need no TLS."`
	OTLPEndpoint   string         `env:"GUILDHALL_OTLP_ENDPOINT,OTEL_EXPORTER_OTLP_ENDPOINT" help:"Collector to which traces are sent, by OTLP over HTTP, such as http://localhost:4318; none when empty."`
	TraceShare     float64        `default:"1" env:"GUILDHALL_TRACE_SHARE" help:"Share of the traces that are sent, from 0 to 1."`
	AlertWebhooks  []string       `env:"GUILDHALL_ALERT_WEBHOOKS" help:"Addresses that get news of alerts as JSON, parted by commas: the first at once, each further one when nobody has acknowledged what the one before got."`
	DrainDelay     time.Duration  `default:"1s" env:"GUILDHALL_DRAIN_DELAY" help:"How long to go on serving, but no longer be ready, before stopping: the time that a load balancer needs to notice."`
	SMSURL         string         `default:"https://api.twilio.com" env:"GUILDHALL_SMS_URL" help:"Where messages are handed over: Twilio's REST API, or what speaks like it."`
	SMSAccount     string         `env:"GUILDHALL_SMS_ACCOUNT" help:"The account's SID at Twilio. Without one no codes are sent by SMS; in development they are written to sms/messages.json in the data folder."`
	SMSToken       string         `env:"GUILDHALL_SMS_TOKEN" help:"The account's token."`
	SMSFrom        string         `env:"GUILDHALL_SMS_FROM" help:"The number that sends, a sender's name, or the SID of a messaging service."`
	SMSPerDay      int            `default:"500" env:"GUILDHALL_SMS_PER_DAY" help:"How many codes a tenant may have sent by SMS in 24 hours."`
	Mail           `embed:""`
	Topic          `embed:""`
	MailSecret     string   `env:"GUILDHALL_MAIL_WEBHOOK_SECRET" help:"Secret by which Resend signs what it reports to /webhooks/resend, as it shows it: whsec_…. Without one no reports are taken."`
	Role           []string `default:"api,worker,scheduler" enum:"api,worker,scheduler" env:"GUILDHALL_ROLE" help:"What this process does, separated by commas: api serves requests, worker delivers events and works jobs, scheduler begins what is due. Each tells how it is at /healthz, /readyz and /metrics."`
	Development    bool     `env:"GUILDHALL_DEVELOPMENT" help:"Take the tenant from ?tenant= too. Never on a server that others reach."`
}

// Limits of settings.
const (
	longestDomain = 253
	longestDrain  = 5 * time.Minute
	highestRate   = 9_999_999
)

// Validate returns an error that names every setting that cannot be meant, by its
// variable.
func (s Serve) Validate() error {
	var wrong problem.Fields
	if strings.TrimSpace(s.Data) == "" {
		wrong.Add("GUILDHALL_DATA", "required", "must name a folder")
	}
	for _, setting := range []struct{ variable, says string }{
		{"GUILDHALL_LISTEN", checkListen(s.Listen)},
		{"GUILDHALL_DATABASE_URL", checkDatabase(s.DatabaseURL)},
		{"GUILDHALL_BLOBS", checkBlobs(s.Blobs)},
		{"GUILDHALL_PUBLIC_URL", checkPublicURL(s.PublicURL)},
		{"GUILDHALL_BASE_DOMAIN", checkDomain(s.BaseDomain)},
		{"GUILDHALL_REDIS_URL", checkRedis(s.RedisURL)},
		{"GUILDHALL_OTLP_ENDPOINT", checkWeb(s.OTLPEndpoint)},
		{"GUILDHALL_ALERT_WEBHOOKS", checkHooks(s.AlertWebhooks)},
		{"GUILDHALL_SMS_ACCOUNT", checkSMS(s)},
		{"GUILDHALL_MAIL_WEBHOOK_SECRET", checkMailSecret(s.MailSecret)},
	} {
		if setting.says != "" {
			wrong.Add(setting.variable, "invalid", "%s", setting.says)
		}
	}
	s.Mail.check(&wrong)
	s.Topic.check(&wrong)
	s.checkNumbers(&wrong)
	return settingsError(wrong)
}

// checkNumbers adds what is out of its range, and what does not go with something else.
func (s Serve) checkNumbers(wrong *problem.Fields) {
	if s.Pooler == "transaction" && s.DatabaseURL == "" {
		wrong.Add("GUILDHALL_POOLER", "invalid", "a private PostgreSQL has no pooler in front: give GUILDHALL_DATABASE_URL, or none")
	}
	if s.RateAddress < 0 || s.RateAddress > highestRate {
		wrong.Add("GUILDHALL_RATE_ADDRESS", "invalid", "must be from 0 to %d requests a minute", highestRate)
	}
	if s.TraceShare < 0 || s.TraceShare > 1 {
		wrong.Add("GUILDHALL_TRACE_SHARE", "invalid", "must be from 0 to 1")
	}
	if s.DrainDelay < 0 || s.DrainDelay > longestDrain {
		wrong.Add("GUILDHALL_DRAIN_DELAY", "invalid", "must be from 0s to %s", longestDrain)
	}
	if s.Development && !isLoopback(s.Listen) {
		wrong.Add("GUILDHALL_DEVELOPMENT", "invalid", "is refused on %q, which others reach: listen on 127.0.0.1", s.Listen)
	}
}

// checkHooks says what is wrong with the first of some addresses that has a fault.
func checkHooks(addresses []string) string {
	for _, address := range addresses {
		if says := checkHook(address); says != "" {
			return says
		}
	}
	return ""
}

func checkMailSecret(text string) string {
	if text == "" {
		return ""
	}
	return mail.CheckSecret(text)
}

// Does tells whether this process has a role: api, worker or scheduler. Without any
// it has all.
func (s Serve) Does(role string) bool { return len(s.Role) == 0 || slices.Contains(s.Role, role) }

// settingsError says in one line what is wrong with which settings.
func settingsError(wrong problem.Fields) error {
	if len(wrong) == 0 {
		return nil
	}
	lines := make([]string, len(wrong))
	for i, w := range wrong {
		lines[i] = w.Pointer + " " + w.Message
	}
	return fmt.Errorf("settings: %s", strings.Join(lines, "; "))
}

func checkListen(address string) string {
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		return "must be an address and a port, such as 127.0.0.1:8080 or :8080"
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		return fmt.Sprintf("has the port %q, which is no number from 0 to 65535", port)
	}
	return ""
}

func checkDatabase(address string) string {
	if address == "" {
		return ""
	}
	u, err := url.Parse(address)
	switch {
	case err != nil: // The error quotes the address, password and all.
		return "is not a URL"
	case u.Scheme != "postgres" && u.Scheme != "postgresql":
		return "must begin with postgres://"
	case u.Host == "" && u.Query().Get("host") == "":
		return "names no host"
	}
	return ""
}

func checkBlobs(address string) string {
	if address == "" {
		return ""
	}
	return blob.Check(address)
}

func checkRedis(address string) string {
	if address == "" {
		return ""
	}
	u, err := url.Parse(address)
	switch {
	case err != nil: // The error quotes the address, password and all.
		return "is not a URL"
	case u.Scheme != "redis" && u.Scheme != "rediss":
		return "must begin with redis://, or rediss:// for TLS"
	case u.Hostname() == "":
		return "names no host"
	}
	if database := strings.Trim(u.Path, "/"); database != "" {
		if n, err := strconv.Atoi(database); err != nil || n < 0 {
			return "has a path that is no number of a database"
		}
	}
	return ""
}

// checkHook is for addresses that get news over the network.
func checkHook(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.Fragment != "" {
		return "must be addresses such as https://hooks.example.com/guildhall"
	}
	if u.Scheme == "http" && !isLoopback(net.JoinHostPort(u.Hostname(), "0")) {
		return "must begin with https://, but for localhost"
	}
	return ""
}

// checkWeb is for addresses of programs beside this one, which may speak plain HTTP.
func checkWeb(address string) string {
	if address == "" {
		return ""
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		return "must be an address such as http://localhost:4318"
	}
	return ""
}

func checkPublicURL(address string) string {
	if address == "" {
		return ""
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return "must be an address such as https://guildhall.example.com"
	}
	if ip, err := netip.ParseAddr(u.Hostname()); u.Scheme == "http" && u.Hostname() != "localhost" && (err != nil || !ip.IsLoopback()) {
		return "must begin with https://, but for localhost"
	}
	return ""
}

func checkSMS(s Serve) string {
	switch given := s.SMSAccount != ""; {
	case given && (s.SMSToken == "" || s.SMSFrom == ""):
		return "needs GUILDHALL_SMS_TOKEN and GUILDHALL_SMS_FROM, too"
	case !given && s.SMSToken != "":
		return "must be given with GUILDHALL_SMS_TOKEN"
	case s.SMSPerDay < 0:
		return "is of no use when GUILDHALL_SMS_PER_DAY is less than 0"
	}
	return ""
}

// Public returns the address under which people and programs reach the server: the
// one that was given, or that on which it listens. It has no slash at its end.
func (s Serve) Public() string {
	if s.PublicURL != "" {
		return strings.TrimSuffix(s.PublicURL, "/")
	}
	host, port, err := net.SplitHostPort(s.Listen)
	ip, notIP := netip.ParseAddr(host)
	switch local := host == "" || notIP == nil && (ip.IsLoopback() || ip.IsUnspecified()); {
	case err != nil:
		return "http://localhost"
	case local: // passkeys belong to names
		return "http://localhost:" + port
	}
	return "http://" + s.Listen
}

func checkDomain(domain string) string {
	if domain == "" {
		return ""
	}
	const letters = "abcdefghijklmnopqrstuvwxyz0123456789-."
	switch {
	case len(domain) > longestDomain || strings.Trim(domain, letters) != "":
		return "must be a domain in small letters, without scheme or port"
	case strings.HasPrefix(domain, ".") || strings.HasSuffix(domain, ".") || strings.Contains(domain, ".."):
		return "must not begin or end with a dot, or hold two in a row"
	}
	return ""
}

// isLoopback tells whether only this machine reaches the address.
func isLoopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	return err == nil && outbound.Loopback(host)
}

// LogValue returns the settings for a log line, the passwords of the database and of
// Redis left out.
func (s Serve) LogValue() slog.Value {
	return slog.GroupValue(
		slog.String("data", s.Data), slog.String("listen", s.Listen), slog.String("database_url", Redact(s.DatabaseURL)),
		slog.String("blobs", Redact(s.Blobs)), slog.String("redis_url", Redact(s.RedisURL)), slog.Int("rate_address", s.RateAddress),
		slog.String("base_domain", s.BaseDomain), slog.String("public_url", s.Public()), slog.String("sms_account", s.SMSAccount), slog.String("mail_url", s.Mail.way()), slog.String("pooler", s.Pooler), slog.String("log_level", s.LogLevel),
		slog.String("log_format", s.LogFormat), slog.Any("trusted_proxies", s.TrustedProxies), slog.Any("outbound_allow", s.OutboundAllow), slog.String("topic_url", Redact(s.TopicURL)),
		slog.String("otlp_endpoint", Redact(s.OTLPEndpoint)), slog.Duration("drain_delay", s.DrainDelay), slog.Bool("development", s.Development),
	)
}

// Redact returns the URL of a server without what must stay secret: the password, and
// every parameter of the query.
func Redact(address string) string {
	if address == "" {
		return ""
	}
	u, err := url.Parse(address)
	if err != nil {
		return "(not a URL)"
	}
	if u.RawQuery != "" {
		u.RawQuery = "xxxxx"
	}
	return u.Redacted()
}
