package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/guildhall/guildhall/lib/problem"
)

// version is set by the build.
var version = "dev"

// cli is the whole command line.
type cli struct {
	JSON bool `help:"Print JSON instead of text."`

	Serve      serve      `cmd:"" help:"Run the server."`
	Operator   operator   `cmd:"" help:"People who run Guildhall for all tenants."`
	SuperAdmin superAdmin `cmd:"" help:"People who look after some tenants."`
	Token      token      `cmd:"" help:"Tokens for programs."`
	Person     person     `cmd:"" help:"People who cannot get in."`
	Tenant     tenant     `cmd:"" help:"Companies that use Guildhall."`
	Permission permission `cmd:"" help:"What users may do."`
	Check      check      `cmd:"" help:"Look whether what must always be so in tenants' books is so."`
	Retention  retention  `cmd:"" help:"What tenants keep no longer."`
	DeadLetter deadLetter `cmd:"" name:"dead-letter" help:"Deliveries of events that were given up."`
	Alert      alert      `cmd:"" help:"What operators must know of."`
	Health     health     `cmd:"" help:"Ask how the installation does; the exit status tells."`
	Privacy    privacy    `cmd:"" help:"What is kept about private persons."`
	Job        job        `cmd:"" help:"Work that nobody waits for."`
	Schedule   schedule   `cmd:"" help:"What is done again and again."`
	Flag       flag       `cmd:"" help:"Parts of the product that are switched on by degrees."`
	Audit      auditLog   `cmd:"" help:"Show who did what to the installation, newest first."`
	Migrate    migrate    `cmd:"" help:"Tables and their versions."`
	Keys       keys       `cmd:"" help:"Keys that seal secrets and sign access tokens."`
	Version    about      `cmd:"" help:"Print the version."`
}

// session is what every command gets.
type session struct {
	context.Context //nolint:containedctx // of the one command that runs
	out             io.Writer
	errs            io.Writer
	json            bool
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

// run runs one command line and returns the exit status: 0 for done, 1 for
// refused or failed, 2 for a command line that cannot be meant.
func run(ctx context.Context, args []string, out, errs io.Writer) int {
	var c cli
	parser, err := kong.New(&c, kong.Name("guildhall"), kong.Description("A multi-tenant business platform."),
		kong.UsageOnError(), kong.Writers(out, errs), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		fmt.Fprintln(errs, "guildhall:", err)
		return 2
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		parser.Errorf("%s", err)
		return 2
	}
	s := &session{Context: ctx, out: out, errs: errs, json: c.JSON}
	if err := parsed.Run(s); err != nil {
		if !errors.Is(err, errUnhealthy) {
			s.fail(err)
		}
		return 1
	}
	return 0
}

// fail tells what went wrong: a problem's own words, or the error.
func (s *session) fail(err error) {
	p := problem.From(err)
	if bare, ok := err.(*problem.Problem); !ok || bare.Type == "internal" { //nolint:errorlint // what is wrapped says more
		p.Detail = err.Error()
	}
	if s.json {
		s.print(p, "")
		return
	}
	fmt.Fprintln(s.errs, "guildhall:", p.Detail)
	for _, f := range p.Errors {
		fmt.Fprintf(s.errs, "  %s: %s\n", f.Pointer, f.Message)
	}
}

// print prints a result: as JSON when asked for, as text otherwise.
func (s *session) print(v any, text string, args ...any) {
	if !s.json {
		fmt.Fprintf(s.out, text, args...)
		return
	}
	enc := json.NewEncoder(s.out)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		fmt.Fprintln(s.errs, "guildhall:", err)
	}
}
