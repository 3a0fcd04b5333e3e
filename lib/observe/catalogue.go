package observe

// Kind says what sort of metric a family is.
type Kind string

// The kinds of metric.
const (
	Counter   Kind = "counter"   // only grows, and begins at zero with the process
	Level     Kind = "gauge"     // goes up and down
	Histogram Kind = "histogram" // counts of times, by how long they were
)

// Family is one metric, with all its labels.
type Family struct {
	Name    string
	Kind    Kind
	Labels  []string  // of a bounded number of values each; never a tenant
	Help    string    // one sentence
	Buckets []float64 // upper bounds in seconds, of a histogram
	// Elsewhere says that it is kept elsewhere, and read whenever somebody looks.
	Elsewhere bool
}

// The names of the families, as rules and dashboards spell them.
const (
	Requests         = "guildhall_http_requests_total"
	RequestSeconds   = "guildhall_http_request_duration_seconds"
	RequestsInFlight = "guildhall_http_requests_in_flight"
	PoolConnections  = "guildhall_pool_connections_in_use"
	PoolAcquires     = "guildhall_pool_acquires_total"
	PoolWaits        = "guildhall_pool_waits_total"
	PoolWaitSeconds  = "guildhall_pool_wait_seconds_total"
	Deliveries       = "guildhall_dispatch_deliveries_total"
	DispatchDelay    = "guildhall_dispatch_delay_seconds"
	DispatchLag      = "guildhall_dispatch_lag_seconds"
	DeadLetters      = "guildhall_dead_letters"
	SignIns          = "guildhall_sign_ins_total"
	DatabaseUp       = "guildhall_database_up"
	DatabaseAnswer   = "guildhall_database_answer_seconds"
	PlacesBehind     = "guildhall_places_behind"
	DiskFree         = "guildhall_disk_free_ratio"
	Processes        = "guildhall_processes"
	Alerts           = "guildhall_alerts"
	Notices          = "guildhall_alert_notices_total"
	CacheRequests    = "guildhall_cache_requests_total"
	Jobs             = "guildhall_jobs"
	JobOldest        = "guildhall_job_oldest_seconds"
	JobSeconds       = "guildhall_job_duration_seconds"
	Findings         = "guildhall_findings_total"
	Build            = "guildhall_build_info"
)

// short and long are the bounds of times: of what a person waits for, and of what
// happens behind them.
func short() []float64 {
	return []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .2, .5, 1, 5}
}

func long() []float64 {
	return []float64{.001, .0025, .005, .01, .025, .05, .1, .25, 1, 5, 30, 120, 600}
}

// Catalogue returns every family that the program has, in the order in which people
// read of them. What is not in it cannot be counted.
func Catalogue() []Family {
	return []Family{
		{Requests, Counter, []string{"method", "route", "status", "tier"}, "Requests answered. The status is its class, such as 5xx; the tier is empty for requests outside of any tenant.", nil, false},
		{RequestSeconds, Histogram, []string{"method", "route", "tier"}, "Time from the first byte of a request to the last of its answer.", short(), false},
		{RequestsInFlight, Level, nil, "Requests being answered now.", nil, false},
		{PoolConnections, Level, []string{"role"}, "Connections at work now, by the role that connects; all roles of single tenants are one, tenant.", nil, false},
		{PoolAcquires, Counter, []string{"role"}, "Connections taken from a pool.", nil, false},
		{PoolWaits, Counter, []string{"role"}, "Connections that had to be waited for, for more than a millisecond: made, or given back by another.", nil, false},
		{PoolWaitSeconds, Counter, []string{"role"}, "Time spent waiting for connections.", nil, false},
		{Deliveries, Counter, []string{"subscription", "outcome"}, "Deliveries of events: claimed, then delivered, failed (tried again later), down (the other side does not answer) or dead.", nil, false},
		{DispatchDelay, Histogram, nil, "Time from an event to the end of its handler, of first attempts.", long(), false},
		{DispatchLag, Level, []string{"database"}, "How long the delivery that is due longest has been due. All databases of single tenants are one, tenants.", nil, false},
		{DeadLetters, Level, nil, "Deliveries that were given up and wait for an operator.", nil, false},
		{SignIns, Counter, []string{"realm", "outcome"}, "Attempts to sign in, by people of tenants or by operators: signed_in, or how it was refused.", nil, false},
		{DatabaseUp, Level, []string{"database"}, "1 when the database answered when it was last asked, 0 otherwise.", nil, false},
		{DatabaseAnswer, Level, []string{"database"}, "How long the database took to answer when it was last asked.", nil, false},
		{PlacesBehind, Level, nil, "Databases and schemas whose tables are not at this version.", nil, false},
		{DiskFree, Level, nil, "Share of the disk below the data folder that is free, from 0 to 1; there only with a private PostgreSQL.", nil, false},
		{Processes, Level, []string{"state"}, "Processes of the installation: up, or lost, which did not say good-bye.", nil, false},
		{Alerts, Level, []string{"severity"}, "Alerts that are firing.", nil, false},
		{Notices, Counter, []string{"channel", "outcome"}, "Messages about alerts, sent or failed.", nil, false},
		{CacheRequests, Counter, []string{"cache", "result"}, "Questions to the caches of this process: hit, stale (answered, and asked anew), shared (another process knew), joined (somebody asked already) or miss.", nil, true},
		{Jobs, Level, []string{"kind", "state"}, "Jobs that are not done.", nil, true},
		{JobOldest, Level, []string{"kind", "state"}, "Age of the oldest of these jobs.", nil, true},
		{JobSeconds, Histogram, []string{"kind", "outcome"}, "Time of one attempt at a job: done, failed, put-off or stopped.", long(), false},
		{Findings, Counter, []string{"check"}, "Records that are not as they must be, found by the nightly checks of the books; again in every run while they are so.", nil, false},
		{Build, Level, []string{"version", "go"}, "1, with the version of the program and of Go.", nil, false},
	}
}
