package arch

import (
	"slices"
	"strings"
	"testing"
)

// address says where a library may be imported, and why there. The library is a
// path with everything below it; a longer path has precedence.
type address struct {
	library string
	rooms   []string // folders, each with everything below it
	tests   bool     // any test may import it too
	why     string
}

// everywhere but in domain, whose words are business words.
var beneath = []string{"lib", "kernel", "enterprise", "app", "cmd", "bench", "scenarios"}

// addresses lists every library that the project uses. Some packages of the
// standard library have an address as well.
var addresses = []address{
	{"database/sql", nil, false, "everything speaks pgx"},
	{"database/sql/driver", []string{"kernel/pg", "kernel/entity", "lib/money", "lib/civil"}, true, "a value says how it is stored"},
	{"unsafe", nil, false, "nothing is worth it"},

	{"codeberg.org/go-pdf/fpdf", []string{"lib/pdf"}, false, "paper is written in one place; documents say what, not where"},
	{"github.com/alecthomas/kong", []string{"cmd", "lib/config"}, false, "settings and commands are read once, at the door"},
	{"github.com/bojanz/currency", []string{"lib/money"}, false, "the table of currencies; amounts are our own"},
	{"github.com/boombuler/barcode", []string{"lib/credential", "lib/pdf"}, false, "the pictures that an authenticator app and a bank's app scan"},
	{"github.com/cockroachdb/apd/v3", []string{"lib/money"}, false, "exact decimals stay behind Amount and Quantity"},
	{"github.com/coder/websocket", []string{"app/live", "bench"}, true, "one hub bounds what each connection may cost"},
	{"github.com/coreos/go-oidc/v3", []string{"lib/oidc"}, false, "one place says which tokens of a provider are believed"},
	{"github.com/danielgtaylor/huma/v2", []string{"kernel/httpapi"}, false, "modules declare actions, not operations of a framework"},
	{"github.com/emersion/go-sasl", []string{"lib/mail/mailtest"}, false, "how the mail server of tests asks who somebody is"},
	{"github.com/emersion/go-smtp", []string{"lib/mail/mailtest"}, false, "tests receive what was sent by a server of their own"},
	{"github.com/go-jose/go-jose/v4", []string{"lib/jwt"}, true, "one place says which algorithms are believed"},
	{"github.com/go-webauthn/webauthn", []string{"lib/passkey"}, false, "what a passkey must prove is decided once"},
	{"github.com/google/uuid", append([]string{"domain"}, beneath...), true, "ids; modules say entity.ID[T] wherever they can import T"},
	{"github.com/jackc/pgx/v5", []string{"kernel/pg", "kernel/entity", "lib/cluster", "lib/migrate", "lib/pgwatch", "lib/queue", "bench"}, true, "whoever holds a connection must have set the tenant, or own the server"},
	{"github.com/jackc/pgx/v5/pgtype", []string{"kernel/pg", "kernel/entity", "bench"}, true, "types hold no connection, so tests of values may"},
	{"github.com/klauspost/compress/gzhttp", []string{"app/start"}, false, "one answer is large enough to be worth compressing while somebody waits"},
	{"github.com/maypok86/otter/v2", []string{"lib/cache"}, false, "cache keys are typed by tenant there"},
	{"github.com/nats-io/nats.go", []string{"lib/topic"}, true, "the one broker whose connection is ours; tests listen there"},
	{"github.com/pquerna/otp", []string{"lib/credential"}, true, "codes are checked in one place, against replay too; tests play the authenticator"},
	{"github.com/prometheus/client_golang", []string{"lib/observe"}, false, "names and labels of metrics stand in one place"},
	{"github.com/prometheus/common", nil, true, "what is scraped is read in tests as Prometheus reads it"},
	{"github.com/prometheus/client_model", nil, true, "the same"},
	{"github.com/redis/rueidis", []string{"lib/redis"}, false, "what is asked of Redis can go without an answer"},
	{"github.com/riverqueue/river", []string{"lib/queue", "bench/floor"}, false, "whose jobs may be worked at once is decided at one door"},
	{"github.com/riverqueue/river/riverdriver/riverpgxv5", []string{"lib/queue", "bench/floor"}, false, "how River speaks with PostgreSQL"},
	{"github.com/riverqueue/river/rivertype", []string{"lib/queue"}, false, "River's own words for jobs; ours are in lib/queue"},
	{"github.com/robfig/cron/v3", []string{"lib/cron"}, false, "when something is due again is read in one place, in the zone of whoever said so"},
	{"github.com/rogpeppe/go-internal", []string{"scenarios"}, true, "stories and fixtures are txtar"},
	{"github.com/standard-webhooks/standard-webhooks/libraries", []string{"domain/integrations"}, true, "messages are signed where they are sent; tests verify them as receivers do"},
	{"github.com/swaggest/swgui", []string{"kernel/httpapi"}, false, "the page that shows the API"},
	{"github.com/wneessen/go-mail", []string{"lib/mail"}, false, "letters are put together, and told apart by what became of them, in one place"},
	{"go.opentelemetry.io/otel", []string{"lib/trace"}, false, "what a span may tell is decided in one place"},
	{"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp", []string{"lib/trace"}, false, "the way to a collector, without gRPC"},
	{"go.opentelemetry.io/otel/sdk", []string{"lib/trace"}, false, "spans are sampled and queued there"},
	{"go.opentelemetry.io/otel/trace", []string{"lib/trace"}, false, "spans, as the library calls them"},
	{"go.opentelemetry.io/proto/otlp", nil, true, "tests play the collector"},
	{"google.golang.org/protobuf", nil, true, "the same"},
	{"gocloud.dev/blob", []string{"lib/blob"}, false, "a file is written once and never changed, whichever store keeps it"},
	{"gocloud.dev/gcerrors", []string{"lib/blob", "lib/topic"}, false, "how stores of files say that one is missing, and brokers that they refuse"},
	{"gocloud.dev/pubsub", []string{"lib/topic"}, false, "a message counts as published when the broker has it, whichever it is"},
	{"gocloud.dev/pubsub/kafkapubsub", []string{"lib/topic"}, false, "opens kafka://"},
	{"gocloud.dev/pubsub/natspubsub", []string{"lib/topic"}, false, "how the library speaks with NATS"},
	{"gocloud.dev/pubsub/rabbitpubsub", []string{"lib/topic"}, false, "opens rabbit://"},
	{"gocloud.dev/secrets", []string{"lib/secret"}, false, "keys leave one package only encrypted"},
	{"golang.org/x/crypto", []string{"lib/credential"}, true, "passwords are hashed in one place"},
	{"golang.org/x/image", []string{"lib/pdf"}, false, "letters are measured by the faces themselves"},
	{"golang.org/x/oauth2", []string{"lib/oidc"}, false, "codes are exchanged where the token that comes of it is verified"},
	{"golang.org/x/sync", beneath, true, "modules start no goroutines"},
	{"golang.org/x/text", []string{"lib", "kernel"}, true, "locales and collation belong to the platform"},
	{"pgregory.net/rapid", nil, true, "properties are tested, never served"},
}

func TestEveryLibraryHasAnAddress(t *testing.T) {
	for _, r := range requirements(t) {
		if r.direct && !slices.ContainsFunc(addresses, func(a address) bool { return within(a.library, r.path) }) {
			t.Errorf("go.mod requires %s, which has no address", r.path)
		}
	}
}

func TestEveryAddressHasALibrary(t *testing.T) {
	required := requirements(t)
	for _, a := range addresses {
		if isLibrary(a.library) && !slices.ContainsFunc(required, func(r requirement) bool { return within(a.library, r.path) }) {
			t.Errorf("%s has an address, but go.mod does not require it", a.library)
		}
		if a.why == "" {
			t.Errorf("%s has an address without a reason", a.library)
		}
	}
}

// addressOf finds the address of an imported package: the longest that fits.
func addressOf(imp string) (address, bool) {
	var best address
	for _, a := range addresses {
		if within(imp, a.library) && len(a.library) > len(best.library) {
			best = a
		}
	}
	return best, best.library != ""
}

// admits tells whether the file may import the library.
func (a address) admits(f textFile) bool {
	if a.tests && f.isTest() {
		return true
	}
	return slices.ContainsFunc(a.rooms, func(room string) bool { return within(f.dir(), room) })
}

// place prints the address for people.
func (a address) place() string {
	places := a.rooms
	if a.tests {
		places = append(slices.Clone(places), "tests")
	}
	return strings.Join(places, ", ")
}
